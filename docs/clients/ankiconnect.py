"""A client of AnkiConnect: one file, the standard library of Python 3.9 and newer, types for everything.

    from ankiconnect import AnkiConnect

    anki = AnkiConnect()
    print(anki.deckNames())

A method is an action of the API, its arguments are the parameters, its result is what the action gives. An error in the
reply is raised as AnkiConnectError. Put the file beside your program.

Made from the add-on's actions, version 1.0.0, by `python3 tools/dev.py reference`: do not edit it.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, Literal, Optional, TypedDict, Union


class AnkiConnectError(Exception):
    """AnkiConnect replied with an error, in one line.

    Attributes:
        code: of what kind it is, such as "not_found" (docs/api.md has the list); None if the server does not say
    """

    def __init__(self, message: str, code: Optional[str] = None) -> None:
        super().__init__(message)
        self.code = code


class Connection:
    """Sends requests. Nothing is kept open between them, so that it may be used on any thread.

    Args:
        url: of AnkiConnect
        key: if AnkiConnect asks for one
        timeout: how long an answer may take, in seconds; a question to the person at Anki takes up to 50
    """

    def __init__(
        self, url: str = "http://127.0.0.1:8765", key: Optional[str] = None, timeout: Optional[float] = 60.0
    ) -> None:
        self.url = url
        self.key = key
        self.timeout = timeout
        # a proxy that the system is set to use cannot reach this computer's own address
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def request(self, action: str, /, **params: Any) -> dict[str, Any]:
        """Make a request object, as multi() takes them; parameters that are None are left out."""
        given = {name: value for name, value in params.items() if value is not None}
        return {"action": action, "version": 6, "params": given}

    def invoke(self, action: str, /, **params: Any) -> Any:
        """Perform an action and return its result; parameters that are None are left out.

        Raises AnkiConnectError if the reply is an error, and OSError if there is none.
        """
        sent = self.request(action, **params)
        if self.key is not None:
            sent["key"] = self.key
        body = json.dumps(sent).encode("utf-8")
        request = urllib.request.Request(self.url, body, {"Content-Type": "application/json"})
        try:
            with self._opener.open(request, timeout=self.timeout) as response:
                reply = json.loads(response.read())
                code = response.headers.get("AnkiConnect-Error")
        except urllib.error.HTTPError as error:
            with error:
                words = error.read(1000).decode("utf-8", "replace").strip()
            raise AnkiConnectError(f"HTTP status {error.code}{': ' if words else ''}{words}") from None
        if reply["error"] is not None:
            raise AnkiConnectError(reply["error"], code)
        return reply["result"]


# Of a note, a card, a deck and so on, as it is sent: a number, or its digits as a text. What is answered is a number.
Id = Union[int, str]


class CardAnswer(TypedDict):
    """An answer to a card."""

    # the card
    cardId: Id
    # 1 for Again, 2 for Hard, 3 for Good, 4 for Easy
    ease: int


class ChangedStyling(TypedDict):
    """New styling of a note type."""

    # of the note type
    name: str
    # the styling of its cards
    css: str


class ChangedTemplates(TypedDict):
    """New contents of the card templates of a note type."""

    # of the note type
    name: str
    # new contents by the name of the template; unknown names are ignored
    templates: dict[str, TemplateSides]


# An options group, or a part of one: beside its id the members of DeckOptions that are to change.
# Known members: id: Id, and others
DeckConfig = dict[str, Any]


class DuplicateScopeOptions(TypedDict, total=False):
    """Where duplicates are looked for."""

    # in this deck instead of the note's
    deckName: str
    # in its subdecks too
    checkChildren: bool
    # among notes of every note type
    checkAllModels: bool


class _FilteredSearch(TypedDict):
    """What must be in a FilteredSearch."""

    # in Anki's search language; suspended and buried cards, and those in filtered decks, are left out
    query: str


class FilteredSearch(_FilteredSearch, total=False):
    """A search whose cards a filtered deck gathers."""

    # at most so many cards, 100 if it is not given
    limit: int
    # which cards come first, random if it is not given; what this version of Anki lacks is an error, and newer ones
    # order by retrievability only while FSRS is on
    order: Literal[
        "oldestReviewedFirst",
        "random",
        "intervalsAscending",
        "intervalsDescending",
        "lapses",
        "added",
        "due",
        "reverseAdded",
        "retrievabilityAscending",
        "retrievabilityDescending",
        "relativeOverdueness",
    ]


class _Media(TypedDict):
    """What must be in a Media."""

    # that it gets in the media folder
    filename: str


class Media(_Media, total=False):
    """A file for a note."""

    # the contents, base64
    data: str
    # of a file on this machine, for callers that may name files; otherwise there is no note
    path: str
    # http or https
    url: str
    # MD5 in hexadecimal digits; a file with this hash is not stored
    skipHash: str
    # names of the fields it is appended to, or one name
    fields: Union[list[str], str]
    # whether it may replace a file of the same name
    deleteExisting: bool


class MediaOptions(TypedDict, total=False):
    """What becomes of a note whose files cannot be had."""

    # "fail" makes a file that cannot be had an error; otherwise the note is changed without it
    mediaErrors: str


class _NewTemplate(TypedDict):
    """What must be in a NewTemplate."""

    # the question's HTML
    Front: str
    # the answer's HTML
    Back: str


class NewTemplate(_NewTemplate, total=False):
    """A card template of a new note type."""

    # of the template; without it Card 1, Card 2, and so on
    Name: str


class _Note(TypedDict):
    """What must be in a Note."""

    # the deck of its cards
    deckName: str
    # the name of its note type
    modelName: str
    # contents by field name, in any case; unknown names are ignored
    fields: dict[str, str]


class Note(_Note, total=False):
    """A note that is to be made."""

    # a list, or one text with blanks between tags
    tags: Union[list[str], str]
    # how the note is added
    options: NoteOptions
    # files that are appended as [sound:…]
    audio: Union[Media, list[Optional[Media]]]
    # files that are appended as [sound:…]
    video: Union[Media, list[Optional[Media]]]
    # files that are appended as <img>
    picture: Union[Media, list[Optional[Media]]]


class NoteData(TypedDict, total=False):
    """What is changed in the Add window; what is not given stays."""

    # the deck of the cards
    deckName: str
    # the name of the note type
    modelName: str
    # contents by field name, in any case; unknown names are ignored
    fields: dict[str, str]
    # a list, or one text with blanks between tags
    tags: Union[list[str], str]


class _NoteForWindow(TypedDict):
    """What must be in a NoteForWindow."""

    # the deck of its cards
    deckName: str
    # the name of its note type
    modelName: str


class NoteForWindow(_NoteForWindow, total=False):
    """A note that is put into the Add window."""

    # files that are appended as [sound:…]
    audio: Union[Media, list[Optional[Media]]]
    # files that are appended as [sound:…]
    video: Union[Media, list[Optional[Media]]]
    # files that are appended as <img>
    picture: Union[Media, list[Optional[Media]]]
    # contents by field name, in any case; unknown names are ignored
    fields: dict[str, str]
    # a list, or one text with blanks between tags
    tags: Union[list[str], str]
    # what becomes of the window
    options: WindowOptions


class NoteOptions(TypedDict, total=False):
    """How a note is added."""

    # add it even if its first field is that of another note
    allowDuplicate: bool
    # "deck" for the note's deck; anything else, such as "collection", for the whole collection
    duplicateScope: Literal["deck", "collection"]
    # more about where duplicates are looked for
    duplicateScopeOptions: DuplicateScopeOptions
    # "fail" makes a file that cannot be had an error; otherwise the note is added without it
    mediaErrors: str


class NoteToSave(TypedDict, total=False):
    """A note to be added, or changed if it has an id."""

    # of the note that is changed; without it a note is added, and needs the next three
    id: Id
    # the deck of the cards of a new note; those of a note that is there stay where they are
    deckName: str
    # the name of its note type; beside an id an error, if it is not the one that the note has
    modelName: str
    # contents by field name; unknown names are ignored. In any case, but by exact case beside an id
    fields: dict[str, str]
    # all its tags from now on, a list, or one text with blanks between tags
    tags: Union[list[str], str]
    # tags that it gets beside those
    addTags: Union[list[str], str]
    # tags that are taken from it after that, with the tags below them
    removeTags: Union[list[str], str]
    # where duplicates are looked for, and what becomes of it if its files cannot be had; `allowDuplicate` is
    # ignored, as `onDuplicate` says that
    options: NoteOptions
    # files that are appended as [sound:…], but not once more to a field that has one and is not sent
    audio: Union[Media, list[Optional[Media]]]
    # files that are appended as [sound:…], likewise
    video: Union[Media, list[Optional[Media]]]
    # files that are appended as <img>, likewise
    picture: Union[Media, list[Optional[Media]]]


class _NoteUpdate(TypedDict):
    """What must be in a NoteUpdate."""

    # of the note
    id: Id


class NoteUpdate(_NoteUpdate, total=False):
    """New contents of a note, new tags, or both."""

    # files that are appended as [sound:…]
    audio: Union[Media, list[Optional[Media]]]
    # files that are appended as [sound:…]
    video: Union[Media, list[Optional[Media]]]
    # files that are appended as <img>
    picture: Union[Media, list[Optional[Media]]]
    # what becomes of it if its files cannot be had
    options: MediaOptions
    # contents by exact field name; unknown names are ignored
    fields: dict[str, str]
    # a list of all its tags from now on; a single text is one tag
    tags: Union[list[str], str]


class _OcclusionImage(TypedDict):
    """What must be in an OcclusionImage."""

    # that it gets in the media folder, with the ending of a picture; another file of that name stays
    filename: str


class OcclusionImage(_OcclusionImage, total=False):
    """A picture."""

    # the contents, base64
    data: str
    # of a file on this machine, for callers that may name files
    path: str
    # http or https
    url: str


class _OcclusionShape(TypedDict):
    """What must be in an OcclusionShape."""

    # what it is
    type: Literal["rect", "ellipse", "polygon"]


class OcclusionShape(_OcclusionShape, total=False):
    """A part of a picture that is hidden."""

    # edge of the shape; of a polygon the points say so
    left: float
    # edge of the shape; of a polygon the points say so
    top: float
    # of a rectangle
    width: float
    # of a rectangle
    height: float
    # half the width of an ellipse
    rx: float
    # half the height of an ellipse
    ry: float
    # corners of a polygon, [x, y] each
    points: list[list[float]]
    # number of its card, 1 to 200; shapes with the same one are asked together. If it is not given, the shape has a
    # card of its own, with the lowest number that is free
    ordinal: int


class ReorderCards(TypedDict):
    """How the Browser sorts what it shows."""

    # "ascending" or "descending"
    order: Literal["ascending", "descending"]
    # the key of one of the Browser's columns, whether that is shown or not
    columnId: str


class _Replacing(TypedDict):
    """What must be in a Replacing."""

    # the note type; an empty text means all
    modelName: str
    # what to put in its place
    replaceText: str


class Replacing(_Replacing, total=False):
    """A text that is replaced in note types."""

    # the text to look for, as it is written
    findText: str
    # another name of findText, which older documents have
    fieldText: str
    # on the front of the card templates
    front: bool
    # on the back of the card templates
    back: bool
    # in the styling
    css: bool


class _RequestObject(TypedDict):
    """What must be in a RequestObject."""

    # the name of the action
    action: str


class RequestObject(_RequestObject, total=False):
    """A request within another."""

    # of the API; 4 if it is not given
    version: int
    # the parameters of the action, by name
    params: dict[str, Any]
    # if it differs from that of the request around
    key: str


class _RetypedNote(TypedDict):
    """What must be in a RetypedNote."""

    # of the note
    id: Id
    # the note type that it gets
    modelName: str
    # contents by field name, in any case; unknown names are ignored
    fields: dict[str, str]


class RetypedNote(_RetypedNote, total=False):
    """A note that gets another note type."""

    # a list of all its tags from now on; a single text is one tag
    tags: Union[list[str], str]


class Template(TypedDict):
    """A card template."""

    # of the template
    Name: str
    # the question's HTML
    Front: str
    # the answer's HTML
    Back: str


class TemplateSides(TypedDict, total=False):
    """New contents of a card template; an empty side stays as it is."""

    # the question's HTML
    Front: str
    # the answer's HTML
    Back: str


class _UpdatedNote(TypedDict):
    """What must be in an UpdatedNote."""

    # of the note
    id: Id
    # contents by exact field name; unknown names are ignored
    fields: dict[str, str]


class UpdatedNote(_UpdatedNote, total=False):
    """New contents of a note."""

    # files that are appended as [sound:…]
    audio: Union[Media, list[Optional[Media]]]
    # files that are appended as [sound:…]
    video: Union[Media, list[Optional[Media]]]
    # files that are appended as <img>
    picture: Union[Media, list[Optional[Media]]]
    # what becomes of it if its files cannot be had
    options: MediaOptions


class WindowOptions(TypedDict, total=False):
    """What becomes of the Add window."""

    # close it once the person has added the note
    closeAfterAdding: bool
    # "fail" makes a file that cannot be had an error; otherwise the window is filled without it
    mediaErrors: str


class CardCounts(TypedDict):
    """How many cards there are; each counts once."""

    # never answered
    new: int
    # being learnt, for the first time or again
    learn: int
    # with an interval below 21 days
    young: int
    # with a longer one
    mature: int
    # whatever else they are
    suspended: int
    # whatever else they are
    buried: int


class CardInfo(TypedDict):
    """A card as cardsInfo describes it."""

    # HTML of the question, with its styling
    question: str
    # HTML of the answer, with its styling
    answer: str
    # the styling of the note type; nothing if the card cannot be rendered
    css: str
    # of its note, by field name
    fields: dict[str, FieldContents]
    # the name of the note type
    modelName: str
    # its id
    cardId: int
    # the same as ord
    fieldOrder: int
    # full name of its deck; nothing if that does not exist
    deckName: str
    # the position of its template in the note type, from 0; in a cloze note the number of its deletions, less 1
    ord: int
    # its ease in permille (2500 is 250 %), 0 for a new card
    factor: int
    # in days; 0 for a card that is new or in its first learning steps
    interval: int
    # the id of its note
    note: int
    # 0 new, 1 learning, 2 review, 3 relearning
    type: int
    # 0 new, 1 learning, 2 review, 3 learning of another day, 4 preview, -1 suspended, -2 buried by Anki, -3 buried
    # by the person
    queue: int
    # new cards: their position; learning: the time in seconds since 1970; others: the day, counted from the first
    # day of the collection
    due: int
    # how often it was answered
    reps: int
    # how often it was forgotten
    lapses: int
    # the learning steps that are left, as Anki stores them
    left: int
    # when it was last modified, in seconds since 1970
    mod: int
    # the number of its flag, 0 for none
    flags: int
    # the texts on the answer buttons, such as "<10m", from Again to Easy; none if it has no deck
    nextReviews: list[str]


class CardModTime(TypedDict):
    """When a card was last modified."""

    # its id
    cardId: int
    # in seconds since 1970
    mod: int


class CardOfDuplicate(TypedDict):
    """A card of the note that is there already."""

    # its id
    cardId: int
    # -3 buried by a person, -2 buried by Anki, -1 suspended, 0 new, 1 learning, 2 review, 3 learning in days, 4
    # preview
    queue: int
    # 0 for none, 1 red, 2 orange, 3 green, 4 blue, 5 pink, 6 turquoise, 7 purple
    flags: int
    # days, 0 for a new card
    interval: int


class CurrentCard(TypedDict):
    """The card that is being reviewed."""

    # HTML of the answer, with its styling
    answer: str
    # HTML of the question, with its styling
    question: str
    # full name of its deck; nothing if that does not exist
    deckName: str
    # the name of its note type
    modelName: str
    # the position of its template in the note type, from 0
    fieldOrder: int
    # of its note, by field name
    fields: dict[str, FieldContents]
    # the name of its template
    template: str
    # its id
    cardId: int
    # the eases for which there is an answer button
    buttons: list[int]
    # the texts on these buttons, such as "<10m"
    nextReviews: list[str]
    # the styling of the note type
    css: str


class DeckConfigs(TypedDict):
    """All options groups."""

    # whether FSRS is switched on in this profile
    fsrs: bool
    # the groups, by name
    configs: list[OptionsGroup]


class DeckNode(TypedDict):
    """A deck with its subdecks."""

    # of the deck
    deckId: int
    # its full name
    name: str
    # new cards to study today, subdecks included, within the limits of the deck options
    new: int
    # learning cards that are due today, likewise
    learn: int
    # review cards that are due today, likewise
    review: int
    # new cards in the deck itself, without its subdecks and whatever the limits
    newUncapped: int
    # review cards that are due in the deck itself, likewise
    reviewUncapped: int
    # cards in the deck itself
    total: int
    # cards in the deck and its subdecks
    totalWithChildren: int
    # whether it is a filtered deck
    filtered: bool
    # its subdecks
    children: list[DeckNode]


# An options group as Anki stores it. Told are the members that all versions of Anki have.
# Known members: id: int, name: str, mod: int, usn: int, maxTaken: int, autoplay: bool, timer: int, replayq: bool,
# dyn: bool, new: NewCardOptions, rev: ReviewOptions, lapse: LapseOptions, newMix: int, newPerDayMinimum: int,
# interdayLearningMix: int, reviewOrder: int, newSortOrder: int, newGatherPriority: int, buryInterdayLearning: bool,
# desiredRetention: float, fsrsWeights: list[float], sm2Retention: float, stopTimerOnAnswer: bool, and others
DeckOptions = dict[str, Any]


class DeckStats(TypedDict):
    """The counts of a deck in Anki's deck list."""

    # its id
    deck_id: int
    # its full name
    name: str
    # new cards to study today, subdecks included, within the limits of the deck options
    new_count: int
    # learning cards to study today, counted in the same way
    learn_count: int
    # cards to review today, counted in the same way
    review_count: int
    # all cards of the deck itself, without subdecks
    total_in_deck: int


