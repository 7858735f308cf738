"""What the actions on note types, their fields and card templates do to a collection."""
