"""What has happened to the collection, for clients that listen; it knows neither Anki nor HTTP."""
