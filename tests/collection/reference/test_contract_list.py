"""All actions of the API are there, and no others: the list, by subject."""

from __future__ import annotations

import pytest

from plugin.actions.groups import GROUPS
from plugin.api.registry import Registry

CARDS = """
    getEaseFactors setEaseFactors setSpecificValueOfCard suspend unsuspend suspended areSuspended areDue getIntervals
    findCards cardsToNotes cardsModTime cardsInfo forgetCards relearnCards answerCards setDueDate
    setFlag bury unbury repositionCards
    searchCards
"""
DECKS = """
    deckNames deckNamesAndIds getDecks createDeck changeDeck deleteDecks getDeckConfig saveDeckConfig setDeckConfigId
    cloneDeckConfigId removeDeckConfigId getDeckStats deckNameFromId
    deckTree renameDeck currentDeck getDeckConfigs optimizeFsrs saveFilteredDeck rebuildFilteredDeck emptyFilteredDeck
"""
MODELS = """
    modelNames modelNamesAndIds modelNameFromId findModelsById findModelsByName modelFieldNames modelFieldDescriptions
    modelFieldFonts modelFieldsOnTemplates createModel modelTemplates modelStyling updateModelTemplates
    updateModelStyling findAndReplaceInModels modelTemplateRename modelTemplateReposition modelTemplateAdd
    modelTemplateRemove modelFieldRename modelFieldReposition modelFieldAdd modelFieldRemove modelFieldSetFont
    modelFieldSetFontSize modelFieldSetDescription
"""
NOTES = """
    addNote addNotes canAddNote canAddNotes canAddNoteWithErrorDetail canAddNotesWithErrorDetail updateNoteFields
    updateNote updateNoteModel updateNoteTags getNoteTags addTags removeTags replaceTags replaceTagsInAllNotes getTags
    clearUnusedTags findNotes notesInfo notesModTime deleteNotes removeEmptyNotes saveNotes searchNotes
    addImageOcclusion renameTag
"""
MEDIA = "storeMediaFile retrieveMediaFile getMediaFilesNames getMediaDirPath deleteMediaFile"
STATISTICS = """
    getNumCardsReviewedToday getNumCardsReviewedByDay getCollectionStatsHTML cardReviews getReviewsOfCards
    getLatestReviewID insertReviews
    reviewStats
"""
PROGRAM = """
    version apiReflect requestPermission sync getProfiles getActiveProfile loadProfile multi exportPackage importPackage
    reloadCollection upgrade
    createBackup
"""
# Those that need a window are in a group of their own, which can only be imported where Qt is
WINDOWS = """
    guiBrowse guiSelectCard guiSelectNote guiSelectedNotes guiAddCards guiAddNoteSetData guiEditNote guiCurrentCard
    guiStartCardTimer guiShowQuestion guiShowAnswer guiPlayAudio guiAnswerCard guiUndo guiDeckOverview guiDeckReview
    guiDeckBrowser guiReviewActive guiImportFile guiCheckDatabase guiExitAnki
"""

SUBJECTS = {
    "Cards": CARDS,
    "Decks": DECKS,
    "Models": MODELS,
    "Notes": NOTES,
    "Media": MEDIA,
    "Statistics": STATISTICS,
    "Program": PROGRAM,
}


@pytest.mark.parametrize(("subject", "listed"), SUBJECTS.items(), ids=SUBJECTS)
def test_a_subject_has_all_its_actions(subject: str, listed: str) -> None:
    present = Registry(GROUPS).names

    missing = [name for name in listed.split() if name not in present]

    assert missing == []


def test_there_are_no_actions_but_these() -> None:
    listed = " ".join(SUBJECTS.values()).split()

    extra = [name for name in Registry(GROUPS).names if name not in listed]

    assert extra == [], "a new action belongs into the list of its subject above"


def test_no_name_is_in_two_lists() -> None:
    names = " ".join([*SUBJECTS.values(), WINDOWS]).split()

    assert len(names) == len(set(names))


@pytest.mark.parametrize("version", [1, 4, 5, 6, 7])
def test_every_action_is_served_in_every_version(version: int) -> None:
    registry = Registry(GROUPS)

    for name in registry.names:
        assert registry.find(name, version).name == name
