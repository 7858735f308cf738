"""Notes with a picture, parts of which are hidden: read back through Anki's own image occlusion."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from api import Api
from card_states import into_filtered_deck
from collection_helpers import add_note, media_files, reloaded, undo_entry

from anki.collection import Collection
from anki.notes import Note, NoteId

PIXELS = b"\x89PNG not really"
IMAGE = {"filename": "map.png", "data": base64.b64encode(PIXELS).decode()}
RECT = {"type": "rect", "left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4}
ELLIPSE = {"type": "ellipse", "left": 0.5, "top": 0.5, "rx": 0.125, "ry": 0.25}
POLYGON = {"type": "polygon", "points": [[0.6, 0.1], [0.9, 0.15], [0.75, 0.3]]}
STOCK_KIND = 6  # of Anki's note type for image occlusion


def add(api: Api, *shapes: dict[str, Any], **more: Any) -> NoteId:
    given = {"image": IMAGE, "deckName": "Default", **more}
    return NoteId(api("addImageOcclusion", shapes=list(shapes), **given))


def refusal(api: Api, *shapes: dict[str, Any], **more: Any) -> str:
    given = {"image": IMAGE, "deckName": "Default", **more}
    return api.error("addImageOcclusion", shapes=list(shapes), **given)


def told(col: Collection, note: NoteId) -> Any:
    """What Anki's editor makes of a note."""
    return col.get_image_occlusion_note(note_id=note).note


def shapes_of(col: Collection, note: NoteId) -> list[tuple[str, dict[str, str]]]:
    """Its shapes, as Anki's editor reads them."""
    return sorted(
        (
            (shape.shape, {one.name: one.value for one in shape.properties})
            for occlusion in told(col, note).occlusions
            for shape in occlusion.shapes
        ),
        key=lambda one: one[1]["left"],
    )


def without_note_type(col: Collection) -> None:
    """Take away the note type that a new collection has."""
    for note_type in col.models.all():
        if note_type.get("originalStockKind") == STOCK_KIND:
            col.models.remove(note_type["id"])


def occlusion_types(col: Collection) -> list[str]:
    return [one["name"] for one in col.models.all() if one.get("originalStockKind") == STOCK_KIND]


def test_anki_reads_what_was_sent(col: Collection, api: Api) -> None:
    note = add(api, RECT, ELLIPSE, POLYGON, header="Europe", backExtra="in 2026", tags=["geography", "map"])

    assert shapes_of(col, note) == [
        ("rect", {"left": ".1", "top": ".2", "width": ".3", "height": ".4", "oi": "1"}),
        ("ellipse", {"left": ".5", "top": ".5", "rx": ".125", "ry": ".25", "oi": "1"}),
        ("polygon", {"left": ".6", "top": ".1", "points": ".6,.1 .9,.15 .75,.3", "oi": "1"}),
    ]
    read = told(col, note)
    assert (read.header, read.back_extra, list(read.tags)) == ("Europe", "in 2026", ["geography", "map"])
    assert read.image_data == PIXELS
    assert Path(col.media.dir(), "map.png").read_bytes() == PIXELS


def test_the_text_is_that_of_ankis_own_editor(col: Collection, api: Api) -> None:
    note = add(api, RECT, {"type": "rect", "left": 0, "top": 0, "width": 1, "height": 0.12345})

    assert col.get_note(note).fields[0] == (
        "{{c1::image-occlusion:rect:left=.1:top=.2:width=.3:height=.4:oi=1}}<br>"
        "{{c2::image-occlusion:rect:left=.0000:top=.0000:width=1:height=.1235:oi=1}}<br>"
    )


