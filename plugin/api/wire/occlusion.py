"""Pictures of which parts are hidden: what is sent."""

from __future__ import annotations

from typing import Literal, TypedDict


class OcclusionImageSource(TypedDict, total=False):
    """Where a picture comes from; the first given of data, path and url counts.

    Args:
        data: the contents, base64
        path: of a file on this machine, for callers that may name files
        url: http or https
    """

    data: str
    path: str
    url: str


class OcclusionImage(OcclusionImageSource):
    """A picture.

    Args:
        filename: that it gets in the media folder, with the ending of a picture; another file of that name stays
    """

    filename: str


class OcclusionShapeSize(TypedDict, total=False):
    """Where a shape is, in parts of the width and height of the picture: 0 is its left or upper edge, 1 the other one.

    Args:
        left: edge of the shape; of a polygon the points say so
        top: edge of the shape; of a polygon the points say so
        width: of a rectangle
        height: of a rectangle
        rx: half the width of an ellipse
        ry: half the height of an ellipse
        points: corners of a polygon, [x, y] each
        ordinal: number of its card, 1 to 200; shapes with the same one are asked together. If it is not given, the
            shape has a card of its own, with the lowest number that is free
    """

    left: float
    top: float
    width: float
    height: float
    rx: float
    ry: float
    points: list[list[float]]
    ordinal: int


class OcclusionShape(OcclusionShapeSize):
    """A part of a picture that is hidden.

    Args:
        type: what it is
    """

    type: Literal["rect", "ellipse", "polygon"]
