"""Runs all checks of the code, tests included."""
