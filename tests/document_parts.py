"""Takes the documents apart: their code blocks, links, headings and quoted messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools import ROOT
from tools.reference.document import anchor

README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "config.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
# By which a reader knows that a command was not tried here
MARK = "not run by the tests"

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!\\)\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<target>[^)\s]+)\)|<(?P<url>https?://[^>\s]+)>")
_HEADING = re.compile(r"^#{1,6} (.*)$", re.MULTILINE)
_QUOTED = re.compile(r"^ *> (.*)$", re.MULTILINE)


class Block(NamedTuple):
    """A block of code.

    Args:
        document: where it is, below the checkout
        language: behind its fence
        text: without the blanks of a list that it stands in
        before: the paragraph before it
    """

    document: str
    language: str
    text: str
    before: str


def read(name: str) -> str:
    """The text of a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[Block]:
    """All blocks of code of a document."""
    found = []
    text = read(name)
    for match in _FENCE.finditer(text):
        indent = len(match["indent"])
        own = "".join(line[indent:] or "\n" for line in match["text"].splitlines(keepends=True))
        paragraphs = re.split(r"\n\s*\n", text[: match.start()].rstrip())
        found.append(Block(name, match["language"], own, " ".join(paragraphs[-1].split())))
    return found


def all_blocks(*languages: str) -> list[Block]:
    """The blocks of all documents in these languages."""
    return [block for name in NAMES for block in blocks(name) if block.language in languages]


def prose(name: str) -> str:
    """A document without its code."""
    return re.sub(r"`[^`\n]*`", "``", _FENCE.sub("", read(name)))


def links(name: str) -> Iterator[str]:
    """What a document links to."""
    for match in _LINK.finditer(prose(name)):
        yield match["target"] or match["url"]


def anchors(path: Path) -> set[str]:
    """What a link into a document may end in."""
    found: set[str] = set()
    for heading in _HEADING.findall(_FENCE.sub("", path.read_text(encoding="utf-8"))):
        one, number = anchor(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)), 0
        while (name := f"{one}-{number}" if number else one) in found:
            number += 1
        found.add(name)
    return found


def quoted_messages(name: str) -> list[str]:
    """The messages that a document quotes, each in a line of its own."""
    return _QUOTED.findall(_FENCE.sub("", read(name)))
