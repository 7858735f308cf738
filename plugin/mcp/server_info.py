"""What this server says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import orjson

_MANIFEST = "manifest.json"


def server_info() -> Mapping[str, str]:
    """Its name, and its version as the manifest has it; that is beside the add-on, or above it in a checkout."""
    add_on = Path(__file__).parents[1]
    for folder in (add_on, add_on.parent):
        try:
            content = orjson.loads((folder / _MANIFEST).read_bytes())
        except (OSError, orjson.JSONDecodeError):
            continue
        if isinstance(content, dict) and isinstance(content.get("human_version"), str):
            return {"name": "ankiconnect", "version": content["human_version"]}
    return {"name": "ankiconnect", "version": "unknown"}
