"""Starts a real Anki with the add-on."""
