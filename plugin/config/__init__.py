"""The settings as the person wrote them in Anki, checked; knows nothing of who needs them."""
