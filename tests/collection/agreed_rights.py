"""Which rights each action needs, as section 6 of the contract says: the whole list, written down by hand.

An action that is not here fails the tests of rights: whoever adds one decides what it needs.
"""

from __future__ import annotations

NO_RIGHT = "version requestPermission apiReflect multi"
READ = """
areDue areSuspended canAddNote canAddNotes canAddNoteWithErrorDetail canAddNotesWithErrorDetail cardReviews cardsInfo
cardsModTime cardsToNotes deckNameFromId deckNames deckNamesAndIds findCards findModelsById findModelsByName findNotes
getActiveProfile getCollectionStatsHTML getDeckConfig getDecks getDeckStats getEaseFactors getIntervals
getLatestReviewID getMediaDirPath getMediaFilesNames getNoteTags getNumCardsReviewedByDay getNumCardsReviewedToday
getProfiles getReviewsOfCards getTags modelFieldDescriptions modelFieldFonts modelFieldNames modelFieldsOnTemplates
modelNameFromId modelNames modelNamesAndIds modelStyling modelTemplates notesInfo notesModTime retrieveMediaFile
suspended
reviewStats
searchCards searchNotes suspended
currentDeck deckTree getDeckConfigs
"""
WRITE = """
addNote addNotes addTags answerCards changeDeck clearUnusedTags cloneDeckConfigId createDeck createModel deleteDecks
deleteMediaFile deleteNotes findAndReplaceInModels forgetCards insertReviews modelFieldAdd modelFieldRemove
modelFieldRename modelFieldReposition modelFieldSetDescription modelFieldSetFont modelFieldSetFontSize modelTemplateAdd
modelTemplateRemove modelTemplateRename modelTemplateReposition relearnCards removeDeckConfigId removeEmptyNotes
removeTags replaceTags replaceTagsInAllNotes saveDeckConfig saveNotes setDeckConfigId setDueDate setEaseFactors
setSpecificValueOfCard storeMediaFile suspend unsuspend updateModelStyling updateModelTemplates updateNote
updateNoteFields updateNoteModel updateNoteTags
bury unbury setFlag repositionCards addImageOcclusion
emptyFilteredDeck optimizeFsrs rebuildFilteredDeck renameDeck renameTag saveFilteredDeck
"""
GUI = """
guiDeckBrowser guiDeckOverview guiDeckReview guiEditNote guiPlayAudio guiReviewActive guiSelectCard guiSelectNote
guiShowAnswer guiShowQuestion guiStartCardTimer
"""
GUI_READ = "guiBrowse guiCurrentCard guiSelectedNotes"
GUI_WRITE = "guiAddCards guiAddNoteSetData guiAnswerCard guiUndo"
FILES_READ = "exportPackage"
FILES_WRITE = "guiImportFile importPackage"
ADMIN = "createBackup guiCheckDatabase guiExitAnki loadProfile reloadCollection sync upgrade"

NEEDED: dict[str, frozenset[str]] = {
    name: frozenset(rights.split())
    for rights, names in (
        ("", NO_RIGHT),
        ("read", READ),
        ("write", WRITE),
        ("gui", GUI),
        ("gui read", GUI_READ),
        ("gui write", GUI_WRITE),
        ("files read", FILES_READ),
        ("files write", FILES_WRITE),
        ("admin", ADMIN),
    )
    for name in names.split()
}

# What a parameter needs on top, where it is given
NEEDED_WITH: dict[tuple[str, str], frozenset[str]] = {
    ("currentDeck", "deck"): frozenset({"gui", "write"}),
}

ALWAYS_DELETE = {
    "deleteNotes",
    "deleteDecks",
    "deleteMediaFile",
    "removeEmptyNotes",
    "clearUnusedTags",
    "removeDeckConfigId",
    "modelFieldRemove",
    "modelTemplateRemove",
    "updateNoteModel",
    "importPackage",
    "insertReviews",
    "loadProfile",
}
MAY_REPLACE_FILES = {
    "storeMediaFile",
    "addNote",
    "addNotes",
    "updateNote",
    "updateNoteFields",
    "guiAddCards",
    "saveNotes",
}
