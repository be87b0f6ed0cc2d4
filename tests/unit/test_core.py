"""The native core as Python sees it: its types, its errors, its memory."""

from __future__ import annotations

import gc
import importlib.machinery
import re
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from tests.core_batch import BOUNDARY, TYPE, Log, answered, new_buffer, part

from arango_fastbatch import _core
from arango_fastbatch._core import (
    AnswerError,
    BatchBuffer,
    BatchJob,
    HeadTable,
)
from arango_fastbatch.exceptions import BatchJobResultError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@pytest.fixture
def buffer() -> BatchBuffer:
    """A buffer with the heads 0 (POST), 1 (GET) and 2 (HEAD)."""
    return new_buffer()


# --- The module


def test_the_core_is_a_compiled_extension() -> None:
    suffixes = tuple(importlib.machinery.EXTENSION_SUFFIXES)
    assert Path(str(_core.__file__)).name.endswith(suffixes)
    assert isinstance(_core.__loader__, importlib.machinery.ExtensionFileLoader)
    for name in ("BatchBuffer", "AnswerDecoder", "Segments", "BatchJob"):
        # Written in Python, a method would have code.
        methods = vars(getattr(_core, name)).values()
        assert not any(hasattr(method, "__code__") for method in methods)


def test_the_core_is_one_binary_for_all_pythons() -> None:
    if sysconfig.get_platform().startswith("win"):
        assert _core.__file__.endswith(".pyd")
    else:
        assert ".abi3." in Path(_core.__file__).name


def test_the_build_says_how_it_was_made() -> None:
    assert _core.BUILD == "release"


def test_the_stub_says_what_the_binary_has() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", "arango_fastbatch._core"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


# --- Jobs


def test_a_job_asks_its_log(buffer: BatchBuffer) -> None:
    log = Log()
    buffer.append(1, b"", "a")
    job = buffer.append_job(log, 1, b"", "b")
    assert isinstance(job, BatchJob)
    assert job.id == "id of 1"
    assert job.status() == "status of 1"
    with pytest.raises(LookupError, match="1"):
        job.result()
    assert repr(job) == "<BatchJob id of 1>"
    assert buffer.request(1) == ("GET", "/_api/document/c/b", [], b"")


def test_jobs_of_one_request_are_equal(buffer: BatchBuffer) -> None:
    log, other = Log(), Log()
    jobs = [buffer.append_job(log, 0, b"{}") for _ in range(3)]
    assert jobs == [buffer.job(log, index) for index in range(3)]
    assert len({*jobs, buffer.job(log, 2)}) == 3
    assert jobs[0] != buffer.job(other, 0)
    assert jobs[0] != "id of 0"


def test_jobs_cost_32_bytes_and_no_garbage_collection(buffer: BatchBuffer) -> None:
    job = buffer.append_job(Log(), 0, b"{}")
    have_gc = 1 << 14
    assert not BatchJob.__flags__ & have_gc
    assert not gc.is_tracked(job)
    assert sys.getsizeof(job) == 32


def test_a_job_keeps_its_log_and_lets_it_go(buffer: BatchBuffer) -> None:
    log = Log()
    before = sys.getrefcount(log)
    job = buffer.append_job(log, 0, b"{}")
    assert sys.getrefcount(log) == before + 1
    del job
    assert sys.getrefcount(log) == before


def test_a_job_made_by_hand_has_an_id_and_no_result() -> None:
    job: BatchJob[int] = BatchJob(lambda response: response)
    other: BatchJob[int] = BatchJob(response_handler=None)
    assert re.fullmatch("[0-9a-f]{32}", job.id)
    assert job.id == job.id != other.id
    assert job.status() == "pending"
    assert repr(job) == f"<BatchJob {job.id}>"
    assert job != other
    with pytest.raises(BatchJobResultError):
        job.result()


def test_the_job_type_is_generic_and_can_be_subclassed() -> None:
    assert BatchJob[int].__origin__ is BatchJob  # type: ignore[attr-defined]  # known at run time only
    assert BatchJob.__module__ == "arango_fastbatch.job"

    class Own(BatchJob[int]):
        pass

    assert Own(None).status() == "pending"


