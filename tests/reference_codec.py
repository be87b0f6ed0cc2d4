"""The batch wire format in plain Python: what the Rust core is judged by.

It is written from the format's description, whole messages at a time and without regard to speed,
and shares nothing with the core.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEAD_LIMIT = 65536
BODY_LIMIT = 2**32

_TOKEN = rb"[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_TEXT = rb"[^\n]*"
_FIELDS = re.compile(rb"(?:%s:%s\r\n)*\r\n" % (_TOKEN, _TEXT))
_REPLY = re.compile(
    rb"HTTP/1\.[0-9] ([1-9][0-9][0-9])(?: (%s))?\r\n((?:%s:%s\r\n)*)\r\n" % (_TEXT, _TOKEN, _TEXT)
)


class WireRequest(NamedTuple):
    """One request as it goes over the wire."""

    method: str
    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes


class WireAnswer(NamedTuple):
    """One answer as it came over the wire; headers only where they are worth keeping."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Decoded:
    """What could be cut from an answer.

    Attributes:
        answers: The answers that came whole, by index, in the order in which they came.
        refused: Whether the message is malformed or not whole.
        part: The position of the part at which that showed; None: the message as a whole.
    """

    answers: dict[int, WireAnswer]
    refused: bool = False
    part: int | None = None


class _RefusedError(Exception):
    pass


def encode(boundary: str, requests: Iterable[tuple[int, WireRequest]]) -> bytes:
    """Frame requests as one message.

    Args:
        boundary: What separates the parts.
        requests: The requests and their Content-Ids.
    """
    message = []
    for index, request in requests:
        fields = "".join(f"{name}: {value}\r\n" for name, value in request.headers)
        head = (
            f"--{boundary}\r\n"
            "Content-Type: application/x-arango-batchpart\r\n"
            f"Content-Id: {index}\r\n"
            "\r\n"
            f"{request.method} {request.target} HTTP/1.1\r\n"
            f"{fields}\r\n"
        )
        message += [head.encode(), request.body, b"\r\n" if request.body else b""]
    return b"".join(message) + f"--{boundary}--".encode()


def decode(boundary: str, answer: bytes, asked: dict[int, WireRequest], raw: set[int]) -> Decoded:
    """Cut the answer to a batch.

    Args:
        boundary: What separates the parts.
        answer: The whole message, or what came of it.
        asked: The requests that it answers, by index.
        raw: The indexes of those whose answers keep their headers always.
    """
    decoded = Decoded({})
    try:
        _decode(b"--" + boundary.encode(), answer, asked, raw, decoded)
    except _RefusedError as refusal:
        decoded.refused = True
        (decoded.part,) = refusal.args
    return decoded


def _decode(
    boundary: bytes, answer: bytes, asked: dict[int, WireRequest], raw: set[int], decoded: Decoded
) -> None:
    if not answer.startswith(boundary):
        raise _RefusedError(None)
    at = 0
    while True:
        position = len(decoded.answers)
        behind = answer[at + len(boundary) : at + len(boundary) + 2]
        at += len(boundary) + 2
        if behind == b"--":
            if position != len(asked) or answer[at:] not in {b"", b"\r\n"}:
                raise _RefusedError(None)
            return
        if behind != b"\r\n":
            # Nothing, or half a line end: cut off before it was said what follows.
            is_cut = b"\r\n".startswith(behind) or b"--".startswith(behind)
            raise _RefusedError(None if is_cut else position)
        if position == len(asked):
            raise _RefusedError(position)
        index, at = _content_id(answer, at, position)
        if index not in asked or index in decoded.answers:
            raise _RefusedError(position)
        at = _part(boundary, answer, at, index, asked[index], index in raw, decoded)
        at = _boundary_at(boundary, answer, at, position)


def _content_id(answer: bytes, at: int, position: int) -> tuple[int, int]:
    head = _head(_FIELDS, answer, at, position)
    ids = [value for name, value in _fields(head[0]) if name == "content-id"]
    if len(ids) != 1 or not re.fullmatch("0|[1-9][0-9]*", ids[0]):
        raise _RefusedError(position)
    return int(ids[0]), head.end()


def _part(
    boundary: bytes,
    answer: bytes,
    at: int,
    index: int,
    request: WireRequest,
    is_raw: bool,
    decoded: Decoded,
) -> int:
    """Cut one reply and note it; gives where it ends."""
    position = len(decoded.answers)
    head = _head(_REPLY, answer, at, position)
    status, reason, fields = int(head[1]), head[2] or b"", _fields(head[3])
    names = [name for name, _ in fields]
    lengths = [value for name, value in fields if name == "content-length"]
    if (
        status < 200
        or "transfer-encoding" in names
        or len(lengths) > 1
        or not all(re.fullmatch("[0-9]+", it) and int(it) < 2**64 for it in lengths)
    ):
        raise _RefusedError(position)
    length = int(lengths[0]) if lengths else None
    at = head.end()
    if length is None or (length > 0 and (request.method == "HEAD" or status in {204, 304})):
        rest = answer[at : at + 2 + len(boundary)]
        if rest.startswith((boundary, b"\r\n" + boundary)):
            length = 0
        elif boundary.startswith(rest) or (b"\r\n" + boundary).startswith(rest):
            # Cut off before it was said whether a body follows.
            raise _RefusedError(position)
    if length is None or length >= BODY_LIMIT or at + length > len(answer):
        raise _RefusedError(position)
    body = answer[at : at + length]
    keeps_headers = status >= 300 or is_raw or request.method == "HEAD"
    usual = HTTPStatus(status).phrase if status in set(HTTPStatus) else ""
    if reason.decode("latin-1") != usual:
        keeps_headers = True
    headers: dict[str, str] = {}
    for name, value in fields if keeps_headers else ():
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    decoded.answers[index] = WireAnswer(status, _text(reason), headers, body)
    return at + length


def _boundary_at(boundary: bytes, answer: bytes, at: int, position: int) -> int:
    """Where the boundary begins that has to follow a part's body."""
    rest = answer[at : at + 2 + len(boundary)]
    for start in (b"\r\n", b""):
        if rest.startswith(start + boundary):
            return at + len(start)
        if (start + boundary).startswith(rest):
            # Cut off between this part and the next.
            raise _RefusedError(None)
    raise _RefusedError(position)


def _head(pattern: re.Pattern[bytes], answer: bytes, at: int, position: int) -> re.Match[bytes]:
    found = pattern.match(answer, at)
    if found is None or len(found[0]) > HEAD_LIMIT:
        raise _RefusedError(position)
    return found


def _fields(lines: bytes) -> list[tuple[str, str]]:
    pairs = (line.split(b":", 1) for line in lines.split(b"\r\n") if line)
    return [(_text(name).lower(), _text(value.strip(b" \t"))) for name, value in pairs]


def _text(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1")
