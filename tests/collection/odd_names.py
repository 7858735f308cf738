"""Names that Anki stores otherwise than they are sent, and a collection in which everything has such a name."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any, Callable

from anki.collection import Collection

_STORED, _SENT = "ç", "c\u0327"
_HANDLE = re.compile(r"\{\{([#^/]?(?:[\w-]+:)*)([^{}:#^/]+)\}\}")

# As Anki stores them ---------------------------------------------------------


def _with_mark(name: str) -> str:
    return f"{name} {_STORED}"


def _deck(name: str) -> str:
    return "::".join(map(_with_mark, name.split("::")))


def _tag(tags: str) -> str:
    return " ".join(tag + _STORED for tag in tags.split(" "))


def _media(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return f"{stem}{_STORED}{dot}{extension}"


def _template_text(text: str) -> str:
    return _HANDLE.sub(
        lambda match: f"{{{{{match[1]}{_with_mark(match[2])}}}}}" if match[2] != "FrontSide" else match[0], text
    )


STORED: dict[str, Callable[[str], str]] = {
    "deck": _deck,
    "note type": _with_mark,
    "field": _with_mark,
    "template": _with_mark,
    "tag": _tag,
    "media": _media,
    "pattern": _media,
    "template text": _template_text,
}

# As a client may send them ---------------------------------------------------


def _decomposed(name: str) -> str:
    sent = unicodedata.normalize("NFD", name)
    assert sent != name or _STORED not in name
    return sent


def _quoted(name: str) -> str:
    return f'"{_decomposed(name)}"'


def _odd_deck(name: str) -> str:
    return "::".join(f" {_decomposed(part)} " for part in name.split("::"))


SENT: dict[str, Callable[[str], str]] = {
    "deck": _odd_deck,
    "note type": _quoted,
    "field": lambda name: f" {_decomposed(name)}\t",
    "template": _quoted,
    "tag": _decomposed,
    "pattern": _decomposed,
    "media": lambda name: f"some/{_decomposed(name)}",
    "template text": _decomposed,
}


def rename_everything(col: Collection) -> None:
    """Give every deck, note type, field, card template and tag a name with a mark, through Anki."""
    for deck in sorted(col.decks.all_names_and_ids(), key=lambda one: one.name):
        col.decks.rename(deck.id, _deck(deck.name))
    for note_type in col.models.all():
        for field in note_type["flds"]:
            col.models.rename_field(note_type, field, _with_mark(field["name"]))
        for template in note_type["tmpls"]:
            template["name"] = _with_mark(template["name"])
        note_type["name"] = _with_mark(note_type["name"])
        col.models.update_dict(note_type)
    for tag in col.tags.all():
        col.tags.rename(tag, _tag(tag))


# What is in a collection -------------------------------------------------------


def contents(col: Collection) -> dict[str, Any]:
    """Everything that actions change in a collection, without the ids and times that differ each time."""
    names = {note_type["id"]: note_type["name"] for note_type in col.models.all()}
    notes = [(names[mid], fields, tags) for mid, fields, tags in col.db.all("select mid, flds, tags from notes")]
    cards = col.db.all("select flds, did, ord, queue from cards join notes on notes.id = nid")
    decks = {deck["name"]: deck.get("conf") for deck in col.decks.all()}
    return {
        "notes": sorted(notes),
        "cards": sorted((fields, col.decks.name(did), number, queue) for fields, did, number, queue in cards),
        "decks": {name: conf and col.decks.get_config(conf)["name"] for name, conf in decks.items()},
        "options": sorted(one["name"] for one in col.decks.all_config()),
        "note types": sorted(map(_description, col.models.all())),
        "tags": sorted(col.tags.all()),
        "media": {path.name: path.read_bytes() for path in Path(col.media.dir()).iterdir()},
    }


def _description(note_type: Any) -> str:
    fields = [(one["name"], one["font"], one["size"], one.get("description")) for one in note_type["flds"]]
    templates = [(one["name"], one["qfmt"], one["afmt"]) for one in note_type["tmpls"]]
    return repr((note_type["name"], fields, templates, note_type["css"]))
