"""Everything that depends on Anki's version, and Anki's errors in our words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from anki.errors import AnkiException, BackendError, NotFoundError

from .errors import RefusedByAnki

# Up to 24.04 this is all that Anki says of an unknown id; later ones go on with "No such note: '1'". It is written
# for a person at a window, whom it tells to check the database, and frightens clients' users.
_ADVICE = "Your database appears to be in an inconsistent state. Please use the Check Database action."


@contextlib.contextmanager
def anki_errors_in_our_words() -> Iterator[None]:
    """Turn what Anki refuses into a RefusedByAnki."""
    try:
        yield
    except NotFoundError as error:
        reason = str(error).replace(_ADVICE, "").strip()
        raise RefusedByAnki(reason or "something that this needs is not in the collection") from None
    except BackendError as error:
        raise RefusedByAnki(str(error)) from None
    except AnkiException as error:
        raise RefusedByAnki(str(error) or "the change was given up") from None
