"""What a person is told when an origin is to be allowed."""

from __future__ import annotations

from ..web.trust import is_extension, is_own_scheme
from . import messages


def question(origin: str) -> str:
    """The question itself.

    Args:
        origin: from normal_origin()
    """
    return messages.may_use_anki(program=is_own_scheme(origin), extension=is_extension(origin))


def what_permission_means(origin: str) -> str:
    """What it could do.

    Args:
        origin: from normal_origin()
    """
    files = [messages.MAY_USE_FILES] if is_own_scheme(origin) else []
    return " ".join([messages.WHAT_PERMISSION_MEANS, *files, messages.WHEN_TO_SAY_YES])
