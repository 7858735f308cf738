"""What the resource anki://search says: Anki's search language, for whoever writes searches."""

from __future__ import annotations

# Anki's manual, "Searching"; each line was tried
SEARCH_LANGUAGE = """\
# Anki's search language

For `query` in searchNotes, searchCards, findNotes, findCards, guiBrowse, reviewStats and filtered decks.
An empty query finds everything. Words beside each other must all match. Case does not count.

## Text in any field
- `dog cat` both; `dog or cat` either; `dog (cat or mouse)`; `-cat` without it
- `"a dog"` these words beside each other; `d_g` one letter; `d*g` any letters; `w:dog` the whole word
- `nc:uber` also finds über; `re:\\d{3}` a regular expression

## One field
- `Front:dog` the field is exactly that; `Front:*dog*` it has that in it; `Front:` it is empty; `Front:_*` it is not
- `"My field:*dog*"` for a name with blanks

## Where
- `deck:French` with subdecks; `deck:French -deck:French::*` without; `"deck:My deck"`; `deck:filtered`
- `note:Basic` the note type; `card:1` or `card:"Card 1"` the template
- `tag:verb` with the tags below; `tag:none`; `tag:re:^a`
- `nid:123,456` note ids; `cid:123` card ids; `mid:123` a note type id; `did:123` a deck id

## State of cards
- `is:due` `is:new` `is:learn` `is:review` `is:suspended` `is:buried`
- `flag:1` red, 2 orange, 3 green, 4 blue, 5 pink, 6 turquoise, 7 purple; `flag:0` none
- `prop:due=0` due today; `prop:due<=-7` a week late; `prop:ivl>=10` days; `prop:lapses>3`; `prop:reps<10`
- with FSRS: `prop:s>21` stability; `prop:d>0.5` difficulty; `prop:r<0.9` retrievability

## When
- `added:7` in the last week; `edited:2`; `introduced:1`; `rated:1` answered today; `rated:7:1` answered Again in a week
- `resched:3` scheduled by hand

Quote what has blanks or parentheses in it. `\\"`, `\\*`, `\\_`, `\\:` stand for the characters themselves.
"""
