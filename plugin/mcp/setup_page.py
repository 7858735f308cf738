"""The page at /mcp for a person with a browser: what an agent may do here, and how it is set up.

Anybody whom the gate lets in may read it, so it tells nothing of the person: no key, no name of a rule, no folder. It
has no script, and its one style is named by its hash, so that nothing else would count.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape

from .setup_lines import KEY, PATH, Setup, is_plain, setups

# Shown in place of an address that could not be copied into a terminal as it is
_USUAL_ADDRESS = "http://127.0.0.1:8765"

_STYLE = """
:root { color-scheme: light dark; --back: #fff; --text: #1d2126; --quiet: #59626c; --box: #f3f5f7; --line: #d5dae0; }
@media (prefers-color-scheme: dark) {
  :root { --back: #17191c; --text: #e6e9ec; --quiet: #a3acb5; --box: #22262b; --line: #3a4149; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 46rem; background: var(--back); color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p, ul { margin: .5rem 0; }
ul { padding-left: 1.4rem; }
li { margin: .25rem 0; }
.key { padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--box); }
.where { color: var(--quiet); }
code, pre { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; }
pre { margin: .5rem 0; padding: .75rem 1rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--box); overflow-x: auto; white-space: pre-wrap; user-select: all; }
""".lstrip()

_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

# What is sent with the page
HEADERS: Sequence[tuple[bytes, bytes]] = (
    (b"Content-Type", b"text/html; charset=utf-8"),
    (
        b"Content-Security-Policy",
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'none'; frame-ancestors 'none'; "
        "base-uri 'none'".encode(),
    ),
    (b"Referrer-Policy", b"no-referrer"),
    (b"Cache-Control", b"no-store"),
)

_NO_KEY_NEEDED = (
    "No key is needed: programs of this computer may use Anki without one. With a key of its own you see what an agent "
    "did, and can take its access back."
)
_KEY_NEEDED = f"A key is needed. Put it in place of {KEY} below."
_KEYS_COME_FROM_ANKI = (
    "In Anki: Tools → AnkiConnect, “Who may use Anki”, “Give an agent access…” makes a key, and shows "
    "these lines with it."
)
_MAY = (
    "Search and read your notes, cards, decks and statistics.",
    "Add and change notes, cards and decks. Each request is one entry in Anki's Undo menu.",
    "Open Anki's windows, such as the browser with what it has found.",
)
_MAY_NOT = (
    "Delete anything before you have said Yes: Anki shows what would go, and asks.",
    "Read or write files of this computer, sync, switch profiles, or end Anki.",
    "Give itself more rights, or answer the question in your place.",
)
_WHOSE_DECISION = (
    "This is what an agent has unless you decide otherwise. In Tools → AnkiConnect you give it less, or more, and see "
    "its last requests."
)
_PRIVACY = (
    "What an agent reads goes to whoever runs its language model. Notes are data: if one of them tells the agent what "
    "to do, that comes from whoever wrote the note."
)
_HOW_TO_COPY = "A click into a box selects all that is in it."
FIRST_QUESTION = "How many cards are due in Anki today, and in which decks?"


def setup_page(address: str, *, needs_key: bool) -> bytes:
    """The page, as UTF-8.

    Args:
        address: where the browser has found this Anki, such as http://127.0.0.1:8765; one with characters that no
            address has is not shown
        needs_key: whether an agent without a key may do nothing
    """
    address = address if is_plain(address) else _USUAL_ADDRESS
    agents = "\n".join(map(_section, setups(address, KEY if needs_key else None)))
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Let an agent use this Anki</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>Let an agent use this Anki</h1>
<p>Anki answers here to agents: programs with a language model that speak MCP, the Model Context Protocol. The
address for them is <code>{escape(address)}{PATH}</code>.</p>
<p class="key">{_KEY_NEEDED if needs_key else _NO_KEY_NEEDED} {_KEYS_COME_FROM_ANKI}</p>
<h2>What it may do</h2>
{_list(_MAY)}
<h2>What it may not do</h2>
{_list(_MAY_NOT)}
<p>{_WHOSE_DECISION}</p>
<p>{_PRIVACY}</p>
<h2>Set it up</h2>
<p>{_HOW_TO_COPY}</p>
{agents}
<h2>Try it</h2>
<p>Ask your agent: “{FIRST_QUESTION}”</p>
</main>
</body>
</html>
"""
    return page.encode()


def _list(lines: Sequence[str]) -> str:
    items = "\n".join(f"<li>{escape(line, quote=False)}</li>" for line in lines)
    return f"<ul>\n{items}\n</ul>"


def _section(setup: Setup) -> str:
    return (
        f"<section>\n<h3>{escape(setup.agent)}</h3>\n"
        f'<p class="where">{escape(setup.where, quote=False)}</p>\n'
        f'<pre tabindex="0" aria-label="For {escape(setup.agent)}">{escape(setup.text, quote=False)}</pre>\n</section>'
    )
