"""Which scenarios of the official test suite of servers fit AnkiConnect, and what of the others does not, and why.

The suite is written against a server of its own, which has prompts, and tools such as `test_simple_text`. A scenario
that needs those cannot pass on any other server. Whatever a scenario is about, every message in it is judged by the
specification's schema, and that has to pass always.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

REVISIONS = ("2025-11-25", "2026-07-28")

# A check that the suite adds to each scenario
SCHEMA = "wire-schema-valid"

# Every check in them passes
FITTING = {
    "2025-11-25": {"server-initialize", "ping", "tools-list", "resources-list", "dns-rebinding-protection"},
    "2026-07-28": {
        *("tools-list", "resources-list", "sep-2164-resource-not-found", "dns-rebinding-protection"),
        *("server-sse-multiple-streams", "http-header-validation"),
        *("input-required-result-unsupported-methods", "input-required-result-validate-input"),
    },
}


class NotApplicable(NamedTuple):
    """Why checks of a scenario do not pass.

    Args:
        reason: why they do not concern AnkiConnect
        said: what the suite says of each of them, a part of it
        checks: their names; None for all but the one of the schema
    """

    reason: str
    said: str
    checks: Optional[frozenset[str]] = None


_TOOL = NotApplicable("calls a tool of the suite's own server", "nknown tool: test_")
_RESOURCE = NotApplicable("reads a resource of the suite's own server", "Resource not found")
_PROMPTS = NotApplicable("prompts are not offered", "Method not found: prompts/")
_INPUT = NotApplicable(
    "no tool asks the client for input in the middle of a call", "nknown tool: test_input_required_result_"
)
_SCHEMAS = NotApplicable("looks for a tool of the suite's own server", "Tool 'json_schema_2020_12_tool' not found")
_LOGGING = NotApplicable("logging is deprecated and not offered", "Method not found: logging/setLevel")
_COMPLETION = NotApplicable("completion is not offered", "Method not found: completion/complete")
_WATCHING = NotApplicable("resources are watched in the newest revision alone", "Method not found: resources/subscribe")
_SESSION = NotApplicable("there are no sessions, which are optional", "did not provide session ID")
_NO_CHECKS = NotApplicable("there are no sessions, so that nothing is checked", "")

_ALWAYS = {
    "completion-complete": [_COMPLETION],
    "json-schema-2020-12": [_SCHEMAS],
    **{f"tools-call-{kind}": [_TOOL] for kind in ("simple-text", "image", "audio", "embedded-resource")},
    **{f"tools-call-{kind}": [_TOOL] for kind in ("mixed-content", "error", "with-progress")},
    **{f"resources-{kind}": [_RESOURCE] for kind in ("read-text", "read-binary", "templates-read")},
    "prompts-list": [_PROMPTS],
    **{f"prompts-get-{kind}": [_PROMPTS] for kind in ("simple", "with-args", "embedded-resource", "with-image")},
}
NOT_APPLICABLE: dict[str, dict[str, list[NotApplicable]]] = {
    "2025-11-25": {
        **_ALWAYS,
        "logging-set-level": [_LOGGING],
        "tools-call-with-logging": [_LOGGING],
        **{f"tools-call-{kind}": [_TOOL] for kind in ("sampling", "elicitation")},
        **{f"elicitation-{kind}": [_TOOL] for kind in ("sep1034-defaults", "sep1330-enums")},
        **{f"resources-{kind}": [_WATCHING] for kind in ("subscribe", "unsubscribe")},
        "server-session-lifecycle": [_NO_CHECKS],
        **{f"server-sse-{kind}": [_SESSION] for kind in ("polling", "multiple-streams")},
    },
    "2026-07-28": {
        **_ALWAYS,
        "caching": [_PROMPTS._replace(checks=frozenset({"sep-2549-prompts-list-caching-hints"}))],
        "http-custom-header-server-validation": [
            NotApplicable(
                "no tool has a parameter that is repeated in a header", "no tool with x-mcp-header annotations"
            )
        ],
        **{
            f"input-required-result-{kind}": [_INPUT]
            for kind in (
                *("basic-elicitation", "basic-sampling", "basic-list-roots", "request-state", "result-type"),
                *("multiple-input-requests", "ignore-extra-params", "capability-check"),
            )
        },
        "input-required-result-multi-round": [_INPUT._replace(said="Expected InputRequiredResult")],
        "input-required-result-missing-input-response": [_INPUT._replace(said="instead of re-requesting")],
        "input-required-result-tampered-state": [_INPUT._replace(said="could not get initial InputRequiredResult")],
        "input-required-result-non-tool-request": [_PROMPTS],
        "server-stateless": [
            NotApplicable(
                "a tool of the suite's own server would have to need what the client cannot",
                "Not testable: server does not list the diagnostic tool",
                frozenset(
                    {
                        "sep-2575-server-rejects-undeclared-capability",
                        "sep-2575-missing-capability-http-400",
                        "sep-2575-http-server-no-independent-requests-on-stream",
                        "sep-2575-server-no-log-without-loglevel",
                    }
                ),
            ),
            NotApplicable(
                "a tool of the suite's own server would have to change the list; the tests of this repository do",
                "Mutated the tool list but no notifications",
                frozenset({"sep-2575-server-sends-tools-list-changed-on-subscription"}),
            ),
            NotApplicable(
                "prompts are not offered", "", frozenset({"sep-2575-server-sends-prompts-list-changed-on-subscription"})
            ),
        ],
    },
}

# What belongs to no revision, and is not offered
EXTENSIONS = {
    **{f"sep-2640-skills-{kind}": "skills are not offered" for kind in ("directory", "enumeration", "manifest")},
    **{
        f"tasks-{kind}": "tasks are not offered"
        for kind in (
            *("lifecycle", "capability-negotiation", "wire-fields", "request-state-removal", "mrtr-input"),
            *("request-headers", "dispatch-and-envelope", "status-notifications", "required-task-error"),
            "mrtr-composition",
        )
    },
}
