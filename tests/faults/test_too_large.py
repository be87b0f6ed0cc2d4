"""413: what is too large is split, what cannot be split fails alone; early answers are heard."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tests.faults.batches import assert_true_report, connected, fates, queued, told
from tests.faults.scripted import (
    GoneError,
    Part,
    Peer,
    answer_batch,
    batch_body,
    error_body,
    inserted,
    reply,
    serve,
)

from arango_fastbatch import Request
from arango_fastbatch.exceptions import (
    BatchExecuteError,
    BatchStateError,
    DocumentInsertError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Limited:
    """Takes bodies up to a limit, and answers others 413 after reading them."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.taken: list[list[Part]] = []
        self.refused: list[int] = []

    async def __call__(self, peer: Peer) -> None:
        with suppress(GoneError):
            while True:
                message = await peer.request()
                if message.length > self.limit:
                    self.refused.append(message.length)
                    await peer.answer(413, error_body(413, 413, "payload too large"))
                else:
                    self.taken.append(message.parts)
                    await answer_batch(peer, message)

    @property
    def numbers(self) -> list[int]:
        return [json.loads(part.body)["number"] for parts in self.taken for part in parts]


async def test_too_large_is_split_in_order() -> None:
    script = Limited(1000)
    async with serve(script) as server, connected(server.url) as db:
        batch = await queued(db, 40)
        await batch.commit()
        assert assert_true_report(batch) == "s" * 40
    assert script.numbers == list(range(40))
    # It learns: halved until it fits, and not tried larger again.
    assert script.refused == sorted(script.refused, reverse=True)
    assert len(script.refused) <= 4


async def test_one_request_too_large() -> None:
    """What does not fit even alone fails by itself, and the others go on in their order."""
    script = Limited(2000)
    async with serve(script) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        students = batch.collection("c")
        for number in range(10):
            await students.insert({"number": number, "text": "x" * (3000 if number == 4 else 3)})
        await batch.commit()
        assert assert_true_report(batch) == "ssssfsssss"
        job = (batch.queued_jobs() or [])[4]
        for _ in range(2):
            with pytest.raises(DocumentInsertError) as caught:
                job.result()
        assert caught.value.http_code == 413
        assert caught.value.error_message == "payload too large"
        assert "x" * 3000 in caught.value.request.data
    assert script.numbers == [0, 1, 2, 3, 5, 6, 7, 8, 9]


async def test_one_request_too_large_without_results() -> None:
    script = Limited(2000)
    async with serve(script) as server, connected(server.url) as db:
        batch = db.begin_batch_execution(return_result=False)
        for number in range(3):
            await batch.collection("c").insert({"number": number, "text": "x" * 1500 * number})
        await batch.commit()
        assert told(batch.report) == (3, 2, 1, 0)
        ((index, error),) = batch.report.first_failures
        assert index == 2
        assert isinstance(error, DocumentInsertError)


async def test_own_request_too_large_goes_to_its_handler() -> None:
    async with serve(Limited(1000)) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        job = await batch._execute(
            Request("post", "/_api/x", data="x" * 3000), lambda response: response.status_code
        )
        await batch.commit()
        assert job is not None
        assert job.result() == 413


# --- 413 while the client still sends


@pytest.fixture(params=[1, 70_000, 1_000_000, 3_000_000], ids="after {} bytes".format)
def early_refusal(request: pytest.FixtureRequest) -> Iterator[tuple[str, Callable[[], int]]]:
    """A server in a thread that answers 413 early and closes on what it has not read.

    Client and server race here as they do in the wild: whatever comes first, the answer counts.
    """
    body = error_body(413, 413, "payload too large")
    answer = (
        b"HTTP/1.1 413 Payload Too Large\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    ) + body
    served = 0

    def run() -> None:
        nonlocal served
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            left = request.param
            while left > 0 and (data := connection.recv(65536)):
                left -= len(data)
            # Counted first: who has the answer may look at once.
            served += 1
            with suppress(OSError):
                connection.sendall(answer)
            connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", lambda: served
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


async def test_early_refusal_is_heard(early_refusal: tuple[str, Callable[[], int]]) -> None:
    url, _ = early_refusal
    async with connected(url) as db:
        for _ in range(10):
            batch = db.begin_batch_execution()
            for _ in range(2):
                await batch.collection("c").insert({"text": "x" * 4_000_000})
            await batch.commit()
            # Split, and refused one by one: never a broken pipe, never an unknown.
            assert assert_true_report(batch) == "ff"


async def test_early_refusal_of_a_plain_request(
    early_refusal: tuple[str, Callable[[], int]],
) -> None:
    url, served = early_refusal
    async with connected(url) as db:
        for count in range(1, 6):
            with pytest.raises(DocumentInsertError, match="payload too large"):
                await db.collection("c").insert({"text": "x" * 4_000_000})
            assert served() == count


async def test_sending_ends_with_an_early_answer() -> None:
    """The server reads on, politely, and the client stops all the same."""
    received = 0

    async def answers_early(peer: Peer) -> None:
        nonlocal received
        await peer.head()
        await peer.answer(503, error_body(503, 503, "shutting down"))
        received = len(await peer.until_closed())

    async with serve(answers_early) as server, connected(server.url) as db:
        batch = await queued(db, 1)
        await batch.collection("c").insert({"text": "x" * 64_000_000})
        with pytest.raises(BatchExecuteError, match="shutting down"):
            await batch.commit()
        assert fates(batch) == "pp"
        assert received < 32_000_000
        # The connection is of no use any more: half a body was announced on it.
        with pytest.raises(BatchExecuteError):
            await batch.commit()
        assert server.connections == 2


async def test_answers_that_come_while_the_rest_is_sent() -> None:
    """A server may answer the first requests before it has read the last ones."""
    count, size = 8, 2_000_000

    async def answers_meanwhile(peer: Peer) -> None:
        head = await peer.head()
        await peer.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: multipart/form-data\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for number in range(count):
            last = number == count - 1
            await peer.drop(head.length // count + (head.length % count if last else 0))
            answer = b"--%s\r\n%s\r\n" % (head.boundary.encode(), inserted(number))
            if last:
                answer += b"--%s--" % head.boundary.encode()
            await peer.send(b"%x\r\n%s\r\n" % (len(answer), answer))
        await peer.send(b"0\r\n\r\n")

    async with serve(answers_meanwhile) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        for _ in range(count):
            await batch.collection("c").insert({"text": "x" * size})
        await batch.commit()
        assert assert_true_report(batch) == "s" * count


async def test_answer_to_what_was_not_sent_yet() -> None:
    """Such a server is out of its mind; nobody waits for a time-out on its account."""

    async def answers_too_early(peer: Peer) -> None:
        head = await peer.head()
        body = batch_body(head.boundary, *(inserted(number) for number in range(4)))
        answer = reply(200, body, content_type="multipart/form-data")
        await peer.send(answer[:-50])
        await peer.until_closed()

    async with serve(answers_too_early) as server, connected(server.url) as db:
        batch = db.begin_batch_execution()
        for _ in range(4):
            await batch.collection("c").insert({"text": "x" * 4_000_000})
        with pytest.raises(BatchStateError, match="malformed"):
            await batch.commit()
        assert assert_true_report(batch) == "sssu"
