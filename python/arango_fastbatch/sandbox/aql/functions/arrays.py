"""Functions of arrays."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

from typing import Any

from ..aside import in_order
from ..errors import AqlWarning
from ..registry import MANY, function, never
from ..values import distinct_key, equal, is_true, sort_key, to_number, to_text


def _array(value: Any) -> list[Any]:
    if type(value) is not list:
        raise AqlWarning
    return value


def _distinct(values: list[Any]) -> list[Any]:
    found: dict[Any, Any] = {}
    for value in values:
        found.setdefault(distinct_key(value), value)
    return list(found.values())


@function("LENGTH", "COUNT", arguments=(1, 1), lengthy=never)
def length(value: Any) -> int:
    kind = type(value)
    if kind in {list, dict, str}:
        return len(value)
    if value is None:
        return 0
    if kind is bool:
        return int(value)
    return len(to_text(value))


@function("FIRST", arguments=(1, 1), lengthy=never)
def first(values: Any) -> Any:
    array = _array(values)
    return array[0] if array else None


@function("LAST", arguments=(1, 1), lengthy=never)
def last(values: Any) -> Any:
    array = _array(values)
    return array[-1] if array else None


@function("NTH", arguments=(2, 2), lengthy=never)
def nth(values: Any, place: Any) -> Any:
    array, index = _array(values), int(to_number(place))
    return array[index] if 0 <= index < len(array) else None


@function("POSITION", "CONTAINS_ARRAY", arguments=(2, 3))
def position(values: Any, search: Any, return_index: Any = False) -> bool | int:
    place = next((i for i, value in enumerate(_array(values)) if equal(value, search)), -1)
    return place if is_true(return_index) else place >= 0


@function("SLICE", arguments=(2, 3))
def slice_(values: Any, start: Any, count: Any = None) -> list[Any]:
    array, begin = _array(values), int(to_number(start))
    if begin < 0:
        begin = max(0, len(array) + begin)
    if count is None:
        return array[begin:]
    size = int(to_number(count))
    return array[begin : begin + size] if size >= 0 else array[begin : len(array) + size]


@function("REVERSE", arguments=(1, 1))
def reverse(value: Any) -> list[Any] | str | None:
    if type(value) is list:
        return value[::-1]
    if type(value) is str:
        return value[::-1]
    raise AqlWarning


@function("UNIQUE", arguments=(1, 1))
def unique(values: Any) -> list[Any]:
    return _distinct(_array(values))


@function("SORTED", arguments=(1, 1))
def sorted_(values: Any) -> list[Any]:
    return in_order(_array(values), sort_key)


@function("SORTED_UNIQUE", arguments=(1, 1))
def sorted_unique(values: Any) -> list[Any]:
    return in_order(_distinct(_array(values)), sort_key)


@function("COUNT_DISTINCT", "COUNT_UNIQUE", arguments=(1, 1))
def count_distinct(values: Any) -> int:
    return len(set(map(distinct_key, _array(values))))


@function("FLATTEN", arguments=(1, 2))
def flatten(values: Any, depth: Any = 1) -> list[Any]:
    levels = max(1, int(to_number(depth)))
    flat = _array(values)
    while levels and any(type(value) is list for value in flat):
        flat = [member for value in flat for member in (value if type(value) is list else [value])]
        levels -= 1
    return list(flat)


# Changed copies


def _or_empty(values: Any) -> list[Any]:
    return [] if values is None else _array(values)


@function("PUSH", arguments=(2, 3))
def push(values: Any, value: Any, only_new: Any = False) -> list[Any]:
    array = _or_empty(values)
    if is_true(only_new) and any(equal(value, other) for other in array):
        return array
    return [*array, value]


@function("APPEND", arguments=(2, 3))
def append(values: Any, more: Any, only_new: Any = False) -> list[Any]:
    array = _or_empty(values)
    added = more if type(more) is list else [] if more is None else [more]
    if not is_true(only_new):
        return [*array, *added]
    known = set(map(distinct_key, array))
    return [*array, *(v for v in _distinct(added) if distinct_key(v) not in known)]


@function("UNSHIFT", arguments=(2, 3))
def unshift(values: Any, value: Any, only_new: Any = False) -> list[Any]:
    array = _or_empty(values)
    if is_true(only_new) and any(equal(value, other) for other in array):
        return array
    return [value, *array]


@function("POP", arguments=(1, 1))
def pop(values: Any) -> list[Any] | None:
    return None if values is None else _array(values)[:-1]


@function("SHIFT", arguments=(1, 1))
def shift(values: Any) -> list[Any] | None:
    return None if values is None else _array(values)[1:]


@function("REMOVE_VALUE", arguments=(2, 3))
def remove_value(values: Any, value: Any, limit: Any = None) -> list[Any]:
    left = -1 if limit is None else int(to_number(limit))
    kept = []
    for member in _or_empty(values):
        if left != 0 and equal(member, value):
            left -= 1
        else:
            kept.append(member)
    return kept


@function("REMOVE_VALUES", arguments=(2, 2))
def remove_values(values: Any, removed: Any) -> list[Any]:
    array = _or_empty(values)
    if removed is None:
        return array
    keys = set(map(distinct_key, _array(removed)))
    return [value for value in array if distinct_key(value) not in keys]


@function("REMOVE_NTH", arguments=(2, 2))
def remove_nth(values: Any, place: Any) -> list[Any]:
    array, index = _or_empty(values), int(to_number(place))
    if not -len(array) <= index < len(array):
        return array
    index %= len(array)
    return [*array[:index], *array[index + 1 :]]


@function("REPLACE_NTH", arguments=(3, 4))
def replace_nth(values: Any, place: Any, value: Any, default: Any = None) -> list[Any]:
    array, index = list(_array(values)), int(to_number(place))
    if index < 0:
        index = max(0, len(array) + index)
    if index - len(array) > 1_000_000:
        raise AqlWarning
    array.extend([default] * (index - len(array)))
    array[index : index + 1] = [value]
    return array


@function("INTERLEAVE", arguments=(2, MANY))
def interleave(*arrays: Any) -> list[Any]:
    lists = [_array(values) for values in arrays]
    longest = max(map(len, lists))
    return [values[i] for i in range(longest) for values in lists if i < len(values)]


# Sets


@function("UNION", arguments=(2, MANY))
def union(*arrays: Any) -> list[Any]:
    return [value for values in arrays for value in _array(values)]


@function("UNION_DISTINCT", arguments=(2, MANY))
def union_distinct(*arrays: Any) -> list[Any]:
    return _distinct(union(*arrays))


@function("INTERSECTION", arguments=(2, MANY))
def intersection(*arrays: Any) -> list[Any]:
    others = [set(map(distinct_key, _array(values))) for values in arrays]
    return [
        value
        for value in _distinct(arrays[0])
        if all(distinct_key(value) in keys for keys in others)
    ]


@function("MINUS", arguments=(2, MANY))
def minus(first_array: Any, *arrays: Any) -> list[Any]:
    gone = {distinct_key(value) for values in arrays for value in _array(values)}
    return [v for v in _distinct(_array(first_array)) if distinct_key(v) not in gone]


@function("OUTERSECTION", arguments=(2, MANY))
def outersection(*arrays: Any) -> list[Any]:
    counts: dict[Any, int] = {}
    for values in arrays:
        for key in set(map(distinct_key, _array(values))):
            counts[key] = counts.get(key, 0) + 1
    return [v for v in _distinct(union(*arrays)) if counts[distinct_key(v)] == 1]


@function("JACCARD", arguments=(2, 2))
def jaccard(one: Any, other: Any) -> float:
    first_keys = set(map(distinct_key, _array(one)))
    second_keys = set(map(distinct_key, _array(other)))
    either = len(first_keys | second_keys)
    return len(first_keys & second_keys) / either if either else 1


# Fallbacks


@function("NOT_NULL", arguments=(1, MANY), lengthy=never)
def not_null(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


@function("FIRST_LIST", arguments=(1, MANY), lengthy=never)
def first_list(*values: Any) -> Any:
    return next((value for value in values if type(value) is list), None)


@function("FIRST_DOCUMENT", arguments=(1, MANY), lengthy=never)
def first_document(*values: Any) -> Any:
    return next((value for value in values if type(value) is dict), None)
