"""Notes to be saved: added, or changed where they are there already."""
