"""Sockets and HTTP/1.1: bytes in, requests out, and back.

Only what knows nothing of Anki, JSON and the API lives here.
"""
