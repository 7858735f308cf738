"""Tells in which version of MCP a message is meant, and checks what the newest one wants of headers and _meta.

There are two eras: up to 2025-11-25 a client shakes hands once (`initialize`), and says its version in a header if at
all; from 2026-07-28 on every request says everything, in its body and in headers, which must agree.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, NamedTuple

from ..errors import ProtocolError, escaped
from ..server.messages import Request
from .messages import (
    BAD_REQUEST,
    HEADER_MISMATCH,
    INVALID_PARAMS,
    UNSUPPORTED_VERSION,
    Message,
)

MODERN = "2026-07-28"
# Those with a handshake, the newest first
LEGACY = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")
SUPPORTED = (MODERN, *LEGACY)
# Of a request that does not say it, as the specification has it
UNSAID = "2025-03-26"
# In which several messages may come at once
BATCHED = ("2025-03-26",)

VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities"
CLIENT_KEY = "io.modelcontextprotocol/clientInfo"
SERVER_KEY = "io.modelcontextprotocol/serverInfo"

_VERSION_HEADER = b"mcp-protocol-version"
_METHOD_HEADER = b"mcp-method"
_NAME_HEADER = b"mcp-name"
# The member of the params that the header repeats, by method
_NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_ENCODED = "=?base64?", "?="
_SHOWN = 60
_LONGEST_CLIENT = 60


class Era(NamedTuple):
    """The version in which a message is meant."""

    version: str

    @property
    def is_modern(self) -> bool:
        """Whether each request stands for itself."""
        return self.version == MODERN


def era_of(request: Request, message: Message | None) -> Era:
    """The version of a message; raises ProtocolError if it is none that is spoken here, or is told in two ways.

    Args:
        request: that it came with
        message: None for several at once, or none that could be read
    """
    header = _header(request, _VERSION_HEADER, message)
    said = None if message is None else message.meta.get(VERSION_KEY)
    in_body = said if isinstance(said, str) else None
    id_ = None if message is None else message.id
    if MODERN in (header, in_body):
        if header != in_body and None not in (header, in_body):
            raise _mismatch("MCP-Protocol-Version", header, in_body, id_)
        return Era(MODERN)
    for version in (header, in_body):
        if version is not None and version not in LEGACY:
            raise ProtocolError(
                UNSUPPORTED_VERSION,
                "Unsupported protocol version",
                {"supported": list(SUPPORTED), "requested": escaped(version, _SHOWN)},
                BAD_REQUEST,
                id_,
            )
    return Era(header or in_body or UNSAID)


def check_modern(request: Request, message: Message) -> None:
    """Raise ProtocolError for a request of the newest version that lacks something, or contradicts its headers."""
    meta = message.meta
    if not isinstance(meta.get(VERSION_KEY), str):
        raise _incomplete(f'"_meta" needs "{VERSION_KEY}", a string', message)
    if not isinstance(meta.get(CAPABILITIES_KEY), dict):
        raise _incomplete(f'"_meta" needs "{CAPABILITIES_KEY}", an object', message)
    _check_header(request, _VERSION_HEADER, "MCP-Protocol-Version", meta[VERSION_KEY], message)
    _check_header(request, _METHOD_HEADER, "Mcp-Method", message.method, message)
    member = _NAMED_BY.get(message.method)
    if member is not None:
        name = message.params.get(member)
        if not isinstance(name, str):
            raise _incomplete(f'{message.method} needs "{member}", a string', message)
        _check_header(request, _NAME_HEADER, "Mcp-Name", name, message, may_be_encoded=True)


def client_name(value: Any) -> str:
    """What a client says that it is called; nothing if it says nothing that can be shown.

    Args:
        value: its clientInfo, as it was sent
    """
    if not isinstance(value, dict):
        return ""
    name = value.get("title") or value.get("name")
    return escaped(name, _LONGEST_CLIENT) if isinstance(name, str) else ""


def _check_header(
    request: Request, header: bytes, shown: str, expected: str, message: Message, *, may_be_encoded: bool = False
) -> None:
    value = _header(request, header, message)
    if value is None:
        raise ProtocolError(HEADER_MISMATCH, f"Header missing: {shown}", None, BAD_REQUEST, message.id)
    read = _decoded(value) if may_be_encoded else value
    if read != expected:
        raise _mismatch(shown, value, expected, message.id)


def _header(request: Request, name: bytes, message: Message | None) -> str | None:
    """The value of a header; None if it is not there."""
    values = {value for each, value in request.headers if each == name}
    if len(values) > 1:
        text = f"Header mismatch: {name.decode('ascii')} is sent with several values"
        raise ProtocolError(HEADER_MISMATCH, text, None, BAD_REQUEST, None if message is None else message.id)
    return values.pop().decode("latin-1") if values else None


def _decoded(value: str) -> str | None:
    """The text that a header stands for; None if it cannot be read."""
    before, after = _ENCODED
    if not value.isascii():
        return None
    if not (value.startswith(before) and value.endswith(after) and len(value) >= len(before) + len(after)):
        return value
    try:
        return base64.b64decode(value[len(before) : -len(after)], validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None


def _mismatch(header: str, value: str | None, expected: str | None, id_: Any) -> ProtocolError:
    text = (
        f"Header mismatch: {header} header value '{escaped(value or '', _SHOWN)}' "
        f"does not match body value '{escaped(expected or '', _SHOWN)}'"
    )
    return ProtocolError(HEADER_MISMATCH, text, None, BAD_REQUEST, id_)


def _incomplete(text: str, message: Message) -> ProtocolError:
    return ProtocolError(INVALID_PARAMS, text, None, BAD_REQUEST, message.id)
