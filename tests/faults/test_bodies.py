"""Bodies of every kind survive a batch, and large ones cost bounded memory and no long stalls."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.batches import assert_true_report, connected
from tests.faults.scripted import GoneError, Message, Part, Peer, answer_batch, serve

from arango_fastbatch.exceptions import DocumentGetError
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

if TYPE_CHECKING:
    from collections.abc import Callable

TYPE = "Content-Type: application/x-arango-batchpart"


class Answers:
    """Answers each part with raw bytes, and keeps what came."""

    def __init__(self, each: Callable[[Part], bytes]) -> None:
        self.each = each
        self.parts: list[Part] = []

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message: Message = await peer.request()
                self.parts += message.parts
                await answer_batch(peer, message, self._answer)

    def _answer(self, part: Part) -> bytes:
        return f"{TYPE}\r\nContent-Id: {part.content_id}\r\n\r\n".encode() + self.each(part)


def whole(response: Response) -> Response:
    """A response handler that keeps all of it."""
    return response


async def answer_to(raw: bytes, method: str = "get", **options: Any) -> Response:
    """What a handler gets for a part's answer."""
    async with serve(Answers(lambda _: raw)) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        job = await batch._execute(Request(method, "/_api/x", params={"a": 1}, **options), whole)
        await batch.commit()
        assert job is not None
        first, second = job.result(), job.result()
        assert vars_of(first) == vars_of(second)
        assert first.url == f"{server.url}/_db/test/_api/x?a=1"
        assert first.method == method
        return first


def vars_of(response: Response) -> dict[str, Any]:
    return {name: getattr(response, name) for name in Response.__slots__}


async def test_whole_answer_reaches_the_handler() -> None:
    response = await answer_to(
        b'HTTP/1.1 200 Fine\r\nX-Mine: 1\r\nETag: "_r"\r\nContent-Length: 13\r\n\r\n{"a":[1,2.5]}'
    )
    assert response.status_code == 200
    assert response.status_text == "Fine"
    assert response.is_success
    assert response.body == {"a": [1, 2.5]}
    assert response.raw_body == '{"a":[1,2.5]}'
    assert response.headers["x-mine"] == "1"
    assert response.headers["etag"] == '"_r"'
    assert response.error_code is None


async def test_error_reaches_the_handler() -> None:
    body = b'{"error":true,"code":404,"errorNum":1202,"errorMessage":"document not found"}'
    response = await answer_to(
        b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    assert not response.is_success
    assert response.error_code == 1202
    assert response.error_message == "document not found"


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"", ""),
        (b"\r\n", "\r\n"),
        (b"plain text\r\n\r\nwith lines\r\n", "plain text\r\n\r\nwith lines\r\n"),
        (b"\0\x01\xff", "\0\x01\ufffd"),
        (b'"json text"', "json text"),
        (b"null", None),
        (b'{"errorNum":7}', {"errorNum": 7}),
        (b"--x--\r\n--", "--x--\r\n--"),
    ],
)
async def test_body(body: bytes, read: Any) -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    response = await answer_to(raw)
    assert response.content == body
    assert response.body == read
    # A document with a field errorNum is a document.
    assert response.is_success
    assert response.error_code is None


async def test_body_that_is_not_to_be_read() -> None:
    raw = b'HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{"a":1}'
    response = await answer_to(raw, deserialize=False)
    assert response.body == '{"a":1}'


@pytest.mark.parametrize("length", ["0", "4321", None])
async def test_head(length: str | None) -> None:
    """The answer to a HEAD request has no body, whatever length it announces."""
    line = f"Content-Length: {length}\r\n" if length else ""
    raw = f'HTTP/1.1 200 OK\r\nETag: "_r"\r\n{line}\r\n'.encode()

    def each(part: Part) -> bytes:
        return raw if part.method == "HEAD" else b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    answers = Answers(each)
    async with serve(answers) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        students = batch.collection("c")
        before = await students.get("1")
        job = await batch._execute(Request("head", "/_api/document/c/1"), whole)
        after = await students.get("1")
        await batch.commit()
        assert job is not None
        response = job.result()
        assert response.headers["etag"] == '"_r"'
        assert response.content == b""
        assert response.method == "head"
        assert before.result() == after.result() == {}
    assert [part.method for part in answers.parts] == ["GET", "HEAD", "GET"]


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
async def test_statuses_without_a_body(status: str) -> None:
    response = await answer_to(f"HTTP/1.1 {status}\r\nETag: x\r\n\r\n".encode())
    assert response.content == b""
    assert response.status_code == int(status[:3])


