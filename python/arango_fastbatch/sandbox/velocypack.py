"""How many bytes values have in arangod's own encoding: some of its figures and limits are that."""

from __future__ import annotations

from typing import Any

_SMALL = 126  # up to this many bytes the length of a string stands in its head
_BYTE_SIZES = (1, 2, 4, 8)


def size(value: Any) -> int:
    """The bytes of a value, lists and objects with a table of what is where in them."""
    if isinstance(value, str):
        length = len(value.encode(errors="surrogatepass"))
        return length + (1 if length <= _SMALL else 9)
    if isinstance(value, int) and not isinstance(value, bool):
        return _integer(value)
    if isinstance(value, float):
        return 9
    if not value or value is True:
        return 1
    if isinstance(value, dict):
        items = [size(name) + size(item) for name, item in value.items()]
        return _indexed(sum(items), len(items) if len(items) > 1 else 0)
    items = [size(item) for item in value]
    # Members of one length are found without a table.
    return _indexed(sum(items), len(items) if len(set(items)) > 1 else 0)


def compact_size(value: dict[str, Any] | list[Any]) -> int:
    """The bytes of a list or object that is written without a table; what is in it has one."""
    if not value:
        return 1
    if isinstance(value, dict):
        content = sum(size(name) + size(item) for name, item in value.items())
    else:
        content = sum(map(size, value))
    count = _variable(len(value))
    total = 1 + 1 + content + count
    # The length counts itself.
    while total != 1 + _variable(total) + content + count:
        total = 1 + _variable(total) + content + count
    return total


def _integer(value: int) -> int:
    if -6 <= value <= 9:
        return 1
    bits = value.bit_length() if value >= 0 else (~value).bit_length() + 1
    return 1 + -(-max(bits, 1) // 8)


def _indexed(content: int, entries: int) -> int:
    """A head, the members, and as many places as there are entries in the table."""
    for width in _BYTE_SIZES:
        total = 1 + width + (width if entries else 0) + content + entries * width
        if total < 1 << 8 * width:
            return total
    return content + 9


def _variable(number: int) -> int:
    """Bytes of a number that is written seven bits a byte."""
    return max(1, -(-number.bit_length() // 7))
