"""Values of AQL: their types, order, casts and arithmetic.

A value is None, a bool, an int, a float, a str, a list or a dict with text keys. Numbers are int
where they are whole and a double holds them exactly; nothing in AQL tells 1 from 1.0.
"""

from __future__ import annotations

import math
import re
from itertools import starmap, zip_longest
from typing import Any

import orjson

from ... import errno
from .collation import collation_key
from .errors import AqlWarning

__all__ = [
    "compare",
    "distinct_key",
    "equal",
    "is_true",
    "less",
    "number",
    "sort_key",
    "to_array",
    "to_json",
    "to_number",
    "to_text",
    "type_name",
]

_RANKS: dict[type, int] = {type(None): 0, bool: 1, int: 2, float: 2, str: 3, list: 4, dict: 5}
_NAMES = {
    type(None): "null",
    bool: "bool",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}
_EXACT = 2**53
_NUMBER = re.compile(r"\s*([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)\s*")


def type_name(value: Any) -> str:
    """The name of a value's type, as TYPENAME gives it."""
    return _NAMES[type(value)]


# Order and equality


def equal(left: Any, right: Any) -> bool:
    """Whether ``left == right`` in AQL.

    Missing members of arrays and missing attributes count as null: ``[] == [null]``.
    """
    kind = type(left)
    if kind is not type(right):
        return _RANKS[kind] == _RANKS[type(right)] and left == right
    if kind is list:
        return all(starmap(equal, zip_longest(left, right)))
    if kind is dict:
        return all(equal(left.get(key), right.get(key)) for key in left.keys() | right.keys())
    return bool(left == right)


def compare(left: Any, right: Any) -> int:
    """Compare two values: negative, zero or positive, in the order null, bool, ..., object."""
    if equal(left, right):
        return 0
    return -1 if sort_key(left) < sort_key(right) else 1


def less(left: Any, right: Any) -> bool:
    """Whether ``left < right`` in AQL."""
    kind = type(left)
    if (kind is int or kind is float) and type(right) in {int, float}:
        return bool(left < right)
    return sort_key(left) < sort_key(right)


class _Descending(str):
    """An attribute's name in a sort key: the object that has the earlier attribute is greater.

    The other one lacks it, so that null stands in its place.
    """

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)

    def __gt__(self, other: str) -> bool:
        return str.__lt__(self, other)


def sort_key(value: Any) -> tuple[Any, ...]:
    """A key by which Python sorts values as AQL does."""
    kind = type(value)
    if kind is int or kind is float:
        return (2, value)
    if kind is str:
        return (3, collation_key(value))
    if kind is list:
        end = len(value)
        while end and value[end - 1] is None:  # missing members count as null
            end -= 1
        return (4, tuple(map(sort_key, value[:end])))
    if kind is dict:
        present = [name for name in sorted(value) if value[name] is not None]
        return (5, tuple((_Descending(name), sort_key(value[name])) for name in present))
    return (_RANKS[kind], value) if value is not None else (0,)


def distinct_key(value: Any) -> Any:
    """A hashable key, the same for values that grouping takes for the same.

    Unlike ``equal`` it tells ``[]`` from ``[null]``, as arangod's hash tables do.
    """
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is list:
        return (4, *map(distinct_key, value))
    if kind is dict:
        return (5, frozenset((k, distinct_key(v)) for k, v in value.items()))
    return (_RANKS[kind], value)


# Casts


def is_true(value: Any) -> bool:
    """The value as a bool: false are null, false, 0 and the empty text."""
    if value is True or value is False:
        return value
    kind = type(value)
    return kind is list or kind is dict or bool(value)


def to_number(value: Any) -> int | float:
    """The value as a number: 0 where it is none."""
    kind = type(value)
    if kind is int or kind is float:
        return value  # type: ignore[no-any-return]  # just tested
    if kind is str:
        return parse_number(value) or 0
    if kind is bool:
        return int(value)
    if kind is list and len(value) == 1:
        return to_number(value[0])
    return 0


def parse_number(text: str) -> int | float | None:
    """The number that a text spells, or None."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    digits = match.group(1)
    try:
        return _integer(int(digits)) if len(digits) < 20 else number(float(digits))
    except ValueError:
        parsed = float(digits)
        return None if math.isinf(parsed) else number(parsed)


def to_text(value: Any) -> str:
    """The value as a text: null is empty, arrays and objects are JSON."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]  # just tested
    if value is None:
        return ""
    return to_json(value)


def to_json(value: Any) -> str:
    """The value as compact JSON, numbers as arangod writes them."""
    if type(value) is float:
        return format_number(value)
    try:
        return orjson.dumps(value).decode()
    except (TypeError, ValueError) as error:
        raise AqlWarning(errno.QUERY_NUMBER_OUT_OF_RANGE, "number out of range") from error


def format_number(value: float) -> str:
    """A double as text: whole ones without a fraction, exponents without leading zeros."""
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return re.sub(r"e([-+])0?", r"e\1", repr(value))


def to_array(value: Any) -> list[Any]:
    """The value as an array: null is empty, an object gives its values."""
    kind = type(value)
    if kind is list:
        return value  # type: ignore[no-any-return]  # just tested
    if value is None:
        return []
    if kind is dict:
        return list(value.values())
    return [value]


# Numbers


def number(value: float) -> int | float:
    """A computed number as a value: whole doubles become integers.

    Raises:
        AqlWarning: 1504 where it is infinite or no number.
    """
    if type(value) is int:
        return _integer(value)
    if value.is_integer():
        return int(value) if abs(value) < _EXACT else float(value)
    if math.isfinite(value):
        return value
    raise AqlWarning(errno.QUERY_NUMBER_OUT_OF_RANGE, "number out of range")


def _integer(value: int) -> int | float:
    """An integer as a value: over 64 bits it is a double."""
    if -(2**63) <= value < 2**63:
        return value
    try:
        return float(value)
    except OverflowError:
        raise AqlWarning(errno.QUERY_NUMBER_OUT_OF_RANGE, "number out of range") from None


def add(left: Any, right: Any) -> int | float:
    """``left + right``."""
    return number(to_number(left) + to_number(right))


def subtract(left: Any, right: Any) -> int | float:
    """``left - right``."""
    return number(to_number(left) - to_number(right))


def multiply(left: Any, right: Any) -> int | float:
    """``left * right``."""
    return number(to_number(left) * to_number(right))


def divide(left: Any, right: Any) -> int | float:
    """``left / right``.

    Raises:
        AqlWarning: 1562 where the divisor is 0.
    """
    dividend, divisor = to_number(left), to_number(right)
    if divisor == 0:
        raise AqlWarning(errno.QUERY_DIVISION_BY_ZERO, "division by zero")
    try:
        return number(dividend / divisor)
    except OverflowError:
        raise AqlWarning(errno.QUERY_NUMBER_OUT_OF_RANGE, "number out of range") from None


def modulo(left: Any, right: Any) -> int | float:
    """``left % right``, with the sign of the dividend.

    Raises:
        AqlWarning: 1562 where the divisor is 0.
    """
    dividend, divisor = to_number(left), to_number(right)
    if divisor == 0:
        raise AqlWarning(errno.QUERY_DIVISION_BY_ZERO, "division by zero")
    if type(dividend) is int and type(divisor) is int:
        remainder = abs(dividend) % abs(divisor)
        return -remainder if dividend < 0 else remainder
    return number(math.fmod(dividend, divisor))
