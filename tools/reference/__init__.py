"""Generates plugin/api/reference.json from the methods of the actions."""
