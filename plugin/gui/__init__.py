"""The part of the add-on that needs a window: imports aqt."""
