"""What the actions do to Anki's review screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from anki.cards import Card
from aqt import gui_hooks
from aqt.reviewer import RefreshNeeded, Reviewer

from ...api.wire.windows import CurrentCard
from ...collection.lookups import deck_names
from ...collection.note_fields import NoteTypeNames, named_fields
from ...errors import plain_line
from ..background.events import TimedEvent
from ..entries import add_hook, remove_hook

if TYPE_CHECKING:
    from aqt.main import AnkiQt

# How long the page may take to tell what was typed as an answer
_TYPED_ANSWER = 2000  # ms
# An answer may have to wait for other work on the collection
_ANSWER = 60_000  # ms


def reviewing(mw: AnkiQt) -> Reviewer | None:
    """The review screen with the card that is due now, None if the main window shows something else.

    Anki's main window puts off what changes elsewhere until it has the focus; a program that reviews through the API
    would go on with a card that is no longer due.
    """
    reviewer = mw.reviewer
    if mw.state != "review" or reviewer.card is None:
        return None
    if reviewer._refresh_needed is RefreshNeeded.QUEUES and reviewer.state != "transition":
        reviewer.refresh_if_needed()
    return reviewer if _still(mw) else None


def describe(reviewer: Reviewer) -> CurrentCard:
    """Describe the card that is reviewed."""
    col = reviewer.mw.col
    card = cast("Card", reviewer.card)
    shown = col.get_card(card.id)  # the screen's own may be from before a change
    note = shown.note()
    names = NoteTypeNames(col)
    sides = shown.render_output()
    buttons = answer_buttons(reviewer)
    labels = [plain_line(text) for text in col._backend.describe_next_states(reviewer.get_scheduling_states())]
    return {
        "answer": sides.answer_and_style(),
        "question": sides.question_and_style(),
        "deckName": deck_names(col).get(shown.did, ""),
        "modelName": names.name(note.mid),
        "fieldOrder": shown.ord,
        "fields": named_fields(names.fields(note.mid), note.joined_fields()),
        "template": str(shown.template()["name"]),
        "cardId": shown.id,
        "buttons": buttons,
        "nextReviews": [labels[ease - 1] for ease in buttons],
        "css": sides.css,
    }


def answer_buttons(reviewer: Reviewer) -> list[int]:
    """The eases for which there is a button."""
    return [ease for ease, _ in reviewer._answerButtonList()]


def show_question(reviewer: Reviewer) -> None:
    """Show the question, unless it is shown."""
    if reviewer.state == "answer":
        reviewer._showQuestion()


async def show_answer(mw: AnkiQt, reviewer: Reviewer) -> None:
    """Show the answer, unless it is shown, with what was typed in compared to it."""
    if reviewer.state != "question":
        return
    shown = TimedEvent(mw, _TYPED_ANSWER)

    def did_show(_card: Card) -> None:
        shown.set()

    add_hook(gui_hooks.reviewer_did_show_answer, did_show)
    try:
        reviewer._getTypedAnswer()
        answered = await shown.wait()
    finally:
        remove_hook(gui_hooks.reviewer_did_show_answer, did_show)
    if not answered and _still(mw) and reviewer.state == "question":
        reviewer._onTypedAnswer(None)


async def answer(mw: AnkiQt, reviewer: Reviewer, ease: int) -> bool:
    """Answer the card and wait for the next one; false unless the answer is showing and there is such a button."""
    if reviewer.state != "answer" or ease not in answer_buttons(reviewer):
        return False
    answered = TimedEvent(mw, _ANSWER)

    # Anki may ask then whether to go on; it has moved to the next card otherwise, when answered.wait() returns
    def did_answer(_reviewer: Reviewer, _card: Card, _ease: int) -> None:
        answered.set()

    add_hook(gui_hooks.reviewer_did_answer_card, did_answer)
    try:
        reviewer._answerCard(cast("Literal[1, 2, 3, 4]", ease))
        refused = reviewer.state == "answer"  # by another add-on
        if refused:
            answered.set()
        return await answered.wait() and not refused
    finally:
        remove_hook(gui_hooks.reviewer_did_answer_card, did_answer)


def _still(mw: AnkiQt) -> bool:
    return mw.state == "review" and mw.reviewer.card is not None
