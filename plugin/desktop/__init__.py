"""Anki as the program around the actions. The only room, with addon.py, that imports aqt."""
