"""What a test reads from the pages in Anki's windows, and types into them."""

from __future__ import annotations

import json
from typing import Any, Callable

import aqt

Waiting = Callable[..., Any]

# Anki's pages keep each field in a shadow tree
SHOWN = """(() => {
  const editables = [...document.querySelectorAll('.rich-text-editable')];
  return JSON.stringify(editables.map((one) => one.shadowRoot?.querySelector('anki-editable')?.textContent));
})()"""


def javascript(wait_until: Waiting, web: Any, code: str) -> Any:
    """What a piece of JavaScript gives in a page."""
    answers: list[Any] = []
    web.evalWithCallback(code, answers.append)
    wait_until(lambda: answers, what=code)
    return answers[0]


def shown(wait_until: Waiting, web: Any) -> list[str]:
    """The texts of the fields that the page of an editor shows; none while it loads."""
    text = javascript(wait_until, web, SHOWN)
    return list(json.loads(text)) if text else []


def wait_for_fields(wait_until: Waiting, web: Any, expected: list[str]) -> None:
    """Wait until the page of an editor shows fields with these texts."""
    wait_until(
        lambda: shown(wait_until, web) == expected, what=lambda: f"{expected} shown, not {shown(wait_until, web)}"
    )


def type_into(wait_until: Waiting, web: Any, field: int, text: str) -> None:
    """Type as a person does: what is typed stays in the page until the editor stores it, half a second later.

    And as a person does, after the fields have appeared, and again if nothing came of it.
    """

    def drawn() -> bool:
        texts = shown(wait_until, web)
        return len(texts) > field and None not in texts

    wait_until(drawn, what="the fields")
    typing = f"""(() => {{
      const root = document.querySelectorAll('.rich-text-editable')[{field}].shadowRoot;
      const editable = root.querySelector('anki-editable');
      editable.focus();
      const range = document.createRange();
      range.selectNodeContents(editable);
      document.getSelection().removeAllRanges();
      document.getSelection().addRange(range);
      document.execCommand('insertText', false, {json.dumps(text)});
      return editable.textContent;
    }})()"""
    wait_until(lambda: javascript(wait_until, web, typing) == text, what="the text typed")


def note_in(editor: Any) -> int:
    """The id of the note in one of Anki's two editors; 0 if there is none."""
    if isinstance(editor, aqt.editor.Editor):
        return int(editor.note.id) if editor.note is not None else 0
    return int(editor.nid or 0)


def hang(web: Any, port: int) -> None:
    """Have a page do nothing until the server at a port, which never answers, closes the connection."""
    web.eval(f"""(() => {{
      const request = new XMLHttpRequest();
      request.open("GET", "http://127.0.0.1:{port}/", false);
      try {{ request.send(); }} catch (closed) {{ }}
    }})()""")
