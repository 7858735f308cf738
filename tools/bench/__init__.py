"""Measures the add-on in a real Anki: speed beside the floor of the same work, stalls of the event loop, memory."""
