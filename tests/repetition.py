"""Texts that repeat something, or nest it, by chance from a seed; and how many cases of chance a test tries.

Most of what has brought Anki or a parser down was no odd character but many of the same: brackets, sections, quotes,
marks of byte order, levels of a deck.
"""

from __future__ import annotations

import os
import random

SEED = int(os.environ.get("ANKICONNECT_FUZZ_SEED", "20240229"))

# Repeated as they are
UNITS = [
    *(
        "a",
        " ",
        "\n",
        "\0",
        "\t",
        "0",
        "9",
        "-",
        "é",
        "e\u0301",
        "\u0301",
        "猫",
        "𝒳",
        "\ufeff",
        "\u202e",
        "\u200d",
        "\u2068",
    ),
    *(
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "<",
        ">",
        '"',
        "'",
        "\\",
        "/",
        "&",
        "#",
        "?",
        "*",
        "_",
        "%",
        "^",
        "|",
        ":",
        ";",
        ",",
        "=",
    ),
    *("::", ":: ::", "a::", "::a", "../", "./", "\\\\", '\\"', "\\u", "\\ud83d", "--", "<!--", "-->", "]]>", "<?"),
    *(
        "{{",
        "}}",
        "{{{",
        "{{#",
        "{{/",
        "{{^Front}}",
        "{{#Front}}",
        "{{/Front}}",
        "{{Front}}",
        "{{FrontSide}}",
        "{{=<% %>=}}",
    ),
    *(
        "{{c1::",
        "{{c1::a::b}}",
        "{{c9999999999::",
        "c1::",
        "{{cloze:Text}}",
        "{{text:",
        "{{hint:Front}}",
        "{{type:Front}}",
    ),
    *(
        "[sound:",
        "[sound:a.mp3]",
        "[anki:tts lang=en_US]",
        "[anki:tts",
        "[/anki:tts]",
        "[latex]",
        "[$]",
        "[$$]",
        "\\(",
        "\\[",
    ),
    *(
        "deck:",
        "tag:",
        "note:",
        "re:",
        "re:(",
        "(a|",
        "(?:",
        "a{9}",
        "w:",
        "nc:",
        "is:due",
        "added:1",
        "prop:ivl>1",
        "nid:1,",
        "dupe:1,",
    ),
    *("OR ", "or a ", "and ", "AND (", "-", "-(", "a ", '"a" ', "a OR ", "not "),
    *(
        "<b>",
        "<div>",
        "</div>",
        "<br>",
        "<img src=",
        "<img src='a.jpg'>",
        "<script>",
        "<svg/onload=",
        "&amp;",
        "&#0;",
        "&#x110000;",
    ),
    *(
        "http://",
        "https://a",
        "file:///",
        "data:,",
        "%00",
        "%2e%2e/",
        "1,",
        "[],",
        "{},",
        "null,",
        '"a":',
        '{"a":',
        "[1,",
        "NaN,",
        "1e9",
    ),
]
# What opens and closes
PAIRS = [
    *(
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("<", ">"),
        ('"', '"'),
        ("-(", ")"),
        ("(a OR ", ")"),
        ("deck:(", ")"),
        ("re:(", ")*"),
    ),
    *(
        ("{{", "}}"),
        ("{{#Front}}", "{{/Front}}"),
        ("{{^Back}}", "{{/Back}}"),
        ("{{c1::", "}}"),
        ("{{c1::a::", "}}"),
        ("{{text:", "}}"),
    ),
    *(
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<!--", "-->"),
        ("[sound:", "]"),
    ),
    *(
        ("[anki:tts lang=en]", "[/anki:tts]"),
        ("[latex]", "[/latex]"),
        ("[$]", "[/$]"),
        ("\\(", "\\)"),
        ("(?:", ")+"),
        ("(", "){9}"),
    ),
]
SIZES = (2, 3, 10, 11, 99, 100, 101, 128, 255, 256, 1000, 4096, 10_000, 30_000)


def cases(in_every_run: int) -> int:
    """How many cases to try: those of every run, or as many as the environment says.

    Args:
        in_every_run: few enough for that
    """
    return int(os.environ.get("ANKICONNECT_FUZZ_CASES", in_every_run))


def repeated(chance: random.Random, longest: int = 100_000) -> str:
    """A text of something again and again."""
    kind = chance.randrange(5)
    size = chance.choice(SIZES)
    if kind == 0:
        text = chance.choice(UNITS) * size
    elif kind == 1:
        opening, closing = chance.choice(PAIRS)
        closed = chance.choice((size, size, 0, size - 1, size + 1))
        text = opening * size + chance.choice(("", "a", chance.choice(UNITS))) + closing * closed
    elif kind == 2:
        text = "".join(chance.choice(UNITS) for _ in range(chance.choice((2, 3, 5)))) * size
    elif kind == 3:
        chosen = [chance.choice(PAIRS) for _ in range(chance.choice((2, 3)))]
        text = "".join(one[0] for one in chosen) * size + "a" + "".join(one[1] for one in reversed(chosen)) * size
    else:
        opening, closing = chance.choice(PAIRS)
        text = (opening + chance.choice(UNITS) + closing) * size
    return text[:longest]
