"""The Rust core: the records of a batch, their framing, and the cutting of the answers.

What a batch holds lives in a `BatchBuffer` and is named by its index there, from 0 in the order in
which it was appended; ranges are half-open. An index that does not exist is an IndexError,
something that may not go over the wire a ValueError. A buffer that another thread is using just
now (framing and cutting let other threads run) is a RuntimeError.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar, final

from typing_extensions import Self, disjoint_base

__all__ = [
    "BUILD",
    "Answer",
    "AnswerDecoder",
    "AnswerError",
    "BatchBuffer",
    "BatchJob",
    "CallQueue",
    "HeadTable",
    "Pipeline",
    "ScopeQueue",
    "Segments",
]

_T_co = TypeVar("_T_co", covariant=True)

BUILD: str
"""How the core was compiled: ``"release"`` or ``"debug"``."""

class AnswerError(ValueError):
    """The answer to a batch is not what a server sends.

    ``args`` is ``(message, part)``: what is wrong, and where it showed. Of the batch endpoint's
    answer that is the position of the part (from 0), or None where it concerns the message as a
    whole; of a `Pipeline`'s answers the first record of the request that was to be answered, or
    None where none was.
    """

class _JobLog(Protocol):
    """What a job asks about itself; every method is given the job's index."""

    def job_id(self, index: int) -> str: ...
    def job_status(self, index: int) -> str: ...
    def job_result(self, index: int) -> Any: ...

@disjoint_base
class BatchJob(Generic[_T_co]):
    """One queued request of a batch: a log and an index, 32 bytes.

    Jobs of one request are equal, however often they were made. The garbage collector does not
    see them (a batch has as many as requests): a log that holds its own jobs is never freed.

    Args:
        response_handler: Not used. A job made by hand belongs to no batch.
    """

    def __new__(cls, response_handler: Any) -> Self: ...
    @property
    def id(self) -> str:
        """The job's id: 32 hexadecimal digits, made when first read."""
    def status(self) -> str:
        """Whether the job is "pending" or "done"."""
    def result(self) -> _T_co:
        """The result of the request, as often as asked for.

        Raises:
            BatchJobResultError: If there is no result (yet).
            ArangoServerError: As the method's own exception, if the request failed.
        """
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    @classmethod
    def __class_getitem__(cls, key: Any) -> Any: ...

@final
class HeadTable:
    """The heads of requests, each kept once and named by a small number, counted from 0."""

    def __new__(cls) -> Self: ...
    def add(
        self,
        method: str,
        before: str,
        after: str,
        headers: Sequence[tuple[str, str]],
        merged: tuple[str, str, int] | None = None,
    ) -> int:
        """Add the head of a kind of request.

        Args:
            method: HTTP method, in upper case.
            before: The request target before its variable piece, percent-encoded; not empty.
            after: The request target after its variable piece, percent-encoded.
            headers: Names and values, in the order in which they are sent.
            merged: How a `Pipeline` makes one request of neighbours with this head; None: it does
                not. What is done to a document ("insert", "update", "replace", "delete" or "get"),
                the target of the request for many, and the HTTP status of a conflict where the
                document names a revision.

        Returns:
            The head's number; a new one also for a head that is there already.

        Raises:
            ValueError: If something may not stand in a request's head; says what and where.
        """
    def __len__(self) -> int: ...

@final
class CallQueue:
    """What queues the calls of a batch whose like has been queued before.

    Args:
        dumps: Writes a body (a dict) as JSON.
        verify: Raises for a body that holds a number which JSON does not have; asked where
            `dumps` wrote a null.
        jobs: Where jobs are appended; None to make none.
        max_body: Most bytes of a body.
        flush_bytes: A call that would fill the buffer to that many bytes is not queued.
        flush_count: A call that would be the last of so many is not queued.

    Attributes:
        turn: So many calls are queued before the event loop has to be looked after.
    """

    def __new__(
        cls,
        dumps: Callable[[Any], bytes],
        verify: Callable[[Any], object],
        jobs: list[Any] | None,
        max_body: int,
        flush_bytes: int | None = None,
        flush_count: int | None = None,
    ) -> Self: ...
    @property
    def turn(self) -> int: ...
    @turn.setter
    def turn(self, turn: int, /) -> None: ...
    def open(self, log: _JobLog, buffer: BatchBuffer, turn: int) -> None:
        """Direct calls to a log and its buffer, for so many calls."""
    def close(self) -> None:
        """Queue nothing more."""
    def scope(self) -> ScopeQueue:
        """The queue for the calls of wrappers with one scope."""

