"""Renders cards, and labels their answer buttons, as replies have them."""

from __future__ import annotations

from anki.cards import Card, CardId
from anki.collection import Collection
from anki.errors import InvalidInput, NotFoundError

from ...api.wire.cards import RenderedSides
from ...errors import in_plain_words, plain_line


class ButtonLabels:
    """The labels of the answer buttons of cards, such as "<10m" or "4d".

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._plain: dict[str, str] = {}  # many cards have the same labels

    def of(self, card_id: CardId) -> list[str]:
        """The labels of the four buttons of a card; none if the deck of the card does not exist."""
        backend = self._col._backend
        try:
            labels = backend.describe_next_states(backend.get_scheduling_states(card_id))
        except NotFoundError:
            return []
        return [self._plain.get(label) or self._plain.setdefault(label, plain_line(label)) for label in labels]


def rendered_sides(card: Card) -> RenderedSides:
    """Both sides of a card whose note has been read, and its styling; the reason if Anki cannot render it."""
    try:
        output = card.render_output()
    except InvalidInput as error:  # the note type has no template for this card
        return error_as_sides(plain_line(in_plain_words(str(error))))
    return {"question": output.question_and_style(), "answer": output.answer_and_style(), "css": output.css}


def error_as_sides(reason: str) -> RenderedSides:
    """The reason why a card cannot be rendered, in place of its sides."""
    return {"question": reason, "answer": reason, "css": ""}