class DueDay(TypedDict):
    """A day on which cards are due."""

    # as 2026-01-31; today has what is overdue, too
    date: str
    # that are due
    cards: int


class DuplicateOf(TypedDict):
    """The note that is there already."""

    # its id; null in a dry run, if it is an earlier one of the list that would be added
    noteId: Optional[int]
    # of it, by ord; none in that case
    cards: list[CardOfDuplicate]


class FieldContents(TypedDict):
    """What is in a field of a note."""

    # its HTML
    value: str
    # its position among the fields of the note type, from 0
    order: int


class FieldFont(TypedDict):
    """How the editor shows a field."""

    # the font's name
    font: str
    # of the font, in pixels
    size: int


# A filtered deck as Anki stores it, which is given in place of its options.
# Known members: id: int, name: str, mod: int, usn: int, desc: str, dyn: int, resched: bool, terms:
# list[list[Union[str, int]]], delays: Optional[list[float]], previewDelay: int, and others
FilteredDeck = dict[str, Any]


class _FoundCard(TypedDict):
    """What must be in a FoundCard."""

    # its id
    cardId: int


class FoundCard(_FoundCard, total=False):
    """A card that was found."""

    # its note
    noteId: int
    # full name of the deck that it is in
    deckName: str
    # the name of its note's note type
    modelName: str
    # the place of its template in the note type, or its cloze number less 1
    ord: int
    # 0 new, 1 learning, 2 review, 3 relearning
    type: int
    # 0 new, 1 learning, 2 review, 3 learning in days, 4 preview; -1 suspended, -2 and -3 buried
    queue: int
    # the position of a new card; the day, counted from the collection's first, or the second since 1970
    due: int
    # in days
    interval: int
    # the ease, in permille
    factor: int
    # how often it was answered
    reps: int
    # how often it was forgotten
    lapses: int
    # 0 for none, or the number of its flag
    flags: int
    # when it was last modified, in seconds since 1970
    mod: int
    # of its note
    tags: list[str]
    # of its note, by field name
    fields: dict[str, FoundField]
    # rendered, with the styling
    question: str
    # rendered, with the styling
    answer: str
    # the labels of the four answer buttons
    nextReviews: list[str]
    # of the memory, in days, as FSRS reckons; null without a memory state
    stability: Optional[float]
    # from 1 to 10, as FSRS reckons; null without a memory state
    difficulty: Optional[float]
    # how likely it is remembered now, from 0 to 1, as Anki's card info shows; null without a memory state
    retrievability: Optional[float]
    # how likely it shall be remembered when it is due, from 0 to 1; null without a memory state
    desiredRetention: Optional[float]


