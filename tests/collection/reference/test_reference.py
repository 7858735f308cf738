"""The reference is generated from the actions; an action without a description is refused."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated, Any, TypedDict, Union

import pytest

import anki.collection  # noqa: F401 - first of anki: its modules import each other
from anki.cards import CardId

from plugin.api.reference import Reference
from plugin.api.registry import Registry, action
from plugin.api.schema import ID_SCHEMA, LENIENT
from plugin.api.wire.keywords import keywords
from plugin.api.wire.marks import Documented, Nothing, Open
from tools import ROOT
from tools.reference import generate as tool
from tools.reference.docstrings import UndescribedError

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="the reference is made with the Python of the developers' environment"
)


def test_reference_json_is_in_step_with_the_actions() -> None:
    command = [sys.executable, str(ROOT / "tools" / "dev.py"), "reference", "--here", "--check"]

    outcome = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_a_list_tells_what_is_in_it_also_where_its_entries_are_checked_one_by_one() -> None:
    class Good:
        @action(needs=(), deletes=False)
        def flip(self, cards: list[Annotated[Any, Documented(CardId)]]) -> bool:
            """Flip cards.

            Args:
                cards: ids
            """
            return bool(cards)

    [entry] = tool.build(Registry([Good]))["actions"]

    [cards] = entry["parameters"]
    assert cards["schema"] == {"type": "array", "items": {**ID_SCHEMA, LENIENT: {}}}


def test_a_parameter_becomes_a_schema() -> None:
    class Good:
        @action(needs=(), deletes=False)
        def flip(self, cards: list[CardId], side: str = "back") -> bool:
            """Flip cards.

            Args:
                cards: ids
                side: to show,
                    or "front"
            """
            return bool(cards and side)

    [entry] = tool.build(Registry([Good]))["actions"]

    assert entry["description"] == "Flip cards."
    cards, side = entry["parameters"]
    assert cards["required"]
    assert cards["schema"]["items"]["title"] == "an id"
    assert side == {
        "name": "side",
        "description": 'to show, or "front"',
        "required": False,
        "schema": {"type": "string"},
        "default": "back",
    }


def test_what_a_type_cannot_say_is_added_to_its_schema() -> None:
    class Good:
        @action(needs=(), deletes=False)
        def flip(self, speed: Union[Annotated[int, keywords(minimum=1, maximum=9)], None] = None) -> None:
            """Flip.

            Args:
                speed: from slow to fast
            """

    [entry] = tool.build(Registry([Good]))["actions"]

    assert entry["parameters"][0]["schema"] == {"type": "integer", "minimum": 1, "maximum": 9}


class WithoutDocstring:
    @action(needs=(), deletes=False)
    def flip(self) -> None: ...


class WithoutArgs:
    @action(needs=(), deletes=False)
    def flip(self, card: int) -> None:
        """Flip a card."""


class WithoutAnnotation:
    @action(needs=(), deletes=False)
    def flip(self, card) -> None:  # type: ignore[no-untyped-def]
        """Flip a card.

        Args:
            card: its id
        """


class WithoutReturn:
    @action(needs=(), deletes=False)
    def flip(self):  # type: ignore[no-untyped-def]
        """Flip."""


class WithTooManyArgs:
    @action(needs=(), deletes=False)
    def flip(self) -> None:
        """Flip a card.

        Args:
            card: its id
        """


class WithoutSchema:
    @action(needs=(), deletes=False)
    def flip(self, card: bytes) -> None:
        """Flip a card.

        Args:
            card: as bytes
        """


@pytest.mark.parametrize(
    ("group", "complaint"),
    [
        (WithoutDocstring, "has no docstring"),
        (WithoutArgs, "parameter card is not in Args:"),
        (WithoutAnnotation, "parameter card is not annotated"),
        (WithoutReturn, "what it returns is not annotated"),
        (WithTooManyArgs, "which is no parameter"),
        (WithoutSchema, "no schema for the annotation"),
    ],
)
def test_what_is_not_described_is_refused(group: type, complaint: str) -> None:
    with pytest.raises(UndescribedError, match=complaint):
        tool.build(Registry([group]))


class WithResult:
    @action(needs=(), deletes=False)
    def flip(self) -> Union[MadeOfTwo, None]:
        """Flip a card."""


class Base(TypedDict):
    """What is always there.

    Args:
        card: that was flipped
    """

    card: CardId


class MadeOfTwo(Base, total=False):
    """A flip.

    Args:
        angle: in degrees
    """

    angle: float


def test_the_result_is_described_with_what_it_is_made_of_and_its_ids_are_integers() -> None:
    described = tool.build(Registry([WithResult]))

    assert described["actions"][0]["result"] == {"anyOf": [{"$ref": "#/replies/MadeOfTwo"}, {"type": "null"}]}
    assert described["replies"]["MadeOfTwo"] == {
        "type": "object",
        "description": "A flip.",
        "properties": {
            "card": {"type": "integer", "title": "an id", "description": "that was flipped"},
            "angle": {"type": "number", "description": "in degrees"},
        },
        "required": ["card"],
    }


class SentToo:
    @action(needs=(), deletes=False)
    def flip(self, how: MadeOfTwo) -> MadeOfTwo:
        """Flip a card.

        Args:
            how: it is flipped
        """


def test_a_type_that_is_sent_and_answered_is_refused_because_ids_are_written_in_two_ways() -> None:
    with pytest.raises(UndescribedError, match=r"needs a type for each: MadeOfTwo"):
        tool.build(Registry([SentToo]))


class Stored(Open):
    """A thing as Anki stores it.

    Args:
        place: its row and its column
    """

    place: tuple[int, str]


class WithMarks:
    @action(needs=(), deletes=False)
    def look(
        self, cards: Annotated[Any, Documented(list[CardId])], twice: Annotated[Any, Documented(bool)] = False
    ) -> list[Union[Stored, Nothing]]:
        """Look.

        Args:
            cards: ids
            twice: look once more
        """
        return [{}]


def test_what_is_told_of_what_is_sent_may_be_narrower_than_what_is_taken() -> None:
    [described] = tool.build(Registry([WithMarks]))["actions"]

    cards, twice = (one["schema"] for one in described["parameters"])
    assert cards["type"] == "array"
    assert twice == {"type": "boolean", "x-lenient": {}}


def test_a_type_may_be_open_or_have_no_members_and_a_tuple_has_a_schema_for_each_place() -> None:
    replies = tool.build(Registry([WithMarks]))["replies"]

    assert replies["Stored"]["additionalProperties"] is True
    assert replies["Stored"]["properties"]["place"]["prefixItems"] == [{"type": "integer"}, {"type": "string"}]
    assert "additionalProperties" not in replies["Nothing"]
    assert replies["Nothing"]["properties"] == {}


def test_what_is_taken_at_run_time_is_what_stands_beside_what_is_told() -> None:
    reference = Reference()

    assert reference.type("Note")["properties"]["options"]["properties"]["allowDuplicate"] == {}
    assert reference.schemas("canAddNotes", 1)["notes"]["items"] == {"type": "object"}
    assert reference.types()["NoteOptions"]["properties"]["allowDuplicate"]["type"] == "boolean"
    assert "additionalProperties" not in reference.schemas("saveDeckConfig", 1)["config"]


def test_every_result_says_what_its_objects_have() -> None:
    """Nothing but what multi gives, where the replies of others are within it."""
    vague = [
        one["action"]
        for one in Reference().entries()
        for result in [one["result"], one["result"].get("items", {}), one["result"].get("additionalProperties", {})]
        if result == {"type": "object"} or (one["result"].get("type") == "array" and not one["result"].get("items"))
    ]

    assert set(vague) == {"multi"}


def test_every_action_has_schemas_for_all_its_parameters() -> None:
    reference = Reference()

    for one in Registry(tool.all_groups()).actions:
        schemas = reference.schemas(one.name, one.since)
        assert [parameter.name for parameter in one.parameters()] == list(schemas)
