"""What the canned server reads of a request, and what it answers: the shapes that arangod sends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SEGMENT_PARTS = 1_000
"""Parts of an answer that are joined and written together (about 350 KB)."""

FIRST_KEY = 10_000_000
"""Keys count from here through all answers: eight digits, so that all of a kind have one length."""

BOUNDARY = re.compile(rb"boundary=\"?([^\s\";]+)")
CONTENT_ID = re.compile(rb"\r\nContent-Id: *([^\r\n]+)")
EMAIL = re.compile(rb"jake\.(\d{8})@")
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

FIELDS_3_11 = (
    "Server: ArangoDB\r\nConnection: Keep-Alive\r\n"
    "X-Arango-Queue-Time-Seconds: 0.000000\r\nX-Content-Type-Options: nosniff\r\n"
)
FIELDS_4_0 = (
    "Cache-Control: no-cache, no-store, must-revalidate, pre-check=0, post-check=0, max-age=0, "
    "s-maxage=0\r\nConnection: Keep-Alive\r\n"
    "Content-Security-Policy: frame-ancestors 'self'; form-action 'self';\r\nExpires: 0\r\n"
    "Pragma: no-cache\r\nServer: ArangoDB\r\n"
    "Strict-Transport-Security: max-age=31536000 ; includeSubDomains\r\n"
    "X-Arango-Queue-Time-Seconds: 0.000000\r\nX-Content-Type-Options: nosniff\r\n"
)
"""The header fields that every answer of a version has."""


@dataclass(frozen=True, slots=True)
class RequestHead:
    """What the server makes of a request's head."""

    target: bytes
    """Method and path, without database and query: ``POST /_api/cursor``."""

    length: int
    """Bytes of the body."""

    boundary: bytes | None
    """Of a multipart body."""


@lru_cache(maxsize=1_024)
def read_head(text: bytes) -> RequestHead:
    """Read a request's head; heads that come again and again are looked up.

    Args:
        text: The head without its blank line.
    """
    method, target, _ = text.split(b"\r\n", 1)[0].split(b" ")
    path = re.sub(rb"^/_db/[^/]*", b"", target.partition(b"?")[0])
    length = CONTENT_LENGTH.search(text)
    boundary = BOUNDARY.search(text)
    return RequestHead(
        method + b" " + path, int(length[1]) if length else 0, boundary[1] if boundary else None
    )


@dataclass(slots=True)
class PartCounter:
    """Finds the Content-Ids in a multipart message that comes in pieces."""

    boundary: bytes
    ids: list[bytes] = field(default_factory=list)
    tail: bytes = b"\r\n"
    """What was not looked at yet, from a CRLF on; the message stands as if after a CRLF."""

    def feed(self, piece: memoryview) -> None:
        """Take the next bytes of the message."""
        data = self.tail + piece
        # A CRLF at the very end is left to the tail: the closing boundary stays in sight.
        whole_lines = max(data.rfind(b"\r\n", 0, -2), 0)
        self.ids += CONTENT_ID.findall(data, 0, whole_lines)
        self.tail = data[whole_lines:]

    @property
    def is_closed(self) -> bool:
        """Whether what came last is the closing boundary."""
        return self.tail.rstrip().endswith(b"--" + self.boundary + b"--")


