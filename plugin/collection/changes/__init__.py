"""Which rows of a collection were added, changed or removed, whoever has done it."""
