"""What the actions on decks and their options do to a collection."""
