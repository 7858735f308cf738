"""Searches that are read page by page."""
