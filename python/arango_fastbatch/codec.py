"""JSON: orjson's speed with the standard library's reach."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
from collections.abc import Mapping
from typing import Any

import orjson

from arango_fastbatch.exceptions import SerializationError


def dumps(obj: Any) -> bytes:
    """Write a value as JSON.

    What orjson refuses and the standard library's ``json`` accepts (integers of more than 64 bits,
    keys that are not text, lone surrogates) is written by the latter. NaN and the infinities, which
    JSON does not have, are refused.

    Args:
        obj: Any value that ``json`` can write, and dates, UUIDs, enumerations and dataclasses.

    Returns:
        UTF-8 text.

    Raises:
        SerializationError: If the value cannot be written; it says where.
    """
    try:
        data = orjson.dumps(obj)
    except TypeError:
        return _dumps_by_json(obj)
    # orjson writes NaN as null: look again where there is one.
    if b"null" in data:
        refuse_nan(obj)
    return data


def loads(data: bytes | str) -> Any:
    """Read JSON.

    Args:
        data: UTF-8 text.

    Returns:
        The value.

    Raises:
        ValueError: If it is not JSON.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        # Lone surrogates and NaN: what json takes beyond orjson.
        return json.loads(data)


# What most values need; where these raise, and for what they write as null, `dumps` and `loads`
# have to be asked.
fast_dumps = orjson.dumps
fast_loads = orjson.loads


def encode(data: Any) -> bytes:
    """Make a request's body.

    Args:
        data: Text or bytes, which stay as they are; None for an empty body; anything else is
            written as JSON.

    Returns:
        The body.

    Raises:
        SerializationError: If the value cannot be written.
    """
    if data is None:
        return b""
    if isinstance(data, (str, bytes)):
        return data.encode() if isinstance(data, str) else data
    return dumps(data)


def decode(data: bytes) -> Any:
    """Read an answer's body as JSON; what is no JSON comes back as text.

    Args:
        data: The body.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        try:
            return loads(data)
        except (ValueError, RecursionError):
            return data.decode("utf-8", "replace")


def _dumps_by_json(obj: Any) -> bytes:
    try:
        data = json.dumps(obj, allow_nan=False, default=_plain).encode()
    except (TypeError, ValueError, RecursionError) as error:
        refuse_nan(obj)
        raise SerializationError(f"cannot be written as JSON: {error}") from error
    if b"null" in data:
        refuse_nan(obj)
    return data


def _plain(value: Any) -> Any:
    """What `json` can write for what only orjson can."""
    if isinstance(value, enum.Enum):
        return value.value
    fields = _fields(value)
    return orjson.loads(orjson.dumps(value)) if fields is None else fields


def _fields(value: Any) -> dict[str, Any] | None:
    """What orjson writes of a dataclass; None for anything else."""
    if isinstance(value, type) or not dataclasses.is_dataclass(value):
        return None
    fields = getattr(value, "__dict__", None)
    if fields is None:
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    return {name: child for name, child in fields.items() if not name.startswith("_")}


def refuse_nan(obj: Any) -> None:
    """Refuse a value that holds a number which JSON does not have.

    Args:
        obj: The value.

    Raises:
        SerializationError: For the first NaN or infinity; it says where.
    """
    pending: list[tuple[Any, str]] = [(obj, "$")]
    seen: set[int] = set()
    while pending:
        value, path = pending.pop()
        if isinstance(value, float):
            if not math.isfinite(value):
                raise SerializationError(
                    f"cannot be written as JSON: {value!r} at {path}; JSON has no such number"
                )
            continue
        if id(value) in seen:
            continue
        fields = value if isinstance(value, Mapping) else _fields(value)
        if fields is not None:
            children = [(child, f"{path}.{name}") for name, child in fields.items()]
        elif isinstance(value, (list, tuple)):
            children = [(child, f"{path}[{index}]") for index, child in enumerate(value)]
        elif isinstance(value, enum.Enum):
            children = [(value.value, path)]
        else:
            continue
        seen.add(id(value))
        pending.extend(reversed(children))
