"""Makes a large, lifelike collection."""
