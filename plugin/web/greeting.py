"""What a request without a body gets: a sign that Anki is there."""

from __future__ import annotations

from ..api.registry import LATEST_VERSION

NAME = f"AnkiConnect v.{LATEST_VERSION}"

GREETING_JSON = f'{{"apiVersion": "{NAME}"}}'.encode()

GREETING_HTML = f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>AnkiConnect</title></head>
<body><p>{NAME}</p></body>
</html>
""".encode()
