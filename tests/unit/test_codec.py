"""JSON: all that the standard library writes, as fast as orjson, and never a silent null."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import json
import math
import uuid
from collections import OrderedDict, UserDict, namedtuple
from typing import Any

import pytest

from arango_fastbatch import codec
from arango_fastbatch.exceptions import SerializationError

NAN, INF = float("nan"), float("inf")


@dataclasses.dataclass
class Point:
    x: Any
    y: Any = 0


@dataclasses.dataclass
class Slotted:
    __slots__ = ("x",)
    x: Any


@dataclasses.dataclass
class Private:
    x: Any
    _hidden: Any = NAN


class Colour(enum.Enum):
    RED = "red"
    NAN = NAN


class Number(enum.IntEnum):
    ONE = 1


class Text(str):
    __slots__ = ()


Pair = namedtuple("Pair", "a b")


# --- As the standard library has it

COMMON: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    1e300,
    "",
    "ä日本🦦\u2028",
    '\0\x01"\\/\b\f\n\r\t\x7f',
    [],
    {},
    [1, [2, [3, None]]],
    {"a": {"b": [None, {"c": "null"}]}},
    (1, 2),
    Pair(1, 2),
    OrderedDict(b=1, a=2),
    Text("x"),
    {Text("x"): Text("y")},
    Number.ONE,
    2**63 - 1,
    2**64 - 1,
    -(2**63),
]
ONLY_JSON: list[Any] = [
    2**64,
    -(2**63) - 1,
    10**40,
    {1: "a", 2.5: "b", False: "c", None: "d"},
    {"deep": [{"er": {2**70: 2**70}}]},
    "\ud800",
    {"\udfff": "a\ud800b"},
    {"null": None, "big": 2**70},
]


@pytest.mark.parametrize("value", COMMON + ONLY_JSON, ids=lambda value: ascii(value)[:30])
def test_writes_what_json_writes(value: Any) -> None:
    assert json.loads(codec.dumps(value)) == json.loads(json.dumps(value))


def test_lone_surrogates_survive_both_ways() -> None:
    data = codec.dumps({"a": "\ud800"})
    assert data == b'{"a": "\\ud800"}'
    assert codec.loads(data) == {"a": "\ud800"}
    assert codec.decode(data) == {"a": "\ud800"}


@pytest.mark.parametrize("depth", [10, 250, 260, 900])
def test_depth(depth: int) -> None:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    assert codec.dumps(value) == b"[" * depth + b"1" + b"]" * depth


# --- Beyond it: the listed gains

MOMENT = datetime.datetime(2024, 2, 29, 12, 30, 1, 5, tzinfo=datetime.timezone.utc)
ID = uuid.UUID("12345678-1234-5678-1234-567812345678")
GAINS: list[tuple[Any, Any]] = [
    (MOMENT, "2024-02-29T12:30:01.000005+00:00"),
    (MOMENT.date(), "2024-02-29"),
    (MOMENT.time(), "12:30:01.000005"),
    (ID, str(ID)),
    (Colour.RED, "red"),
    (Point(1, [2]), {"x": 1, "y": [2]}),
    (Slotted(3), {"x": 3}),
    (Private(1, 2), {"x": 1}),
    (Point(Point(MOMENT)), {"x": {"x": "2024-02-29T12:30:01.000005+00:00", "y": 0}, "y": 0}),
]


@pytest.mark.parametrize(("value", "read"), GAINS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("beside", [0, 2**70], ids=["by orjson", "by json"])
def test_gains(value: Any, read: Any, beside: int) -> None:
    """Whatever else the document holds: one thing that orjson refuses changes nothing for them."""
    assert json.loads(codec.dumps({"value": value, "beside": beside})) == {
        "value": read,
        "beside": beside,
    }


def test_gains_with_what_only_json_writes_inside() -> None:
    value = Point(2**70, {1: Slotted(-(2**70))})
    assert json.loads(codec.dumps(value)) == {"x": 2**70, "y": {"1": {"x": -(2**70)}}}


# --- NaN and the infinities

WHERE: list[tuple[Any, str]] = [
    (NAN, r"nan at \$"),
    ({"a": INF}, r"inf at \$\.a;"),
    ({"a": [1, {"b": (0, -INF)}]}, r"-inf at \$\.a\[1\]\.b\[1\]"),
    ([None, [None, NAN]], r"nan at \$\[1\]\[1\]"),
    ({"p": Point(1, NAN)}, r"nan at \$\.p\.y"),
    ({"p": Slotted(NAN)}, r"nan at \$\.p\.x"),
    ({"c": Colour.NAN}, r"nan at \$\.c"),
    ({"a": [NAN] * 3, "b": NAN}, r"nan at \$\.a\[0\]"),
    ({"null": None, "z": NAN}, r"nan at \$\.z"),
    ({1: {2: NAN}}, r"nan at \$\.1\.2"),
]


@pytest.mark.parametrize(("value", "where"), WHERE)
@pytest.mark.parametrize("beside", [0, 2**70, "\ud800"], ids=["plain", "large", "surrogate"])
def test_no_number_that_json_lacks(value: Any, where: str, beside: Any) -> None:
    """Refused by name and place, whichever library writes the rest."""
    with pytest.raises(SerializationError, match=where):
        codec.dumps(value)
    if isinstance(value, dict):
        with pytest.raises(SerializationError, match=where):
            codec.dumps({**value, "beside": beside})


def test_none_stays_null() -> None:
    value = {"a": None, "null": "null", "b": [None, {"c": None}], "d": 1.5}
    assert json.loads(codec.dumps(value)) == value


def test_private_attributes_do_not_count() -> None:
    assert codec.dumps({"p": Private(None)}) == b'{"p":{"x":null}}'


def test_nan_as_a_key() -> None:
    with pytest.raises(SerializationError):
        codec.dumps({NAN: 1})


@pytest.mark.parametrize("shared", [[None], {"a": None}])
def test_looking_for_nan_ends(shared: Any) -> None:
    """Shared values are looked at once: what is a small graph must not become a large tree."""
    value = shared
    for _ in range(60):
        value = [value, value]
    codec.refuse_nan(value)


# --- What nobody can write


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (object(), "object"),
        ({"a": {1, 2}}, "set"),
        (b"bytes", "bytes"),
        ({"a": decimal.Decimal(1)}, "Decimal"),
        (1j, "complex"),
        ({b"bytes": 1}, "bytes"),
        ({(1, 2): 1}, "tuple"),
        ({"a": UserDict(b=1)}, "UserDict"),
        (print, "builtin"),
        (Point, "type"),
        ({"a": 2**70, "b": object()}, "object"),
    ],
)
def test_what_cannot_be_written(value: Any, reason: str) -> None:
    with pytest.raises(SerializationError, match=reason) as caught:
        codec.dumps(value)
    # As with json, which raises one or the other.
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, ValueError)
    assert caught.value.source == "client"


def test_circles() -> None:
    circle: list[Any] = [None]
    circle.append(circle)
    with pytest.raises(SerializationError, match=r"(?i)circular"):
        codec.dumps(circle)
    ring: dict[str, Any] = {}
    ring["a"] = {"b": ring}
    with pytest.raises(SerializationError, match=r"(?i)circular"):
        codec.dumps(ring)


def test_too_deep() -> None:
    value: Any = 1
    for _ in range(100_000):
        value = [value]
    with pytest.raises(SerializationError, match=r"(?i)recursion"):
        codec.dumps(value)
    # Taken apart level by level: at once it would be too deep for Python itself.
    while value != 1:
        (value,) = value


# --- Reading


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a":[1,2.5,null,true,"x"]}', {"a": [1, 2.5, None, True, "x"]}),
        (b"18446744073709551616", 2**64),
        (b" 1 ", 1),
        (b'"\\ud800"', "\ud800"),
        (b'{"a":1,"a":2}', {"a": 2}),
    ],
)
def test_reads(data: bytes, value: Any) -> None:
    assert codec.loads(data) == codec.decode(data) == value
    assert codec.loads(data.decode()) == value


def test_reads_what_other_writers_write() -> None:
    assert math.isnan(codec.loads(b"NaN"))


@pytest.mark.parametrize("data", [b"", b"<html>", b"{", b'{"a":}', b"\xff", b"1 2"])
def test_what_is_no_json(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        codec.loads(data)
    assert codec.decode(data) == data.decode("utf-8", "replace")


def test_reading_what_is_too_deep_gives_text() -> None:
    data = b"[" * 100_000
    assert codec.decode(data) == data.decode()


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (None, b""),
        ("text ä", "text ä".encode()),
        (b"\xff", b"\xff"),
        ("", b""),
        ({"a": 1}, b'{"a":1}'),
        ([], b"[]"),
        (0, b"0"),
        (False, b"false"),
    ],
)
def test_encode(data: Any, body: bytes) -> None:
    assert codec.encode(data) == body
