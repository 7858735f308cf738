"""What the actions do to a collection, without any window: imports anki, never aqt."""

import anki.collection  # noqa: F401 - first of anki: its modules import each other
