"""Media files: fetches them, and reads and writes the media folder."""
