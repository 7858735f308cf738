"""What the actions on options groups (presets) of decks do to a collection.

Anki's calls that take a group as a dict cannot be undone and end the undo history. So groups are changed the way
Anki's own window for deck options does it, which can be undone, and which puts new cards in their new order and
computes memory states anew where the options ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from anki.collection import Collection
from anki.deck_config_pb2 import DeckConfig
from anki.decks import (
    DEFAULT_DECK_CONF_ID,
    DEFAULT_DECK_ID,
    DeckConfigDict,
    DeckConfigId,
    DeckId,
    UpdateDeckConfigs,
)
from anki.utils import from_json_bytes, to_json_bytes

from ...errors import FilteredDeckOptions, OptionsGroupNameEmpty, WrongArgument
from ...gil import releasing_gil
from ..in_memory import in_memory_collection
from ..lookups import find_deck_id
from ..undo import for_each

# Anki sets these itself
_NOT_OPTIONS = {"id", "mod", "usn", "dyn"}
# A thousandth part: Anki keeps fractions in four bytes
_PRECISION = 1e-3


def options_of(col: Collection, deck: str) -> DeckConfigDict | None:
    """The options group of a deck, or a filtered deck's own options; None for an unknown deck."""
    did = find_deck_id(col, deck)
    return None if did is None else col.decks.config_dict_for_deck_id(did)


# Changing a group ------------------------------------------------------------


def save(col: Collection, action: str, sent: Mapping[str, Any]) -> bool:
    """Change those options of a group that are given; tell whether there is such a group.

    Args:
        col: the collection
        action: named in errors
        sent: the group, or part of it
    """
    old = _groups(col).get(sent["id"])
    if old is None:
        return False
    options = {name: value for name, value in sent.items() if name not in _NOT_OPTIONS}
    known = from_json_bytes(col._backend.new_deck_config_legacy())
    new = _merged(old, options, known, action, "config")
    if not str(new["name"]).strip():
        raise OptionsGroupNameEmpty
    if new != old:
        request = _request(col)
        request.configs.append(_as_anki_takes_it(new, options, action))
        col.decks.update_deck_configs(request)
    return True


def _merged(
    old: Mapping[str, Any], sent: Mapping[str, Any], known: Mapping[str, Any], action: str, path: str
) -> dict[str, Any]:
    new = dict(old)
    for name, value in sent.items():
        if value is None and old.get(name) is not None:
            continue  # null is as good as not given
        here = f"{path}.{name}"
        if isinstance(known.get(name), dict):
            if not isinstance(value, dict):
                raise WrongArgument(action, here, "must be an object")
            new[name] = _merged(old.get(name, {}), value, known[name], action, here)
        else:
            new[name] = _fitting(value, known[name], action, here) if name in known else value
    return new


def _fitting(value: Any, example: Any, action: str, path: str) -> Any:
    """A value of the type that Anki expects: it takes its default for what it cannot read, without a word."""
    if isinstance(example, bool):
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        raise WrongArgument(action, path, "must be true or false")
    if isinstance(example, str):
        if isinstance(value, str):
            return value
        raise WrongArgument(action, path, "must be a string")
    if isinstance(example, list):
        if isinstance(value, list) and all(map(_is_number, value)):
            whole = bool(example) and all(isinstance(one, int) for one in example)
            return [_fitting(one, 0, action, path) for one in value] if whole else value
        raise WrongArgument(action, path, "must be a list in which each entry is a number")
    if not _is_number(value):
        raise WrongArgument(action, path, "must be a number")
    if isinstance(example, int):
        if value != int(value) or value < 0:
            raise WrongArgument(action, path, "must be an integer of at least 0")
        return int(value)
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float))


def _as_anki_takes_it(new: DeckConfigDict, sent: Mapping[str, Any], action: str) -> DeckConfig:
    """The group as Anki's window for deck options would send it, once Anki has shown that it accepts it."""
    with in_memory_collection() as anki:
        made = anki.add_or_update_deck_config_legacy(to_json_bytes({**new, "id": 0}))
        _check_taken(from_json_bytes(anki.get_deck_config_legacy(made)), sent, action, "config")
        # this call fills in parameters that a group has from an older version; saving would lose them otherwise
        extras = anki.get_deck_configs_for_update(DEFAULT_DECK_ID).all_config
        config: DeckConfig = next(one.config for one in extras if one.config.id == made)
        anki.update_deck_configs_raw(UpdateDeckConfigs(configs=[config]).SerializeToString())
    config.id = new["id"]
    return config


