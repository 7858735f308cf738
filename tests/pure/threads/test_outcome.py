"""What work on another thread gives or raises reaches whoever waits for it, whatever it is."""

from __future__ import annotations

import pytest

from plugin.api.futures import Future, start
from plugin.threads.outcome import Outcome


def awaited(outcome: Outcome[int]) -> object:
    """What a coroutine gets that waits for the outcome: the value, or the error."""
    future: Future[int] = Future()
    outcome.hand_over(future)
    got: list[object] = []

    async def wait() -> None:
        try:
            got.append(await future)
        except Exception as error:  # noqa: BLE001 - whatever it is
            got.append(error)

    start(wait())
    return got[0]


def test_a_value_is_handed_over() -> None:
    outcome: Outcome[int] = Outcome()

    outcome.run(lambda: 6)

    assert awaited(outcome) == 6


@pytest.mark.parametrize(
    ("raised", "expected"), [(ValueError("wrong"), ValueError), (SystemExit("panic"), RuntimeError)]
)
def test_whatever_is_raised_is_an_exception_for_who_waits(raised: BaseException, expected: type[Exception]) -> None:
    def work() -> int:
        raise raised

    outcome: Outcome[int] = Outcome()
    outcome.run(work)

    error = awaited(outcome)

    assert type(error) is expected
    assert str(raised) in str(error)
