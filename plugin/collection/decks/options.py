"""Changes, copies, removes and assigns the options groups of decks, which newer versions of Anki call presets.

Anki's legacy calls, which take a group as a dict, cannot be undone and clear the undo history. So groups are changed
with the call of Anki's own window for deck options. It can be undone, and it also reorders new cards and recomputes
memory states where the options require it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Union, cast

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

from ...api.wire.decks import DeckOptions as StoredOptions
from ...api.wire.decks import FilteredDeck
from ...compat import set_fsrs_params
from ...errors import FilteredDeckOptions, OptionsGroupNameEmpty, WrongArgument
from ...gil import releasing_gil
from ..in_memory import in_memory_collection
from ..lookups import find_deck_id
from ..undo import for_each

# Set by Anki
_NOT_OPTIONS = {"id", "mod", "usn", "dyn"}
# Relative: Anki stores fractions in 32 bits
_PRECISION = 1e-3
_MOST_NESTED = 50  # of what other add-ons keep in a group; Anki reads 128, with what is around it
# Beyond that JSON's numbers are not exact, and Anki takes none
_LARGEST = 2**53


def options_of(col: Collection, deck: str) -> StoredOptions | FilteredDeck | None:
    """The options group of a deck, or a filtered deck's own options; None for an unknown deck."""
    did = find_deck_id(col, deck)
    if did is None:
        return None
    return cast("Union[StoredOptions, FilteredDeck]", col.decks.config_dict_for_deck_id(did))


# Changing a group ------------------------------------------------------------


def save(col: Collection, action: str, sent: Mapping[str, Any]) -> bool:
    """Change the given options of a group; return whether the group exists.

    Args:
        col: the collection
        action: for error texts
        sent: the group, or part of it
    """
    old = _groups(col).get(sent["id"])
    if old is None:
        return False
    options = {name: value for name, value in sent.items() if name not in _NOT_OPTIONS}
    defaults = from_json_bytes(col._backend.new_deck_config_legacy())
    new = _merged(old, options, defaults, action, "config")
    if not str(new["name"]).strip():
        raise OptionsGroupNameEmpty
    if new != old:
        request = _request(col)
        request.configs.append(_validated(new, options, action))
        col.decks.update_deck_configs(request)
    return True


def _merged(
    old: Mapping[str, Any], sent: Mapping[str, Any], defaults: Mapping[str, Any], action: str, path: str
) -> dict[str, Any]:
    new = dict(old)
    for name, value in sent.items():
        if value is None and old.get(name) is not None:
            continue  # null means not given
        here = f"{path}.{name}"
        if isinstance(defaults.get(name), dict):
            if not isinstance(value, dict):
                raise WrongArgument(action, here, "must be an object")
            new[name] = _merged(old.get(name, {}), value, defaults[name], action, here)
        else:
            if name not in defaults:
                _check_depth(value, action, here, _MOST_NESTED)
            new[name] = _converted(value, defaults[name], action, here) if name in defaults else value
    return new


def _check_depth(value: Any, action: str, path: str, left: int) -> None:
    """Refuse what is nested more deeply than Anki reads."""
    if isinstance(value, (dict, list)):
        if not left:
            raise WrongArgument(action, path, f"must not be nested more than {_MOST_NESTED} deep")
        for one in value.values() if isinstance(value, dict) else value:
            _check_depth(one, action, path, left - 1)


def _converted(value: Any, default: Any, action: str, path: str) -> Any:
    """A value converted to the type of the default, or WrongArgument: Anki silently replaces what it cannot read."""
    if isinstance(default, bool):
        if isinstance(value, bool) or value in (0, 1):
            return bool(value)
        raise WrongArgument(action, path, "must be true or false")
    if isinstance(default, str):
        if isinstance(value, str):
            return value
        raise WrongArgument(action, path, "must be a string")
    if isinstance(default, list):
        if isinstance(value, list) and all(map(_is_number, value)):
            whole = bool(default) and all(isinstance(one, int) for one in default)
            return [_converted(one, 0, action, path) for one in value] if whole else value
        raise WrongArgument(action, path, "must be a list in which each entry is a number")
    if not _is_number(value):
        raise WrongArgument(action, path, "must be a number")
    if not -_LARGEST <= value <= _LARGEST:
        raise WrongArgument(action, path, f"must be a number from -{_LARGEST} to {_LARGEST}")
    if isinstance(default, int):
        if value != int(value) or value < 0:
            raise WrongArgument(action, path, "must be an integer of at least 0")
        return int(value)
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _validated(new: DeckConfigDict, sent: Mapping[str, Any], action: str) -> DeckConfig:
    """The group for update_deck_configs(), validated by storing it in an in-memory collection."""
    with in_memory_collection() as backend:
        config_id = backend.add_or_update_deck_config_legacy(to_json_bytes({**new, "id": 0}))
        _check_stored(from_json_bytes(backend.get_deck_config_legacy(config_id)), sent, action, "config")
        # This call fills in parameters of groups from older versions, which would be lost otherwise
        groups = backend.get_deck_configs_for_update(DEFAULT_DECK_ID).all_config
        config: DeckConfig = next(one.config for one in groups if one.config.id == config_id)
        backend.update_deck_configs_raw(UpdateDeckConfigs(configs=[config]).SerializeToString())
    config.id = new["id"]
    return config


