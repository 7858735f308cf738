"""Writes the typed clients in docs/clients/ from reference.json: one file for Python, one for TypeScript.

Each begins with a file that is written by hand, base.py or base.ts: how a request is sent. The types of what is sent
and answered follow, and a method for each action.
"""
