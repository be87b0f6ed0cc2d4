"""JSON: orjson's speed with the standard library's reach."""

from __future__ import annotations

import dataclasses
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
    except TypeError as refused:
        return _dumps_by_json(obj, refused)
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
        except ValueError:
            return data.decode("utf-8", "replace")


def _dumps_by_json(obj: Any, refused: TypeError) -> bytes:
    try:
        return json.dumps(obj, allow_nan=False, default=_by_orjson).encode()
    except (TypeError, ValueError, RecursionError) as error:
        refuse_nan(obj)
        # orjson's word is the better one where both refuse for the same reason.
        message = str(refused) if isinstance(error, TypeError) else str(error)
        raise SerializationError(f"cannot be written as JSON: {message}") from error


def _by_orjson(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value))


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
        if isinstance(value, Mapping):
            children = [(child, f"{path}.{name}") for name, child in value.items()]
        elif isinstance(value, (list, tuple)):
            children = [(child, f"{path}[{index}]") for index, child in enumerate(value)]
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            children = [
                (getattr(value, field.name), f"{path}.{field.name}")
                for field in dataclasses.fields(value)
            ]
        else:
            continue
        seen.add(id(value))
        pending.extend(reversed(children))
