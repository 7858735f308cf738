"""What a caller's rights allow is what it sees and may call: as a tool, through callAction, and within multi."""

from __future__ import annotations

from typing import Any, Optional

import pytest
from agents import Agent, AgentDesk

from anki.collection import Collection

from plugin.actions.groups import GROUPS
from plugin.api.futures import Future
from plugin.api.registry import LATEST_VERSION, Registry
from plugin.headless.host import HeadlessHost

READER = {"name": "reader", "key": "reader's", "rights": ["read"]}
WRITER = {"name": "writer", "key": "writer's", "rights": ["write"]}
LATEST = [one for one in Registry(GROUPS).actions if one.until == LATEST_VERSION]
OWN = {"callAction", "describeActions"}


@pytest.fixture
def desk(col: Collection) -> AgentDesk:
    return AgentDesk(col, accessRules=[READER, WRITER], mcpTools=["all"])


def state(col: Collection) -> Any:
    return col.mod, col.db.scalar("select total_changes()"), col.note_count(), col.decks.count()


def test_whoever_may_only_read_sees_what_only_reads(desk: AgentDesk) -> None:
    expected = {one.name for one in LATEST if one.needs <= {"read"}} - {"requestPermission"}

    assert Agent(desk, "reader's").tools().keys() == expected | OWN


@pytest.mark.parametrize("action", [one for one in LATEST if not one.needs <= {"read"}], ids=lambda one: one.name)
def test_whoever_may_only_read_can_call_nothing_else(desk: AgentDesk, col: Collection, action: Any) -> None:
    agent, before = Agent(desk, "reader's"), state(col)
    right = next(one for one in ("write", "gui", "files", "admin") if one in action.needs)
    missing = f'not allowed: this needs the right "{right}"'

    direct = agent.call(action.name)
    through = agent.call("callAction", action=action.name)
    described = agent.call("describeActions", names=[action.name])

    assert direct.error == {"code": -32602, "message": f"Unknown tool: {action.name}"}
    assert through.failure == missing
    assert through.result["_meta"]["ankiconnect/code"] == "forbidden"
    assert described.value == [{"name": action.name, "error": missing}]
    assert state(col) == before


def test_within_multi_each_action_needs_its_right(desk: AgentDesk, col: Collection) -> None:
    entries = [{"action": "createDeck", "version": 6, "params": {"deck": "X"}}, {"action": "deckNames", "version": 6}]

    sent = Agent(desk, "reader's").call("multi", actions=entries)

    assert sent.value[0]["error"] == 'not allowed: this needs the right "write"'
    assert sent.value[1]["result"] == ["Default"]
    assert col.decks.by_name("X") is None


def test_a_path_needs_a_right_of_its_own_and_tools_say_so(desk: AgentDesk, col: Collection, tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")

    sent = Agent(desk, "writer's").call("storeMediaFile", filename="x.txt", path=str(secret))

    assert sent.failure == 'may not use files of this computer: send "data" or "url" instead'
    assert not col.media.have("x.txt")


def test_other_settings_count_at_once(col: Collection) -> None:
    desk = AgentDesk(col)
    agent = Agent(desk)
    assert "saveNotes" in agent.tools()

    desk.change(rightsWithoutRule=["read"])
    assert "saveNotes" not in agent.tools()
    assert agent.call("createDeck", deck="X").error["message"] == "Unknown tool: createDeck"

    desk.change(mcpTools=["deckNames"])
    assert [*agent.tools()] == ["deckNames"]
    assert agent.call("getTags").value == []

    desk.change(accessRules=[READER])
    assert agent.ask("tools/list").status == 403
    desk.change(mcp=False)
    assert Agent(desk, "reader's").ask("tools/list").status == 404


class SlowReader(HeadlessHost):
    """A host that reads long bodies when a test says so."""

    waiting: Optional[Future[None]] = None

    async def run_in_thread(self, work: Any) -> Any:
        if self.waiting is None:  # else it is something else than the body
            self.waiting = Future()
            await self.waiting
        return work()

    def go_on(self) -> None:
        waiting = self.waiting
        assert waiting is not None
        waiting.set_result(None)
        self.waiting = None


def test_settings_that_come_while_a_long_body_is_read_count_for_it(col: Collection) -> None:
    host = SlowReader(col, profile="User 1")
    desk = AgentDesk(None, host=host, accessRules=[WRITER])
    arguments = {"deck": "Late", "x": "x" * 1_000_000}

    refused = Agent(desk, "writer's").call("createDeck", **arguments)
    desk.change(accessRules=[READER])
    host.go_on()

    assert refused.status == 403
    allowed = Agent(desk, "reader's").call("createDeck", **arguments)
    desk.change(accessRules=[{**READER, "name": "writer now", "rights": ["write"]}])
    host.go_on()
    assert allowed.failure == "createDeck() got an unexpected keyword argument 'x'"
    assert desk.log.records[-1].rule == "writer now"


def test_actions_that_need_a_window_are_no_tools_of_a_server_without_one(col: Collection) -> None:
    agent = Agent(AgentDesk(col))

    assert not [one for one in agent.tools() if one.startswith("gui")]
    assert agent.call("guiBrowse", query="").error["message"] == "Unknown tool: guiBrowse"
    assert agent.call("callAction", action="guiBrowse").failure == "unsupported action"


def test_a_useless_entry_of_the_setting_is_told(col: Collection) -> None:
    desk = AgentDesk(col, mcpTools=["addTags", "fly"])

    assert [*Agent(desk).tools()] == ["addTags"]
    assert desk.notices == ['mcpTools: "fly" has no effect: it is no action and no category']


def test_the_permission_of_pages_is_no_tool(desk: AgentDesk) -> None:
    agent = Agent(desk, "reader's")

    assert agent.call("requestPermission").error["message"] == "Unknown tool: requestPermission"


@pytest.mark.parametrize("uri", ["anki://collection", "anki://reference", "anki://search"])
def test_the_collection_is_told_only_to_whoever_may_read(desk: AgentDesk, uri: str) -> None:
    reader, writer = Agent(desk, "reader's"), Agent(desk, "writer's")

    assert reader.ask("resources/read", uri=uri).result["contents"]
    if uri == "anki://collection":
        assert writer.ask("resources/read", uri=uri).error["message"] == "Resource not found"
    else:
        assert writer.ask("resources/read", uri=uri).result["contents"]
    listed = [one["uri"] for one in writer.ask("resources/list").result["resources"]]
    assert listed == ["anki://reference", "anki://search"]