class FoundCards(TypedDict):
    """A page of cards."""

    # how many cards the search finds
    total: int
    # of this page
    cards: list[FoundCard]
    # for the next page; null if there is none
    cursor: Optional[str]


class FoundField(TypedDict):
    """A field of a note that was found."""

    # its contents, or the excerpt of them
    value: str
    # its place in the note type, from 0
    order: int


class _FoundNote(TypedDict):
    """What must be in a FoundNote."""

    # its id
    noteId: int


class FoundNote(_FoundNote, total=False):
    """A note that was found."""

    # by field name
    fields: dict[str, FoundField]
    # of the note
    tags: list[str]
    # the name of its note type
    modelName: str
    # when it was last modified, in seconds since 1970
    mod: int
    # ids, in the order of the card templates
    cards: list[int]
    # full names of the decks that its cards are in, each once
    deckNames: list[str]


class FoundNotes(TypedDict):
    """A page of notes."""

    # how many notes the search finds
    total: int
    # of this page
    notes: list[FoundNote]
    # for the next page; null if there is none
    cursor: Optional[str]


# What a group says of cards that were forgotten.
# Known members: delays: list[float], mult: float, minInt: int, leechFails: int, leechAction: int, and others
LapseOptions = dict[str, Any]


# What a group says of new cards.
# Known members: delays: list[float], ints: list[int], initialFactor: int, order: int, perDay: int, bury: bool, and
# others
NewCardOptions = dict[str, Any]


class NoteCanBeAdded(TypedDict):
    """Nothing is in the way of a note."""

    # that it could be added
    canAdd: Literal[True]


class NoteCannotBeAdded(TypedDict):
    """A note that could not be added."""

    # that it could not
    canAdd: Literal[False]
    # why not, as addNote would say it
    error: str


class NoteInfo(TypedDict):
    """A note as notesInfo describes it."""

    # its id
    noteId: int
    # the name of the open profile
    profile: str
    # of the note
    tags: list[str]
    # by field name
    fields: dict[str, FieldContents]
    # the name of its note type
    modelName: str
    # when it was last modified, in seconds since 1970
    mod: int
    # its cards, in the order of their templates
    cards: list[int]


class NoteModTime(TypedDict):
    """When a note was last modified."""

    # its id
    noteId: int
    # in seconds since 1970
    mod: int


# A note type as Anki stores it.
# Known members: id: int, name: str, type: int, mod: int, usn: int, sortf: int, did: Optional[int], tmpls:
# list[NoteTypeTemplate], flds: list[NoteTypeField], css: str, latexPre: str, latexPost: str, latexsvg: bool, req:
# list[list[Union[int, str, list[int]]]], and others
NoteType = dict[str, Any]


# A field of a note type as Anki stores it.
# Known members: name: str, ord: int, sticky: bool, rtl: bool, font: str, size: int, description: str, plainText:
# bool, collapsed: bool, excludeFromSearch: bool, preventDeletion: bool, and others
NoteTypeField = dict[str, Any]


# A card template of a note type as Anki stores it.
# Known members: name: str, ord: int, qfmt: str, afmt: str, bqfmt: str, bafmt: str, did: Optional[int], bfont: str,
# bsize: int, and others
NoteTypeTemplate = dict[str, Any]


class Nothing(TypedDict):
    """An object without members, in place of what is not there."""


class OptimizedFsrs(TypedDict):
    """What came of an optimization."""

    # the parameters that the options group had; empty if it had none, and Anki used its own
    current: list[float]
    # the parameters that fit the reviews best
    optimized: list[float]
    # how many reviews were learned from
    reviews: int
    # whether the two differ, in the four digits that Anki shows
    changed: bool
    # whether the options group has got the optimized ones
    applied: bool


class OptionsGroup(TypedDict):
    """What programs ask most of an options group."""

    # of the group
    id: int
    # of the group
    name: str
    # the full names of the decks that have it
    decks: list[str]
    # which part of the cards should be recalled when they are due, such as 0.9
    desiredRetention: float
    # the parameters of FSRS, the newest that the group has; empty if it has none, and Anki uses its own
    fsrsParams: list[float]
    # how many new cards a day
    newPerDay: int
    # how many reviews a day
    reviewsPerDay: int


class PermissionDenied(TypedDict):
    """The API may not be used from this origin."""

    # that there is none
    permission: Literal["denied"]


class PermissionGranted(TypedDict):
    """The API may be used."""

    # that there is one
    permission: Literal["granted"]
    # whether a key is needed
    requireApiKey: bool
    # the same
    requireApikey: bool
    # the latest version of the API
    version: int


class _Reflection(TypedDict):
    """What must be in a Reflection."""

    # those that were asked for and are known
    scopes: list[str]


class Reflection(_Reflection, total=False):
    """What there is, and what the caller may do."""

    # the names of the actions, sorted
    actions: list[str]
    # those that the request has
    rights: list[str]


class Retention(TypedDict):
    """How much is remembered: of the answers on cards with an interval of a day or more, the share that was not
    Again.
    """

    # of cards with an interval below 21 days, from 0 to 1; null if there are no such answers
    young: Optional[float]
    # of the others
    mature: Optional[float]


class Review(TypedDict):
    """A review of a card."""

    # the time of the answer, in milliseconds since 1970
    id: int
    # for the sync; -1 if it has not been synced
    usn: int
    # the button, 1 Again to 4 Easy; 0 for none
    ease: int
    # the new interval, in days, or in seconds when negative
    ivl: int
    # the interval before, likewise
    lastIvl: int
    # the ease in permille; with FSRS the difficulty
    factor: int
    # taken for the answer, in milliseconds
    time: int
    # 0 learning, 1 review, 2 relearning, 3 filtered, 4 manual, 5 rescheduled
    type: int


class ReviewDay(TypedDict):
    """A day with answers."""

    # as 2026-01-31; a day begins at the hour that is set in Anki's preferences
    date: str
    # answers, on whatever cards
    reviews: int
    # those of them that were Again
    again: int
    # that they took
    seconds: float


# What a group says of reviews.
# Known members: perDay: int, ease4: float, ivlFct: float, maxIvl: int, hardFactor: float, bury: bool, and others
ReviewOptions = dict[str, Any]


class ReviewStats(TypedDict):
    """Figures about reviews."""

    # those with answers, newest first
    days: list[ReviewDay]
    # how many days in a row have answers, up to today, or up to yesterday if there are none today
    streak: int
    # how much is remembered, in Anki's way of counting
    retention: Retention
    # how many answers were given in each hour of the clock, from midnight on: 24 numbers
    byHour: list[int]
    # the days on which cards are due, today first
    forecast: list[DueDay]
    # how many there are
    cards: CardCounts


class SavedFilteredDeck(TypedDict):
    """A filtered deck that was made or changed."""

    # of the deck
    deckId: int
    # its full name, as Anki has stored it
    name: str
    # how many cards it has gathered
    cards: int


class _SavedNote(TypedDict):
    """What must be in a SavedNote."""

    # added; updated; unchanged, if nothing that is stored would differ; duplicate, if it was left out as one; or
    # failed
    status: Literal["added", "updated", "unchanged", "duplicate", "failed"]
    # the note that is there now, that of duplicateOf for a duplicate; null if it failed, or would be added
    noteId: Optional[int]


class SavedNote(_SavedNote, total=False):
    """What has become of a note."""

    # why it failed, in one line
    error: str
    # the note that it is a duplicate of, whatever was done about that
    duplicateOf: DuplicateOf


class Styling(TypedDict):
    """The styling of a note type."""

    # of its cards
    css: str


class TemplateContents(TypedDict):
    """Both sides of a card template."""

    # the question's HTML
    Front: str
    # the answer's HTML
    Back: str


