"""Builds the archive of the add-on."""
