"""A collection as the program around the actions, without any window. Imports anki, never aqt."""
