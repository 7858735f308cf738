"""Writes docs/actions.md from reference.json: all actions by category, for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plugin.api import reference_words as words
from tools.reference.json_text import json_text

# The categories of reference.json, as people call them, in the order in which they are read
CATEGORIES = {
    "notes": "Notes and tags",
    "cards": "Cards",
    "decks": "Decks",
    "models": "Note types",
    "media": "Media",
    "statistics": "Statistics",
    "gui": "Windows",
    "program": "The program",
}

_OPENING = """\
# All actions

<!-- Made from the code by `python3 tools/dev.py reference`. Do not edit it: change the docstring of the action. -->

Each action has a description, its parameters, its result, the rights that it needs, and samples. A sample is a request
and its reply. All samples are performed by tests, on a small collection; ids and times are others in yours.
[api.md](api.md) tells how a request is sent, what may be written in another way, and what errors there are.

- A parameter without a default must be given. `null` for any other is the same as leaving it out.
- *An id* is an integer. A text of its digits is understood, too.
- A name with a capital letter, such as [Note](#note), is an object. All of them are at the end: those that
  are [sent](#objects-that-are-sent), and those [in results](#objects-in-results).
- `query` is written as in Anki's Browser: [Searching](https://docs.ankiweb.net/searching.html) in Anki's manual.
- What fails in the same way everywhere, such as an unknown deck, is in the list of [errors](api.md#errors).
- Without a right an action ends in the error `not allowed: this needs the right "write"`. [security.md](security.md)
  tells who has which.
- *Deletes* tells what a program must have a person agree to, if its rule says `"confirm": true`.
- An action that is here twice has another result in older versions of the API.
"""

# By heading: where they are in reference.json, and what is said of a member that is required, and of one that is not
_OBJECTS = {
    "Objects that are sent": ("types", ("must be given", "")),
    "Objects in results": ("replies", ("", "may be missing")),
}
_DELETES = {"never": "no", "sometimes": "some requests do", "always": "yes"}
_OUTSIDE_BACKTICKS = re.compile(r"(`[^`]+`)")
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def document(reference: Mapping[str, Any]) -> str:
    """The text of docs/actions.md.

    Args:
        reference: the content of reference.json
    """
    parts = [_OPENING, "\n## Index\n\n"]
    by_category = {name: _of_category(reference["actions"], name) for name in CATEGORIES}
    for name, entries in by_category.items():
        links = ", ".join(f"[{one['action']}](#{anchor(words.title(one))})" for one in _each_name_once(entries))
        parts.append(f"- **[{CATEGORIES[name]}](#{anchor(CATEGORIES[name])})**: {links}\n")
    for name, entries in by_category.items():
        parts.append(f"\n## {CATEGORIES[name]}\n")
        for entry in entries:
            parts.extend(_action(entry))
    for heading, (place, said) in _OBJECTS.items():
        parts.append(f"\n## {heading}\n")
        for name, schema in reference[place].items():
            parts.extend(_object(name, schema, said))
    return "".join(parts)


def anchor(heading: str) -> str:
    """What a link to a heading ends in, as it is made where Markdown is shown."""
    return _NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")


def _of_category(actions: Sequence[Mapping[str, Any]], category: str) -> list[Mapping[str, Any]]:
    entries = [one for one in actions if one["category"] == category]
    return sorted(entries, key=lambda one: (one["action"].lower(), -one["since"]))


def _each_name_once(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({one["action"]: one for one in reversed(entries)}.values())[::-1]


def _action(entry: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n### {words.title(entry)}\n\n{_text(entry['description'])}\n\n"
    versions = words.versions(entry)
    if versions:
        yield f"- {versions}\n"
    rights = _rights(entry["rights"]) or "none"
    for name, more in entry.get("rightsWith", {}).items():
        rights += f"; with `{name}` also {_rights(more)}"
    yield f"- Rights: {rights}. Deletes: {_DELETES[entry['deletes']]}.\n"
    yield f"- Result: {_kind(entry['result'])}\n"
    errors = dict.fromkeys(one["reply"]["error"] for one in entry["samples"] if _is_error(one["reply"]))
    if errors:
        yield f"- Errors, in the samples below: {', '.join(f'`{one}`' for one in errors)}\n"
    if entry["parameters"]:
        rows = [
            (one["name"], _kind(one["schema"]), _default(one), one["description"])
            for one in words.parameters_in_order(entry)
        ]
        yield from _table(("parameter", "what it is", "default", ""), rows)
    for sample in entry["samples"]:
        yield f"\n```json\n{json_text(sample['request'])}\n```\n\n```json\n{json_text(sample['reply'])}\n```\n"


def _rights(names: Sequence[str]) -> str:
    return " and ".join(f"`{one}`" for one in names)


def _is_error(reply: Any) -> bool:
    return isinstance(reply, dict) and reply.get("error") is not None


def _object(name: str, schema: Mapping[str, Any], said: tuple[str, str]) -> Iterator[str]:
    yield f"\n### {name}\n\n{_text(schema['description'])}{words.more_members(schema)}\n"
    rows = [
        (member, _kind(its_schema), said[not required], its_schema.get("description", ""))
        for member, its_schema, required in words.members_in_order(schema)
    ]
    if rows:
        yield from _table(("member", "what it is", "", ""), rows)


def _table(head: Sequence[str], rows: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    yield f"\n| {' | '.join(head)} |\n|{' --- |' * len(head)}\n"
    for name, kind, third, description in rows:
        yield f"| `{name}` | {kind} | {third} | {_text(description)} |\n"


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, with links to the objects."""
    text = _text(words.schema_words(schema))
    for name in re.findall(r'"\$ref": "#/\w+/(\w+)"', json.dumps(schema)):
        text = re.sub(rf"(?<![\w\[#]){name}\b(?!\]|\()", f"[{name}](#{anchor(name)})", text)
    return text


def _default(parameter: Mapping[str, Any]) -> str:
    return "" if parameter["required"] else f"`{json.dumps(parameter['default'], ensure_ascii=False)}`"


def _text(text: str) -> str:
    """A text in which nothing but backticks means something."""
    parts = _OUTSIDE_BACKTICKS.split(text)
    parts[::2] = [re.sub(r"([<>*|\\])", r"\\\1", part) for part in parts[::2]]
    parts[1::2] = [part.replace("|", r"\|") for part in parts[1::2]]
    return "".join(parts)
