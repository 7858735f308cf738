"""Work beside the main thread, and waiting for it or for Anki without blocking."""
