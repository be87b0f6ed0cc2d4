"""A server that answers as a case says, and keeps what it was asked.

Batches and async jobs are taken apart here: a case says what its request is answered, whichever way
the request came.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.faults.scripted import GoneError, Message, Peer, batch_body, reply

Json = dict[str, Any]

DATABASE = "/_db/test"
USER, PASSWORD = "root", "passwd"
TRANSACTION_ID = "8661"
SAID = "refused"
"""The text of an error answer that a case writes as [status, number]."""

_MEANINGFUL = {"if-match", "if-none-match"}
_BODILESS = {204, 304}
_BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
# What says nothing: every client sends it, or none would miss it.
_USUAL = {
    "accept": {"*/*"},
    "accept-encoding": None,
    "authorization": {_BASIC},
    "content-type": {"application/json"},
}


def expanded(answer: Any) -> Json:
    """An answer in full.

    Args:
        answer: ``{"status", "body" or "text", "headers"}``, or in short ``[status, error number]``;
            no number stands for an error that is no JSON, such as a proxy's.
    """
    if isinstance(answer, dict):
        return answer
    status, number = answer
    if status in _BODILESS:
        return {"status": status}
    if number is None:
        return {"status": status, "text": HTTPStatus(status).phrase}
    body = {"error": True, "code": status, "errorNum": number, "errorMessage": SAID}
    return {"status": status, "body": body}


def answer_bytes(answer: Json) -> tuple[bytes, str]:
    """An answer's body and its content type."""
    if "text" in answer:
        text: str = answer["text"]
        return text.encode(), "text/plain; charset=utf-8"
    if "body" not in answer or answer["status"] in _BODILESS:
        return b"", "application/json; charset=utf-8"
    return json.dumps(answer["body"]).encode(), "application/json; charset=utf-8"


@dataclass
class Scripted:
    """Answers one request after the other, the last answer again and again.

    Attributes:
        answers: The answers to come.
        asked: What was asked.
        recording: Whether requests are kept and count against the answers; what makes the objects
            that a case needs is not.
        has_batches: Whether it has the batch endpoint; requests in vain are not kept.
    """

    answers: list[Any] = field(default_factory=list)
    asked: list[Json] = field(default_factory=list)
    recording: bool = False
    has_batches: bool = True
    _jobs: dict[str, Json] = field(default_factory=dict)

    async def __call__(self, peer: Peer) -> None:
        """Serve one connection."""
        with suppress(GoneError):
            while True:
                message = await peer.request()
                await peer.send(self._answer(message))

    def _answer(self, message: Message) -> bytes:
        path = message.target.partition("?")[0]
        if not self.recording:
            return _written(self._unrecorded(path))
        if path == f"{DATABASE}/_api/batch" and "multipart/form-data" in message.headers.get(
            "content-type", ""
        ):
            return self._answer_batch(message)
        job = path.rpartition("/")[2]
        if job in self._jobs and path == f"{DATABASE}/_api/job/{job}":
            # The request was kept when it came; now its answer is fetched.
            return _written(self._jobs.pop(job), ("x-arango-async-id", job))
        answer = self._next(asked(message.method, message.target, message.headers, message.body))
        if message.headers.get("x-arango-async") == "store":
            name = f"j{len(self.asked)}"
            self._jobs[name] = answer
            return _written({"status": 202}, ("x-arango-async-id", name))
        if message.headers.get("x-arango-async") == "true":
            return _written({"status": 202})
        return _written(answer)

    def _next(self, request: Json) -> Json:
        self.asked.append(request)
        if not self.answers:
            return {"status": 500, "text": "the case has no answer for this"}
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        return expanded(answer)

    def _unrecorded(self, path: str) -> Json:
        if path.endswith("/_api/transaction/begin"):
            result = {"id": TRANSACTION_ID, "status": "running"}
            return {"status": 201, "body": {"error": False, "code": 201, "result": result}}
        return {"status": 200, "body": {"error": False, "code": 200, "result": []}}

    def _answer_batch(self, message: Message) -> bytes:
        if not self.has_batches:
            return _written(expanded([404, 404]))
        parts = [self._answer_part(part) for part in cut(message)]
        body = batch_body(message.boundary, *parts)
        content_type = f"multipart/form-data; boundary={message.boundary}"
        return reply(200, body, content_type=content_type)

    def _answer_part(self, part: bytes) -> bytes:
        outer, _, inner = part.partition(b"\r\n\r\n")
        found = re.search(rb"content-id: *(\S+)", outer, re.IGNORECASE)
        assert found is not None, outer
        head, _, body = inner.partition(b"\r\n\r\n")
        start, *lines = head.decode().split("\r\n")
        method, target, _ = start.split(" ")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        answer = self._next(asked(method, target, headers, body, in_batch=True))
        data, content_type = answer_bytes(answer)
        head_lines = [
            "Content-Type: application/x-arango-batchpart",
            f"Content-Id: {found[1].decode()}",
            "",
            f"HTTP/1.1 {answer['status']} {HTTPStatus(answer['status']).phrase}",
            "Server: ",
            "Connection: ",
            f"Content-Type: {content_type}",
            *(f"{name}: {value}" for name, value in answer.get("headers", {}).items()),
            f"Content-Length: {len(data)}",
            "",
            "",
        ]
        return "\r\n".join(head_lines).encode() + data


