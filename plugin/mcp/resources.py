"""What an agent may read beside tools: the reference, the search language, and the collection as a whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Callable, NamedTuple

from ..api.host import Host
from ..api.reference_words import members_in_order, needs, parameters_in_order, schema_words, types_in
from ..api.rights import NONE, READ, Rights
from ..collection.overview import overview
from .search_language import SEARCH_LANGUAGE
from .tool_words import OWN
from .tools import Tools

REFERENCE, SEARCH, COLLECTION = "anki://reference", "anki://search", "anki://collection"

_MARKDOWN = "text/markdown"
_JSON = "application/json"
_WHOLE_COLLECTION = 1_000_000  # of which nobody knows before how long it takes


class _Resource(NamedTuple):
    uri: str
    name: str
    description: str
    mime_type: str
    needs: Rights = NONE
    stays: bool = True  # until the program ends


_ALL = (
    _Resource(
        COLLECTION,
        "collection",
        "The profile, how many notes, cards, decks and reviews there are, what is due today, when days begin, and "
        "whether FSRS is on.",
        _JSON,
        frozenset({READ}),
        stays=False,
    ),
    _Resource(
        REFERENCE,
        "reference",
        "All actions, their parameters, samples. It is long: describeActions tells of single ones.",
        _MARKDOWN,
    ),
    _Resource(SEARCH, "search", "Anki's search language, for queries.", _MARKDOWN),
)


class Contents(NamedTuple):
    """What a resource is.

    Args:
        uri: its name
        mime_type: of the text
        text: all of it
        stays: whether it will be the same for a while
    """

    uri: str
    mime_type: str
    text: str
    stays: bool


class Resources:
    """The resources.

    Args:
        host: has the collection
        tools: know the actions
        types: gives the named types of the reference
    """

    def __init__(self, host: Host, tools: Tools, types: Callable[[], Any]) -> None:
        self._host = host
        self._tools = tools
        self._types = types
        self._reference: str | None = None

    def listed(self, rights: Rights) -> list[dict[str, str]]:
        """Those that a caller with these rights may read."""
        return [
            {"uri": one.uri, "name": one.name, "description": one.description, "mimeType": one.mime_type}
            for one in _ALL
            if one.needs <= rights
        ]

    def may_read(self, uri: str, rights: Rights) -> bool:
        """Whether there is such a resource for a caller with these rights."""
        return any(one.uri == uri and one.needs <= rights for one in _ALL)

    async def read(self, uri: str) -> Contents:
        """The contents of one that may be read."""
        resource = next(one for one in _ALL if one.uri == uri)
        if uri == COLLECTION:
            profile = self._host.profile
            told = await self._host.read(overview, _WHOLE_COLLECTION)
            text = json.dumps({"profile": profile, **told}, ensure_ascii=False, indent=1)
        elif uri == SEARCH:
            text = SEARCH_LANGUAGE
        else:
            if self._reference is None:
                entries, types = self._tools.here(), self._types()
                self._reference = await self._host.run_in_thread(lambda: _reference(entries, types))
            text = self._reference
        return Contents(uri, resource.mime_type, text, resource.stays)


def _reference(entries: Sequence[Any], types: Any) -> str:
    lines = ["# Actions", "", f"Call those that are no tools with {OWN[0]}. A parameter with * must be given.", ""]
    for entry in entries:
        lines += [f"## {entry['action']}", "", entry["description"], needs(entry), ""]
        for one in parameters_in_order(entry):
            mark = "*" if one["required"] else ""
            lines.append(f"- `{one['name']}`{mark} {schema_words(one['schema'])}: {one['description']}")
        sample = entry["samples"][0]
        lines += [
            "",
            f"    {json.dumps(sample['request'].get('params', {}), ensure_ascii=False)}",
            f"    {json.dumps(sample['reply'], ensure_ascii=False)}",
            "",
        ]
    lines += ["# Types", ""]
    for name in sorted(types_in([one["schema"] for entry in entries for one in entry["parameters"]], types)):
        lines += [f"## {name}", ""]
        for member, schema, required in members_in_order(types[name]):
            mark = "*" if required else ""
            lines.append(f"- `{member}`{mark} {schema_words(schema)}: {schema.get('description', '')}".rstrip(": "))
        lines.append("")
    return "\n".join(lines)
