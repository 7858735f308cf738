"""Makes the text of a tool's result: compact JSON of what the action returns, and how large that is."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..api.host import Host
from ..server.messages import Body
from ..web import response_json

# Around the result in the reply of version 6
_BEFORE, _BEHIND = len(b'{"result":'), len(b',"error":null}')

_KILO, _MEGA = 1_000, 1_000_000
# Bytes that are decoded and written again in a millisecond or two
_MUCH = 500_000


class Encoded(NamedTuple):
    """The JSON of a result.

    Args:
        body: of the reply that has it
        size: of the result, in bytes
    """

    body: Body
    size: int

    @property
    def takes_long(self) -> bool:
        """Whether to make a text of it takes longer than the main thread should be held for."""
        return self.size > _MUCH

    def text(self) -> str:
        """The JSON of the result alone."""
        return bytes(self.body)[_BEFORE:-_BEHIND].decode()


async def encoded(host: Host, shaped: Any) -> Encoded:
    """Write a result as JSON; raises TypeError if it cannot be.

    Args:
        host: has threads
        shaped: a reply of version 6 that carries a result
    """
    if response_json.takes_long(shaped):
        # a request that was performed is answered, even if the profile closes meanwhile
        body = await host.finish_in_thread(lambda: response_json.encode_large(shaped))
    else:
        body = response_json.encode(shaped)
    return Encoded(body, len(body) - _BEFORE - _BEHIND)


def size_in_words(size: int) -> str:
    """How large something is, for people.

    Args:
        size: in bytes
    """
    return f"{size / _MEGA:.1f} MB" if size >= _MEGA // 10 else f"{size / _KILO:.1f} kB"