# --- Heads and records


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("", "/", "", []), "method is empty"),
        (("GET\r\n", "/", "", []), r"method .*'\\r' at byte 3"),
        (("GET", "", "", []), "target is empty"),
        (("GET", "/a b", "", []), "' ' at byte 2"),
        (("GET", "/", "\n", []), r"'\\n' at byte"),
        (("GET", "/", "\0", []), "must be percent-encoded"),
        (("GET", "/é", "", []), "percent-encoded"),
        (("GET", "/", "", [("a:", "b")]), "header name"),
        (("GET", "/", "", [("", "b")]), "header name is empty"),
        (
            ("GET", "/", "", [("a", "b\r\nc: d")]),
            r'"a" has the control character \'\\r\' at byte 1',
        ),
        (("GET", "/", "", [("a", "\0")]), "control character"),
    ],
)
def test_what_would_break_a_head_is_refused(arguments: Any, message: str) -> None:
    table = HeadTable()
    with pytest.raises(ValueError, match=message):
        table.add(*arguments)
    assert len(table) == 0
    method, before, after, headers = arguments
    raw = BatchBuffer(table)
    with pytest.raises(ValueError, match=message):
        raw.append_raw(method, before + after, headers, b"")
    assert len(raw) == 0


@pytest.mark.parametrize("variable", ["a b", "\r", "\n", "\0", "\x7f", "é", "\u2028", "\ud800"])
def test_what_would_break_a_target_is_refused(buffer: BatchBuffer, variable: str) -> None:
    size = buffer.wire_bytes
    with pytest.raises(ValueError):  # noqa: PT011 - a lone surrogate has another message
        buffer.append(1, b"", variable)
    with pytest.raises(ValueError):  # noqa: PT011 - likewise
        buffer.append_job(Log(), 1, b"", variable)
    assert (len(buffer), buffer.wire_bytes) == (0, size)


def test_heads_are_numbered_even_when_alike() -> None:
    table = HeadTable()
    assert [table.add("GET", "/", "", []) for _ in range(3)] == [0, 1, 2]
    assert len(table) == 3


@pytest.mark.parametrize("index", [-1, 1, 2**31, 2**32, 2**63, 2**64, -(2**64)])
def test_an_index_that_does_not_exist_is_an_index_error(buffer: BatchBuffer, index: int) -> None:
    assert buffer.append(0, b"{}") == 0
    calls: list[Any] = [
        lambda: buffer.append(index + 2, b""),
        lambda: buffer.append_job(Log(), index + 2, b""),
        lambda: buffer.job(Log(), index),
        lambda: buffer.wire_size(0, index + 1),
        lambda: buffer.wire_size(index + 1, 1),
        lambda: buffer.fit(index, 100),
        lambda: buffer.segments(BOUNDARY, 0, index + 1),
        lambda: buffer.decoder(BOUNDARY, index + 1, 1),
        lambda: buffer.answer(index),
        lambda: buffer.head(index),
        lambda: buffer.request(index),
        lambda: buffer.failed(0, index + 1),
        lambda: buffer.unanswered(index + 1, 1),
    ]
    if index == -1:
        # There it is 0 or 1 in some of these, which exist.
        calls = [calls[2], calls[5], *calls[8:11]]
    for call in calls:
        with pytest.raises(IndexError):
            call()
    assert len(buffer) == 1


def test_other_types_are_type_errors(buffer: BatchBuffer) -> None:
    wrong: Any = buffer
    calls: list[Callable[[], Any]] = [
        lambda: wrong.append(0, "text"),
        lambda: wrong.append(0, bytearray(b"")),
        lambda: wrong.append("0", b""),
        lambda: wrong.append(0, b"", b"key"),
        lambda: wrong.append(0.0, b""),
        lambda: wrong.append_raw("GET", "/", {"a": "b"}, b""),
        lambda: wrong.answer(None),
        lambda: wrong.decoder(BOUNDARY, 0, 0).feed("text"),
    ]
    for call in calls:
        with pytest.raises(TypeError):
            call()
    assert len(buffer) == 0


