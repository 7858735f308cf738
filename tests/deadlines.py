"""How long a test waits before it fails: a deadline costs time only then, so on a busy machine it may be far away."""

from __future__ import annotations

DEADLINE = 60.0  # seconds