def _check_stored(stored: Any, sent: Any, action: str, path: str) -> None:
    if isinstance(sent, dict):
        for name, value in sent.items():
            if isinstance(stored, dict) and name in stored and value is not None:
                _check_stored(stored[name], value, action, f"{path}.{name}")
    elif _is_number(sent) and _is_number(stored) and abs(stored - sent) > abs(sent) * _PRECISION:
        raise WrongArgument(action, path, f"cannot be {sent}, Anki would make it {stored}")


def store_fsrs_params(col: Collection, config_id: int, params: Sequence[float]) -> None:
    """Give a group parameters of FSRS; Anki recomputes the memory states of its cards."""
    request = _request(col)
    config = request.configs.add()
    config.CopyFrom(_config(col, DeckConfigId(config_id)))
    set_fsrs_params(config.config, params)
    col.decks.update_deck_configs(request)


# Whole groups ----------------------------------------------------------------


def clone(col: Collection, name: str, original: DeckConfigId) -> DeckConfigId | None:
    """Create a copy of a group and return its id; None if the group does not exist."""
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
    [new_id] = _groups(col).keys() - before
    return DeckConfigId(new_id)


def remove(col: Collection, config_id: DeckConfigId) -> bool:
    """Remove a group, whose decks get the default group; False for the default group and for an unknown one."""
    config = _groups(col).get(config_id)
    if config is None or config_id == DEFAULT_DECK_CONF_ID:
        return False
    # Anki would do this itself, but would reset the limits of these decks
    _assign(col, col.decks.decks_using_config(config), DEFAULT_DECK_CONF_ID)
    request = _request(col)
    request.removed_config_ids.append(config_id)
    request.configs.append(_config(col, DEFAULT_DECK_CONF_ID))
    col.decks.update_deck_configs(request)
    return True


# Groups of decks -------------------------------------------------------------


def assign(col: Collection, decks: Sequence[str], config_id: DeckConfigId) -> bool:
    """Assign a group to decks; False, with nothing changed, if the group or one of the decks does not exist."""
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
    def assign_group(deck: DeckId) -> None:
        request = _request(col, deck)
        request.configs.append(_config(col, config_id))
        col.decks.update_deck_configs(request)

    # Not to decks that have the group: Anki would make an undo entry for them
    for_each(col, [did for did in releasing_gil(decks) if _group_of(col, did) != config_id], assign_group)


def _group_of(col: Collection, deck: DeckId) -> int:
    found = col.decks.get(deck)
    return int(found["conf"]) if found else 0


def _groups(col: Collection) -> dict[int, DeckConfigDict]:
    """All groups by id; for an unknown id Anki itself returns the default group."""
    return {one["id"]: one for one in col.decks.all_config()}


def _config(col: Collection, config_id: DeckConfigId) -> DeckConfig:
    groups = col.decks.get_deck_configs_for_update(DEFAULT_DECK_ID).all_config
    config: DeckConfig = next(one.config for one in groups if one.config.id == config_id)
    return config


def _request(col: Collection, deck: DeckId | None = None) -> UpdateDeckConfigs:
    """The request that Anki's window for deck options sends if nothing was changed.

    Args:
        col: the collection
        deck: gets the last group that is added to the request; None for no deck
    """
    current = col.decks.get_deck_configs_for_update(deck or DEFAULT_DECK_ID)
    request = UpdateDeckConfigs(target_deck_id=deck or 0)
    # The settings of the whole collection differ between versions of Anki; all of them stay as they are
    known = current.DESCRIPTOR.fields_by_name
    for field in request.DESCRIPTOR.fields:
        if field.name in known:
            setattr(request, field.name, getattr(current, field.name))
    if deck:
        request.limits.CopyFrom(current.current_deck.limits)
    return request
