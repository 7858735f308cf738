"""The helper that most scripts in Python carry, as the API's documents print it."""

import json
import sys
import urllib.request

PORT = sys.argv[1]


def request(action, **params):
    return {"action": action, "params": params, "version": 6}


def invoke(action, **params):
    requestJson = json.dumps(request(action, **params)).encode("utf-8")
    response = json.load(urllib.request.urlopen(urllib.request.Request("http://localhost:" + PORT, requestJson)))
    if len(response) != 2:
        raise Exception("response has an unexpected number of fields")
    if "error" not in response:
        raise Exception("response is missing required error field")
    if "result" not in response:
        raise Exception("response is missing required result field")
    if response["error"] is not None:
        raise Exception(response["error"])
    return response["result"]


invoke("createDeck", deck="test1")
result = invoke("deckNames")
print(f"got list of decks: {result}")
