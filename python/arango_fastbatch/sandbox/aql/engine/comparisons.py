"""Closures that compare: ==, <, IN, and the comparisons of array members."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from ..aside import LengthyError, is_long
from ..values import compare, equal, less, to_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import Row
    from .compiled import Evaluate

__all__ = ["array_comparison", "comparison", "membership"]

#: Arrays shorter than this are searched member by member.
_SMALL = 8
_PIECE = 8192
_SCALARS = {type(None), bool, int, float, str}

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": less,
    "<=": lambda left, right: compare(left, right) <= 0,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: compare(left, right) >= 0,
    "in": lambda left, right: _contains(right, left),
    "not in": lambda left, right: type(right) is list and not _contains(right, left),
}
_ORDERED: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _demand_time(row: Row, *values: Any) -> None:
    """Demand that this may take its time, where values are long.

    Raises:
        LengthyError: It may not.
    """
    if not row[0].patient and any(map(is_long, values)):
        raise LengthyError


def _contains(array: Any, value: Any) -> bool:
    return type(array) is list and any(equal(value, member) for member in array)


def comparison(sign: str, left: Evaluate, right: Evaluate, literal: Any) -> Evaluate:
    """A closure for ``left sign right``.

    Args:
        sign: The operator.
        left: The left operand.
        right: The right operand.
        literal: The right operand's value, if that is a literal and not null.

    Returns:
        The closure.
    """
    kind = type(literal)
    if sign in {"==", "!="}:
        wanted = sign == "=="
        if kind is str or (kind in {int, float} and literal not in {0, 1}):
            # Python's == means the same here: only a text equals a text, no bool equals the number
            if wanted:
                return lambda row: left(row) == literal
            return lambda row: left(row) != literal

        def run_equal(row: Row) -> bool:
            first, second = left(row), right(row)
            kind = type(first)
            if kind is type(second) and kind in _SCALARS:
                return (first == second) is wanted
            _demand_time(row, first, second)
            return equal(first, second) is wanted

        return run_equal
    ordered, slow = _ORDERED[sign], _COMPARE[sign]
    numbers = {int, float}

    def run(row: Row) -> bool:
        first, second = left(row), right(row)
        if type(first) in numbers and type(second) in numbers:
            return bool(ordered(first, second))
        _demand_time(row, first, second)
        return slow(first, second)

    return run


def membership(left: Evaluate, right: Evaluate, *, negated: bool) -> Evaluate:
    """A closure for ``left IN right`` or ``left NOT IN right``.

    Args:
        left: The value looked for.
        right: The array; anything else makes both operators false.
        negated: NOT IN.

    Returns:
        The closure.
    """
    slow = _COMPARE["not in" if negated else "in"]
    memo = object()

    def run(row: Row) -> bool:
        value, array = left(row), right(row)
        if type(array) is not list or len(array) < _SMALL:
            return slow(value, array)
        # rows after rows look into the same array: what it has is kept while they do
        known = row[0].memo.get(memo)
        if known is None or known[0] is not array:
            _demand_time(row, array)
            known = row[0].memo[memo] = array, _scalars(array)
        members = known[1]
        if members is None or type(value) not in _SCALARS:
            _demand_time(row, array)
            return slow(value, array)
        return members.has(value) is not negated

    return run


class _Scalars:
    """The members of an array for look-up, bools apart from the numbers they equal.

    Args:
        array: The array, all of it scalars.
    """

    def __init__(self, array: list[Any]) -> None:
        self._bools: set[bool] = set()
        self._others: set[Any] = set()
        for start in range(0, len(array), _PIECE):  # in pieces: other threads want their turns
            piece = array[start : start + _PIECE]
            self._bools.update([member for member in piece if type(member) is bool])
            self._others.update([member for member in piece if type(member) is not bool])

    def has(self, value: Any) -> bool:
        """Whether a scalar is among them."""
        return value in (self._bools if type(value) is bool else self._others)


def _scalars(array: list[Any]) -> _Scalars | None:
    """The members for look-up, where all are scalars."""
    if any(type(member) not in _SCALARS for member in array):
        return None
    return _Scalars(array)


def array_comparison(
    sign: str, quantifier: str, left: Evaluate, right: Evaluate, least: Evaluate | None
) -> Evaluate:
    """A closure for ``left ALL == right`` and its kin.

    Args:
        sign: The operator.
        quantifier: "all", "any", "none" or "at least".
        left: The array; anything else makes the comparison false.
        right: What its members are compared with.
        least: How many must match, for "at least".

    Returns:
        The closure.
    """
    matches = _COMPARE[sign]

    def run(row: Row) -> bool:
        members, other = left(row), right(row)
        if type(members) is not list or (sign in {"in", "not in"} and type(other) is not list):
            return False
        _demand_time(row, members, other)
        if quantifier == "all":
            return all(matches(member, other) for member in members)
        if quantifier == "any":
            return any(matches(member, other) for member in members)
        if quantifier == "none":
            return not any(matches(member, other) for member in members)
        needed = int(to_number(least(row))) if least is not None else 1
        return sum(matches(member, other) for member in members) >= needed

    return run
