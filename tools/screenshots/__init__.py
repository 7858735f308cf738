"""Makes pictures of the windows of the add-on."""
