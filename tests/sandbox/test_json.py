"""JSON in pieces is what it is as a whole."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arango_fastbatch.sandbox import json_pieces, json_text
from arango_fastbatch.sandbox.json_pieces import load_in_pieces
from arango_fastbatch.sandbox.json_text import dump, dump_steps, is_long, parse

SCALARS = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=60,
)
CONTAINERS = st.lists(VALUES, max_size=8) | st.dictionaries(st.text(max_size=4), VALUES, max_size=8)


def outcome(read: Any, text: bytes) -> Any:
    try:
        return read(text)
    except ValueError:
        return "refused"


@pytest.fixture(autouse=True, scope="module")
def short_pieces() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_pieces, "_PIECE_BYTES", 3)
        patch.setattr(json_text, "_MANY", 5)
        patch.setattr(json_text, "_STEP", 3)
        yield


@given(CONTAINERS, st.sampled_from([0, orjson.OPT_INDENT_2]))
def test_a_text_in_pieces_has_the_value_of_the_whole(value: Any, option: int) -> None:
    text = orjson.dumps(value, option=option)
    assert load_in_pieces(b" " + text + b"\n", parse) == value


@given(CONTAINERS, st.data())
def test_a_damaged_text_is_refused_in_pieces_as_it_is_as_a_whole(value: Any, data: Any) -> None:
    text = bytearray(orjson.dumps(value))
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(text) - 1)) if text else 0
        piece = data.draw(st.sampled_from([b"", b",", b"[", b"]", b"{", b"}", b":", b'"', b"1"]))
        text[place : place + data.draw(st.integers(0, 2))] = piece
    damaged = bytes(text)
    expected = outcome(parse, damaged)
    if not isinstance(expected, (list, dict)):
        expected = "refused"
    assert outcome(lambda text: load_in_pieces(text, parse), damaged) == expected


@given(VALUES)
def test_an_answer_in_steps_is_the_answer_as_a_whole(value: Any) -> None:
    assert b"".join(dump_steps(value)) == dump(value)


def test_what_is_long_is_so_at_any_depth() -> None:
    assert not is_long([[1], {"a": 3}])
    assert is_long([[[[1, 2, 3]]]])
    assert is_long({"a": {"b": [1, 2, 3]}})
    assert is_long(list(range(5)))
