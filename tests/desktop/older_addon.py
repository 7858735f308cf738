"""A stand-in for the older add-on that this one replaces: its folder, its settings and its greeting."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Optional

NUMBER = "2055492159"

# It greets whoever asks, as every version of this API does
CODE = """
import http.server, threading

class Greeting(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"AnkiConnect v.6")

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", {port}), Greeting)
threading.Thread(target=server.serve_forever, daemon=True).start()
"""
DEFAULTS = {"apiKey": None, "apiPollInterval": 11, "webBindPort": 8765, "webCorsOriginList": ["http://localhost"]}


def put_older_addon(base: Path, config: Optional[dict[str, Any]], port: int, *, disabled: bool = True) -> Path:
    """Put it beside this one; give its folder.

    Args:
        base: Anki's base folder
        config: that a person has saved, None for none
        port: that it listens on when it is switched on
        disabled: whether it is switched off
    """
    folder = base / "addons21" / NUMBER
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(CODE.format(port=port))
    (folder / "config.json").write_text(json.dumps(DEFAULTS))
    saved = {} if config is None else {"config": config}
    (folder / "meta.json").write_text(json.dumps({"name": "AnkiConnect", "disabled": disabled, **saved}))
    return folder
