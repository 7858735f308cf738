"""Writes the client for Python."""

from __future__ import annotations

import keyword
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.clients.latest import Named, Schema, about_default, latest_actions, named_types, ordered_parameters

_BASE = Path(__file__).with_name("base.py")
_WIDTH = 116

_OPENING = '''\
"""A client of AnkiConnect: one file, the standard library of Python 3.9 and newer, types for everything.

    from ankiconnect import AnkiConnect

    anki = AnkiConnect()
    print(anki.deckNames())

A method is an action of the API, its arguments are the parameters, its result is what the action gives. An error in the
reply is raised as AnkiConnectError. Put the file beside your program.

Made from the add-on's actions, version {version}, by `python3 tools/dev.py reference`: do not edit it.
"""

'''
_IMPORT_OF_BASE = "from typing import Any, Optional\n"
_IMPORT = "from typing import Any, Literal, Optional, TypedDict, Union\n"
_ID = """

# Of a note, a card, a deck and so on, as it is sent: a number, or its digits as a text. What is answered is a number.
Id = Union[int, str]
"""
_SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def python_client(reference: Mapping[str, Any], version: str) -> str:
    """The text of ankiconnect.py, not formatted yet.

    Args:
        reference: the content of reference.json
        version: of the add-on
    """
    _, _, base = _BASE.read_text(encoding="utf-8").partition('"""\n\n')
    parts = [_OPENING.format(version=version), base.replace(_IMPORT_OF_BASE, _IMPORT), _ID]
    for one in named_types(reference):
        parts.extend(_typed_dict(one))
    parts.append('\n\nclass AnkiConnect(Connection):\n    """All actions, one method each."""\n')
    for entry in latest_actions(reference):
        parts.extend(_method(entry))
    return "".join(parts)


def kind(schema: Schema) -> str:
    """The annotation for a schema."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    if schema.get("title") == "an id":
        return "Id" if "anyOf" in schema else "int"
    if "anyOf" in schema:
        return _union([kind(one) for one in schema["anyOf"]])
    what = schema.get("type")
    if what == "array":
        if "prefixItems" in schema:
            return f"list[{_union([kind(one) for one in schema['prefixItems']])}]"
        return f"list[{kind(schema.get('items', {}))}]"
    if what == "object":
        rest = schema.get("additionalProperties")
        return f"dict[str, {kind(rest) if isinstance(rest, Mapping) else 'Any'}]"
    return _SIMPLE[what] if what else "Any"


def _union(kinds: list[str]) -> str:
    different = list(dict.fromkeys(kinds))
    if len(different) == 1:
        return different[0]
    if len(different) == 2 and "None" in different:
        return f"Optional[{next(one for one in different if one != 'None')}]"
    return f"Union[{', '.join(different)}]"


def _typed_dict(one: Named) -> Iterator[str]:
    if one.schema.get("additionalProperties") is True:
        yield from _open_object(one)
        return
    members, required = one.schema["properties"], one.schema.get("required", ())
    optional = [name for name in members if name not in required]
    if optional and required:
        yield f'\n\nclass _{one.name}(TypedDict):\n    """What must be in {_article(one.name)}."""\n\n'
        yield from _members(members, required)
        yield f"\n\nclass {one.name}(_{one.name}, total=False):\n{_docstring(one.schema['description'], {}, 4)}"
        yield from ("\n", *_members(members, optional))
        return
    yield f"\n\nclass {one.name}(TypedDict{', total=False' if optional else ''}):\n"
    yield from (_docstring(one.schema["description"], {}, 4), "\n" if members else "")
    yield from _members(members, members)


def _open_object(one: Named) -> Iterator[str]:
    """A type for an object that may have members beside those that are known, which a TypedDict may not."""
    yield "\n\n"
    for line in textwrap.wrap(one.schema["description"], _WIDTH - 2):
        yield f"# {line}\n"
    known = (f"{name}: {kind(member)}" for name, member in one.schema.get("properties", {}).items())
    for line in textwrap.wrap(
        f"Known members: {', '.join(known)}, and others" if one.schema.get("properties") else "", _WIDTH - 2
    ):
        yield f"# {line}\n"
    yield f"{one.name} = dict[str, Any]\n"


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _members(members: Mapping[str, Schema], names: Any) -> Iterator[str]:
    for name in names:
        _check_name(name)
        text = members[name].get("description", "")
        for line in textwrap.wrap(text, _WIDTH - 6):
            yield f"    # {line}\n"
        yield f"    {name}: {kind(members[name])}\n"


def _method(entry: Mapping[str, Any]) -> Iterator[str]:
    name = entry["action"]
    _check_name(name)
    yield f"\n    def {name}(self"
    args = {}
    for one in ordered_parameters(entry):
        _check_name(one["name"])
        annotation = kind(one["schema"])
        yield f", {one['name']}: {annotation if one['required'] else f'Optional[{annotation}] = None'}"
        args[one["name"]] = one["description"] + about_default(one)
    result = kind(entry["result"])
    yield f") -> {result}:\n{_docstring(entry['description'], args, 8)}"
    sent = "".join(f", {one}={one}" for one in args)
    if result == "None":
        yield f'        self.invoke("{name}"{sent})\n'
    else:
        yield f'        result: {result} = self.invoke("{name}"{sent})\n        return result\n'


def _docstring(text: str, args: Mapping[str, str], indent: int) -> str:
    start = " " * indent
    lines = textwrap.wrap(_escaped(text), _WIDTH - indent - 3)
    if args:
        lines += ["", "Args:"]
        for name, about in args.items():
            wrapped = textwrap.wrap(f"{name}: {_escaped(about)}", _WIDTH - indent - 8)
            lines += [f"    {wrapped[0]}", *(f"        {one}" for one in wrapped[1:])]
    if len(lines) == 1:
        return f'{start}"""{lines[0]}"""\n'
    written = "".join(f"{start}{line}".rstrip() + "\n" for line in lines[1:])
    return f'{start}"""{lines[0]}\n{written}{start}"""\n'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', '\\"""')


def _check_name(name: str) -> None:
    """A mistake of ours, found when the client is made."""
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ValueError(f"{name} can be no name in Python")