@pytest.mark.parametrize(
    ("given", "ordinals"),
    [
        ([None, None, None], [1, 2, 3]),
        ([2, None, None], [2, 1, 3]),
        ([1, 1, None], [1, 1, 2]),
        ([200, None, 3], [200, 1, 3]),
    ],
)
def test_there_is_a_card_for_each_ordinal(
    given: list[int | None], ordinals: list[int], col: Collection, api: Api
) -> None:
    shapes = [{**RECT, "left": position / 10, "ordinal": ordinal} for position, ordinal in enumerate(given)]

    note = add(api, *shapes, deckName="default")

    assert [card.ord + 1 for card in col.get_note(note).cards()] == sorted(set(ordinals))
    assert [int(number) for number in re.findall(r"\{\{c(\d+)::", col.get_note(note).fields[0])] == ordinals


def test_each_card_asks_for_its_shape_and_hides_the_others(col: Collection, api: Api) -> None:
    first, second = col.get_note(add(api, RECT, ELLIPSE)).cards()

    assert 'class="cloze" data-ordinal="1" data-shape="rect" data-left=".1"' in first.question()
    assert 'class="cloze-inactive" data-ordinal="2" data-shape="ellipse"' in first.question()
    assert 'class="cloze" data-ordinal="2" data-shape="ellipse"' in second.question()
    assert 'data-occludeInactive="1"' in second.question()
    assert 'class="cloze" data-ordinal="2"' not in second.answer()
    assert '<img src="map.png">' in first.question()


def test_a_note_type_that_is_missing_is_made_in_the_same_step_of_undo(col: Collection, api: Api) -> None:
    without_note_type(col)
    col.add_custom_undo_entry("something before")

    note = add(api, RECT)

    assert len(occlusion_types(col)) == 1
    assert undo_entry(col) == "AnkiConnect: Add image occlusion note"
    col.undo()
    assert occlusion_types(col) == []
    assert not col.find_notes(f"nid:{note}")
    assert undo_entry(col) == "something before"


def test_a_note_type_that_is_there_is_used_whatever_it_is_called(col: Collection, api: Api) -> None:
    [name] = occlusion_types(col)
    changed = col.models.by_name(name)
    assert changed is not None
    changed["name"], changed["flds"][1]["name"] = "Maps", "Picture"
    col.models.reposition_field(changed, changed["flds"][1], 3)
    col.models.update_dict(changed)

    note = add(api, RECT, header="Europe")

    assert occlusion_types(col) == ["Maps"]
    assert col.get_note(note)["Picture"] == '<img src="map.png">'
    assert told(col, note).header == "Europe"


def test_another_picture_of_the_same_name_stays(col: Collection, api: Api) -> None:
    col.media.write_data("map.png", b"another")

    note = add(api, RECT)

    assert Path(col.media.dir(), "map.png").read_bytes() == b"another"
    assert told(col, note).image_data == PIXELS
    assert len(media_files(col)) == 2


def test_a_picture_comes_from_a_file_too(col: Collection, api: Api, tmp_path: Path) -> None:
    path = tmp_path / "somewhere.jpg"
    path.write_bytes(PIXELS)

    note = add(api, RECT, image={"filename": "Ça.jpg", "path": str(path)})

    assert told(col, note).image_data == PIXELS


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"left": -0.1}, "left must be a number from 0 to 1"),
    ({"left": 1.5}, "left must be a number from 0 to 1"),
    ({"top": float("nan")}, "top must be a number"),
    ({"top": float("inf")}, "top must be a number"),
    ({"left": "0.1"}, "left must be a number"),
    ({"left": None}, "left is missing"),
    ({"width": None}, "width is missing"),
    ({"height": 0}, "height must be 0.0001 or more"),
    ({"width": 0.95}, "width must not reach beyond the picture"),
    ({"ordinal": 0}, "ordinal must be an integer from 1 to 200"),
    ({"ordinal": 201}, "ordinal must be an integer from 1 to 200"),
    ({"type": "text"}, "type must be one of 'rect', 'ellipse', 'polygon'"),
    ({"type": None}, "type must be one of 'rect', 'ellipse', 'polygon'"),
    ({"type": "ellipse"}, "rx is missing"),
    ({"type": "ellipse", "rx": 0.5, "ry": 0.1}, "rx must not reach beyond the picture"),
    ({"type": "polygon"}, "points is missing"),
    ({"type": "polygon", "points": [[0, 0], [1, 1]]}, "points must be 3 to 200 points"),
    ({"type": "polygon", "points": [[0, 0], [1, 1], [2, 1]]}, "points[2] must be two numbers from 0 to 1"),
    ({"type": "polygon", "points": [[0, 0], [1], [0, 1]]}, "points[1] must be two numbers from 0 to 1"),
    ({"type": "polygon", "points": [[0, 0], [1, 0], [0.5, 0]]}, "points must not be in one line"),
]