def cut(message: Message) -> list[bytes]:
    """The parts of a batch, cut as arangod does: at the boundary, wherever it stands."""
    _, *pieces, _ = message.body.split(f"--{message.boundary}".encode())
    return [piece.strip(b"\r\n") for piece in pieces]


def _written(answer: Json, *headers: tuple[str, str]) -> bytes:
    body, content_type = answer_bytes(answer)
    more = [(name, str(value)) for name, value in answer.get("headers", {}).items()]
    return reply(answer["status"], body, *headers, *more, content_type=content_type)


def asked(
    method: str, target: str, headers: Mapping[str, str], body: bytes, *, in_batch: bool = False
) -> Json:
    """What a request says, without what every request says.

    Args:
        method: HTTP method.
        target: Path with query.
        headers: Headers by lower-case names.
        body: The body.
        in_batch: Whether the request came in a batch, without credentials of its own.

    Returns:
        ``method``; ``path``, below the database of the case unless it begins with "/_db"; where
        there are any ``query``, ``body`` (JSON) or ``text`` or ``multipart``, and ``headers``.
    """
    path, _, query = target.partition("?")
    path = unquote(path)
    if path.startswith(f"{DATABASE}/"):
        path = path.removeprefix(DATABASE)
    request: Json = {"method": method.upper(), "path": path}
    pairs = parse_qsl(query, keep_blank_values=True)
    if pairs:
        request["query"] = dict(pairs)
        assert len(request["query"]) == len(pairs), f"a parameter stands twice in {target}"
    request.update(_body(body, headers.get("content-type", "")))
    said: Json = {name: value for name, value in headers.items() if _says_something(name, value)}
    if "multipart" in request:
        said["content-type"] = headers["content-type"].partition(";")[0]
    if "authorization" not in headers and not in_batch:
        said["authorization"] = None
    if said:
        request["headers"] = said
    return request


def _says_something(name: str, value: str) -> bool:
    if name in _USUAL:
        usual = _USUAL[name]
        return usual is not None and value.lower() not in {text.lower() for text in usual}
    return name in _MEANINGFUL or name.startswith("x-arango-")


def _body(body: bytes, content_type: str) -> Json:
    if not body:
        return {}
    if content_type.startswith("multipart/"):
        return {"multipart": _fields(body, content_type)}
    try:
        return {"body": json.loads(body)}
    except ValueError:
        return {"text": body.decode("utf-8", "replace")}


def _fields(body: bytes, content_type: str) -> list[Json]:
    """The fields of a form, in order."""
    whole = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    fields: list[Json] = []
    for part in whole.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        described: Json = {"name": part.get_param("name", header="content-disposition")}
        if part.get_filename() is not None:
            described["filename"] = part.get_filename()
        if "content-type" in part:
            described["content-type"] = part.get_content_type()
        described.update(_field(content, described))
        fields.append(described)
    return fields


def _field(content: bytes, described: Json) -> Json:
    """What a field says: JSON, or text, as that of a file always is."""
    text = content.decode("utf-8", "replace").rstrip("\r\n")
    if "filename" not in described and "content-type" not in described:
        with suppress(ValueError):
            return {"body": json.loads(text)}
    return {"text": text}
