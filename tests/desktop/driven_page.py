"""A page in a headless Chromium that a test clicks and types in as a person does, and what it complains about."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, Optional

from browsers import chromium

from tests.deadlines import DEADLINE

_KEYS = {
    "Tab": {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9},
    "Enter": {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"},
    " ": {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32, "text": " "},
    "ArrowRight": {"key": "ArrowRight", "code": "ArrowRight", "windowsVirtualKeyCode": 39},
}
_SHIFT = 8
# In the page, before its own script: what its policy refuses
_WATCH = """
globalThis.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  violations.push(`${event.violatedDirective} ${event.blockedURI}`);
});
globalThis.alert = (text) => violations.push(`alert ${text}`);
"""


class DrivenPage:
    """The page.

    Args:
        commands: the pipe that Chromium reads
        answers: the pipe that it writes
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._received = b""
        self._last = 0
        self._session: Optional[str] = None
        self.complaints: list[str] = []  # errors of scripts, and what Chromium writes to the console
        [target] = [one for one in self._send("Target.getTargets")["targetInfos"] if one["type"] == "page"]
        attached = self._send("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._send(f"{domain}.enable")
        self._send("Page.addScriptToEvaluateOnNewDocument", source=_WATCH)

    def _send(self, method: str, **params: Any) -> Any:
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def _next(self) -> Any:
        while b"\0" not in self._received:
            chunk = os.read(self._answers, 1 << 20)
            assert chunk, "Chromium ended"
            self._received += chunk
        one, _, self._received = self._received.partition(b"\0")
        return json.loads(one)

    def _note(self, event: Any) -> None:
        params = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(params["exceptionDetails"])[:1000])
        elif event.get("method") == "Log.entryAdded" and params["entry"]["level"] in ("warning", "error"):
            self.complaints.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")

    # What a person does --------------------------------------------------------

    def open(self, url: str) -> None:
        """Go to an address, and wait until the page is there."""
        self._send("Page.navigate", url="about:blank")
        self._send("Page.navigate", url=url)
        self.wait_until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def click(self, selector: str) -> None:
        """Click in the middle of the first element, which must be the one that is seen there."""
        script = f"""(() => {{
          const element = document.querySelector({json.dumps(selector)});
          if (!element) return "there is none";
          element.scrollIntoView({{block: "center"}});
          const box = element.getBoundingClientRect();
          const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
          const seen = document.elementFromPoint(x, y);
          if (!seen || !(element.contains(seen) || seen.contains(element))) return "something is in front of it";
          return [x, y];
        }})()"""
        place = self.evaluate(script)
        assert isinstance(place, list), f"{selector}: {place}"
        for kind in ("mousePressed", "mouseReleased"):
            self._send("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def click_text(self, text: str, within: str = "body") -> None:
        """Click the button or link with this text."""
        mark = f"""(() => {{
          for (const one of document.querySelectorAll("[data-clicked]")) delete one.dataset.clicked;
          const found = [...document.querySelector({json.dumps(within)}).querySelectorAll("button, a, label")];
          const [one] = found.filter((one) => one.textContent.trim() === {json.dumps(text)} && one.offsetParent);
          if (one) one.dataset.clicked = "";
          return Boolean(one);
        }})()"""
        assert self.evaluate(mark), f"no button is called {text}"
        self.click("[data-clicked]")

    def type_into(self, selector: str, text: str) -> None:
        """Click into a field, and type in place of what is there."""
        self.click(selector)
        self.evaluate(f"document.querySelector({json.dumps(selector)}).select()")
        self.type(text)

    def type(self, text: str) -> None:
        """Type where the cursor is."""
        self._send("Input.insertText", text=text)

    def press(self, key: str, shift: bool = False) -> None:
        """Press a key, such as Tab."""
        what = {**_KEYS[key], "modifiers": _SHIFT if shift else 0}
        self._send("Input.dispatchKeyEvent", type="keyDown", **what)
        self._send("Input.dispatchKeyEvent", type="keyUp", **{k: v for k, v in what.items() if k != "text"})

    def look(self, width: int, height: int, dark: bool = False) -> None:
        """Have a window of that size, and a system that is light or dark."""
        self._send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._send("Emulation.setEmulatedMedia", features=[scheme])

    # What a person sees --------------------------------------------------------

    def evaluate(self, script: str) -> Any:
        """What an expression gives in the page."""
        given = self._send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in given, given["exceptionDetails"]
        return given["result"].get("value")

    def text(self, selector: str) -> str:
        """The text of an element as it is seen; nothing while it is hidden."""
        seen = (
            f"((one) => (one.checkVisibility() ? one.innerText : ''))(document.querySelector({json.dumps(selector)}))"
        )
        return str(self.evaluate(seen))

    def wait_until(self, condition: str, what: Callable[[], Any] = lambda: "") -> None:
        """Wait until an expression is true in the page."""
        end = time.monotonic() + DEADLINE
        while not self.evaluate(condition):
            assert time.monotonic() < end, f"{condition}: {what()}"

    def wait_for_text(self, selector: str, text: str) -> None:
        """Wait until an element has a text in it."""
        has_it = f"document.querySelector({json.dumps(selector)})?.innerText.includes({json.dumps(text)})"
        self.wait_until(has_it, lambda: self.text(selector)[:1000])

    @property
    def violations(self) -> list[str]:
        """What the page's policy has refused."""
        found: list[str] = self.evaluate("globalThis.violations ?? []")
        return found

    def forget_complaints(self) -> None:
        """Take no offence at what the console has been told until now."""
        self.evaluate("0")  # what came before it has been told then
        self.complaints.clear()

    def picture(self, file: Path) -> None:
        """Save what is seen."""
        file.write_bytes(base64.b64decode(self._send("Page.captureScreenshot")["data"]))


@contextlib.contextmanager
def driven_page(profile: Path) -> Iterator[DrivenPage]:
    """A Chromium with an empty page."""
    with chromium("about:blank", profile) as running:
        yield DrivenPage(*running.pipes)
