"""Media files: where they come from, and the media folder."""
