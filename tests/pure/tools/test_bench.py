"""The benchmark counts right, draws what it counted, and does not hide what is missed."""

from __future__ import annotations

import socket
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

import pytest

from tests.deadlines import DEADLINE
from tools.bench import report as bench_report
from tools.bench.cases import Case
from tools.bench.client import Client, NewConnections, Refused, encode
from tools.bench.command import address_of
from tools.bench.figures import Line, Series, Spread, Target, exponent, percentile, ratio_of_pairs
from tools.bench.hostile import honest_wait, waits_beside
from tools.bench.latency import swarm
from tools.bench.plot import Axis, Curve, plot, powers_of_ten
from tools.bench.process import Process, is_told
from tools.bench.rows import choose
from tools.bench.run import echo_server
from tools.environment.progress import Stop

SETTING = bench_report.Setting("A machine.", "An add-on.")
SVG = "{http://www.w3.org/2000/svg}"


# Figures ---------------------------------------------------------------------


@pytest.mark.parametrize(("percent", "value"), [(50, 5), (90, 9), (99, 10), (100, 10), (0, 1)])
def test_a_percentile_is_a_value_that_was_measured(percent: float, value: float) -> None:
    assert percentile([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], percent) == value


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_the_ratio_is_that_of_pairs_measured_together() -> None:
    # the machine was three times as slow in the second round
    ratio = ratio_of_pairs([2.0, 6.0, 2.2], [1.0, 3.0, 1.0])

    assert ratio == 2.0


def test_without_a_floor_there_is_no_ratio() -> None:
    assert ratio_of_pairs([1.0], []) is None


@pytest.mark.parametrize(("costs", "growth"), [({10: 1.0, 100: 10.0}, 1.0), ({10: 1.0, 100: 100.0}, 2.0)])
def test_the_exponent_tells_linear_from_quadratic(costs: dict[int, float], growth: float) -> None:
    assert exponent(costs) == pytest.approx(growth)


def test_the_exponent_leaves_out_sizes_where_little_of_the_cost_grows() -> None:
    costs = {1: 0.1, 100: 0.1, 1_000: 1.0, 10_000: 10.0}

    assert exponent(costs, least=1_000) == pytest.approx(1.0)
    assert exponent(costs, least=10_000) is None


@pytest.mark.parametrize(
    ("target", "value", "factor"),
    [
        (Target(0.1), 0.05, 0.5),
        (Target(0.1), 0.3, 3.0),
        (Target(1_500, at_least=True), 500, 3.0),
        (Target(1_500, at_least=True), 3_000, 0.5),
        (Target(4), 0.0, 0.0),
        (Target(4), -0.1, 0.0),
    ],
)
def test_a_target_says_by_what_factor_it_is_missed(target: Target, value: float, factor: float) -> None:
    assert target.missed_by(value) == pytest.approx(factor, abs=0.03)


# The report ------------------------------------------------------------------


def test_a_line_of_the_table_has_all_its_figures() -> None:
    line = Line("row", "`notesInfo`", "s", 0.36, 0.18, 2.0, 1.5, Target(0.3), 0.25, "a remark")

    text = bench_report.table([line])

    assert text.splitlines()[2] == (
        "| `notesInfo` | 0.18 s | 0.36 s | 2.0 | 1.5 | ≤ 0.30 s | **no** (1.2 x) | **0.25 s** | a remark |"
    )


def test_columns_without_a_figure_are_left_out() -> None:
    text = bench_report.table([Line("row", "memory", "B", 3_000_000, target=Target(5_000_000))])

    assert text.splitlines()[0] == "| case | floor | ours | target | reached |"
    assert text.splitlines()[2] == "| memory | - | 3.0 MB | ≤ 5.0 MB | yes |"


def test_what_could_not_be_measured_says_why() -> None:
    text = bench_report.table([Line("row", "`storeMediaFile`", "s", remark="no such action")])

    assert text.splitlines()[2] == "| `storeMediaFile` | - | - | no such action |"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.00042, "0.42 ms"), (0.0042, "4.2 ms"), (0.042, "42 ms"), (0.42, "0.42 s"), (4.2, "4.20 s"), (42.0, "42 s")],
)
def test_a_time_has_two_figures_or_three(value: float, text: str) -> None:
    assert bench_report.seconds(value) == text


