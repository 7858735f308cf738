"""The messages of JSON-RPC 2.0, as MCP uses it: reads those of clients, and writes the answers.

Of an answer's id nothing is assumed but that it is a text or a whole number. Where it could not be read, an error has
none, as MCP says; JSON-RPC itself would have null there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Union

import orjson

from ..errors import ProtocolError

JSON = (b"Content-Type", b"application/json")

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
HEADER_MISMATCH = -32020
UNSUPPORTED_VERSION = -32022
# Only of versions before 2026-07-28, which have INVALID_PARAMS instead
RESOURCE_NOT_FOUND = -32002
# Of our own, outside of what JSON-RPC reserves: the same number as the status of HTTP
FORBIDDEN = 403

OK, ACCEPTED, BAD_REQUEST, NOT_FOUND, TOO_LARGE, UNAVAILABLE = 200, 202, 400, 404, 413, 503

_LONGEST_ID = 1_000  # characters: it is sent back
_LONGEST_METHOD = 200

Id = Union[str, int, float]


class Message(NamedTuple):
    """A request, or a notification.

    Args:
        method: what is asked for
        params: an object; empty if there is none
        id: of a request; None for a notification
    """

    method: str
    params: Mapping[str, Any]
    id: Id | None

    @property
    def meta(self) -> Mapping[str, Any]:
        """What is said of the message itself; empty if that is no object."""
        meta = self.params.get("_meta")
        return meta if isinstance(meta, dict) else {}


def read_message(value: Any) -> Message | None:
    """A request or notification; None for a response, to which nothing can be said. Raises ProtocolError.

    Args:
        value: as it was sent
    """
    if not isinstance(value, dict):
        raise _invalid("a message must be an object")
    sent = value.get("id")
    id_ = sent if _is_id(sent) else None
    if value.get("jsonrpc") != "2.0":
        raise _invalid('"jsonrpc" must be "2.0"', id_)
    method = value.get("method")
    if method is None and ("result" in value or "error" in value):
        return None
    if not isinstance(method, str) or not method or len(method) > _LONGEST_METHOD:
        raise _invalid('"method" must be a string', id_)
    if "id" in value and id_ is None:
        raise _invalid(f'"id" must be a string of at most {_LONGEST_ID} characters, or an integer')
    params = value.get("params")
    if params is None:
        params = {}
    if not isinstance(params, dict):
        raise ProtocolError(INVALID_PARAMS, '"params" must be an object', status=BAD_REQUEST, id=id_)
    return Message(method, params, id_)


def _is_id(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST_ID
    if isinstance(value, float):
        return value.is_integer()
    return isinstance(value, int) and not isinstance(value, bool)


def _invalid(text: str, id_: Id | None = None) -> ProtocolError:
    return ProtocolError(INVALID_REQUEST, text, status=BAD_REQUEST, id=id_)


def write_result(id_: Id | None, result: Any) -> bytes:
    """The answer that carries a result.

    Args:
        id_: of the request
        result: may have orjson.Fragment in it
    """
    return orjson.dumps({"jsonrpc": "2.0", "id": id_, "result": result})


def write_error(error: ProtocolError) -> bytes:
    """The answer that carries an error."""
    said: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.data is not None:
        said["data"] = error.data
    answer: dict[str, Any] = {"jsonrpc": "2.0"}
    if error.id is not None:
        answer["id"] = error.id
    return orjson.dumps({**answer, "error": said})


def write_notification(method: str, params: Mapping[str, Any]) -> bytes:
    """A message that nobody answers."""
    return orjson.dumps({"jsonrpc": "2.0", "method": method, "params": params})
