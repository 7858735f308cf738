"""Files that come with a note, or alone."""

from __future__ import annotations

from typing import TypedDict, Union


class MediaSource(TypedDict, total=False):
    """Where a file comes from and where it goes; the first given of data, path and url counts.

    Args:
        data: the contents, base64
        path: of a file on this machine, for callers that may name files; otherwise there is no note
        url: http or https
        skipHash: MD5 in hexadecimal digits; a file with this hash is not stored
        fields: names of the fields it is appended to, or one name
        deleteExisting: whether it may replace a file of the same name
    """

    data: str
    path: str
    url: str
    skipHash: str
    fields: Union[list[str], str]
    deleteExisting: bool


class Media(MediaSource):
    """A file for a note.

    Args:
        filename: that it gets in the media folder
    """

    filename: str


class MediaOptions(TypedDict, total=False):
    """What becomes of a note whose files cannot be had.

    Args:
        mediaErrors: "fail" makes a file that cannot be had an error; otherwise the note is changed without it
    """

    mediaErrors: str


class MediaOfNote(TypedDict, total=False):
    """Files that are appended to fields.

    Args:
        audio: files that are appended as [sound:…]
        video: files that are appended as [sound:…]
        picture: files that are appended as <img>
    """

    audio: Union[Media, list[Union[Media, None]]]
    video: Union[Media, list[Union[Media, None]]]
    picture: Union[Media, list[Union[Media, None]]]
