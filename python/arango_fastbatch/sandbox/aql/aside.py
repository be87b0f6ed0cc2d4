"""What would keep others waiting: it is computed aside, in a thread of its own.

A run takes turns with everything else that its event loop does, but one call of a function over a
large array, or one regular expression, cannot be interrupted. So whatever may take long says so,
before it begins, by a `LengthyError`. The step that wants the value has the whole expression
computed `Aside` and goes on when that is done; threads take turns by themselves.
"""

from __future__ import annotations

from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .context import Context

__all__ = [
    "MANY_MEMBERS",
    "Aside",
    "LengthyError",
    "at_once",
    "gathered",
    "in_order",
    "is_long",
]

#: An array or object of more members is long: functions take some 100 ns to 1 µs for each.
MANY_MEMBERS = 4000
#: A text of more characters is long.
MANY_CHARACTERS = 50_000

_PIECE = 8192
_LIMITS: dict[type[Any], int] = {
    list: MANY_MEMBERS,
    dict: MANY_MEMBERS,
    str: MANY_CHARACTERS,
}


class LengthyError(Exception):
    """An expression would take long. Nothing of it has been computed that could not be again."""


def is_long(value: Any) -> bool:
    """Whether going through a value takes long."""
    limit = _LIMITS.get(type(value))
    return limit is not None and len(value) > limit


class Aside:
    """Something that takes long, for whoever drives a run to call in another thread.

    Args:
        compute: Gives the value; it has no `LengthyError` to fear.
        context: The run.
    """

    def __init__(self, compute: Callable[[], Any], context: Context) -> None:
        self._compute = compute
        self._context = context
        self._value: Any = None
        self._problem: BaseException | None = None

    def run(self) -> None:
        """Compute it; whatever is raised is kept for `value`."""
        try:
            self._value = at_once(self._compute, self._context)
        except BaseException as problem:  # `value` raises it in the run's own thread
            self._problem = problem

    def value(self) -> Any:
        """The value, after `run`."""
        if self._problem is not None:
            raise self._problem
        return self._value


def at_once(compute: Callable[[], Any], context: Context) -> Any:
    """What a function gives, however long it takes."""
    before, context.patient = context.patient, True
    try:
        return compute()
    finally:
        context.patient = before


# What a single step of the interpreter does, no other thread can come between: even aside, much is
# done in pieces.


def gathered(members: Iterable[Any]) -> list[Any]:
    """An array of so many members."""
    rest, array = iter(members), []
    while piece := list(islice(rest, _PIECE)):
        array += piece
    return array


def in_order(members: list[Any], key: Callable[[Any], Any]) -> list[Any]:
    """The members sorted by a key."""
    if len(members) <= _PIECE:
        return sorted(members, key=key)
    pieces = [
        sorted(((key(member), place) for place, member in enumerate(members[at : at + _PIECE], at)))
        for at in range(0, len(members), _PIECE)
    ]
    return [members[place] for _, place in merge(*pieces)]
