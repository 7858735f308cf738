"""What an argument of a wrong type is answered is a sentence, whatever is sent in whatever place of an action."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from test_odd_values import MARK, with_mark

from plugin.api.reference import Reference
from plugin.api.schema import compile_schema, convert
from plugin.errors import WrongArgument

WRONG = [None, True, 1.5, -1, "", "text", [], {}, [1], [[]], [{}], [None], {"a": 1}, {"a": {}}, ["x"], [1.5], 10**30]

_ONE = r"(?:a (?:string|number)|an (?:integer|object|id)|true or false|null|'\w+')"
_BOUNDS = r"(?: from -?\d+ to \d+| of at least \d+)?"
_ALTERNATIVES = rf"{_ONE}{_BOUNDS}(?: or {_ONE}{_BOUNDS})?"
_CHOICE = r"one of '\w+'(?:, '\w+')+(?:, or '[\w.]+')?"
_ENTRY = rf"(?:(?:a list in which each entry is )?{_ALTERNATIVES}|{_CHOICE})"
_LIST = rf"a list(?: of \d+)?(?: in which each entry is {_ENTRY})?"
SENTENCE = re.compile(rf"must be (?:{_ALTERNATIVES}|(?:{_ALTERNATIVES}, or )?{_LIST}|{_CHOICE})|is missing")


def refusals() -> Iterator[WrongArgument]:
    """All that the schemas of all actions answer to values of a wrong type."""
    reference = Reference()
    for entry in reference.entries():
        schemas = reference.schemas(entry["action"], entry["since"])
        compiled = {name: compile_schema(schema) for name, schema in schemas.items()}
        requests = [sample["request"] for sample in entry["samples"]]
        requests += [{"params": {name: None}} for name in schemas]
        for request in requests:
            for marked in with_mark(request):
                for wrong in WRONG:
                    params: dict[str, Any] = json.loads(
                        json.dumps(marked["params"]).replace(f'"{MARK}"', json.dumps(wrong))
                    )
                    for name in params.keys() & compiled.keys():
                        try:
                            convert(compiled[name], schemas[name], params[name], entry["action"], name)
                        except WrongArgument as error:
                            yield error


def test_every_answer_to_a_wrong_type_is_a_sentence_that_says_nothing_twice() -> None:
    problems = {error.problem: str(error) for error in refusals()}

    assert len(problems) > 15
    for problem, error in problems.items():
        assert SENTENCE.fullmatch(problem), error
        for part in re.split(" in which each entry is |, or ", problem.removeprefix("must be ")):
            alternatives = part.split(" or ")
            assert len(set(alternatives)) == len(alternatives), error


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Front\ufeff", r"Front\ufeff"), ("Front ", '"Front "'), ("a\nb", r"a\nb"), ("", '""')],
)
def test_what_cannot_be_seen_in_the_path_to_a_value_is_seen(name: str, shown: str) -> None:
    schema = Reference().schemas("addNote", 1)["note"]
    note = {"deckName": "Default", "modelName": "Basic", "fields": {name: 1}}

    with pytest.raises(WrongArgument) as refused:
        convert(compile_schema(schema), schema, note, "addNote", "note")

    assert str(refused.value) == f"addNote: note.fields.{shown} must be a string"
