"""Single steps of a batch, ours beside the control, for pytest-benchmark.

`pytest benches/bench_micro.py`; figures are per `REQUESTS` requests. The steps of python-aioarango
cannot be taken apart: it frames and parses inside its commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from arango_fastbatch._core import BatchBuffer, HeadTable
from benches.canned_answers import FIRST_KEY, batch_answer
from benches.clients import Batch, Job, Session, connect, control
from benches.documents import make_document
from benches.servers import canned_server

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

REQUESTS = 10_000
ROUNDS = 20
PIECE = 64 * 1024
"""Bytes of an answer that come at once."""

ENCODE = "encode: documents in JSON to a message"
DECODE = "decode: an answer to bodies"

BOUNDARY = "0123456789abcdef0123456789abcdef"
DOCUMENTS = [make_document(number) for number in range(REQUESTS)]
BODIES = [orjson.dumps(document) for document in DOCUMENTS]

Step = Callable[..., object]
Setup = Callable[[], tuple[tuple[Any, ...], dict[str, Any]]]


@pytest.fixture(scope="module")
def answer() -> bytes:
    """What the server answers to a batch of `REQUESTS` parts, numbered as `BatchBuffer` does."""
    ids = [b"%d" % number for number in range(REQUESTS)]
    return b"".join(batch_answer(BOUNDARY.encode(), ids, FIRST_KEY))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """The address of a canned server."""
    with canned_server() as url:
        yield url


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that is driven by hand."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def measure(benchmark: BenchmarkFixture, what: str, client: str, step: Step, setup: Setup) -> None:
    """Time a step, `ROUNDS` times, each time on something fresh.

    Args:
        benchmark: The fixture.
        what: The name of the step in the table.
        client: Whose step it is.
        step: Called with what `setup` gave.
        setup: Gives positional and keyword arguments.
    """
    benchmark.group = what
    benchmark.extra_info.update(what=what, client=client, requests=REQUESTS)
    pedantic: Callable[..., object] = benchmark.pedantic
    pedantic(step, setup=setup, rounds=ROUNDS, warmup_rounds=1)


def filled() -> BatchBuffer:
    """A buffer with all documents queued."""
    heads = HeadTable()
    head = heads.add("POST", "/_api/document/bench", "", [("content-type", "application/json")])
    buffer = BatchBuffer(heads)
    for body in BODIES:
        buffer.append(head, body)
    return buffer


def test_encode_ours(benchmark: BenchmarkFixture) -> None:
    def step() -> int:
        buffer = filled()
        return sum(map(len, buffer.segments(BOUNDARY, 0, len(buffer))))

    measure(benchmark, ENCODE, "ours", step, lambda: ((), {}))


def test_encode_control(benchmark: BenchmarkFixture, loop: asyncio.AbstractEventLoop) -> None:
    async def encode() -> int:
        start = control.opening(BOUNDARY.encode())
        parts = [
            b"".join((start, b"%d" % number, control.HEAD, body, b"\r\n"))
            for number, body in enumerate(BODIES)
        ]
        return sum([len(segment) async for segment in control.segments(parts)])

    def step() -> int:
        return loop.run_until_complete(encode())

    measure(benchmark, ENCODE, "control", step, lambda: ((), {}))


def test_decode_ours(benchmark: BenchmarkFixture, answer: bytes) -> None:
    pieces = [answer[start : start + PIECE] for start in range(0, len(answer), PIECE)]

    def step(buffer: BatchBuffer) -> None:
        decoder = buffer.decoder(BOUNDARY, 0, REQUESTS)
        for piece in pieces:
            decoder.feed(piece)
        decoder.finish()
        assert decoder.parts == REQUESTS

    measure(benchmark, DECODE, "ours", step, lambda: ((filled(),), {}))


def test_decode_control(benchmark: BenchmarkFixture, answer: bytes) -> None:
    def step(jobs: list[control.Job]) -> None:
        control.deal(answer, BOUNDARY.encode(), jobs, REQUESTS)

    measure(benchmark, DECODE, "control", step, lambda: (([control.Job() for _ in DOCUMENTS],), {}))


@pytest.fixture(params=["ours", "control"])
def session(
    request: pytest.FixtureRequest, loop: asyncio.AbstractEventLoop, url: str
) -> Iterator[tuple[str, Session]]:
    """A client's name and its connection."""
    name: str = request.param
    session = loop.run_until_complete(connect(name, url))
    yield name, session
    loop.run_until_complete(session.close())


def test_insert(
    benchmark: BenchmarkFixture, loop: asyncio.AbstractEventLoop, session: tuple[str, Session]
) -> None:
    client, connection = session

    async def insert(batch: Batch) -> list[Job]:
        return [await batch.insert(document) for document in DOCUMENTS]

    def setup() -> tuple[tuple[Batch], dict[str, Any]]:
        return (connection.begin(return_result=True),), {}

    def step(batch: Batch) -> list[Job]:
        return loop.run_until_complete(insert(batch))

    measure(benchmark, "insert: a document into a batch, its job out", client, step, setup)


def test_result(
    benchmark: BenchmarkFixture, loop: asyncio.AbstractEventLoop, session: tuple[str, Session]
) -> None:
    client, connection = session

    async def committed() -> list[Job]:
        batch = connection.begin(return_result=True)
        jobs = [await batch.insert(document) for document in DOCUMENTS]
        await batch.commit()
        return jobs

    def setup() -> tuple[tuple[list[Job]], dict[str, Any]]:
        return (loop.run_until_complete(committed()),), {}

    def step(jobs: list[Job]) -> None:
        for job in jobs:
            job.result()

    measure(benchmark, "result: a job's answer as Python objects", client, step, setup)
