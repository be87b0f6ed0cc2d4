"""Headers of the caller's own: what cannot be sent as HTTP is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable

from arango_fastbatch.exceptions import RequestInvalidError

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[^\x00-\x1f\x7f]*")


def demand_headers(headers: Iterable[tuple[str, str]]) -> None:
    """Refuse headers that cannot be sent as HTTP.

    Args:
        headers: Names and values.

    Raises:
        TypeError: If a value is no text.
        RequestInvalidError: If a name is none, or a value holds a control character, such as the
            end of its line; it does not show the value.
    """
    for name, value in headers:
        if not isinstance(value, str):
            raise TypeError(f"the value of header {name!r} is a text, not {type(value).__name__}")
        if not _HEADER_NAME.fullmatch(name):
            raise RequestInvalidError(f"{name!r} is no name of a header")
        if not _HEADER_VALUE.fullmatch(value):
            raise RequestInvalidError(f"the value of header {name!r} has a control character")