def test_only_what_misses_its_target_by_more_than_the_factor_fails() -> None:
    lines = [
        Line("a", "a little late", "s", 0.15, target=Target(0.1)),
        Line("b", "much too late", "s", 0.25, target=Target(0.1)),
        Line("c", "stalling", "s", 0.05, target=Target(0.1), stall=0.3),
        Line("d", "not measured", "s", target=Target(0.1)),
    ]

    failures = bench_report.missed(lines, 2)

    assert failures == [
        "much too late: misses its target by 2.5",
        "stalling: holds Anki's event loop for 0.30 s",
    ]


def test_the_report_is_written_with_its_plots(tmp_path: Path) -> None:
    lines = [Line("row", "`notesInfo`", "s", 0.2)]
    series = [Series("notesInfo", {100: 0.001, 1_000: 0.01}, {100: 0.0005, 1_000: 0.005}, {100: 0.001})]
    spreads = [Spread("`version`", [0.001] * 1_000), Spread("`version` (floor)", [0.0005] * 1_000)]

    text = bench_report.write(tmp_path / "out", SETTING, lines, series, spreads)

    assert {path.name for path in (tmp_path / "out").iterdir()} == {"bench.md", "bench.json", "cost.svg", "latency.svg"}
    assert "A machine." in text
    assert "| `notesInfo` | - | 0.20 s |" in text


# Plots -----------------------------------------------------------------------


def test_a_curve_is_drawn_on_logarithmic_axes() -> None:
    across = Axis("n", [(1, "1"), (10, "10"), (100, "100")])
    up = Axis("time", [(1, "1 s"), (100, "100 s")])

    drawing = ElementTree.fromstring(plot("Cost & time", across, up, [Curve("a", [(1, 1), (10, 10), (100, 100)])]))

    [line] = drawing.findall(f"{SVG}polyline")
    (left, bottom), (middle, half), (right, top) = (
        map(float, spot.split(",")) for spot in line.attrib["points"].split()
    )
    assert middle - left == pytest.approx(right - middle, abs=0.2)
    assert bottom - half == pytest.approx(half - top, abs=0.2)
    assert top < bottom


def test_what_is_compared_is_dashed_and_has_the_same_colour() -> None:
    across = up = Axis("n", [(1, "1"), (10, "10")])
    curves = [Curve("a", [(1, 2), (5, 4)]), Curve("a (floor)", [(1, 1), (5, 2)], dashed=True), Curve("b", [(1, 1)])]

    drawing = ElementTree.fromstring(plot("Cost", across, up, curves))

    ours, floor, other = drawing.findall(f"{SVG}polyline")
    assert ours.attrib["stroke"] == floor.attrib["stroke"] != other.attrib["stroke"]
    assert "stroke-dasharray" in floor.attrib
    assert "stroke-dasharray" not in ours.attrib


@pytest.mark.parametrize(
    ("values", "marks"),
    [([0.02, 3.0], [0.01, 0.1, 1, 10]), ([1.0, 100.0], [1, 10, 100]), ([5.0], [1, 10]), ([1.0], [1, 10])],
)
def test_marks_surround_all_values(values: list[float], marks: list[float]) -> None:
    found = powers_of_ten(values, str)

    assert [value for value, _ in found] == pytest.approx(marks)


# Clients and servers ---------------------------------------------------------


@pytest.fixture(scope="module")
def echo() -> Iterator[tuple[str, int]]:
    """The server that answers anything."""
    with echo_server() as address:
        assert address is not None
        yield address


class Scripted:
    """A server that sends one reply to each connection, whatever it is asked, and closes it."""

    def __init__(self, *replies: bytes) -> None:
        self._replies = replies
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.closed = [threading.Event() for _ in replies]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._listening.getsockname()
        return host, port

    def __enter__(self) -> Scripted:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(DEADLINE)
        self._listening.close()

    def _serve(self) -> None:
        for reply, closed in zip(self._replies, self.closed):
            connection, _ = self._listening.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(reply)
            closed.set()


