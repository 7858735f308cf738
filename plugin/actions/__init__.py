"""The actions, a class for each category."""

import anki.collection  # noqa: F401 - first of anki: its modules import each other
