"""What is wrong with a message of MCP, beside what is wrong with the action that it asks for."""

from __future__ import annotations

from typing import Any, Union


class ProtocolError(Exception):
    """A message cannot be answered as it should be.

    Args:
        code: of JSON-RPC
        message: in one line
        data: what else there is to say
        status: of HTTP, where it is another one than that of an answer
        id: of the message, if it could be read
    """

    def __init__(
        self,
        code: int,
        message: str,
        data: Any = None,
        status: int = 200,
        id: Union[str, int, float, None] = None,  # noqa: A002 - as it is called on the wire
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data
        self.status = status
        self.id = id