class AnkiConnect(Connection):
    """All actions, one method each."""

    def addImageOcclusion(
        self,
        image: OcclusionImage,
        shapes: list[OcclusionShape],
        deckName: str,
        header: Optional[str] = None,
        backExtra: Optional[str] = None,
        tags: Optional[Union[list[str], str]] = None,
    ) -> int:
        """Add a note with a picture, parts of which are hidden and asked one after another; return its id. The note
        has a card for each ordinal, on which the other shapes are hidden, too. Anki's note type Image Occlusion
        is made if it is missing. If the picture cannot be had, or a shape reaches beyond it, nothing is made.

        Args:
            image: the picture
            shapes: that hide parts of it, 1 to 200
            deckName: the deck of its cards
            header: text above the picture
            backExtra: text below the picture, on the answers
            tags: a list, or one text with blanks between tags ([] if not given)
        """
        result: int = self.invoke(
            "addImageOcclusion",
            image=image,
            shapes=shapes,
            deckName=deckName,
            header=header,
            backExtra=backExtra,
            tags=tags,
        )
        return result

    def addNote(self, note: Note) -> int:
        """Add a note and return its id. A file that cannot be fetched is left out, and the person at Anki is
        notified.

        Args:
            note: the note
        """
        result: int = self.invoke("addNote", note=note)
        return result

    def addNotes(self, notes: list[Note]) -> list[int]:
        """Add several notes and return their ids; if one cannot be added, none is. The error is a list, as text, of
        the reasons of all notes that cannot be added.

        Args:
            notes: as in addNote
        """
        result: list[int] = self.invoke("addNotes", notes=notes)
        return result

    def addTags(self, notes: list[Id], tags: Union[str, list[str]]) -> None:
        """Add tags to notes; unknown ids are skipped.

        Args:
            notes: ids
            tags: a string with blanks between tags, or a list
        """
        self.invoke("addTags", notes=notes, tags=tags)

    def answerCards(self, answers: list[CardAnswer]) -> list[bool]:
        """Answer cards, whether they are due or not; return for each answer whether the card exists. The time taken
        is counted from the beginning of the request. An answer unsuspends and unburies its card, except in a
        filtered deck that does not reschedule.

        Args:
            answers: given in this order; if an ease is not from 1 to 4, none is given
        """
        result: list[bool] = self.invoke("answerCards", answers=answers)
        return result

    def apiReflect(self, scopes: list[Literal["actions", "rights"]], actions: Optional[list[str]] = None) -> Reflection:
        """Return which actions there are, and what the caller may do.

        Args:
            scopes: what to return: "actions", "rights" (those that the request has: read, write, gui, files,
                admin)
            actions: names to look up; unknown ones are left out of the reply
        """
        result: Reflection = self.invoke("apiReflect", scopes=scopes, actions=actions)
        return result

    def areDue(self, cards: list[Id]) -> list[bool]:
        """Return for each card whether it is due; an unknown id is an error. New cards are due, suspended and
        buried ones are not. A learning card whose last interval is over 20 minutes is due once that interval has
        passed.

        Args:
            cards: ids
        """
        result: list[bool] = self.invoke("areDue", cards=cards)
        return result

    def areSuspended(self, cards: list[Id]) -> list[Optional[bool]]:
        """Return for each card whether it is suspended; null for an unknown id.

        Args:
            cards: ids
        """
        result: list[Optional[bool]] = self.invoke("areSuspended", cards=cards)
        return result

    def bury(self, cards: list[Id]) -> bool:
        """Bury cards until the next day; true if at least one changed. Suspended cards stay suspended, and do not
        count, nor do unknown ids.

        Args:
            cards: ids
        """
        result: bool = self.invoke("bury", cards=cards)
        return result

    def canAddNote(self, note: Note) -> bool:
        """Return whether a note could be added; nothing is changed, and no file is fetched.

        Args:
            note: as in addNote
        """
        result: bool = self.invoke("canAddNote", note=note)
        return result

    def canAddNoteWithErrorDetail(self, note: Note) -> Union[NoteCanBeAdded, NoteCannotBeAdded]:
        """Return whether a note could be added and, if not, why.

        Args:
            note: as in addNote
        """
        result: Union[NoteCanBeAdded, NoteCannotBeAdded] = self.invoke("canAddNoteWithErrorDetail", note=note)
        return result

    def canAddNotes(self, notes: list[Note]) -> list[bool]:
        """Return for each note whether it could be added; notes are not compared with each other.

        Args:
            notes: as in addNote
        """
        result: list[bool] = self.invoke("canAddNotes", notes=notes)
        return result

    def canAddNotesWithErrorDetail(self, notes: list[Note]) -> list[Union[NoteCanBeAdded, NoteCannotBeAdded]]:
        """Return for each note whether it could be added and, if not, why.

        Args:
            notes: as in addNote
        """
        result: list[Union[NoteCanBeAdded, NoteCannotBeAdded]] = self.invoke("canAddNotesWithErrorDetail", notes=notes)
        return result

    def cardReviews(self, deck: str, startID: Id) -> list[list[int]]:
        """Return the reviews of a deck's cards as lists [id, cid, usn, ease, ivl, lastIvl, factor, time, type].
        They are sorted by time. Subdecks do not count; a card in a filtered deck counts for its original deck.
        An unknown deck is an error.

        Args:
            deck: full name
            startID: only reviews with higher ids; an id is the time of the answer in milliseconds
        """
        result: list[list[int]] = self.invoke("cardReviews", deck=deck, startID=startID)
        return result

    def cardsInfo(self, cards: list[Id]) -> list[Union[CardInfo, Nothing]]:
        """Describe cards: contents, both sides, deck and scheduling; {} for an unknown id. If a card cannot be
        rendered, both sides are the reason, as in Anki.

        Args:
            cards: ids
        """
        result: list[Union[CardInfo, Nothing]] = self.invoke("cardsInfo", cards=cards)
        return result

    def cardsModTime(self, cards: list[Id]) -> list[Union[CardModTime, Nothing]]:
        """Return when cards were last modified, in seconds since 1970; {} for an unknown id.

        Args:
            cards: ids
        """
        result: list[Union[CardModTime, Nothing]] = self.invoke("cardsModTime", cards=cards)
        return result

    def cardsToNotes(self, cards: list[Id]) -> list[int]:
        """Return the notes of cards, each once, in the order of the cards; unknown ids are left out.

        Args:
            cards: ids
        """
        result: list[int] = self.invoke("cardsToNotes", cards=cards)
        return result

    def changeDeck(self, cards: list[Id], deck: str) -> None:
        """Move cards to a deck, which is created if it does not exist; unknown cards are skipped. Cards in a
        filtered deck leave it. Moving cards to a filtered deck is an error.

        Args:
            cards: ids
            deck: full name
        """
        self.invoke("changeDeck", cards=cards, deck=deck)

    def clearUnusedTags(self) -> None:
        """Remove the tags that no note has from the collection's list of tags."""
        self.invoke("clearUnusedTags")

    def cloneDeckConfigId(self, name: str, cloneFrom: Optional[Id] = None) -> Union[int, Literal[False]]:
        """Create an options group as a copy of another one; return its id, or false for an unknown group.

        Args:
            name: of the new group
            cloneFrom: the group to copy (1 if not given)
        """
        result: Union[int, Literal[False]] = self.invoke("cloneDeckConfigId", name=name, cloneFrom=cloneFrom)
        return result

    def createBackup(self, force: Optional[bool] = None) -> bool:
        """Make a backup of the collection where Anki keeps them; true once it is written. The result is false, and
        no backup is made, if nothing has changed since the last one. Media are not part of it. Old backups are
        removed as it is set in Anki's preferences.

        Args:
            force: though the last one is more recent than Anki's preferences want (true if not given)
        """
        result: bool = self.invoke("createBackup", force=force)
        return result

    def createDeck(self, deck: str) -> int:
        """Create a deck and its parents; return its id, or that of the existing deck of this name.

        Args:
            deck: full name, with :: between a deck and its subdeck
        """
        result: int = self.invoke("createDeck", deck=deck)
        return result

    def createModel(
        self,
        modelName: str,
        inOrderFields: list[str],
        cardTemplates: list[NewTemplate],
        css: Optional[str] = None,
        isCloze: Optional[bool] = None,
    ) -> NoteType:
        """Create a note type and return it as Anki stores it. What Anki refuses, such as a front that shows no
        field, is an error with its reason.

        Args:
            modelName: its name
            inOrderFields: the names of its fields
            cardTemplates: its card templates
            css: the styling of its cards; by default Anki's
            isCloze: make it a cloze note type (false if not given)
        """
        result: NoteType = self.invoke(
            "createModel",
            modelName=modelName,
            inOrderFields=inOrderFields,
            cardTemplates=cardTemplates,
            css=css,
            isCloze=isCloze,
        )
        return result

    def currentDeck(self, deck: Optional[str] = None) -> str:
        """Return the full name of the deck in use, or choose another one; an unknown deck is an error. The deck in
        use is the one that is marked in Anki's deck list, and whose cards come when the person studies. The
        choice can be undone in Anki, where it has Anki's own name.

        Args:
            deck: the full name of the deck to choose; null to choose none
        """
        result: str = self.invoke("currentDeck", deck=deck)
        return result

    def deckNameFromId(self, deckId: Id) -> str:
        """Return the full name of a deck; an unknown one is an error.

        Args:
            deckId: its id
        """
        result: str = self.invoke("deckNameFromId", deckId=deckId)
        return result

    def deckNames(self) -> list[str]:
        """Return the full names of all decks."""
        result: list[str] = self.invoke("deckNames")
        return result

    def deckNamesAndIds(self) -> dict[str, int]:
        """Return the full names of all decks with their ids."""
        result: dict[str, int] = self.invoke("deckNamesAndIds")
        return result

    def deckTree(self, deck: Optional[str] = None) -> list[DeckNode]:
        """Return all decks, each with its subdecks, or one deck with its own; an unknown deck is an error. new,
        learn and review are what Anki's deck list shows: what is due today, subdecks included, within the limits
        of the deck options. The default deck is among them while it is empty, too, when Anki's list leaves it
        out.

        Args:
            deck: the full name of one deck; null for all
        """
        result: list[DeckNode] = self.invoke("deckTree", deck=deck)
        return result

    def deleteDecks(self, decks: list[str], cardsToo: Optional[bool] = None) -> None:
        """Delete decks with their subdecks and cards; unknown names are skipped. The default deck itself stays, but
        is emptied. The cards of a filtered deck return to their original decks.

        Args:
            decks: full names
            cardsToo: must be true (false if not given)
        """
        self.invoke("deleteDecks", decks=decks, cardsToo=cardsToo)

    def deleteMediaFile(self, filename: str) -> None:
        """Move a file of the media folder to the trash; an unknown name is skipped.

        Args:
            filename: its name
        """
        self.invoke("deleteMediaFile", filename=filename)

    def deleteNotes(self, notes: list[Id]) -> None:
        """Delete notes with all their cards; unknown ids are skipped.

        Args:
            notes: ids
        """
        self.invoke("deleteNotes", notes=notes)

    def emptyFilteredDeck(self, deck: str) -> None:
        """Return all cards of a filtered deck to their own decks; the deck stays.

        Args:
            deck: full name
        """
        self.invoke("emptyFilteredDeck", deck=deck)

    def exportPackage(self, deck: str, path: str, includeSched: Optional[bool] = None) -> bool:
        """Export a deck with its subdecks, notes and media as a package (.apkg); false for an unknown deck. All
        versions of Anki can read the package. If it cannot be written, the result is an error, and no file is
        left behind. An existing file is replaced once the new one is complete, and only if it is a package.

        Args:
            deck: full name
            path: of the package, on the machine that runs Anki, for callers that may name files; its name ends
                in .apkg, and a relative one begins at the media folder
            includeSched: include scheduling, review log and deck options (false if not given)
        """
        result: bool = self.invoke("exportPackage", deck=deck, path=path, includeSched=includeSched)
        return result

    def findAndReplaceInModels(
        self,
        modelName: Optional[str] = None,
        findText: Optional[str] = None,
        replaceText: Optional[str] = None,
        front: Optional[bool] = None,
        back: Optional[bool] = None,
        css: Optional[bool] = None,
        model: Optional[Replacing] = None,
    ) -> int:
        """Replace a text in the card templates and the styling of note types; return how many note types changed.
        modelName, findText and replaceText are required, either directly or within `model`.

        Args:
            modelName: the note type; an empty string means all
            findText: the text to look for, not a pattern
            replaceText: the new text
            front: replace it on the front of the templates (true if not given)
            back: replace it on the back of the templates (true if not given)
            css: replace it in the styling (true if not given)
            model: all of the above in one object
        """
        result: int = self.invoke(
            "findAndReplaceInModels",
            modelName=modelName,
            findText=findText,
            replaceText=replaceText,
            front=front,
            back=back,
            css=css,
            model=model,
        )
        return result

    def findCards(self, query: Optional[str] = None) -> list[int]:
        """Return the ids of the cards that a search finds, ascending.

        Args:
            query: in Anki's search language; an empty string finds all cards, null none
        """
        result: list[int] = self.invoke("findCards", query=query)
        return result

    def findModelsById(self, modelIds: list[Id]) -> list[NoteType]:
        """Return whole note types as Anki stores them; an unknown one is an error.

        Args:
            modelIds: their ids
        """
        result: list[NoteType] = self.invoke("findModelsById", modelIds=modelIds)
        return result

    def findModelsByName(self, modelNames: Optional[list[str]] = None) -> list[NoteType]:
        """Return whole note types as Anki stores them; an unknown one is an error.

        Args:
            modelNames: their names; null means all
        """
        result: list[NoteType] = self.invoke("findModelsByName", modelNames=modelNames)
        return result

    def findNotes(self, query: Optional[str] = None) -> list[int]:
        """Return the ids of the notes that a search finds, ascending.

        Args:
            query: in Anki's search language; an empty string finds all notes, null none
        """
        result: list[int] = self.invoke("findNotes", query=query)
        return result

    def forgetCards(self, cards: list[Id]) -> None:
        """Make cards new again; unknown ids are skipped. The review log and the counts of reviews and lapses stay.

        Args:
            cards: ids
        """
        self.invoke("forgetCards", cards=cards)

    def getActiveProfile(self) -> str:
        """Return the name of the open profile; an error if none is open."""
        result: str = self.invoke("getActiveProfile")
        return result

    def getCollectionStatsHTML(self, wholeCollection: Optional[bool] = None) -> str:
        """Return Anki's report on the last month as HTML. The scripts that draw its graphs (jQuery and flot) are
        not included.

        Args:
            wholeCollection: report on all decks; otherwise on the deck selected in Anki (true if not given)
        """
        result: str = self.invoke("getCollectionStatsHTML", wholeCollection=wholeCollection)
        return result

    def getDeckConfig(self, deck: str) -> Union[DeckOptions, FilteredDeck, Literal[False]]:
        """Return the options group of a deck as Anki stores it; false for an unknown deck. A filtered deck has
        none: the deck itself is returned instead, with `dyn` 1.

        Args:
            deck: full name
        """
        result: Union[DeckOptions, FilteredDeck, Literal[False]] = self.invoke("getDeckConfig", deck=deck)
        return result

    def getDeckConfigs(self) -> DeckConfigs:
        """Return all options groups, with the decks that have them and their parameters of FSRS."""
        result: DeckConfigs = self.invoke("getDeckConfigs")
        return result

    def getDeckStats(self, decks: list[str]) -> dict[str, DeckStats]:
        """Return the counts of Anki's deck list, by deck id; an unknown deck is an error. new_count, learn_count
        and review_count are the cards to study today, subdecks included, within the limits of the deck options.
        total_in_deck is the number of cards in the deck itself, without subdecks.

        Args:
            decks: full names
        """
        result: dict[str, DeckStats] = self.invoke("getDeckStats", decks=decks)
        return result

    def getDecks(self, cards: list[Id]) -> dict[str, list[int]]:
        """Return cards by the full name of their deck; unknown cards are left out.

        Args:
            cards: ids
        """
        result: dict[str, list[int]] = self.invoke("getDecks", cards=cards)
        return result

    def getEaseFactors(self, cards: list[Id]) -> list[Optional[int]]:
        """Return the ease of each card in permille (2500 is 250 %); null for an unknown id.

        Args:
            cards: ids
        """
        result: list[Optional[int]] = self.invoke("getEaseFactors", cards=cards)
        return result

    def getIntervals(self, cards: list[Id], complete: Optional[bool] = None) -> list[Union[int, list[int]]]:
        """Return the last interval of each card, or all, in days or negative seconds; an unknown id is an error.
        The last interval is that of the review log, or the card's own if the log has none; 0 for a new card.

        Args:
            cards: ids
            complete: return for each card a list of all intervals in the review log, oldest first, empty for a
                new card (false if not given)
        """
        result: list[Union[int, list[int]]] = self.invoke("getIntervals", cards=cards, complete=complete)
        return result

    def getLatestReviewID(self, deck: str) -> int:
        """Return the id of the latest review of a deck's cards, its time in milliseconds; 0 if there is none.
        Subdecks do not count; a card in a filtered deck counts for its original deck. An unknown deck is an
        error.

        Args:
            deck: full name
        """
        result: int = self.invoke("getLatestReviewID", deck=deck)
        return result

    def getMediaDirPath(self) -> str:
        """Return the full path of the media folder."""
        result: str = self.invoke("getMediaDirPath")
        return result

    def getMediaFilesNames(self, pattern: Optional[str] = None) -> list[str]:
        """Return the names of the files in the media folder, sorted.

        Args:
            pattern: with * for any characters, ? for one, [abc] for one of these (* if not given)
        """
        result: list[str] = self.invoke("getMediaFilesNames", pattern=pattern)
        return result

    def getNoteTags(self, note: Id) -> list[str]:
        """Return the tags of a note.

        Args:
            note: its id
        """
        result: list[str] = self.invoke("getNoteTags", note=note)
        return result

    def getNumCardsReviewedByDay(self) -> list[list[Union[str, int]]]:
        """Return the number of answers of each day as [date, number], newest first. Days begin at the hour that is
        set in Anki's preferences.
        """
        result: list[list[Union[str, int]]] = self.invoke("getNumCardsReviewedByDay")
        return result

    def getNumCardsReviewedToday(self) -> int:
        """Return the number of answers today; the day begins at the hour that is set in Anki's preferences."""
        result: int = self.invoke("getNumCardsReviewedToday")
        return result

    def getProfiles(self) -> list[str]:
        """Return the names of all profiles."""
        result: list[str] = self.invoke("getProfiles")
        return result

    def getReviewsOfCards(self, cards: list[Id]) -> dict[str, list[Review]]:
        """Return the reviews of each card, sorted by time, by the card's id as a string; [] for an unknown card.

        Args:
            cards: ids
        """
        result: dict[str, list[Review]] = self.invoke("getReviewsOfCards", cards=cards)
        return result

    def getTags(self) -> list[str]:
        """Return all tags of the collection."""
        result: list[str] = self.invoke("getTags")
        return result

    def guiAddCards(self, note: Optional[NoteForWindow] = None) -> int:
        """Show the Add window, filled with a note; what it has been showing is replaced without a question. The
        result is 0: a note gets its id when the person adds it. Files are fetched before the window fills; one
        that cannot be had is left out, and the person at Anki is told, unless options.mediaErrors is "fail".

        Args:
            note: to fill the window with; null leaves it as it is
        """
        result: int = self.invoke("guiAddCards", note=note)
        return result

    def guiAddNoteSetData(self, note: NoteData, append: Optional[bool] = None) -> bool:
        """Change some of what the Add window shows; an error if it is not open.

        Args:
            note: what to change
            append: add fields and tags to those that are there, instead of replacing them (false if not given)
        """
        result: bool = self.invoke("guiAddNoteSetData", note=note, append=append)
        return result

    def guiAnswerCard(self, ease: int) -> bool:
        """Answer the card that is being reviewed and show the next one. False unless the answer is showing and
        there is a button for this ease.

        Args:
            ease: 1 Again, 2 Hard, 3 Good, 4 Easy
        """
        result: bool = self.invoke("guiAnswerCard", ease=ease)
        return result

    def guiBrowse(self, query: Optional[str] = None, reorderCards: Optional[ReorderCards] = None) -> list[int]:
        """Show the Browser with what a search finds; give the cards, by id or in the order asked for.

        Args:
            query: in Anki's search language, of at most 300,000 characters; null leaves the Browser as it is
            reorderCards: sort by this column from now on
        """
        result: list[int] = self.invoke("guiBrowse", query=query, reorderCards=reorderCards)
        return result

    def guiCheckDatabase(self) -> bool:
        """Have Anki check its database, without waiting for the outcome, which is shown to the person."""
        result: bool = self.invoke("guiCheckDatabase")
        return result

    def guiCurrentCard(self) -> Optional[CurrentCard]:
        """Describe the card that is being reviewed, with its answer buttons; null outside of a review."""
        result: Optional[CurrentCard] = self.invoke("guiCurrentCard")
        return result

    def guiDeckBrowser(self) -> None:
        """Show the list of decks."""
        self.invoke("guiDeckBrowser")

    def guiDeckOverview(self, name: str) -> bool:
        """Show the overview of a deck; false if there is no such deck.

        Args:
            name: full name of the deck
        """
        result: bool = self.invoke("guiDeckOverview", name=name)
        return result

    def guiDeckReview(self, name: str) -> bool:
        """Review a deck, or show its overview if nothing is due; false if there is no such deck.

        Args:
            name: full name of the deck
        """
        result: bool = self.invoke("guiDeckReview", name=name)
        return result

    def guiEditNote(self, note: Id) -> None:
        """Edit a note in a window of its own, in which one can go back to the notes edited before.

        Args:
            note: its id
        """
        self.invoke("guiEditNote", note=note)

    def guiExitAnki(self) -> None:
        """End Anki, soon after the reply; what was typed into its windows is kept."""
        self.invoke("guiExitAnki")

    def guiImportFile(self, path: Optional[str] = None) -> None:
        """Open Anki's import dialog, without waiting for the person.

        Args:
            path: of the file, for callers that may name files, relative ones from the media folder; null lets
                the person choose one
        """
        self.invoke("guiImportFile", path=path)

    def guiPlayAudio(self) -> bool:
        """Play the sounds of the side that is shown once more; false outside of a review."""
        result: bool = self.invoke("guiPlayAudio")
        return result

    def guiReviewActive(self) -> bool:
        """Tell whether a card is being reviewed."""
        result: bool = self.invoke("guiReviewActive")
        return result

    def guiSelectCard(self, card: Id) -> bool:
        """Select a card in the Browser; false if the Browser is not open.

        Args:
            card: its id
        """
        result: bool = self.invoke("guiSelectCard", card=card)
        return result

    def guiSelectNote(self, note: Id) -> bool:
        """Select a card in the Browser: the old name of guiSelectCard.

        Args:
            note: the id of a card
        """
        result: bool = self.invoke("guiSelectNote", note=note)
        return result

    def guiSelectedNotes(self) -> list[int]:
        """Give the ids of the notes that are selected in the Browser, none if it is not open."""
        result: list[int] = self.invoke("guiSelectedNotes")
        return result

    def guiShowAnswer(self) -> bool:
        """Show the answer of the card that is being reviewed; false outside of a review."""
        result: bool = self.invoke("guiShowAnswer")
        return result

    def guiShowQuestion(self) -> bool:
        """Show the question of the card that is being reviewed; false outside of a review."""
        result: bool = self.invoke("guiShowQuestion")
        return result

    def guiStartCardTimer(self) -> bool:
        """Count the time taken for the answer from now on; false outside of a review."""
        result: bool = self.invoke("guiStartCardTimer")
        return result

    def guiUndo(self) -> bool:
        """Undo what Anki's Undo menu names; false if there is nothing to undo."""
        result: bool = self.invoke("guiUndo")
        return result

    def importPackage(self, path: str) -> bool:
        """Import the notes, decks and media of a package (.apkg); true, or an error and no change. Scheduling and
        deck options are imported if the package has them. Existing notes and note types are updated if those of
        the package are newer; a note type whose structure differs is added beside the existing one. Undo does
        not remove the imported media files, as in Anki. A package that would become a hundred times as large
        when it is unpacked, or whose collection would become fifty times as large, is refused, small ones aside.
        So is one that brings what other actions refuse: a deck, a tag, a template or cloze deletions that are
        nested too deeply.

        Args:
            path: of the package, on the machine that runs Anki, for callers that may name files; a relative one
                begins at the media folder
        """
        result: bool = self.invoke("importPackage", path=path)
        return result

    def insertReviews(self, reviews: list[list[Union[int, str]]]) -> None:
        """Insert reviews into the log; if one is refused, none is inserted. Anki cannot undo this, and clears its
        undo history. The scheduling of the cards does not change.

        Args:
            reviews: lists of 9 integers: id (time of the answer in milliseconds, not used yet), cid (an
                existing card), usn (-1: not synced yet), ease (button 1 to 4, 0 for none), ivl and lastIvl (days,
                or seconds when negative), factor (permille), time (milliseconds taken), type (0 learning, 1 review,
                2 relearning, 3 filtered, 4 manual, 5 rescheduled)
        """
        self.invoke("insertReviews", reviews=reviews)

    def loadProfile(self, name: str) -> bool:
        """Close the open profile and open another; true once it is open, false for an unknown name. A backup, a
        check of the database, a sync or a window that asks something is waited for, for 30 seconds; then the
        error names it. What is being done for other requests is finished. Until the new profile is open,
        requests that need a collection are refused.

        Args:
            name: of the profile
        """
        result: bool = self.invoke("loadProfile", name=name)
        return result

    def modelFieldAdd(self, modelName: str, fieldName: str, index: Optional[int] = None) -> None:
        """Add a field to a note type; an existing field is only moved. The next sync is a full sync, as after every
        change of a note type's structure.

        Args:
            modelName: the note type
            fieldName: the field
            index: its position, from 0; past the end means last; without it a new field is last, and an
                existing one stays where it is
        """
        self.invoke("modelFieldAdd", modelName=modelName, fieldName=fieldName, index=index)

    def modelFieldDescriptions(self, modelName: str) -> list[str]:
        """Return the descriptions of a note type's fields, which the editor shows in empty fields, in order.

        Args:
            modelName: the note type
        """
        result: list[str] = self.invoke("modelFieldDescriptions", modelName=modelName)
        return result

    def modelFieldFonts(self, modelName: str) -> dict[str, FieldFont]:
        """Return the editor's font and font size for each field of a note type.

        Args:
            modelName: the note type
        """
        result: dict[str, FieldFont] = self.invoke("modelFieldFonts", modelName=modelName)
        return result

    def modelFieldNames(self, modelName: str) -> list[str]:
        """Return the names of a note type's fields, in order.

        Args:
            modelName: the note type
        """
        result: list[str] = self.invoke("modelFieldNames", modelName=modelName)
        return result

    def modelFieldRemove(self, modelName: str, fieldName: str) -> None:
        """Remove a field from a note type, with its contents in all notes; the last field cannot be removed. The
        next sync is a full sync, as after every change of a note type's structure.

        Args:
            modelName: the note type
            fieldName: the field
        """
        self.invoke("modelFieldRemove", modelName=modelName, fieldName=fieldName)

    def modelFieldRename(self, modelName: str, oldFieldName: str, newFieldName: str) -> None:
        """Rename a field of a note type, also in the card templates.

        Args:
            modelName: the note type
            oldFieldName: the field
            newFieldName: its new name
        """
        self.invoke("modelFieldRename", modelName=modelName, oldFieldName=oldFieldName, newFieldName=newFieldName)

    def modelFieldReposition(self, modelName: str, fieldName: str, index: int) -> None:
        """Move a field of a note type, with its contents in all notes. The next sync is a full sync, as after every
        change of a note type's structure.

        Args:
            modelName: the note type
            fieldName: the field
            index: its new position, from 0; past the end means last
        """
        self.invoke("modelFieldReposition", modelName=modelName, fieldName=fieldName, index=index)

    def modelFieldSetDescription(self, modelName: str, fieldName: str, description: str) -> bool:
        """Set the description of a field, which the editor shows while it is empty; true.

        Args:
            modelName: the note type
            fieldName: the field
            description: the new description
        """
        result: bool = self.invoke(
            "modelFieldSetDescription", modelName=modelName, fieldName=fieldName, description=description
        )
        return result

    def modelFieldSetFont(self, modelName: str, fieldName: str, font: str) -> None:
        """Set the editor's font for a field.

        Args:
            modelName: the note type
            fieldName: the field
            font: the font's name
        """
        self.invoke("modelFieldSetFont", modelName=modelName, fieldName=fieldName, font=font)

    def modelFieldSetFontSize(self, modelName: str, fieldName: str, fontSize: int) -> None:
        """Set the editor's font size for a field.

        Args:
            modelName: the note type
            fieldName: the field
            fontSize: in pixels
        """
        self.invoke("modelFieldSetFontSize", modelName=modelName, fieldName=fieldName, fontSize=fontSize)

    def modelFieldsOnTemplates(self, modelName: str) -> dict[str, list[list[str]]]:
        """Return for each card template the fields on its front, and the fields that are only on its back. A field
        that is only a condition ({{#Field}}, {{^Field}}) does not count.

        Args:
            modelName: the note type
        """
        result: dict[str, list[list[str]]] = self.invoke("modelFieldsOnTemplates", modelName=modelName)
        return result

    def modelNameFromId(self, modelId: Id) -> str:
        """Return the name of a note type; an unknown one is an error.

        Args:
            modelId: its id
        """
        result: str = self.invoke("modelNameFromId", modelId=modelId)
        return result

    def modelNames(self) -> list[str]:
        """Return the names of all note types."""
        result: list[str] = self.invoke("modelNames")
        return result

    def modelNamesAndIds(self) -> dict[str, int]:
        """Return the names of all note types with their ids."""
        result: dict[str, int] = self.invoke("modelNamesAndIds")
        return result

    def modelStyling(self, modelName: str) -> Styling:
        """Return the styling of a note type's cards.

        Args:
            modelName: the note type
        """
        result: Styling = self.invoke("modelStyling", modelName=modelName)
        return result

    def modelTemplateAdd(self, modelName: str, template: Template) -> None:
        """Add a card template to a note type, or change the existing one of this name; a new one makes cards for
        notes. The next sync is a full sync, as after every change of a note type's structure.

        Args:
            modelName: the note type
            template: the template
        """
        self.invoke("modelTemplateAdd", modelName=modelName, template=template)

    def modelTemplateRemove(self, modelName: str, templateName: str) -> None:
        """Remove a card template from a note type, with all its cards; the last template cannot be removed. Notes
        stay, even those that had no other card. The next sync is a full sync, as after every change of a note
        type's structure.

        Args:
            modelName: the note type
            templateName: the template
        """
        self.invoke("modelTemplateRemove", modelName=modelName, templateName=templateName)

    def modelTemplateRename(self, modelName: str, oldTemplateName: str, newTemplateName: str) -> None:
        """Rename a card template of a note type.

        Args:
            modelName: the note type
            oldTemplateName: the template
            newTemplateName: its new name
        """
        self.invoke(
            "modelTemplateRename", modelName=modelName, oldTemplateName=oldTemplateName, newTemplateName=newTemplateName
        )

    def modelTemplateReposition(self, modelName: str, templateName: str, index: int) -> None:
        """Move a card template of a note type; its cards stay with it. The next sync is a full sync, as after every
        change of a note type's structure.

        Args:
            modelName: the note type
            templateName: the template
            index: its new position, from 0; past the end means last
        """
        self.invoke("modelTemplateReposition", modelName=modelName, templateName=templateName, index=index)

    def modelTemplates(self, modelName: str) -> dict[str, TemplateContents]:
        """Return both sides of each card template of a note type.

        Args:
            modelName: the note type
        """
        result: dict[str, TemplateContents] = self.invoke("modelTemplates", modelName=modelName)
        return result

    def multi(self, actions: list[RequestObject], undo: Optional[Literal["one"]] = None) -> list[Any]:
        """Perform several requests in order and return their replies; one that fails does not stop the others. Each
        entry is a change of its own: if Anki ends in between, those before are done, also with `undo`.

        Args:
            actions: request objects, each with its own version (4 if it has none) and, if it differs, its own
                key
            undo: "one" makes all changes one undo entry, unless something else changes in between;
                insertReviews among them ends the undo history, and what was done before it cannot be undone
        """
        result: list[Any] = self.invoke("multi", actions=actions, undo=undo)
        return result

    def notesInfo(
        self, notes: Optional[list[Id]] = None, query: Optional[str] = None
    ) -> list[Union[NoteInfo, Nothing]]:
        """Describe notes: note type, fields, tags, cards and modification time; {} for an unknown id.

        Args:
            notes: ids
            query: describe the notes that this search finds, if `notes` is not given
        """
        result: list[Union[NoteInfo, Nothing]] = self.invoke("notesInfo", notes=notes, query=query)
        return result

    def notesModTime(self, notes: list[Id]) -> list[Union[NoteModTime, Nothing]]:
        """Return when notes were last modified, in seconds since 1970; {} for an unknown id.

        Args:
            notes: ids
        """
        result: list[Union[NoteModTime, Nothing]] = self.invoke("notesModTime", notes=notes)
        return result

    def optimizeFsrs(self, config: Union[int, str], apply: Optional[bool] = None) -> OptimizedFsrs:
        """Compute the parameters of FSRS that fit the reviews of an options group best, as Anki's deck options do.
        This takes seconds, with very many reviews minutes, in which Anki and other requests are not held up.
        Without `apply` nothing is changed. FSRS that is not switched on is an error, and so are too few reviews.

        Args:
            config: the id or the name of the group, in any case
            apply: give the group the parameters, if they have changed; Anki then computes the memory states of
                its cards anew (false if not given)
        """
        result: OptimizedFsrs = self.invoke("optimizeFsrs", config=config, apply=apply)
        return result

    def rebuildFilteredDeck(self, deck: str) -> int:
        """Gather the cards of a filtered deck anew; return how many there are, which may be none.

        Args:
            deck: full name
        """
        result: int = self.invoke("rebuildFilteredDeck", deck=deck)
        return result

    def relearnCards(self, cards: list[Id]) -> None:
        """Put cards at their first relearning step, due now; unknown ids are skipped. This includes new cards.
        Cards leave filtered decks, and are no longer suspended or buried.

        Args:
            cards: ids
        """
        self.invoke("relearnCards", cards=cards)

    def reloadCollection(self) -> None:
        """Refresh Anki's windows, for programs that changed the collection without Anki."""
        self.invoke("reloadCollection")

    def removeDeckConfigId(self, configId: Id) -> bool:
        """Remove an options group; true, or false for the default group (1) and an unknown one. Its decks get the
        default group. The next sync is a full sync.

        Args:
            configId: the group
        """
        result: bool = self.invoke("removeDeckConfigId", configId=configId)
        return result

    def removeEmptyNotes(self) -> None:
        """Delete the notes all of whose cards are empty; note types stay."""
        self.invoke("removeEmptyNotes")

    def removeTags(self, notes: list[Id], tags: Union[str, list[str]]) -> None:
        """Remove tags, and the tags below them, from notes; unknown ids are skipped.

        Args:
            notes: ids
            tags: a string with blanks between tags, or a list
        """
        self.invoke("removeTags", notes=notes, tags=tags)

    def renameDeck(self, deck: str, newName: str) -> str:
        """Rename a deck with its subdecks; return the full name that it has then. A deck can be moved by this:
        parents that do not exist are created. A name that another deck has is an error.

        Args:
            deck: full name
            newName: the new full name, which Anki may store in another way, such as without blanks at the ends
        """
        result: str = self.invoke("renameDeck", deck=deck, newName=newName)
        return result

    def renameTag(self, tag: str, newName: str) -> None:
        """Rename a tag, and the tags below it, in all notes; a tag that no note has is an error. If there are notes
        with the new name already, the two tags become one.

        Args:
            tag: in any case
            newName: the new name, which may be below another tag, with :: between them
        """
        self.invoke("renameTag", tag=tag, newName=newName)

    def replaceTags(self, notes: list[Id], tag_to_replace: str, replace_with_tag: str) -> None:
        """Replace a tag of notes by another one; the tags below it stay, and unknown ids are skipped.

        Args:
            notes: ids
            tag_to_replace: a whole tag, in any case
            replace_with_tag: the new tag
        """
        self.invoke("replaceTags", notes=notes, tag_to_replace=tag_to_replace, replace_with_tag=replace_with_tag)

    def replaceTagsInAllNotes(self, tag_to_replace: str, replace_with_tag: str) -> None:
        """Replace a tag by another one in all notes; the tags below it stay.

        Args:
            tag_to_replace: a whole tag, in any case
            replace_with_tag: the new tag
        """
        self.invoke("replaceTagsInAllNotes", tag_to_replace=tag_to_replace, replace_with_tag=replace_with_tag)

    def repositionCards(
        self,
        cards: list[Id],
        start: Optional[int] = None,
        step: Optional[int] = None,
        shuffle: Optional[bool] = None,
        shift: Optional[bool] = None,
    ) -> int:
        """Move new cards in the queue of new cards; return how many there were. Others, and unknown ids, are
        skipped. As in Anki, the cards of a note share a position: that of the first of them in the list.

        Args:
            cards: ids, in the order in which they are to be learnt
            start: position of the first, 0 or more (1 if not given)
            step: from one note to the next, 1 or more (1 if not given)
            shuffle: in a random order instead (false if not given)
            shift: move the new cards that are at `start` or behind it on, to make room (true if not given)
        """
        result: int = self.invoke("repositionCards", cards=cards, start=start, step=step, shuffle=shuffle, shift=shift)
        return result

    def requestPermission(self) -> Union[PermissionGranted, PermissionDenied]:
        """Ask for permission to use the API; needs no key and may come from any origin. For an untrusted origin the
        person at Anki is asked, unless they chose not to be asked about it again.
        """
        result: Union[PermissionGranted, PermissionDenied] = self.invoke("requestPermission")
        return result

    def retrieveMediaFile(self, filename: str) -> Union[str, Literal[False]]:
        """Return the contents of a file of the media folder in base64; false if it does not exist.

        Args:
            filename: its name
        """
        result: Union[str, Literal[False]] = self.invoke("retrieveMediaFile", filename=filename)
        return result

    def reviewStats(self, query: Optional[str] = None, days: Optional[int] = None) -> ReviewStats:
        """Return figures about reviews: of each day, how much is remembered, when one learns, and what is due. Days
        begin at the hour that is set in Anki's preferences. Reviews are answers; manual changes of a schedule do
        not count. The streak is looked for in all of them.

        Args:
            query: only of the cards that this search finds, in Anki's search language; an empty string means
                all, and then the reviews of deleted cards count, too
            days: how many days the figures look back, today included, and ahead; 0 for all (365 if not given)
        """
        result: ReviewStats = self.invoke("reviewStats", query=query, days=days)
        return result

    def saveDeckConfig(self, config: DeckConfig) -> bool:
        """Change options of a group, for all its decks; true, or false if the group does not exist. Options that
        are not given keep their values, also within `new`, `rev` and `lapse`. A value that Anki would store
        differently is an error.

        Args:
            config: the options
        """
        result: bool = self.invoke("saveDeckConfig", config=config)
        return result

    def saveFilteredDeck(
        self,
        name: str,
        searches: list[FilteredSearch],
        deckId: Optional[Id] = None,
        reschedule: Optional[bool] = None,
        allowEmpty: Optional[bool] = None,
    ) -> SavedFilteredDeck:
        """Create a filtered deck, or change one, and gather its cards. A changed deck gets all that is sent: its
        cards return to their own decks, and the ones that match now are gathered. If no cards match, nothing is
        changed, and the error is `no cards match`. The deck in use in Anki stays in use.

        Args:
            name: the full name that the deck gets; a name that another deck has is an error
            searches: one or two; a card that both find comes with the first
            deckId: of the filtered deck to change; null to create one
            reschedule: whether answers change when the cards are due (true if not given)
            allowEmpty: keep the deck even if no cards match (false if not given)
        """
        result: SavedFilteredDeck = self.invoke(
            "saveFilteredDeck",
            name=name,
            searches=searches,
            deckId=deckId,
            reschedule=reschedule,
            allowEmpty=allowEmpty,
        )
        return result

    def saveNotes(
        self,
        notes: list[NoteToSave],
        onDuplicate: Optional[Literal["skip", "update", "add", "fail"]] = None,
        dryRun: Optional[bool] = None,
    ) -> list[SavedNote]:
        """Add notes, or change those that are there already, and tell of each what has become of it. A note with an
        id is changed: the fields that are sent, and its tags. Its cards stay in their decks, whatever `deckName`
        says, and another `modelName` than its own is an error. A note without an id is added, unless it is a
        duplicate, also of an earlier one of the list. A note that cannot be saved fails alone. All that is
        changed is one step of Undo.

        Args:
            notes: at most 1,000, which are saved in this order
            onDuplicate: what becomes of a note without an id that is there already. "skip": nothing. "update":
                the first one that is there gets its fields; `tags` and `addTags` only add. "add": it is added
                nevertheless. "fail": the whole request is an error, and nothing is done (skip if not given)
            dryRun: change nothing and fetch no files, only tell what would become of each (false if not given)
        """
        result: list[SavedNote] = self.invoke("saveNotes", notes=notes, onDuplicate=onDuplicate, dryRun=dryRun)
        return result

    def searchCards(
        self,
        query: str,
        include: Optional[
            list[
                Literal[
                    "noteId",
                    "deckName",
                    "modelName",
                    "ord",
                    "type",
                    "queue",
                    "due",
                    "interval",
                    "factor",
                    "reps",
                    "lapses",
                    "flags",
                    "mod",
                    "tags",
                    "fields",
                    "question",
                    "answer",
                    "nextReviews",
                    "stability",
                    "difficulty",
                    "retrievability",
                    "desiredRetention",
                ]
            ]
        ] = None,
        sort: Optional[str] = None,
        descending: Optional[bool] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
    ) -> FoundCards:
        """Find cards, and tell of them what is asked for, page by page, as searchNotes does. Cards are only
        rendered if question or answer is asked for. If a card cannot be rendered, both sides are the reason, as
        in Anki.

        Args:
            query: in Anki's search language; an empty string finds all cards
            include: which members are told; without it noteId, deckName, modelName, queue, due, interval and
                flags; an empty list for ids only
            sort: the key of one of the Browser's columns, as in guiBrowse; by id without it
            descending: the last come first (false if not given)
            limit: how many cards a page has at most (100 if not given)
            cursor: of the page before; without it, the first page
        """
        result: FoundCards = self.invoke(
            "searchCards", query=query, include=include, sort=sort, descending=descending, limit=limit, cursor=cursor
        )
        return result

    def searchNotes(
        self,
        query: str,
        include: Optional[list[str]] = None,
        excerpt: Optional[int] = None,
        sort: Optional[str] = None,
        descending: Optional[bool] = None,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
    ) -> FoundNotes:
        """Find notes, and tell of them what is asked for, page by page. Without sort, what is there all the time
        comes exactly once, and total is what the search finds now. With it, what the first page has found is
        kept for 10 minutes, of the last 8 searches; then the error is `the cursor is too old: search again`.
        What has been deleted since is left out. A cursor with another query, sort or descending is the error
        `the cursor belongs to another search`.

        Args:
            query: in Anki's search language; an empty string finds all notes
            include: fields, tags, modelName, mod (when it was last modified), cards (ids), deckNames (of its
                cards), or fields.NAME for a field by its name, in any case; without it fields, tags, modelName and
                deckNames; an empty list for ids only
            excerpt: so many characters of each field, as plain text in one line, with … at the end if there are
                more; without it, fields are as they are stored
            sort: the key of one of the Browser's columns, as in guiBrowse; by id without it
            descending: the last come first (false if not given)
            limit: how many notes a page has at most (100 if not given)
            cursor: of the page before; without it, the first page
        """
        result: FoundNotes = self.invoke(
            "searchNotes",
            query=query,
            include=include,
            excerpt=excerpt,
            sort=sort,
            descending=descending,
            limit=limit,
            cursor=cursor,
        )
        return result

    def setDeckConfigId(self, decks: list[str], configId: Id) -> bool:
        """Assign an options group to decks; true, or false if the group or one of the decks does not exist.
        Subdecks keep theirs. A filtered deck has no options group and is an error. All decks are changed, or
        none.

        Args:
            decks: full names
            configId: the group
        """
        result: bool = self.invoke("setDeckConfigId", decks=decks, configId=configId)
        return result

    def setDueDate(self, cards: list[Id], days: Union[str, int]) -> bool:
        """Set when cards are due; new ones become review cards. The result is true, also if an id is unknown.

        Args:
            cards: ids
            days: 0 is today; 1! is tomorrow, and sets the interval to 1 day; 3-7 is a random day of that range
        """
        result: bool = self.invoke("setDueDate", cards=cards, days=days)
        return result

    def setEaseFactors(self, cards: list[Id], easeFactors: list[int]) -> list[bool]:
        """Set the ease of each card; true for each, false for an unknown id.

        Args:
            cards: ids
            easeFactors: of each card, in permille
        """
        result: list[bool] = self.invoke("setEaseFactors", cards=cards, easeFactors=easeFactors)
        return result

    def setFlag(self, cards: list[Id], flag: int) -> int:
        """Set the flag of cards; return how many had another one. Unknown ids are skipped.

        Args:
            cards: ids
            flag: 1 red, 2 orange, 3 green, 4 blue, 5 pink, 6 turquoise, 7 purple; 0 takes the flag away
        """
        result: int = self.invoke("setFlag", cards=cards, flag=flag)
        return result

    def setSpecificValueOfCard(
        self, card: Id, keys: list[str], newValues: list[Union[int, str]], warning_check: Optional[bool] = None
    ) -> Union[Literal[False], list[Union[Literal[True], list[Union[Literal[False], str]]]]]:
        """Set values of a card in the database; return for each key true, or [false, reason]. Values that can be
        set are set, even if others cannot be. The result is [[false, reason]] for an unknown card, and false,
        with nothing set, if the lists differ in length or a key needs warning_check.

        Args:
            card: id
            keys: factor, flags, due, odue or data (custom data, a JSON object as a string); with warning_check
                also did, ivl, lapses, left, nid, odid, ord, queue, reps or type; id, mod and usn cannot be set
            newValues: for each key; numbers may be strings
            warning_check: true confirms that you know that wrong values can do damage (false if not given)
        """
        result: Union[Literal[False], list[Union[Literal[True], list[Union[Literal[False], str]]]]] = self.invoke(
            "setSpecificValueOfCard", card=card, keys=keys, newValues=newValues, warning_check=warning_check
        )
        return result

    def storeMediaFile(
        self,
        filename: str,
        data: Optional[str] = None,
        path: Optional[str] = None,
        url: Optional[str] = None,
        skipHash: Optional[str] = None,
        deleteExisting: Optional[bool] = None,
    ) -> Optional[str]:
        """Store a file in the media folder; return its name there, which Anki may have changed. The first given of
        data, path and url counts. The result is null for a file that skipHash matches.

        Args:
            filename: under which to store it; if it begins with _, Anki keeps the file even if no note uses it
            data: the contents in base64
            path: of a file on the machine that runs Anki, for callers that may name files
            url: http or https; for a web page not of a private network, but for its own host
            skipHash: MD5 in hexadecimal digits; a file with this hash is not stored
            deleteExisting: move an existing file of that name to the trash; otherwise a free name is chosen
                (true if not given)
        """
        result: Optional[str] = self.invoke(
            "storeMediaFile",
            filename=filename,
            data=data,
            path=path,
            url=url,
            skipHash=skipHash,
            deleteExisting=deleteExisting,
        )
        return result

    def suspend(self, cards: list[Id]) -> bool:
        """Suspend cards; true if at least one was not suspended.

        Args:
            cards: ids
        """
        result: bool = self.invoke("suspend", cards=cards)
        return result

    def suspended(self, card: Id) -> bool:
        """Return whether a card is suspended; an unknown id is an error.

        Args:
            card: id
        """
        result: bool = self.invoke("suspended", card=card)
        return result

    def sync(self, onConflict: Optional[Literal["upload", "download"]] = None) -> None:
        """Sync the collection, and media if that is enabled in Anki, as Anki's Sync does. If the collection here
        and the one on the server cannot be merged, one must replace the other. Without onConflict nothing is
        replaced, and the error says so. A collection that is not empty never gets replaced by one that is.

        Args:
            onConflict: "upload" puts the collection here in place of the one on the server, "download" the one
                on the server in place of this one, of which a backup is made before; only if they cannot be merged
        """
        self.invoke("sync", onConflict=onConflict)

    def unbury(self, cards: list[Id]) -> bool:
        """Unbury cards, whether they were buried by hand or as siblings; true if at least one was buried. Suspended
        cards stay suspended, and do not count, nor do unknown ids.

        Args:
            cards: ids
        """
        result: bool = self.invoke("unbury", cards=cards)
        return result

    def unsuspend(self, cards: list[Id]) -> bool:
        """Unsuspend cards; true if at least one was suspended.

        Args:
            cards: ids
        """
        result: bool = self.invoke("unsuspend", cards=cards)
        return result

    def updateModelStyling(self, model: ChangedStyling) -> None:
        """Change the styling of a note type's cards.

        Args:
            model: the note type and its new styling
        """
        self.invoke("updateModelStyling", model=model)

    def updateModelTemplates(self, model: ChangedTemplates) -> None:
        """Change card templates of a note type; unknown templates and empty sides are ignored. What Anki refuses,
        such as a front that shows no field, is an error with its reason, and nothing is changed.

        Args:
            model: the note type and its templates' new contents
        """
        self.invoke("updateModelTemplates", model=model)

    def updateNote(self, note: NoteUpdate) -> None:
        """Change fields or tags of a note, or both.

        Args:
            note: its id, the fields to change, all its tags, and files to append to fields
        """
        self.invoke("updateNote", note=note)

    def updateNoteFields(self, note: UpdatedNote) -> None:
        """Change fields of a note.

        Args:
            note: its id, the fields to change, and files to append to fields
        """
        self.invoke("updateNoteFields", note=note)

    def updateNoteModel(self, note: RetypedNote) -> None:
        """Change the note type of a note, and its fields; cards are kept where templates correspond.

        Args:
            note: its id, the note type, the fields, and all its tags if these are to change
        """
        self.invoke("updateNoteModel", note=note)

    def updateNoteTags(self, note: Id, tags: Union[list[str], str]) -> None:
        """Replace all tags of a note.

        Args:
            note: its id
            tags: a list; a single string is one tag
        """
        self.invoke("updateNoteTags", note=note, tags=tags)

    def upgrade(self) -> bool:
        """Ask the person at Anki whether to look for a newer version of this add-on; true if one was installed."""
        result: bool = self.invoke("upgrade")
        return result

    def version(self) -> int:
        """Return the latest version of the API that this add-on serves."""
        result: int = self.invoke("version")
        return result
