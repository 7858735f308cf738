"""Options of the command line that tests know beside those of pytest."""

from __future__ import annotations

# Has the tests of the collection tier reach the API through a socket of the server without a window
OVER_HTTP = "--over-http"

over_http = False  # whether it was given
