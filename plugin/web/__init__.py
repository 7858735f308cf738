"""What is served over HTTP: who may send a request, which path it is for, and the endpoint that answers it.

What lives here knows HTTP and the API, never Anki.
"""
