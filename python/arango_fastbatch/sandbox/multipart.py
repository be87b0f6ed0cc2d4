"""The batch wire format, read as strictly and as strangely as arangod reads it.

Boundaries are found by plain search, wherever they stand; nothing behind a NUL is seen; whatever
lies between a part's head and the next boundary is its body, a line break included.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PART_TYPE = "application/x-arango-batchpart"

_PART_TYPE_BYTES = PART_TYPE.encode()
_MULTIPART = "multipart/form-data"
_MIN_BOUNDARY = 3
_MIN_MESSAGE = 10
_WHITE_SPACE = b" \t\r\n"


class MalformedMessageError(Exception):
    """The message breaks off or is no batch from here on; parts before this one stand."""


class Part(NamedTuple):
    """One request of a batch.

    Args:
        content_id: What the answer repeats, or None.
        method: The request's method.
        target: Its path and query.
        headers: Its headers, names in lower case.
        body: Its body.
    """

    content_id: bytes | None
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


def find_boundary(content_type: str, message: bytes) -> bytes | None:
    """The boundary with its two dashes, from the header or else from the message's beginning."""
    return _boundary_of_header(content_type) or _boundary_of_message(message)


def _boundary_of_header(content_type: str) -> bytes | None:
    media_type, *parameters = content_type.strip().split(";")
    if media_type != _MULTIPART or len(parameters) != 1:
        return None
    name, equals, boundary = parameters[0].strip().partition("=")
    if name.lower() != "boundary" or not equals:
        return None
    for quote in "\"'":
        if len(boundary) > 1 and boundary[0] == boundary[-1] == quote:
            boundary = boundary.strip(quote)
            break
    if len(boundary) < _MIN_BOUNDARY:
        return None
    return b"--" + boundary.encode(errors="surrogateescape")


def _boundary_of_message(message: bytes) -> bytes | None:
    start = len(message) - len(message.lstrip(_WHITE_SPACE))
    if len(message) - start < _MIN_MESSAGE or not message.startswith(b"--", start):
        return None
    end = start
    while end < len(message) and message[end] not in b" \t\r\n\0":
        end += 1
    return message[start:end] if end - start >= _MIN_BOUNDARY + 2 else None


def parts(message: bytes, boundary: bytes) -> Iterator[Part]:
    """The parts of a message, one after the other.

    Args:
        message: The whole message.
        boundary: The boundary with its dashes.

    Raises:
        MalformedMessageError: At the part that arangod would stumble over.
    """
    end = len(message)
    nul = message.find(b"\0")
    # Searches stop at a NUL; the checks for the message's end do not know of it.
    visible = end if nul < 0 else nul
    at: int | None = 0
    while at is not None:
        if at >= end or not message.startswith(boundary, at, visible):
            raise MalformedMessageError
        at += len(boundary)
        if at + 1 >= end:
            raise MalformedMessageError
        content_id, start = _part_head(message, at, visible, end)
        stop = message.find(boundary, start, visible)
        behind = stop + len(boundary)
        if stop < 0 or behind + 2 > end:
            raise MalformedMessageError
        yield _part(message, content_id, start, stop)
        at = None if message.startswith(b"--", behind) else stop


def _part_head(message: bytes, at: int, visible: int, end: int) -> tuple[bytes | None, int]:
    """Read a part's own headers; gives its Content-Id and where its request begins."""
    at = _skip_spaces(message, at, end)
    if at + 2 >= end:
        raise MalformedMessageError
    if message[at] == 13:
        at += 1
    if message[at] != 10:
        raise MalformedMessageError
    at += 1
    is_typed = False
    content_id: bytes | None = None
    line_break = 1
    while at < end:
        if message[at] == 32:
            at = _skip_spaces(message, at, end)
        # A line ends with LF; a CR before it belongs to the break.
        eol = message.find(b"\n", at, visible)
        line_break = 1
        if eol > at and message[eol - 1] == 13:
            eol -= 1
            line_break = 2
        if eol <= at:
            break
        colon = message.find(b":", at, eol)
        if colon < 0:
            raise MalformedMessageError
        name = message[at:colon].strip().lower()
        if name == b"content-type":
            is_typed = is_typed or message[colon + 1 : eol].strip() == _PART_TYPE_BYTES
        elif name == b"content-id":
            content_id = message[colon + 1 : eol].lstrip(b" ")
        at = eol + line_break
    if not is_typed:
        raise MalformedMessageError
    return content_id, at + line_break


def _skip_spaces(message: bytes, at: int, end: int) -> int:
    while at < end and message[at] == 32:
        at += 1
    return at


def _part(message: bytes, content_id: bytes | None, start: int, stop: int) -> Part:
    """The request that stands between a part's own head and the next boundary."""
    head_end = message.find(b"\r\n\r\n", start, stop)
    body_start = head_end + 4
    if head_end < 0:
        head_end = message.find(b"\n\n", start, stop)
        body_start = head_end + 2
    if head_end < 0:
        # No blank line: all of it is head.
        head_end = body_start = stop
    method, target, headers = _request_head(message[start:head_end])
    return Part(content_id, method, target, headers, message[body_start:stop])


@lru_cache(maxsize=512)
def _request_head(head: bytes) -> tuple[str, str, Mapping[str, str]]:
    """Method, target and headers; the heads of a batch are mostly alike."""
    first, *lines = head.decode(errors="surrogateescape").replace("\r", "").split("\n")
    words = first.split()
    method = words[0].upper() if words else ""
    target = words[1] if len(words) > 1 else "/"
    headers = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return method, target, headers
