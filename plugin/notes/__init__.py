"""Notes to be added or changed, from the request to the call of Anki."""

import anki.collection  # noqa: F401 - first of anki: its modules import each other
