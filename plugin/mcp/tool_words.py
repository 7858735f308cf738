"""What a model is told of tools beside their schemas: what each does, when another one is better, what it may break."""

from __future__ import annotations

from collections.abc import Mapping

DESCRIBE, CALL = "describeActions", "callAction"
OWN = (CALL, DESCRIBE)

# Without the setting mcpTools. More tools than forty are too many for some clients, and for models
DEFAULT = (
    *("deckTree", "searchNotes", "searchCards", "notesInfo", "saveNotes", "deleteNotes", "addTags", "removeTags"),
    *("getTags", "modelNames", "findModelsByName", "createModel", "updateModelTemplates", "updateModelStyling"),
    *("modelFieldAdd", "createDeck", "renameDeck", "changeDeck", "deleteDecks", "suspend", "unsuspend", "setDueDate"),
    *("setFlag", "answerCards", "saveFilteredDeck", "rebuildFilteredDeck", "getDeckConfigs", "reviewStats"),
    *("storeMediaFile", "guiBrowse", "guiCurrentCard", "guiUndo", "sync", DESCRIBE, CALL),
)

# Of at most 200 bytes each; actions that are not here are described by the first sentence of the reference
DESCRIPTIONS: Mapping[str, str] = {
    "addTags": "Add tags to notes by note id. To change fields and tags at once use saveNotes.",
    "answerCards": "Answer cards as the person would (1 again, 2 hard, 3 good, 4 easy), only when they ask for it: "
    "it changes their schedule and review log.",
    CALL: "Call any of the 140 actions by name, also those that are no tool of their own. Look it up with "
    "describeActions first. The same rights and questions to the person apply.",
    "changeDeck": "Move cards (card ids, from searchCards) to a deck, which is created if it is missing.",
    "createDeck": "Create a deck; A::B is B within A. An existing one is left as it is. Returns its id.",
    "createModel": "Create a note type with its fields, card templates (Anki's HTML with {{Field}}) and CSS. Look at "
    "modelNames first: an existing one usually fits.",
    "deckTree": "List decks as a tree with what is due today. Start here. For cards of a deck use searchCards with "
    'deck:"NAME".',
    "deleteDecks": "Delete decks with all their cards; the person at Anki is asked first. To rename or move a deck "
    "use renameDeck.",
    "deleteNotes": "Delete notes with all their cards; the person at Anki is asked first. To only stop reviewing use "
    "suspend.",
    DESCRIBE: "Describe actions: without names one line for each that you may use; with names their parameters as "
    "JSON Schema and a sample. For callAction.",
    "findModelsByName": "Show note types in full: fields, card templates, CSS. Look here before adding notes of an "
    "unknown type or changing templates.",
    "getDeckConfigs": "List the options groups of decks: limits a day, FSRS parameters, desired retention, and which "
    "decks use them.",
    "getTags": "List all tags. To find notes with one use searchNotes with tag:NAME.",
    "guiBrowse": "Open Anki's Browser on a search, to show cards to the person. To read cards yourself use "
    "searchCards or searchNotes.",
    "guiCurrentCard": "Show the card that the person reviews right now; null if they do not review.",
    "guiUndo": "Undo the last change in Anki, whoever made it. Only right after a change of yours that was wrong.",
    "modelFieldAdd": "Add a field to a note type, empty in all its notes. The next sync will be a full one: ask the "
    "person before.",
    "modelNames": "List the names of all note types. Their fields and templates: findModelsByName.",
    "notesInfo": "Show notes in full by note id. To find notes, or for excerpts of long ones, use searchNotes.",
    "rebuildFilteredDeck": "Gather the cards of an existing filtered deck anew. To change its searches use "
    "saveFilteredDeck.",
    "removeTags": "Remove tags, and the tags below them, from notes by note id.",
    "renameDeck": "Rename or move a deck with its subdecks; a new full name A::B moves it below A.",
    "reviewStats": "Figures about reviews: per day, streak, retention, by hour, forecast, counts of cards. For one "
    "deck give query deck:NAME.",
    "saveFilteredDeck": "Create or change a filtered deck, which gathers the cards of a search for extra study. For a "
    "usual deck use createDeck.",
    "saveNotes": "Add notes (deckName, modelName, fields) or change them (with id); returns what became of each. Up to "
    "1000 at once, one step of undo. dryRun tries it.",
    "searchCards": "Find cards with due dates, intervals, flags and FSRS state, page by page. For the contents of "
    "notes use searchNotes.",
    "searchNotes": "Find notes and read their fields and tags, page by page; excerpt shortens long fields. For due "
    "dates and scheduling use searchCards.",
    "setDueDate": "Set when cards are due, such as 0 (today) or 3-7. New ones become review cards.",
    "setFlag": "Set or take away the coloured flag of cards by card id.",
    "storeMediaFile": "Store a picture, sound or other file in Anki's media folder, from data (base64) or url; returns "
    "the name to use in a field.",
    "suspend": "Suspend cards by card id: they are not reviewed until unsuspend. Nothing is lost.",
    "sync": "Sync with AnkiWeb, as Anki's Sync does. Only when the person asks for it.",
    "unsuspend": "Let suspended cards be reviewed again.",
    "updateModelStyling": "Replace the CSS of a note type. Read the old one with findModelsByName first.",
    "updateModelTemplates": "Replace sides of card templates of a note type; all its cards change. Read the old ones "
    "with findModelsByName first.",
}

# They change nothing, though a right that they need may say so
ONLY_TELL = frozenset({"guiCurrentCard", "guiReviewActive", "guiSelectedNotes", DESCRIBE})
# They only add, whatever their arguments: what was there before stays as it is
ADDITIONS = frozenset(
    {
        *(
            "addImageOcclusion",
            "addTags",
            "createBackup",
            "createDeck",
            "createModel",
            "exportPackage",
            "modelFieldAdd",
        ),
        *("guiBrowse", "guiDeckBrowser", "guiDeckOverview", "guiDeckReview", "guiEditNote", "modelFieldAdd"),
        *("guiPlayAudio", "guiSelectCard", "guiSelectNote", "guiShowAnswer", "guiShowQuestion", "guiStartCardTimer"),
        "guiImportFile",
    }
)
# Done twice they change no more than done once
IDEMPOTENT = frozenset(
    {
        *("addTags", "bury", "changeDeck", "clearUnusedTags", "createDeck", "deleteDecks", "deleteMediaFile"),
        *("deleteNotes", "emptyFilteredDeck", "modelFieldAdd", "removeEmptyNotes", "removeTags", "replaceTags"),
        *("replaceTagsInAllNotes", "setFlag", "suspend", "unbury", "unsuspend", "updateModelStyling"),
        *("updateModelTemplates", "updateNote", "updateNoteFields", "updateNoteTags"),
    }
)
# They reach beyond this Anki
OPEN_WORLD = frozenset({"storeMediaFile", "sync", "upgrade"})

_LONGEST = 200  # bytes


def description(name: str, in_reference: str) -> str:
    """What a model is told of a tool.

    Args:
        name: of the action
        in_reference: its description there
    """
    text = DESCRIPTIONS.get(name)
    return shortened(in_reference.split(". ")[0].rstrip(".") + ".") if text is None else text


def shortened(text: str) -> str:
    """A text of at most as many bytes as a description may have."""
    if len(text.encode()) <= _LONGEST:
        return text
    return text.encode()[: _LONGEST - len("…".encode())].decode("utf-8", "ignore") + "…"
