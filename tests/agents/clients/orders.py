"""Reads what a test has an official client do, a line each, and writes what came of it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable
from typing import Any, Callable

Perform = Callable[[dict[str, Any]], Awaitable[Any]]


async def follow(perform: Perform) -> None:
    """Do what each line asks for until there are no more.

    Args:
        perform: gives what an order came to, as JSON has it
    """
    while True:
        line = await asyncio.to_thread(sys.stdin.readline)
        if not line:
            return
        try:
            answer = {"done": await perform(json.loads(line))}
        except Exception as error:  # noqa: BLE001 - the test is told
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


async def all_of(calls: list[Awaitable[Any]]) -> list[Any]:
    """What several calls came to that are made at once."""
    return list(await asyncio.gather(*calls))
