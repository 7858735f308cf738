"""What the windows say when an agent is given access; all other texts are in messages.py."""

from __future__ import annotations

GIVE_AGENT_ACCESS = "Give an &agent access…"

NEW_AGENT = "Give an agent access"
WHAT_AN_AGENT_MEANS = (
    "An agent is a program with a language model, such as Claude Code. It gets a key of its own, by which Anki knows "
    "it. What it reads goes to whoever runs the language model."
)
AGENT_NAME = "&Name of the agent:"
USUAL_NAME = "My agent"
WHAT_IT_MAY = "What may it do?"
MAY_READ = "&Read only: it sees your notes, cards, decks and statistics"
MAY_CHANGE = "Read and &change: it also adds and changes them"
MAY_USE_WINDOWS = "Read, change and use &windows: it also opens and fills in Anki's windows"
WHAT_STAYS = (
    "Before it deletes something, Anki shows you what would go, and asks: without your Yes nothing is deleted. It "
    "cannot name files of this computer, sync, switch profiles or end Anki. All this can be changed later, and taken "
    "back."
)

SETUP_IS_SHOWN_ONCE = (
    "The text below has its key, which is not stored and cannot be shown again. Copy it now, and keep it to yourself."
)
FOR_WHICH_AGENT = "For &which program:"
SETUP_TEXT = "Text to be copied"
COPY_KEY = "Copy the &key alone"
FIRST_QUESTION = "Then ask it: How many cards are due in Anki today, and in which decks?"


def set_up(name: str) -> str:
    """The headline above what is entered in an agent's settings."""
    return f"Set up {name}"


def usual_name(number: int) -> str:
    """What a new agent may be called.

    Args:
        number: 1 for the first
    """
    return USUAL_NAME if number == 1 else f"{USUAL_NAME} {number}"


def over_mcp(action: str) -> str:
    """An action in the list of requests, or another message of MCP.

    Args:
        action: its name; empty if none was understood
    """
    return f"{action} (MCP)".lstrip()
