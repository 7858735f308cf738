"""What is done to Anki's windows, and windows of our own that actions bring up."""
