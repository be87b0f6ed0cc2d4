"""Functions of numbers."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

from .... import errno
from ..aside import MANY_MEMBERS, in_order
from ..engine.aggregates import moments
from ..errors import AqlWarning
from ..registry import function
from ..values import compare, is_true, number, sort_key, to_number

if TYPE_CHECKING:
    from collections.abc import Callable

_BITS = 32


def _real(name: str, compute: Callable[[float], float]) -> None:
    """Register a function of one number that is null where it has no value."""

    def call(value: Any) -> int | float | None:
        try:
            return number(compute(to_number(value)))
        except (ValueError, OverflowError, ZeroDivisionError, AqlWarning):
            return None

    function(name, arguments=(1, 1))(call)


for _name, _compute in (
    ("FLOOR", math.floor),
    ("CEIL", math.ceil),
    ("ROUND", lambda value: math.floor(value + 0.5)),
    ("ABS", abs),
    ("SQRT", math.sqrt),
    ("LOG", math.log),
    ("LOG2", math.log2),
    ("LOG10", math.log10),
    ("EXP", math.exp),
    ("EXP2", lambda value: 2.0**value),
    ("SIN", math.sin),
    ("COS", math.cos),
    ("TAN", math.tan),
    ("ASIN", math.asin),
    ("ACOS", math.acos),
    ("ATAN", math.atan),
    ("RADIANS", math.radians),
    ("DEGREES", math.degrees),
):
    _real(_name, _compute)


@function("POW", arguments=(2, 2))
def power(base: Any, exponent: Any) -> int | float | None:
    try:
        value = math.pow(to_number(base), to_number(exponent))
    except (ValueError, OverflowError):
        return None
    return number(value)


@function("ATAN2", arguments=(2, 2))
def atan2(y: Any, x: Any) -> float:
    return number(math.atan2(to_number(y), to_number(x)))


@function("PI", arguments=(0, 0))
def pi() -> float:
    return math.pi


@function("RAND", arguments=(0, 0), deterministic=False)
def rand() -> float:
    return random.random()  # noqa: S311  # RAND is no secret


def _is_long_range(start: Any, stop: Any, step: Any = None) -> bool:
    width = 1 if step is None else to_number(step)
    return abs(to_number(stop) - to_number(start)) > MANY_MEMBERS * abs(width)


@function("RANGE", arguments=(2, 3), lengthy=_is_long_range)
def make_range(start: Any, stop: Any, step: Any = None) -> list[int | float]:
    first, last = to_number(start), to_number(stop)
    if step is None:
        first, last = int(first), int(last)
        width: int | float = 1 if first <= last else -1
    else:
        width = to_number(step)
    if width == 0 or (width > 0) != (first <= last):
        if first == last and width != 0:
            return [number(first)]
        raise AqlWarning
    count = int((last - first) / width) + 1
    if count > 10_000_000:
        raise AqlWarning(errno.RESOURCE_LIMIT, "too many elements in range")
    return [number(first + index * width) for index in range(count)]


# Of all numbers of an array


def _numbers(values: Any) -> list[int | float]:
    """The numbers of an array, without nulls.

    Raises:
        AqlWarning: Where it is no array; 1561 where something in it is no number.
    """
    if type(values) is not list:
        raise AqlWarning
    for value in values:
        if value is not None and type(value) not in {int, float}:
            raise AqlWarning(errno.QUERY_INVALID_ARITHMETIC_VALUE, "invalid arithmetic value")
    return [value for value in values if value is not None]


def _product(numbers: list[int | float]) -> int | float:
    product: int | float = 1
    for value in numbers:
        product = number(product * value)
    return product


def _of_array(*names: str, compute: Callable[[list[int | float]], Any]) -> None:
    function(*names, arguments=(1, 1))(lambda values: compute(_numbers(values)))


_of_array("SUM", compute=lambda values: number(moments(values).sum))
_of_array("PRODUCT", compute=_product)
_of_array("AVERAGE", "AVG", compute=lambda values: moments(values).average())
_of_array("VARIANCE_SAMPLE", compute=lambda values: moments(values).variance(sample=True))
_of_array(
    "VARIANCE_POPULATION", "VARIANCE", compute=lambda values: moments(values).variance(sample=False)
)
_of_array("STDDEV_SAMPLE", compute=lambda values: moments(values).deviation(sample=True))
_of_array(
    "STDDEV_POPULATION", "STDDEV", compute=lambda values: moments(values).deviation(sample=False)
)


@function("MIN", arguments=(1, 1))
def minimum(values: Any) -> Any:
    if type(values) is not list:
        raise AqlWarning
    present = [value for value in values if value is not None]
    return min(present, key=sort_key) if present else None


@function("MAX", arguments=(1, 1))
def maximum(values: Any) -> Any:
    if type(values) is not list:
        raise AqlWarning
    return max(values, key=sort_key) if values else None


@function("MEDIAN", arguments=(1, 1))
def median(values: Any) -> int | float | None:
    numbers = in_order(_numbers(values), float)
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return number(numbers[middle])
    return number((numbers[middle - 1] + numbers[middle]) / 2)


@function("PERCENTILE", arguments=(2, 3))
def percentile(values: Any, rank: Any, method: Any = "rank") -> int | float | None:
    numbers: list[int | float] = in_order(_numbers(values), float)
    if type(rank) not in {int, float} or not 0 < rank <= 100:
        raise AqlWarning
    percent = float(rank)
    if not numbers:
        return None
    if method == "interpolation":
        place = percent / 100 * (len(numbers) + 1)
        whole = int(place)
        if whole >= len(numbers):
            return numbers[-1]
        if whole <= 0:
            return None
        low, high = numbers[whole - 1], numbers[whole]
        return number(low + (place - whole) * (high - low))
    if method != "rank":
        raise AqlWarning
    place = math.ceil(percent / 100 * len(numbers))
    return numbers[min(max(place, 1), len(numbers)) - 1]


# Vectors


def _vectors(first: Any, second: Any) -> list[tuple[float, float]]:
    if type(first) is not list or type(second) is not list or len(first) != len(second):
        raise AqlWarning
    if any(type(value) not in {int, float} for value in (*first, *second)):
        raise AqlWarning
    return list(zip(first, second, strict=True))


def _rows(first: Any, second: Any, compute: Callable[[Any, Any], Any]) -> Any:
    """A function of two vectors, or of a matrix's rows with a vector."""
    if type(first) is list and first and type(first[0]) is list:
        return [compute(row, second) for row in first]
    if type(second) is list and second and type(second[0]) is list:
        return [compute(first, row) for row in second]
    return compute(first, second)