def _check_taken(taken: Any, sent: Any, action: str, path: str) -> None:
    if isinstance(sent, dict):
        for name, value in sent.items():
            if isinstance(taken, dict) and name in taken and value is not None:
                _check_taken(taken[name], value, action, f"{path}.{name}")
    elif _is_number(sent) and _is_number(taken) and abs(taken - sent) > abs(sent) * _PRECISION:
        raise WrongArgument(action, path, f"cannot be {sent}, Anki would make it {taken}")


# Groups as wholes ------------------------------------------------------------


def clone(col: Collection, name: str, original: DeckConfigId) -> DeckConfigId | None:
    """Make a group like another one and give its id; None if there is no such group."""
    if not name.strip():
        raise OptionsGroupNameEmpty
    before = _groups(col).keys()
    if original not in before:
        return None
    request = _request(col)
    copy = request.configs.add()
    copy.CopyFrom(_config(col, original))
    copy.id = 0
    copy.name = name
    col.decks.update_deck_configs(request)
    [made] = _groups(col).keys() - before
    return DeckConfigId(made)


def remove(col: Collection, config_id: DeckConfigId) -> bool:
    """Remove a group, whose decks get the default one; false for the default one and for an unknown one."""
    config = _groups(col).get(config_id)
    if config is None or config_id == DEFAULT_DECK_CONF_ID:
        return False
    # Anki would do this on its own, and forget the limits that these decks have of their own
    _assign(col, col.decks.decks_using_config(config), DEFAULT_DECK_CONF_ID)
    request = _request(col)
    request.removed_config_ids.append(config_id)
    request.configs.append(_config(col, DEFAULT_DECK_CONF_ID))
    col.decks.update_deck_configs(request)
    return True


# Groups of decks -------------------------------------------------------------


def assign(col: Collection, decks: Sequence[str], config_id: DeckConfigId) -> bool:
    """Give decks a group; false, and nothing changed, if the group or one of the decks is unknown."""
    dids = [find_deck_id(col, name) for name in releasing_gil(decks)]
    if config_id not in _groups(col):
        return False
    known = [did for did in dids if did is not None]
    if len(known) < len(dids):
        return False
    for did, name in releasing_gil(zip(known, decks)):
        if col.decks.is_filtered(did):
            raise FilteredDeckOptions(name)
    _assign(col, known, config_id)
    return True


def _assign(col: Collection, decks: Sequence[DeckId], config_id: DeckConfigId) -> None:
    def give(deck: DeckId) -> None:
        request = _request(col, deck)
        request.configs.append(_config(col, config_id))
        col.decks.update_deck_configs(request)

    # giving a deck the group that it has would leave an entry in the Undo menu
    for_each(col, [did for did in releasing_gil(decks) if _group_of(col, did) != config_id], give)


def _group_of(col: Collection, deck: DeckId) -> int:
    found = col.decks.get(deck)
    return int(found["conf"]) if found else 0


def _groups(col: Collection) -> dict[int, DeckConfigDict]:
    """All groups by id; asked for an unknown one, Anki gives the default one."""
    return {one["id"]: one for one in col.decks.all_config()}


def _config(col: Collection, config_id: DeckConfigId) -> DeckConfig:
    extras = col.decks.get_deck_configs_for_update(DEFAULT_DECK_ID).all_config
    config: DeckConfig = next(one.config for one in extras if one.config.id == config_id)
    return config


def _request(col: Collection, deck: DeckId | None = None) -> UpdateDeckConfigs:
    """What Anki's window for deck options sends when nothing was changed in it.

    Args:
        col: the collection
        deck: which gets the last group of the request; None for no deck at all
    """
    now = col.decks.get_deck_configs_for_update(deck or DEFAULT_DECK_ID)
    request = UpdateDeckConfigs(target_deck_id=deck or 0)
    # what belongs to the collection differs between versions: whatever it is, it stays as it is
    known = now.DESCRIPTOR.fields_by_name
    for field in request.DESCRIPTOR.fields:
        if field.name in known:
            setattr(request, field.name, getattr(now, field.name))
    if deck:
        request.limits.CopyFrom(now.current_deck.limits)
    return request