@final
class ScopeQueue:
    """The queue for the calls of wrappers with one scope; it knows the heads of their requests."""

    def put(self, operation: Any, options: tuple[Any, ...], body: Any, key: str = "") -> Any:
        """Queue a call.

        Args:
            operation: What is called.
            options: Its query parameters; known ones are told by the identity of their values.
            body: A dict, or None for no body.
            key: The variable piece of the request target.

        Returns:
            The job, None where none are made, or `NotImplemented`: the call has to take the long
            way, because its kind is not known, its body is not plain, a limit is reached, or
            something is wrong with it.
        """
    def remember(self, operation: Any, options: tuple[Any, ...], head: int) -> None:
        """Note the head of a kind of calls."""

@final
class BatchBuffer:
    """The records of a batch and, as they come, their answers.

    A record is a copy of the request and keeps its bytes until its answer is there, so that a
    message can be framed again. With the answers they are let go, those of failures excepted.

    Args:
        heads: Where heads are looked up; may be shared and may grow.
        readers: By the number of the head, ``(finish, call)``: ``finish(answer, call)`` gives the
            result of a job.
        decode: Reads the body of an answer, for `Answer.body`.
        loads: Reads most bodies faster; where it raises, `decode` is asked.
    """

    def __new__(
        cls,
        heads: HeadTable,
        readers: list[tuple[Callable[[Any, Any], Any], Any]] | None = None,
        decode: Callable[[bytes], Any] | None = None,
        loads: Callable[[bytes], Any] | None = None,
    ) -> Self: ...
    def append(self, head: int, body: bytes, variable: str = "", alone: bool = False) -> int:
        """Copy a request in.

        Args:
            head: Number of its head.
            body: Its body; empty for a request without one.
            variable: The piece of its target between the head's two, percent-encoded.
            alone: Whether no multipart message may hold it (its body has a NUL).

        Returns:
            The record's index.

        Raises:
            IndexError: If the table has no such head.
            ValueError: If ``variable`` has anything but visible ASCII, or the request takes 4 GiB.
        """
    def append_raw(
        self,
        method: str,
        target: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        alone: bool = False,
    ) -> int:
        """Copy a request in that has a head of its own.

        Args:
            method: HTTP method, in upper case.
            target: The request target, percent-encoded; not empty.
            headers: Names and values, in the order in which they are sent.
            body: Its body; empty for a request without one.
            alone: Whether no multipart message may hold it (its body has a NUL).

        Returns:
            The record's index.

        Raises:
            ValueError: If something may not stand in a request's head; says what and where.
        """
    def append_job(self, log: _JobLog, head: int, body: bytes, variable: str = "") -> BatchJob[Any]:
        """Copy a request in and make its job: `append` and `job` in one call.

        Args:
            log: What the job asks about itself.
            head: Number of its head.
            body: Its body; empty for a request without one.
            variable: The piece of its target between the head's two, percent-encoded.

        Returns:
            The job.

        Raises:
            IndexError: If the table has no such head.
            ValueError: If ``variable`` has anything but visible ASCII, or the request takes 4 GiB.
        """
    def job(self, log: _JobLog, index: int) -> BatchJob[Any]:
        """Make the job of a record.

        Args:
            log: What the job asks about itself.
            index: The record.
        """
    def __len__(self) -> int: ...
    @property
    def wire_bytes(self) -> int:
        """What all records would take framed as one message, those let go included: O(1)."""
    def wire_size(self, start: int, stop: int) -> int:
        """The exact Content-Length of the message of a range of records.

        Args:
            start: The first record.
            stop: The record behind the last.

        Returns:
            Bytes, the closing boundary included.

        Raises:
            ValueError: If a record was let go.
        """
    def fit(self, start: int, max_bytes: int) -> int:
        """Where a message has to end to stay within a size.

        Args:
            start: Its first record.
            max_bytes: Most bytes of the message.

        Returns:
            The largest ``stop`` with ``wire_size(start, stop) <= max_bytes`` and no record that
            must be `alone` before it, and at least ``start + 1``.

        Raises:
            ValueError: If a record was let go.
        """
    def segments(
        self, boundary: str, start: int, stop: int, size: int = 262144, first: int = 16384
    ) -> Segments:
        """Frame the message of a range of records, piece by piece.

        Args:
            boundary: What separates its parts: 32 hexadecimal digits, random ones.
            start: The first record.
            stop: The record behind the last.
            size: Bytes of a segment; the last one takes what is left.
            first: Bytes of the first segment, so that sending begins early.

        Raises:
            ValueError: If the boundary or a size is not one, a record was let go, or one must be
                `alone`.
        """
    def decoder(self, boundary: str, start: int, stop: int) -> AnswerDecoder:
        """Make what cuts the answer to the message of a range of records.

        Args:
            boundary: The boundary of that message.
            start: Its first record.
            stop: The record behind its last.

        Raises:
            ValueError: If the boundary is not one.
        """
    def answer(self, index: int) -> Answer | None:
        """A record's answer; None while there is none."""
    def head(self, index: int) -> int | None:
        """The number of a record's head; None for a raw record."""
    def request(self, index: int) -> tuple[str, str, list[tuple[str, str]], bytes] | None:
        """A record's method, target, headers and body; None once it was let go.

        A record is let go some time after its answer came, unless that has a status of 300 or more.
        """
    def alone(self, index: int) -> bool:
        """Whether no multipart message may hold a record."""
    def failed(self, start: int, stop: int) -> list[int]:
        """The records of a range whose answers have a status of 300 or more."""
    def unanswered(self, start: int, stop: int) -> list[int]:
        """The records of a range that have no answer."""

