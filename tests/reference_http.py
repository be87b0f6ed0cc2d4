"""HTTP/1.1 as a server sees it, in plain Python: what the core's stream of requests is judged by.

It is written from the format's description and shares nothing with the core.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from tests.reference_codec import WireRequest

_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP/1\.1")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", re.DOTALL)


class Requests:
    """Takes requests out of a stream, however its bytes come."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[WireRequest]:
        """Take bytes.

        Args:
            data: The next bytes of the stream.

        Returns:
            The requests that are whole now.
        """
        self._rest += data
        requests = []
        while (taken := self._take()) is not None:
            requests.append(taken)
        return requests

    @property
    def is_clean(self) -> bool:
        """Whether the stream ended behind a whole request."""
        return not self._rest

    def _take(self) -> WireRequest | None:
        head, blank, rest = self._rest.partition(b"\r\n\r\n")
        if not blank:
            return None
        line, *lines = head.split(b"\r\n")
        words = _LINE.fullmatch(line)
        assert words is not None, line
        fields = []
        for text in lines:
            field = _FIELD.fullmatch(text)
            assert field is not None, text
            fields.append((field[1].decode(), field[2].decode()))
        names = [name.lower() for name, _ in fields]
        assert "transfer-encoding" not in names
        assert names.count("content-length") <= 1
        size = 0
        if "content-length" in names:
            at = names.index("content-length")
            size = int(fields.pop(at)[1])
        else:
            # Where a body is usual and none is told of, servers wait or refuse.
            assert words[1] not in {b"POST", b"PUT", b"PATCH"}
        if len(rest) < size:
            return None
        self._rest = rest[size:]
        return WireRequest(words[1].decode(), words[2].decode(), fields, rest[:size])


def respond(
    status: int, body: bytes, *, chunks: list[int] | None = None, fields: tuple[str, ...] = ()
) -> bytes:
    """Write an answer.

    Args:
        status: HTTP status.
        body: The body.
        chunks: Sizes of the chunks in which the body is sent; None to send it as a whole.
        fields: Header lines.
    """
    try:
        reason = HTTPStatus(status).phrase
    except ValueError:
        reason = ""
    length = f"Content-Length: {len(body)}" if chunks is None else "transfer-Encoding: chunked"
    head = "\r\n".join([f"HTTP/1.1 {status} {reason}", *fields, length, "", ""]).encode()
    if chunks is None:
        return head + body
    pieces = []
    for size in [*chunks, len(body)]:
        piece, body = body[:size], body[size:]
        if piece:
            pieces.append(b"%x;n=v\r\n%s\r\n" % (len(piece), piece))
    return head + b"".join(pieces) + b"0\r\nTrailer: x\r\n\r\n"
