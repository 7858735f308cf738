"""Every error that is raised on purpose.

An error carries the data it is about and writes its own sentence: one plain-text line that the client reads.
Many of these sentences are compared by clients letter by letter, so a change here is a change of the API.
Anything that is not an ApiError is a bug of ours and is treated as one (dispatch.py).
"""

from __future__ import annotations

from .backend_words import code_of, disk_problem, in_plain_words, what_is_missing
from .backups import BackupFailed
from .base import CODES, ApiError, Code, plain_line, reason_line
from .cards import (
    DaysInvalid,
    LengthsDiffer,
    NoSuchValue,
    ReviewExists,
    ReviewRepeated,
    ValueIsAnkis,
    ValueNotText,
    ValueOutOfRange,
    ValueRefused,
)
from .confirmation import MustBeAskedAlone, NeedsPerson, PersonBusy, PersonSaidNo, PersonSilent, ReplacingUnconfirmed
from .decks import (
    DeckExists,
    DeckNotFiltered,
    FsrsOff,
    NoCardsMatch,
    OptionsGroupNotFound,
    OrderUnsupported,
    TagNotFound,
    TagWithoutNotes,
    TooFewReviews,
)
from .files import FileRefused, FilesForbidden, SharesForbidden, code_of_file
from .lookups import (
    CardNotFound,
    CardsNotIncluded,
    DeckNameEmpty,
    DeckNameTooLong,
    DeckNestedTooDeeply,
    DeckNotFound,
    FieldNotFound,
    FilteredDeckOptions,
    FilteredDeckParent,
    FilteredDeckTarget,
    NewNoteTypeNotFound,
    NoteNotFound,
    NoteTypeNotFound,
    NotFound,
    OptionsGroupNameEmpty,
    SearchNestedTooDeeply,
    SearchTooLong,
    TemplateNotFound,
)
from .media import (
    DataNotBase64,
    DownloadFailed,
    FileNotDeleted,
    FileNotStored,
    FileUnreadable,
    MediaError,
    MediaNameUnusable,
    MediaSourceMissing,
    NotConnected,
    PatternTooLong,
    shown_url,
)
from .note_types import (
    FieldExists,
    FieldNameInvalid,
    FieldNeeded,
    FieldsMissing,
    NameTooLong,
    NoteTypeExists,
    NoteTypeNameEmpty,
    TemplateExists,
    TemplateNameEmpty,
    TemplateNeeded,
    TemplateNestedTooDeeply,
    TemplatesMissing,
    TooManySoundsInTemplate,
    TooManyUnclosedInTemplate,
)
from .notes import (
    ClozeMissing,
    ClozesNestedTooDeeply,
    DuplicateNote,
    EmptyNote,
    FilteredDeckForNote,
    NoteRefused,
    OptionNotBoolean,
    SeveralNotesRefused,
    TagNestedTooDeeply,
    TooManySoundsInField,
    TooManyUnclosedInField,
)
from .occlusion import TooManyShapes
from .packages import PackageNotWritten, PackageUnreadable
from .program import (
    AnkiBusy,
    CollectionUnavailable,
    FullSyncNeeded,
    NeedsWindow,
    ProfileNotOpened,
    RefusedByAnki,
    SwitchUnfinished,
    SyncFailed,
    SyncNotConfigured,
)
from .quoting import escaped, listed, quoted, shown
from .requests import (
    ActionsInvalid,
    FieldsOrTagsMissing,
    KeyMissing,
    MalformedRequest,
    MissingArguments,
    NestedTooDeeply,
    NotesOrQueryMissing,
    NotWithinCallAction,
    ProtocolError,
    RightMissing,
    ScopesInvalid,
    TagsNotList,
    TooManyAtOnce,
    TooManyNames,
    TooManyValues,
    UnknownArgument,
    UnsupportedAction,
    WrongArgument,
    WrongKey,
)
from .saving import DuplicateInRequest, NoteOfAnotherType, TooManyNotes
from .searching import CursorInvalid, CursorOfOtherSearch, CursorTooOld
from .url_secrets import without_url_secrets
from .windows import AddWindowClosed, ColumnInvalid, ColumnUnsortable, FileNotImportable, OrderInvalid