@function("COSINE_SIMILARITY", arguments=(2, 2))
def cosine_similarity(first: Any, second: Any) -> Any:
    def compute(one: Any, other: Any) -> int | float:
        pairs = _vectors(one, other)
        dot = sum(a * b for a, b in pairs)
        lengths = math.hypot(*(a for a, _ in pairs)) * math.hypot(*(b for _, b in pairs))
        if lengths == 0:
            raise AqlWarning
        return number(dot / lengths)

    return _rows(first, second, compute)


@function("L1_DISTANCE", arguments=(2, 2))
def l1_distance(first: Any, second: Any) -> Any:
    return _rows(first, second, lambda a, b: number(sum(abs(x - y) for x, y in _vectors(a, b))))


@function("L2_DISTANCE", arguments=(2, 2))
def l2_distance(first: Any, second: Any) -> Any:
    return _rows(
        first, second, lambda a, b: number(math.hypot(*(x - y for x, y in _vectors(a, b))))
    )


# Bits


def _bits(value: Any) -> int:
    if type(value) not in {int, float} or value != int(value) or not 0 <= value < 2**_BITS:
        raise AqlWarning
    return int(value)


def _combined(name: str, combine: Callable[[int, int], int]) -> None:
    def call(first: Any, second: Any = None) -> int | None:
        if second is not None:
            return combine(_bits(first), _bits(second))
        if type(first) is not list:
            raise AqlWarning
        values = [_bits(value) for value in first if value is not None]
        if not values:
            return None
        combined = values[0]
        for value in values[1:]:
            combined = combine(combined, value)
        return combined

    function(name, arguments=(1, 2))(call)


_combined("BIT_AND", lambda a, b: a & b)
_combined("BIT_OR", lambda a, b: a | b)
_combined("BIT_XOR", lambda a, b: a ^ b)


def _width(value: Any) -> int:
    if type(value) not in {int, float} or not 0 <= value <= _BITS:
        raise AqlWarning
    return int(value)


@function("BIT_NEGATE", arguments=(2, 2))
def bit_negate(value: Any, bits: Any) -> int:
    return ~_bits(value) & (1 << _width(bits)) - 1


@function("BIT_TEST", arguments=(2, 2))
def bit_test(value: Any, index: Any) -> bool:
    return bool(_bits(value) >> min(_width(index), _BITS - 1) & 1)


@function("BIT_POPCOUNT", arguments=(1, 1))
def bit_popcount(value: Any) -> int:
    return _bits(value).bit_count()


@function("BIT_SHIFT_LEFT", arguments=(3, 3))
def bit_shift_left(value: Any, shift: Any, bits: Any) -> int:
    return _bits(value) << _width(shift) & (1 << _width(bits)) - 1


@function("BIT_SHIFT_RIGHT", arguments=(3, 3))
def bit_shift_right(value: Any, shift: Any, bits: Any) -> int:
    return _bits(value) >> _width(shift) & (1 << _width(bits)) - 1


@function("BIT_CONSTRUCT", arguments=(1, 1))
def bit_construct(positions: Any) -> int:
    if type(positions) is not list:
        raise AqlWarning
    value = 0
    for position in positions:
        if type(position) not in {int, float} or not 0 <= position < _BITS:
            raise AqlWarning
        value |= 1 << int(position)
    return value


@function("BIT_DECONSTRUCT", arguments=(1, 1))
def bit_deconstruct(value: Any) -> list[int]:
    bits = _bits(value)
    return [position for position in range(_BITS) if bits >> position & 1]


@function("BIT_TO_STRING", arguments=(2, 2))
def bit_to_string(value: Any, bits: Any) -> str:
    width = _width(bits)
    return f"{_bits(value) & (1 << width) - 1:0{width}b}" if width else ""


@function("BIT_FROM_STRING", arguments=(1, 1))
def bit_from_string(value: Any) -> int:
    if type(value) is not str or len(value) > _BITS or set(value) - {"0", "1"} or not value:
        raise AqlWarning
    return int(value, 2)


@function("IN_RANGE", arguments=(5, 5))
def in_range(value: Any, low: Any, high: Any, with_low: Any, with_high: Any) -> bool:
    below, above = compare(low, value), compare(value, high)
    return (below < 0 or (below == 0 and is_true(with_low))) and (
        above < 0 or (above == 0 and is_true(with_high))
    )
