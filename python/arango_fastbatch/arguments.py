"""What callers give, made ready for requests: pieces of paths, options, lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote


def path_piece(value: str) -> str:
    """Percent-encode a name or key for one segment of a path.

    Args:
        value: What the segment says.

    Raises:
        TypeError: If it is no text.
    """
    if not isinstance(value, str):
        raise TypeError(f"a name or key is a text, not {value!r}")
    return quote(value, safe=_UNQUOTED) if not value.isalnum() or not value.isascii() else value


# What arangod's keys may hold and a path segment may show as it is.
_UNQUOTED = "-_.~:@()+,=;$!*'"


def path_key(*pieces: Any) -> str:
    """Percent-encode names, keys or numbers for as many segments of a path.

    Args:
        pieces: What the segments say.

    Returns:
        The segments with slashes between.
    """
    return "/".join(path_piece(str(piece)) for piece in pieces)


def given(**options: Any) -> dict[str, Any]:
    """The options that were given a value.

    Args:
        options: Names as the server knows them, and values; None is none.
    """
    return {name: value for name, value in options.items() if value is not None}


def joined(fields: str | Sequence[str]) -> list[str]:
    """One name or several, as a list."""
    return [fields] if isinstance(fields, str) else list(fields)
