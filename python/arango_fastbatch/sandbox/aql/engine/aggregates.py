"""The aggregate functions of COLLECT and WINDOW."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .... import errno
from ..aside import MANY_MEMBERS, LengthyError, gathered, in_order
from ..errors import UNCOMPUTED, AqlWarning, fault
from ..values import compare, distinct_key, number, sort_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import Context

__all__ = ["Aggregator", "Moments", "aggregator", "moments"]


class Aggregator:
    """Adds up the values of a group.

    Null counts for nothing; what is no number makes a sum null, with a warning.
    """

    @property
    def is_long(self) -> bool:
        """Whether there is much to do in the end."""
        return False

    def add(self, value: Any) -> None:
        """Take one value."""
        raise NotImplementedError

    def value(self) -> Any:
        """What it comes to."""
        raise NotImplementedError

    def result(self, context: Context) -> Any:
        """What it comes to, null with a warning where it cannot be computed.

        Raises:
            LengthyError: It takes long.
        """
        if self.is_long and not context.patient:
            raise LengthyError
        try:
            return self.value()
        except UNCOMPUTED as problem:
            return context.warned(problem)


class _Count(Aggregator):
    def __init__(self) -> None:
        self._count = 0

    def add(self, value: Any) -> None:
        self._count += 1

    def value(self) -> int:
        return self._count


class _Best(Aggregator):
    """MIN and MAX: the first of the values that are not null, in either direction."""

    def __init__(self, sign: int) -> None:
        self._sign = sign
        self._best: Any = None

    def add(self, value: Any) -> None:
        if value is not None and (
            self._best is None or compare(value, self._best) * self._sign > 0
        ):
            self._best = value

    def value(self) -> Any:
        return self._best


class Moments:
    """Count, sum, mean and squared deviations of numbers, as they come (Welford's way).

    Nothing has to be gone through again in the end.
    """

    def __init__(self) -> None:
        self.count = 0
        self.sum: int | float = 0
        self._mean = 0.0
        self._squares = 0.0

    def add(self, value: float) -> None:
        """Take a number."""
        self.count += 1
        self.sum += value
        difference = value - self._mean
        self._mean += difference / self.count
        self._squares += difference * (value - self._mean)

    def average(self) -> int | float | None:
        """The mean: null of nothing."""
        return number(self.sum / self.count) if self.count else None

    def variance(self, *, sample: bool) -> int | float | None:
        """The variance, of the population or of a sample of it: null of too little."""
        count = self.count - sample
        return number(self._squares / count) if count > 0 else None

    def deviation(self, *, sample: bool) -> int | float | None:
        """The standard deviation."""
        squared = self.variance(sample=sample)
        return None if squared is None else number(math.sqrt(squared))


class _Numbers(Aggregator):
    """Those that reckon with numbers."""

    def __init__(self, compute: Callable[[Moments], Any]) -> None:
        self._compute = compute
        self._moments = Moments()
        self._invalid = False

    def add(self, value: Any) -> None:
        if type(value) in {int, float}:
            self._moments.add(value)
        elif value is not None:
            self._invalid = True

    def value(self) -> Any:
        if self._invalid:
            raise AqlWarning(errno.QUERY_INVALID_ARITHMETIC_VALUE, "invalid arithmetic value")
        return self._compute(self._moments)


class _Distinct(Aggregator):
    """UNIQUE and its kin: each value once."""

    def __init__(self, finish: Callable[[list[Any]], Any]) -> None:
        self._finish = finish
        self._values: dict[Any, Any] = {}

    def add(self, value: Any) -> None:
        self._values.setdefault(distinct_key(value), value)

    @property
    def is_long(self) -> bool:
        """Whether there are many values."""
        return len(self._values) > MANY_MEMBERS

    def value(self) -> Any:
        values = gathered(self._values.values())
        while self._values:  # not all at once: that takes its time
            self._values.popitem()
        return self._finish(values)


class _Push(Aggregator):
    def __init__(self) -> None:
        self._values: list[Any] = []

    def add(self, value: Any) -> None:
        self._values.append(value)

    def value(self) -> list[Any]:
        return self._values


class _Bits(Aggregator):
    """BIT_AND, BIT_OR, BIT_XOR."""

    def __init__(self, combine: Callable[[int, int], int]) -> None:
        self._combine = combine
        self._bits: int | None = None
        self._invalid = False

    def add(self, value: Any) -> None:
        if value is None:
            return
        if type(value) not in {int, float} or value != int(value) or not 0 <= value < 2**32:
            self._invalid = True
            return
        self._bits = int(value) if self._bits is None else self._combine(self._bits, int(value))

    def value(self) -> int | None:
        if self._invalid:
            raise AqlWarning(errno.QUERY_INVALID_ARITHMETIC_VALUE, "invalid arithmetic value")
        return self._bits


def moments(numbers: list[float]) -> Moments:
    """The moments of an array of numbers."""
    found = Moments()
    for value in numbers:
        found.add(value)
    return found


_MAKERS: dict[str, Callable[[], Aggregator]] = {
    "LENGTH": _Count,
    "COUNT": _Count,
    "MIN": lambda: _Best(-1),
    "MAX": lambda: _Best(1),
    "SUM": lambda: _Numbers(lambda m: number(m.sum)),
    "AVERAGE": lambda: _Numbers(Moments.average),
    "AVG": lambda: _Numbers(Moments.average),
    "VARIANCE_POPULATION": lambda: _Numbers(lambda m: m.variance(sample=False)),
    "VARIANCE": lambda: _Numbers(lambda m: m.variance(sample=False)),
    "VARIANCE_SAMPLE": lambda: _Numbers(lambda m: m.variance(sample=True)),
    "STDDEV_POPULATION": lambda: _Numbers(lambda m: m.deviation(sample=False)),
    "STDDEV": lambda: _Numbers(lambda m: m.deviation(sample=False)),
    "STDDEV_SAMPLE": lambda: _Numbers(lambda m: m.deviation(sample=True)),
    "UNIQUE": lambda: _Distinct(lambda values: values),
    "SORTED_UNIQUE": lambda: _Distinct(lambda values: in_order(values, sort_key)),
    "COUNT_DISTINCT": lambda: _Distinct(len),
    "COUNT_UNIQUE": lambda: _Distinct(len),
    "PUSH": _Push,
    "BIT_AND": lambda: _Bits(lambda a, b: a & b),
    "BIT_OR": lambda: _Bits(lambda a, b: a | b),
    "BIT_XOR": lambda: _Bits(lambda a, b: a ^ b),
}


def aggregator(name: str) -> Callable[[], Aggregator]:
    """What makes an aggregator.

    Args:
        name: The function's name.

    Returns:
        A function that makes a new one.

    Raises:
        ArangoFault: 1574 where it aggregates nothing.
    """
    maker = _MAKERS.get(name)
    if maker is None:
        text = "unknown aggregate function used"
        raise fault(errno.QUERY_INVALID_AGGREGATE_EXPRESSION, text)
    return maker