def test_a_record_is_a_copy(buffer: BatchBuffer) -> None:
    body = b'{"a": 1}' * 3
    before = sys.getrefcount(body)
    buffer.append(0, body)
    assert sys.getrefcount(body) == before


# --- Messages


def test_a_message_on_the_wire(buffer: BatchBuffer) -> None:
    buffer.append(0, b'{"a":1}')
    buffer.append(1, b"", "k")
    buffer.append_raw("PUT", "/x", [("A", "b"), ("C", "")], b"\r\n")
    message = b"".join(buffer.segments(BOUNDARY, 0, 3))
    assert message.decode() == (
        f"--{BOUNDARY}\r\n{TYPE}\r\nContent-Id: 0\r\n\r\n"
        "POST /_api/document/c?silent=true HTTP/1.1\r\nContent-Type: application/json\r\n\r\n"
        '{"a":1}\r\n'
        f"--{BOUNDARY}\r\n{TYPE}\r\nContent-Id: 1\r\n\r\n"
        "GET /_api/document/c/k HTTP/1.1\r\n\r\n"
        f"--{BOUNDARY}\r\n{TYPE}\r\nContent-Id: 2\r\n\r\n"
        "PUT /x HTTP/1.1\r\nA: b\r\nC: \r\n\r\n"
        "\r\n\r\n"
        f"--{BOUNDARY}--"
    )
    assert buffer.wire_bytes == len(message)


def test_segments_are_small_at_first_and_leave_the_buffer_usable(buffer: BatchBuffer) -> None:
    for _ in range(20_000):
        buffer.append(0, b'{"name": "x"}')
    segments = buffer.segments(BOUNDARY, 0, 20_000)
    sizes = []
    for segment in segments:
        sizes.append(len(segment))
        buffer.append(0, b"{}")
    assert sizes[0] == 16_384
    assert set(sizes[1:-1]) == {262_144}
    assert sum(sizes) == buffer.wire_size(0, 20_000)
    assert iter(segments) is segments
    assert next(segments, None) is None


@pytest.mark.parametrize("boundary", ["", "a" * 31, "a" * 33, "g" * 32, "é" * 16, "\r" * 32])
def test_a_boundary_is_32_hexadecimal_digits(buffer: BatchBuffer, boundary: str) -> None:
    with pytest.raises(ValueError, match="32 hexadecimal"):
        buffer.segments(boundary, 0, 0)
    with pytest.raises(ValueError, match="32 hexadecimal"):
        buffer.decoder(boundary, 0, 0)


def test_segments_have_a_size(buffer: BatchBuffer) -> None:
    for size, first in ((0, 1), (1, 0)):
        with pytest.raises(ValueError, match="at least one byte"):
            buffer.segments(BOUNDARY, 0, 0, size, first)


# --- Answers


def test_an_answer_and_what_is_kept_of_it(buffer: BatchBuffer) -> None:
    buffer.append(0, b"{}")
    buffer.append(1, b"", "k")
    buffer.append(2, b"", "k")
    buffer.append_raw("GET", "/", [], b"")
    assert buffer.answer(0) is None
    answered(
        buffer,
        part(0, "202 Accepted\r\nEtag: x\r\nContent-Length: 4", "\r\n{}"),
        part(1, "404 Not Found\r\nX-A: 1\r\nx-a:2\r\nCONTENT-length: 0"),
        part(2, "200 OK\r\nServer: \r\nContent-Length: 17"),
        part(3, "200 OK\r\nEtag: é\r\nContent-Length: 0"),
    )
    got = []
    for index in range(4):
        answer = buffer.answer(index)
        assert answer is not None
        line = (answer.status_code, answer.status_text, answer.is_success)
        got.append((answer.head, *line, answer.content, answer.headers))
    assert got == [
        (0, 202, "Accepted", True, b"\r\n{}", {}),
        (1, 404, "Not Found", False, b"", {"x-a": "1, 2", "content-length": "0"}),
        (2, 200, "OK", True, b"", {"server": "", "content-length": "17"}),
        (None, 200, "OK", True, b"", {"etag": "é", "content-length": "0"}),
    ]
    assert buffer.failed(0, 4) == [1]
    # Only the failure keeps its request.
    assert [buffer.request(index) is None for index in range(4)] == [True, False, True, True]
    answer = buffer.answer(1)
    assert answer is not None
    assert answer.request == ("GET", "/_api/document/c/k", [], b"")
    with pytest.raises(ValueError, match="was let go"):
        buffer.wire_size(0, 4)