@final
class Segments:
    """An iterator over the segments of one framed message.

    Records may be appended in between. A ValueError where a record was let go meanwhile, which
    takes an answer to a message that was not sent yet.
    """

    def __iter__(self) -> Self: ...
    def __next__(self) -> bytes: ...

@final
class AnswerDecoder:
    """Cuts the answer of the batch endpoint, however it is chunked.

    Answers are in the buffer as soon as they are whole, and stay there whatever follows.
    """

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the answer.

        Args:
            data: Any number of bytes; bodies are copied, nothing of it is held.

        Raises:
            AnswerError: If the answer is malformed; at every further call again.
        """
    def finish(self) -> None:
        """Say that the answer is over.

        Raises:
            AnswerError: If not all parts and the closing boundary have come.
        """
    @property
    def parts(self) -> int:
        """How many parts were cut whole so far."""

@final
class Pipeline:
    """The requests of a range of records, sent one behind the other over plain HTTP.

    It does no input and output: `segment` gives the bytes to write, `feed` takes those that were
    read. Several requests are on their way at a time, and answers are matched to them by their
    order, over as many connections as it takes, one after the other. A request is one record, or
    several neighbours that were merged: with one head that says how, and with bodies of which each
    is one JSON object that any reader takes (or with none, where only keys are named). What is
    merged means what its records mean one by one, and so do their answers.

    A record is *settled* once it has its answer, is lost or is unclear. Refusals are held: answers
    with 401, 429 or 503, and with 413 to merged requests, mean that nothing was executed, while no
    answer with another status follows; from then on they are answers like any other.

    Args:
        buffer: The records; several streams over ranges that do not meet may share it.
        start: The first record.
        stop: The record behind the last.
        statuses: HTTP status of a single request by arangod's error number, for the items of
            answers to merged requests; 500 for others.
        merge_count: Most records of a merged request.
        merge_bytes: Most bytes of a merged request's body.

    Raises:
        ValueError: If a number is below 0.
    """

    def __new__(
        cls,
        buffer: BatchBuffer,
        start: int,
        stop: int,
        statuses: Mapping[int, int],
        merge_count: int = 1000,
        merge_bytes: int = 262144,
    ) -> Self: ...
    def open(self, prefix: str, fields: Sequence[tuple[str, str]]) -> None:
        """Begin a connection: what is not settled is framed anew, from its first request on.

        Args:
            prefix: What stands before every target, percent-encoded.
            fields: Header names and values of every request (Host, Authorization, …). A request's
                own field replaces one of the same name, unless it is the connection's own business
                (Connection, Content-Length, Expect, …): then the request's is not sent.

        Raises:
            ValueError: If something may not stand in a request's head, or if requests of the
                connection before may have been executed: `lose` them first.
        """
    def segment(self, most: int, requests: int, size: int) -> bytes:
        """The next bytes to write; they count as handed out.

        Args:
            most: Most bytes of it, at least 1; more than 1 MiB never come.
            requests: No request is begun while so many are unanswered.
            size: Nor while any are unanswered that take so many bytes.

        Returns:
            The bytes; empty where nothing may be written now: the window is full, all was handed
            out, a refusal is held, or the connection is closing or has failed. A request that was
            begun goes on until it is written or answered.

        Raises:
            ValueError: If there is no connection, or a record already has its answer.
        """
    def feed(self, data: bytes) -> int:
        """Take the next bytes of the answers.

        Args:
            data: Any number of bytes; bodies are copied, nothing of it is held.

        Returns:
            How many requests were answered by them.

        Raises:
            AnswerError: If an answer is malformed, or nothing was asked for it; at every further
                call again. What was cut before stays.
            ValueError: If there is no connection, or it has ended.
        """
    def finish(self) -> None:
        """Say that no byte follows (EOF): an answer that ends with the connection is whole.

        Raises:
            AnswerError: If it is malformed.
            ValueError: If there is no connection.
        """
    def lose(self, repeat: bool = False) -> list[tuple[int, int]]:
        """Say that the connection is gone.

        Requests that were handed out whole and have no answer may have been executed: they are
        lost, and never sent again. Refusals before them become answers. Requests that cannot have
        been executed are sent again over the next connection: one that was not handed out whole,
        and those behind an answer that closed the connection.

        Args:
            repeat: Whether requests that only read are sent again instead, where all that would be
                lost are such.

        Returns:
            The ranges of records that are lost.
        """
    @property
    def refusal(self) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """The first refusal that is held: status, headers (names in lower case) and body.

        None while requests behind it are unanswered. Nothing is begun until `accept` or `rewind`.
        """
    def halt(self) -> None:
        """Begin no further request: the stream ends with those that were begun."""
    def accept(self) -> None:
        """Take the refusals for ordinary answers."""
    def rewind(self, merge_bytes: int | None = None) -> None:
        """Send again what was refused.

        Args:
            merge_bytes: Most bytes of a merged request's body from now on; None for as before.

        Raises:
            ValueError: If there is no refusal, or requests behind it are unanswered.
        """
    def unclear(self) -> list[tuple[int, int, int]]:
        """The records that a proxy's 502 or 504 left without an answer, each told once.

        Returns:
            The first record, the one behind the last, and the status.
        """
    def take(self) -> tuple[str, str, list[tuple[str, str]], bytes] | None:
        """The next request, for a client that sends one after the other, without a connection.

        Returns:
            Method, target (without prefix), its own headers, and body; None at the end.

        Raises:
            ValueError: If there is a connection, a refusal, or a request without an answer.
        """
    def put(self, status: int, fields: Sequence[tuple[str, str]], body: bytes) -> None:
        """Take the answer to the request that was taken.

        Args:
            status: HTTP status.
            fields: Header names and values.
            body: The body.

        Raises:
            AnswerError: If it is no answer to the request; the request stays without one.
            ValueError: If no request was taken, or the status is not one.
        """
    @property
    def is_done(self) -> bool:
        """Whether all records are settled."""
    @property
    def unanswered(self) -> int:
        """How many requests were begun and are not answered; refused ones do not count."""
    @property
    def unanswered_bytes(self) -> int:
        """Bytes of these requests, whether written yet or not."""
    @property
    def handed(self) -> int:
        """The first record no byte of whose request was handed out."""
    @property
    def at(self) -> int:
        """The first record that is not settled."""
    @property
    def closing(self) -> bool:
        """Whether no further request will be answered over this connection."""
    @property
    def answered(self) -> int:
        """How many answers came over this connection."""
    @property
    def least(self) -> int:
        """Bytes of the outstanding answers that at least are still to come: 16 of each."""

@final
class Answer:
    """One answer: a view of it in its buffer, whose body is copied out when asked for."""

    @property
    def head(self) -> int | None:
        """The number of the request's head; None for a raw record."""
    @property
    def request(self) -> tuple[str, str, list[tuple[str, str]], bytes] | None:
        """The request, as `BatchBuffer.request` gives it."""
    @property
    def status_code(self) -> int:
        """The HTTP status."""
    @property
    def is_success(self) -> bool:
        """Whether the status is from 200 to 299."""
    @property
    def content(self) -> bytes:
        """The body as it came: a new object at each call."""
    @property
    def body(self) -> Any:
        """The body as the buffer's `decode` reads it, anew at each call; as bytes without one."""
    @property
    def status_text(self) -> str:
        """The reason phrase as it came; may be empty."""
    @property
    def headers(self) -> dict[str, str]:
        """The answer's headers, names in lower case; values of doubled ones joined with ", ".

        They are kept for a status of 300 or more and for HEAD and raw requests; else empty.
        """
