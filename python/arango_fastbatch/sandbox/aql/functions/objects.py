"""Functions of objects and documents."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

from typing import Any

import orjson

from ..errors import AqlWarning
from ..registry import MANY, function, never
from ..values import equal, is_true, to_text


def _object(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise AqlWarning
    return value


def _names(arguments: tuple[Any, ...]) -> set[str]:
    """Names of attributes: texts, or arrays of texts."""
    names: set[str] = set()
    for argument in arguments:
        for name in argument if type(argument) is list else [argument]:
            if type(name) is str:
                names.add(name)
    return names


@function("HAS", arguments=(2, 2), lengthy=never)
def has(value: Any, name: Any) -> bool:
    return type(value) is dict and to_text(name) in value


@function("ATTRIBUTES", "KEYS", arguments=(1, 3))
def attributes(value: Any, remove_system: Any = False, sort: Any = False) -> list[str]:
    names = [n for n in _object(value) if not (is_true(remove_system) and n.startswith("_"))]
    return sorted(names) if is_true(sort) else names


@function("VALUES", arguments=(1, 2))
def values_(value: Any, remove_system: Any = False) -> list[Any]:
    hidden = is_true(remove_system)
    return [v for n, v in _object(value).items() if not (hidden and n.startswith("_"))]


@function("VALUE", arguments=(2, 2))
def value_at(value: Any, path: Any) -> Any:
    if type(path) is not list:
        raise AqlWarning
    for part in path:
        if type(value) is dict and type(part) in {str, int, float}:
            value = value.get(to_text(part))
        elif type(value) is list and type(part) in {int, float}:
            index = int(part)
            value = value[index] if -len(value) <= index < len(value) else None
        else:
            return None
    return value


@function("MERGE", arguments=(1, MANY))
def merge(*objects: Any) -> dict[str, Any]:
    if len(objects) == 1 and type(objects[0]) is list:
        objects = tuple(objects[0])
    merged: dict[str, Any] = {}
    for value in objects:
        merged |= _object(value)
    return merged


@function("MERGE_RECURSIVE", arguments=(1, MANY))
def merge_recursive(*objects: Any) -> dict[str, Any]:
    if len(objects) == 1 and type(objects[0]) is list:
        objects = tuple(objects[0])
    merged: dict[str, Any] = {}
    for value in objects:
        merged = _merged(merged, _object(value))
    return merged


def _merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for name, value in new.items():
        before = merged.get(name)
        both = type(value) is dict and type(before) is dict
        merged[name] = _merged(before, value) if both else value  # type: ignore[arg-type]  # both: dicts
    return merged


@function("KEEP", arguments=(2, MANY))
def keep(value: Any, *names: Any) -> dict[str, Any]:
    kept = _names(names)
    return {name: member for name, member in _object(value).items() if name in kept}


@function("KEEP_RECURSIVE", arguments=(2, MANY))
def keep_recursive(value: Any, *names: Any) -> dict[str, Any]:
    kept = _names(names)

    def walk(member: Any) -> Any:
        if type(member) is dict:
            return {name: walk(inner) for name, inner in member.items() if name in kept}
        return [walk(inner) for inner in member] if type(member) is list else member

    result: dict[str, Any] = walk(_object(value))
    return result


@function("UNSET", arguments=(2, MANY))
def unset(value: Any, *names: Any) -> dict[str, Any]:
    gone = _names(names)
    return {name: member for name, member in _object(value).items() if name not in gone}


@function("UNSET_RECURSIVE", arguments=(2, MANY))
def unset_recursive(value: Any, *names: Any) -> dict[str, Any]:
    gone = _names(names)

    def walk(member: Any) -> Any:
        if type(member) is dict:
            return {name: walk(inner) for name, inner in member.items() if name not in gone}
        return [walk(inner) for inner in member] if type(member) is list else member

    result: dict[str, Any] = walk(_object(value))
    return result


@function("MATCHES", arguments=(2, 3))
def matches(document: Any, examples: Any, return_index: Any = False) -> bool | int:
    wanted_index = is_true(return_index)
    candidates = examples if type(examples) is list else [examples]
    if type(document) is dict:
        for index, example in enumerate(candidates):
            if type(example) is not dict:
                raise AqlWarning
            if all(equal(document.get(name), value) for name, value in example.items()):
                return index if wanted_index else True
    return -1 if wanted_index else False


@function("TRANSLATE", arguments=(2, 3))
def translate(value: Any, mapping: Any, default: Any = None) -> Any:
    names = _object(mapping)
    key = to_text(value)
    if key in names:
        return names[key]
    return value if default is None else default


@function("ZIP", arguments=(2, 2))
def zip_(names: Any, values: Any) -> dict[str, Any]:
    if type(names) is not list or type(values) is not list or len(names) != len(values):
        raise AqlWarning
    zipped: dict[str, Any] = {}
    for name, value in zip(names, values, strict=True):
        zipped.setdefault(to_text(name), value)
    return zipped


@function("ENTRIES", arguments=(1, 1), since=(3, 12, 2))
def entries(value: Any) -> list[list[Any]]:
    return [[name, member] for name, member in _object(value).items()]


@function("JSON_PARSE", arguments=(1, 1))
def json_parse(text: Any) -> Any:
    if type(text) is not str:
        raise AqlWarning
    try:
        return orjson.loads(text)
    except ValueError:
        raise AqlWarning from None


@function("IS_KEY", arguments=(1, 1))
def is_key(value: Any) -> bool:
    return (
        type(value) is str
        and 0 < len(value) <= 254
        and all(c.isascii() and (c.isalnum() or c in "_-:.@()+,=;$!*'%") for c in value)
    )


@function("PARSE_IDENTIFIER", arguments=(1, 1))
def parse_identifier(value: Any) -> dict[str, str]:
    collection, key = _identifier(value)
    return {"collection": collection, "key": key}


@function("PARSE_KEY", arguments=(1, 1))
def parse_key(value: Any) -> str:
    return _identifier(value)[1]


@function("PARSE_COLLECTION", arguments=(1, 1))
def parse_collection(value: Any) -> str:
    return _identifier(value)[0]


def _identifier(value: Any) -> tuple[str, str]:
    """Collection and key of a document or of the text of an id."""
    if type(value) is dict:
        value = value.get("_id")
    if type(value) is not str or value.count("/") != 1:
        raise AqlWarning
    collection, _, key = value.partition("/")
    return collection, key


@function("IS_SAME_COLLECTION", arguments=(2, 2), collections=(0, 1))
def is_same_collection(first: Any, second: Any) -> bool:
    names = []
    for value in (first, second):
        if type(value) is dict:
            value = value.get("_id")  # noqa: PLW2901  # a document stands for its id
        if type(value) is not str:
            raise AqlWarning
        names.append(value.partition("/")[0])
    return names[0] == names[1]


@function("CHECK_DOCUMENT", arguments=(1, 1))
def check_document(value: Any) -> bool:
    return type(value) is dict
