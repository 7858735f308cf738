"""Notes that are to be made or changed: from the request to what Anki is given."""

import anki.collection  # noqa: F401 - first of anki: its modules import each other
