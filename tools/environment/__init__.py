"""Makes the virtual environments that the other tools work in, and says what it does."""
