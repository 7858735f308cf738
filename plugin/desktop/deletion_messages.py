"""What the question says before something is deleted; all other texts are in messages.py."""

from __future__ import annotations


def asker(rule: str, agent: str | None = None) -> str:
    """Who asks: the name of a rule, and of an agent what it calls itself, which nobody has checked.

    Args:
        rule: its name; empty if the caller has none
        agent: in quotation marks; nothing if it is none, or does not say
    """
    name = f'"{rule}"' if rule else "an agent without a key"
    return f"{name} (it calls itself {agent})" if agent else name


def may_delete(who: str) -> str:
    """The question.

    Args:
        who: from asker()
    """
    return f"May {who} do this?"


def what_deleting_means(action: str, *, is_agent: bool) -> str:
    """What the answer means.

    Args:
        action: that was asked for
        is_agent: whether it came over MCP
    """
    why = (
        "You are asked before an agent deletes something, unless its access says otherwise."
        if is_agent
        else "You are asked because this program's access says so."
    )
    return (
        f"It asks for {action}, and Yes does it at once. Most of it can be undone until Anki is closed, and media "
        f"files go to Anki's trash. {why}"
    )


def allow_for_ten_minutes(rule: str, action: str) -> str:
    """The box beside Yes, which counts for all callers of a rule.

    Args:
        rule: its name; empty for all agents that have none
        action: that would not be asked about
    """
    who = f'"{rule}"' if rule else "agents without a key"
    return f"Do not ask {who} about {action} again for ten minutes"
