"""Actions with arguments by chance, on a real collection: an answer each, no bug, no long stall, nothing damaged.

ANKICONNECT_FUZZ_CASES=50000 tries as many, ANKICONNECT_FUZZ_SEED=1 others.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

from api import Api
from request_damage import damaged, samples
from sample_collection import fill

from anki.collection import Collection

from tests.repetition import SEED, cases

IN_A_COLLECTION = 250
# Anki reckons from the log when a card was answered last, which what inserts reviews need not know
NO_PROBLEMS = ("Added last review time", "Database rebuilt")
LONGEST_BODY = 5_000_000  # of longer ones it is the parsing that takes time, on a thread
LONGEST = 1.0  # seconds of computing


def check(col: Collection) -> None:
    """Fail if Anki finds something wrong, or cannot show what is there."""
    text, is_well = col.fix_integrity()
    problems = [line for line in text.splitlines() if not any(one in line for one in NO_PROBLEMS)]
    assert is_well or not problems, text
    col.tags.tree()
    col.sched.deck_due_tree()
    for card_id in col.find_cards("")[-20:]:
        col.get_card(card_id).question()


def test_whatever_arguments_are_sent_get_an_answer_and_damage_nothing(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    requests = list(samples())
    count, left = 0, cases(1500)
    longest: dict[str, float] = {}

    while left > 0:
        col = Collection(str(tmp_path / f"{count}.anki2"))
        fill(col)
        api = Api(col)
        for _ in range(min(left, IN_A_COLLECTION)):
            request = damaged(chance, chance.choice(requests))
            body = json.dumps(request, ensure_ascii=chance.random() < 0.5).replace("https://", "ftp://")
            if len(body) > LONGEST_BODY:
                continue
            # should Anki take the process with it, this is what did it
            (tmp_path / "last.json").write_text(body, encoding="utf-8", errors="surrogatepass")
            began = time.thread_time()
            json.loads(bytes(api.send(body.encode("utf-8", "surrogatepass")).body))
            took = time.thread_time() - began
            longest[request["action"]] = max(took, longest.get(request["action"], 0))
            assert took < LONGEST, body[:2000]
        check(col)
        col.close()
        count += IN_A_COLLECTION
        left -= IN_A_COLLECTION
    slowest = sorted(longest.items(), key=lambda one: -one[1])[:10]
    print(*(f"{action}: {seconds * 1000:.0f} ms" for action, seconds in slowest), sep="\n")
