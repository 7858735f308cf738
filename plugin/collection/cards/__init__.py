"""What the actions on cards do to a collection."""