@pytest.mark.parametrize(("members", "problem"), WRONG, ids=[f"{one}" for one, _ in WRONG])
def test_a_shape_that_is_none_is_refused_and_nothing_is_left_behind(
    members: dict[str, Any], problem: str, col: Collection, api: Api
) -> None:
    without_note_type(col)

    error = refusal(api, RECT, {**RECT, **members})

    assert error == f"addImageOcclusion: shapes[1].{problem}"
    assert (media_files(col), occlusion_types(col), list(col.find_notes(""))) == ([], [], [])


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"shapes": []}, "addImageOcclusion: shapes must not be empty"),
    ({"shapes": [RECT] * 201}, "addImageOcclusion: at most 200 shapes, not 201"),
    ({"deckName": "Nowhere"}, "deck was not found: Nowhere"),
    ({"deckName": "Filtered"}, "cannot create note because Filtered is a filtered deck"),
    ({"image": {"filename": "map.png"}}, 'You must provide a "data", "path", or "url" field.'),
    ({"image": {"filename": "map.png", "data": "?"}}, "data is not base64"),
    ({"image": {"filename": "map.txt", "data": ""}}, "addImageOcclusion: image.filename must end in .jpg"),
    ({"image": {"data": ""}}, "addImageOcclusion: image.filename is missing"),
    ({"image": {"filename": "map.png", "path": "/no/such/map.png"}}, "the file /no/such/map.png cannot be read"),
    ({"tags": "::".join("a" * 200)}, "a tag is nested too deeply"),
    ({"header": "{{c1::" * 50 + "}}" * 50}, "field header has cloze deletions nested too deeply"),
]


@pytest.mark.parametrize(("params", "error"), REFUSED, ids=[one for _, one in REFUSED])
def test_what_cannot_be_made_leaves_nothing_behind(
    params: dict[str, Any], error: str, col: Collection, api: Api
) -> None:
    add_note(col, "a", deck="Home")
    into_filtered_deck(col, "Filtered", "deck:Home")
    without_note_type(col)
    given = {"image": IMAGE, "shapes": [RECT], "deckName": "Default", **params}

    assert api.error("addImageOcclusion", **given).startswith(error)
    assert (media_files(col), occlusion_types(col), len(col.find_notes(""))) == ([], [], 1)


def test_a_note_that_anki_refuses_leaves_no_file_and_no_note_type(col: Collection, api: Api) -> None:
    without_note_type(col)
    col.db.execute("create trigger full before insert on notes begin select raise(abort, 'no more'); end")

    refusal(api, RECT)

    assert (media_files(col), occlusion_types(col)) == ([], [])


def test_the_same_shapes_on_another_picture_are_another_note(col: Collection, api: Api) -> None:
    notes = [add(api, RECT, image={**IMAGE, "filename": name}) for name in ("a.png", "b.png")]

    pictures = [reloaded(Note(col, id=note)).fields[1] for note in notes]
    assert pictures == ['<img src="a.png">', '<img src="b.png">']


def test_it_shares_an_entry_of_undo_in_multi(col: Collection, api: Api) -> None:
    request = {
        "action": "addImageOcclusion",
        "version": 6,
        "params": {"image": IMAGE, "shapes": [RECT], "deckName": "Default"},
    }
    other = {**request["params"], "image": {"filename": "other.png", "data": "AAAA"}}

    replies = api("multi", actions=[request, {**request, "params": other}], undo="one")

    assert [one["error"] for one in replies] == [None, None]
    assert undo_entry(col) == "AnkiConnect: multi"
    col.undo()
    assert not col.find_notes("")
