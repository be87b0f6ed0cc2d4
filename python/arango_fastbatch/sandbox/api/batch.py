"""``/_api/batch``: many requests in one, up to 3.12.2."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from ..faults import ArangoFault
from ..message import Request, Response
from ..multipart import PART_TYPE, MalformedMessageError, find_boundary, parts
from ..routing import Route
from ..turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..multipart import Part

_PART_HEAD = f"\r\nContent-Type: {PART_TYPE}".encode()

_REASONS = {int(status): status.phrase for status in HTTPStatus}


async def batch(request: Request) -> Response:
    """POST or PUT /_api/batch: run the parts one after the other, in their order."""
    content_type = request.headers.get("content-type", "")
    boundary = find_boundary(content_type, request.body)
    if boundary is None:
        raise ArangoFault(400, 400, "invalid content-type or boundary received")
    if request.is_part:
        raise ArangoFault(501, 9, "the sandbox does not implement a batch in a batch")
    pieces: list[bytes] = []
    errors = 0
    turns = Turns()
    for part in _checked(parts(request.body, boundary)):
        inner = Request(part.method, part.target, part.headers, part.body)
        outcome = request.server.dispatcher.answer_part(inner, request)
        response = outcome if isinstance(outcome, Response) else await outcome
        if response.status >= 400:
            errors += 1
        pieces.append(_framed(boundary, part, response))
        if turns.over():
            await turns.next()
    pieces.append(boundary + b"--")
    headers = {"X-Arango-Errors": str(errors)} if errors else None
    return Response(200, b"".join(pieces), content_type or None, headers)


def _checked(found: Iterator[Part]) -> Iterator[Part]:
    try:
        yield from found
    except MalformedMessageError:
        raise ArangoFault(400, 400, "invalid multipart message received") from None


def _framed(boundary: bytes, part: Part, response: Response) -> bytes:
    """A part's answer, between the boundary in front of it and the next one."""
    content_id = b"" if part.content_id is None else b"\r\nContent-Id: " + part.content_id
    status = response.status
    head = f"\r\n\r\nHTTP/1.1 {status} {_REASONS.get(status, '')}\r\nServer: \r\n"
    if response.headers:
        for name, value in response.headers.items():
            head += f"{name}: {value}\r\n"
    head += "Connection: Close \r\n"
    if response.content_type is not None:
        head += f"Content-Type: {response.content_type}\r\n"
    head += f"Content-Length: {len(response.body)}\r\n\r\n"
    # As arangod has it: what was found for a HEAD is measured and left out, an error is not.
    body = b"" if part.method == "HEAD" and status < 400 else response.body
    encoded = head.encode("latin-1", "replace")
    return b"".join((boundary, _PART_HEAD, content_id, encoded, body, b"\r\n"))


ROUTES = (Route("/_api/batch", {"POST": batch, "PUT": batch}, suffixes=False, until=(3, 12, 3)),)