async def test_requests_without_a_body_have_none() -> None:
    answers = Answers(lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    async with serve(answers) as server, connected(server.url) as db:
        async with db.begin_batch_execution() as batch:
            await batch.collection("c").get("k")
            await batch._execute(Request("delete", "/_api/x"), whole)
            await batch._execute(Request("post", "/_api/x", data=""), whole)
            await batch._execute(Request("post", "/_api/x", data=b"raw\r\n"), whole)
            await batch._execute(Request("post", "/_api/x", data=[1]), whole)
        assert assert_true_report(batch) == "sssss"
    assert [part.body for part in answers.parts] == [b"", b"", b"", b"raw\r\n", b"[1]"]


@pytest.mark.parametrize(
    "body", [b"<html>Bad Gateway</html>", b"", b"[]", b'{"a":1}', b'"x"', b"\xff"]
)
async def test_part_with_a_proxys_error(body: bytes) -> None:
    """An error without an envelope is an error all the same, by its status."""

    def each(_: Part) -> bytes:
        return b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    async with serve(Answers(each)) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        job = await batch.collection("c").get("k")
        await batch.commit()
        with pytest.raises(DocumentGetError, match=r"\[HTTP 502\] Bad Gateway") as caught:
            job.result()
        assert caught.value.error_code == 502
        assert caught.value.error_message is None


async def test_unicode_in_both_directions() -> None:
    text = "ä日本🦦\u2028\ud7ff"

    def each(part: Part) -> bytes:
        body = part.body or json.dumps({"t": text}, ensure_ascii=False).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    async with serve(Answers(each)) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        insert = await batch.collection("c").insert({"t": text})
        get = await batch.collection("c").get("k")
        await batch.commit()
        assert insert.result() == {"t": text}
        assert get.result() == {"t": text}


async def test_large_answers_to_small_requests() -> None:
    size = 3_000_000
    document = b'{"t":"' + b"x" * size + b'"}'
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(document), document)
    async with serve(Answers(lambda _: raw)) as server, connected(server.url) as db:
        async with db.begin_batch_execution() as batch:
            jobs = [await batch.collection("c").get(str(number)) for number in range(10)]
        for job in jobs:
            result = job.result()
            assert result is not None
            assert len(result["t"]) == size


# --- 100 MB: in processes of their own, so that memory can be measured

HUNDRED_MEGABYTES = Path(__file__).with_name("hundred_megabytes.py")


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """What a commit of 100 MB costs the client's process."""
    if not Path("/proc/self/statm").exists():
        pytest.skip("measures memory where /proc tells it")
    run = subprocess.run(
        [sys.executable, "-W", "error", HUNDRED_MEGABYTES],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    figures: dict[str, Any] = json.loads(run.stdout)
    return figures


def test_hundred_megabytes_arrive(measured: dict[str, Any]) -> None:
    assert measured["sent"] == measured["succeeded"] == measured["requests"]
    assert measured["wire_bytes"] > 100_000_000


def test_hundred_megabytes_are_kept_once(measured: dict[str, Any]) -> None:
    """The records, and what is being sent of them just now: no second copy of the message."""
    assert measured["queued"] < 1.1 * measured["wire_bytes"]
    assert measured["peak"] - measured["queued"] < 0.2 * measured["wire_bytes"]


def test_hundred_megabytes_let_others_run(measured: dict[str, Any]) -> None:
    """Not a matter of time: others get at least one turn for each megabyte."""
    assert measured["turns"] > measured["wire_bytes"] / 1_000_000


async def test_others_run_while_a_large_batch_is_sent() -> None:
    """One turn per segment, however fast the socket takes them."""

    async def takes_all(peer: Peer) -> None:
        await answer_batch(peer, await peer.request())

    async with serve(takes_all) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        for _ in range(40):
            await batch.collection("c").insert({"t": "x" * 1_000_000})
        turns = 0
        commit = asyncio.create_task(batch.commit())
        while not commit.done():
            turns += 1
            await asyncio.sleep(0)
        await commit
        assert turns > 40 * 1_000_000 / 262_144