def reply_of(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


@pytest.mark.parametrize("kind", [Client, NewConnections])
def test_a_client_is_answered_again_and_again(kind: type[Client], echo: tuple[str, int]) -> None:
    with kind(echo) as client:
        results = [client.call("version") for _ in range(3)]

    assert results == [6, 6, 6]


def test_a_long_request_arrives_as_a_whole(echo: tuple[str, int]) -> None:
    with Client(echo) as client:
        answer = client.answer(encode("version", padding="x" * 5_000_000))

    assert answer.result() == 6
    assert answer.seconds > 0


def test_a_swarm_has_all_its_requests_answered(echo: tuple[str, int]) -> None:
    for keep in (True, False):
        assert swarm(echo, clients=8, requests=50, keep=keep) > 0


def test_a_client_connects_again_when_the_server_has_closed() -> None:
    reply = reply_of(b'{"result": 6, "error": null}')

    with Scripted(reply, reply) as server, Client(server.address) as client:
        first = client.call("version")
        assert server.closed[0].wait(DEADLINE)
        second = client.call("version")

    assert (first, second) == (6, 6)


def test_a_reply_without_a_length_ends_with_the_connection() -> None:
    reply = b'HTTP/1.0 200 OK\r\n\r\n{"result": 6, "error": null}'

    with Scripted(reply) as server, Client(server.address) as client:
        result = client.call("version")

        assert result == 6
        assert not client.keeps_open


def test_an_error_of_the_api_is_raised() -> None:
    reply = reply_of(b'{"result": null, "error": "unsupported action"}')

    with Scripted(reply) as server, Client(server.address) as client, pytest.raises(Refused, match="unsupported"):
        client.call("nothing")


def test_a_client_that_is_turned_away_tries_again_until_it_is_served() -> None:
    refused, served = b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", reply_of(b'{"result": 6, "error": null}')

    with Scripted(refused, b"", served) as server:
        wait = honest_wait(server.address)

        assert server.closed[2].wait(DEADLINE)
    assert 0 < wait < DEADLINE


def test_others_are_asked_while_a_body_is_sent_even_if_it_is_refused(echo: tuple[str, int]) -> None:
    waits = waits_beside(echo, b"x" * 5_000_000)

    assert waits
    assert min(waits) > 0


@pytest.mark.skipif(not is_told(), reason="Linux tells")
def test_the_system_tells_what_a_process_uses() -> None:
    process = Process(threading.main_thread().native_id or 0)

    process.forget_peak()

    assert process.memory > 1_000_000
    assert process.peak >= process.memory * 0.9
    assert process.busy_seconds > 0
    assert process.wakeups > 0


# Command line ----------------------------------------------------------------


def test_rows_are_chosen_by_patterns() -> None:
    rows = choose(["cardsInfo*", "version"], elsewhere=False)

    assert [row.name for row in rows] == ["version", "cardsInfo-1000", "cardsInfo-all"]


def test_a_row_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Stop, match="there is no row nothing: they are version"):
        choose(["nothing"], elsewhere=False)


def test_what_needs_an_anki_of_ours_is_left_out_elsewhere() -> None:
    names = {row.name for row in choose(None, elsewhere=True)}

    assert "notesInfo-20000" in names
    assert not names & {"idle", "memory", "peak", "start-up", "hostile-bodies", "hostile-end"}


@pytest.mark.parametrize(
    ("text", "address"), [("127.0.0.1:8765", ("127.0.0.1", 8765)), ("[::1]:80", ("::1", 80)), ("pc:1", ("pc", 1))]
)
def test_an_address_has_a_host_and_a_port(text: str, address: tuple[str, int]) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize("text", ["8765", "localhost", "localhost:", ":8765"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Stop, match="is no address"):
        address_of(text)


# Targets -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notes", "whole", "target"),
    [
        (20_000, True, 0.3),
        (200_000, True, 1.0),
        (200_001, True, None),
        (20_000, False, 0.3),
        (300_000, False, 1.0),
    ],
)
def test_a_target_is_that_of_a_collection_of_this_size(notes: int, whole: bool, target: Optional[float]) -> None:
    case = Case("row", "`action`", lambda *_: [], 0.3, 1.0, whole=whole)

    assert case.target_for(notes) == target


def test_a_target_holds_in_any_collection_if_it_does_not_depend_on_its_size() -> None:
    case = Case("row", "`action`", lambda *_: [], 0.3)

    assert case.target_for(1_000_000) == 0.3
    assert case._replace(whole=True).target_for(1_000_000) is None
