"""JSON in and out: orjson for the work, a slow look only where it refuses.

The slow look exists for arangod's texts: its parser says what it expected.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

from .faults import ArangoFault
from .json_diagnosis import MAX_NESTING, diagnose

_OPTIONS = orjson.OPT_NON_STR_KEYS


def parse(text: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: It is none, or is nested too deeply.
    """
    value = orjson.loads(text)
    if text.count(b"{") + text.count(b"[") > MAX_NESTING:
        # It may be nested too deeply; the writer, which has a limit, finds out.
        try:
            orjson.dumps(value)
        except TypeError:
            raise ValueError("nested too deeply") from None
    return value


def load(text: bytes) -> Any:
    """The value of a request body.

    Raises:
        ArangoFault: 400/600 with arangod's text, where the body is not JSON.
    """
    try:
        return parse(text)
    except ValueError:
        raise ArangoFault(400, 600, f"VPackError error: {diagnose(text)}") from None


def dump(value: Any) -> bytes:
    """The text of an answer; a float without a fraction is written as arangod does: ``2``."""
    try:
        text = orjson.dumps(value, option=_OPTIONS)
    except TypeError:
        # Integers of more than 64 bits: AQL can make them, orjson does not write them.
        return json.dumps(_tidy(value), separators=(",", ":"), ensure_ascii=False).encode()
    if b".0" in text:
        text = orjson.dumps(_tidy(value), option=_OPTIONS)
    return text


def _tidy(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidy(item) for item in value]
    return value