def head(status: str, content_type: str, length: int, fields: str = FIELDS_3_11) -> bytes:
    """Return the head of an answer.

    Args:
        status: Its status, such as ``200 OK``.
        content_type: The type of its body.
        length: The bytes of its body.
        fields: The header fields that every answer has, each with its CRLF.
    """
    return (
        f"HTTP/1.1 {status}\r\n{fields}Content-Type: {content_type}\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def metadata(key: int) -> bytes:
    """Return what an insert gives.

    Args:
        key: The key the document is said to have got.
    """
    return b'{"_id":"bench/%d","_key":"%d","_rev":"_jt3ZdUO--_"}' % (key, key)


def answer_part(boundary: bytes, content_id: bytes, key: int) -> bytes:
    """Return the part that arangod answers an insert in a batch with.

    Args:
        boundary: The boundary of the request.
        content_id: The part's id in the request.
        key: The key the document is said to have got.
    """
    body = metadata(key)
    return (
        b"--%b\r\nContent-Type: application/x-arango-batchpart\r\nContent-Id: %b\r\n\r\n"
        b"HTTP/1.1 202 Accepted\r\nServer: \r\nLocation: /_db/_system/_api/document/bench/%d\r\n"
        b'Etag: "_jt3ZdUO--_"\r\nConnection: Close \r\n'
        b"Content-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b\r\n"
    ) % (boundary, content_id, key, len(body), body)


def batch_answer(boundary: bytes, ids: list[bytes], first_key: int) -> Iterator[bytes]:
    """Yield the body of the answer to a batch, in segments of `SEGMENT_PARTS` parts."""
    for start in range(0, len(ids), SEGMENT_PARTS):
        some = ids[start : start + SEGMENT_PARTS]
        yield b"".join(
            answer_part(boundary, content_id, key)
            for key, content_id in enumerate(some, first_key + start)
        )
    yield b"--" + boundary + b"--"


_JSON = "application/json; charset=utf-8"
_METADATA = b'{"_id":"bench/%(key)d","_key":"%(key)d","_rev":"_jt3ZdUO--_"}'
_FOUND = (
    b'{"result":[{"_key":"%(key)d","_id":"bench/%(key)d","_rev":"_jt3ZdUO--_",'
    b'"name":"Jake Student %(key)d","age":23,"gpa":3.75,"city":"Rome","active":true,'
    b'"email":"jake.%(key)d@uni.org"}],"hasMore":false,"cached":false,"extra":{"warnings":[],'
    b'"stats":{"writesExecuted":0,"writesIgnored":0,"documentLookups":1,"seeks":1,'
    b'"scannedFull":0,"scannedIndex":1,"cursorsCreated":1,"cursorsRearmed":0,"cacheHits":0,'
    b'"cacheMisses":0,"filtered":0,"httpRequests":0,"executionTime":0.00021048199999995632,'
    b'"peakMemoryUsage":0,"intermediateCommits":0}},"error":false,"code":201}'
)


def _template(status: str, fields: str, body: bytes) -> bytes:
    """An answer with places for a key; its length is that with a key of eight digits."""
    return head(status, _JSON, len(body % {b"key": FIRST_KEY}), fields) + body


_INSERTED_ANSWER = _template(
    "202 Accepted",
    FIELDS_4_0 + 'Etag: "_jt3ZdUO--_"\r\nLocation: /_db/_system/_api/document/bench/%(key)d\r\n',
    _METADATA,
)
_FOUND_ANSWER = _template("201 Created", FIELDS_4_0, _FOUND)


def inserted(key: int) -> bytes:
    """Return the whole answer to the insert of one document, as 4.0 sends it.

    Args:
        key: The key the document is said to have got.
    """
    return _INSERTED_ANSWER % {b"key": key}


def inserted_many(first_key: int, count: int) -> bytes:
    """Return the whole answer to the insert of several documents in one request.

    Args:
        first_key: The key of the first; the others count up.
        count: How many there are.
    """
    keys = range(first_key, first_key + count)
    body = b"[%b]" % b",".join([metadata(key) for key in keys])
    return head("202 Accepted", _JSON, len(body), FIELDS_4_0) + body


def found(body: bytes) -> bytes:
    """Return the whole answer to `documents.QUERY`, as 4.0 sends it.

    Args:
        body: The request's body. What is found has the number of the bound address for its key.
    """
    number = EMAIL.search(body)
    return _FOUND_ANSWER % {b"key": int(number[1]) if number else FIRST_KEY}
