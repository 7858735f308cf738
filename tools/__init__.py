"""The developer's tools, one folder for each job; `tools/dev.py` is the way in.

They import each other as `tools.…`, so the checkout has to be on Python's path: tools/dev.py sees to it.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
