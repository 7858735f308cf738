"""What the person at Anki sees of the add-on: Tools, AnkiConnect."""