def test_answers_stay_readable_without_their_buffer(buffer: BatchBuffer) -> None:
    own = BatchBuffer(HeadTable())
    own.append_raw("GET", "/", [], b"")
    answered(own, part(0, "200 OK\r\nContent-Length: 2", "{}"))
    answer = own.answer(0)
    del own
    assert answer is not None
    assert answer.content == b"{}"


def test_an_error_says_where_and_is_final(buffer: BatchBuffer) -> None:
    for _ in range(3):
        buffer.append(0, b"{}")
    decoder = buffer.decoder(BOUNDARY, 0, 3)
    decoder.feed(part(1, "201 Created\r\nContent-Length: 2", "{}").encode())
    wrong = part(7, "200 OK\r\nContent-Length: 0").encode()
    with pytest.raises(AnswerError) as first:
        decoder.feed(wrong)
    assert first.value.args == ("no request has the Content-Id 7", 1)
    assert isinstance(first.value, ValueError)
    calls: list[Callable[[], None]] = [
        lambda: decoder.feed(b""),
        lambda: decoder.feed(wrong),
        decoder.finish,
    ]
    for again in calls:
        with pytest.raises(AnswerError) as error:
            again()
        assert error.value.args == first.value.args
    assert decoder.parts == 1
    assert buffer.unanswered(0, 3) == [0, 2]
    answer = buffer.answer(1)
    assert answer is not None
    assert answer.content == b"{}"
    # The others can be sent again.
    assert b"Content-Id: 2" in b"".join(buffer.segments(BOUNDARY, 2, 3))


def test_an_announced_body_takes_no_memory_before_it_comes(buffer: BatchBuffer) -> None:
    buffer.append(0, b"{}")
    decoder = buffer.decoder(BOUNDARY, 0, 1)
    decoder.feed(part(0, "200 OK\r\nContent-Length: 4294967295", "{}").encode())
    with pytest.raises(AnswerError, match="within this part"):
        decoder.finish()
    assert buffer.answer(0) is None


def test_large_bodies_in_small_pieces(buffer: BatchBuffer) -> None:
    bodies = [bytes([65 + index]) * size for index, size in enumerate((3_000_000, 1, 700_000))]
    for _ in bodies:
        buffer.append(0, b"{}")
    answer = b"".join(
        part(index, f"200 OK\r\nContent-Length: {len(body)}", body.decode()).encode()
        for index, body in enumerate(bodies)
    )
    answer += f"--{BOUNDARY}--".encode()
    decoder = buffer.decoder(BOUNDARY, 0, 3)
    for at in range(0, len(answer), 1021):
        decoder.feed(answer[at : at + 1021])
    decoder.finish()
    answers = [buffer.answer(index) for index in range(3)]
    assert [answer and answer.content for answer in answers] == bodies


# --- Threads


def test_use_from_several_threads_is_right_or_an_exception(buffer: BatchBuffer) -> None:
    """Framing and cutting let other threads run: whoever comes then is told, and nothing breaks."""
    count = 30_000
    for _ in range(count):
        buffer.append(0, b'{"name": "x"}')
    expected = b"".join(buffer.segments(BOUNDARY, 0, count))
    refusals: set[str] = set()
    done = threading.Event()

    def attempt(call: Callable[[], T]) -> T | None:
        try:
            return call()
        except RuntimeError as error:
            refusals.add(str(error))
            return None

    def disturb() -> None:
        while not done.is_set():
            attempt(lambda: buffer.append(0, b"{}"))
            attempt(lambda: buffer.unanswered(0, 10))

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        messages: list[bytes] = []
        while len(messages) < 5:
            message = attempt(lambda: b"".join(buffer.segments(BOUNDARY, 0, count)))
            messages += [message] if message is not None else []
    finally:
        done.set()
        thread.join()
    assert messages == [expected] * 5
    assert refusals <= {"Already borrowed", "Already mutably borrowed"}
