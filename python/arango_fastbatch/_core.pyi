"""The Rust core: the records of a batch, its multipart framing and the cutting of its answer."""

from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar, final

from typing_extensions import Self

_T = TypeVar("_T")

BUILD: str
"""How the core was compiled: ``"release"`` or ``"debug"``."""

class AnswerError(ValueError):
    """The answer to a batch is not what the batch endpoint sends.

    ``args`` is ``(message, part)``: what is wrong, and the position in the answer (from 0) of the
    part at which it showed, or None where it concerns the message as a whole.
    """

class _JobLog(Protocol):
    def job_id(self, index: int) -> str: ...
    def job_status(self, index: int) -> str: ...
    def job_result(self, index: int) -> Any: ...

class BatchJob(Generic[_T]):
    """One queued request of a batch. (module name: arango_fastbatch.job)"""

    def __new__(cls, response_handler: Any) -> Self: ...
    @property
    def id(self) -> str: ...
    def status(self) -> str: ...
    def result(self) -> _T: ...
    @classmethod
    def __class_getitem__(cls, item: Any, /) -> Any: ...

@final
class HeadTable:
    """The heads of requests, each kept once and named by a small number."""

    def __new__(cls) -> Self: ...
    def add(
        self, method: str, before: str, after: str, headers: Sequence[tuple[str, str]]
    ) -> int:
        """``before`` and ``after`` stand around the variable piece of the request target."""
    def __len__(self) -> int: ...

@final
class BatchBuffer:
    """The records of a batch and, later, their answers."""

    def __new__(cls, heads: HeadTable) -> Self: ...
    def append(self, head: int, body: bytes, variable: str = "") -> int:
        """Copies; returns the record's index."""
    def append_raw(
        self, method: str, target: str, headers: Sequence[tuple[str, str]], body: bytes
    ) -> int: ...
    def append_job(self, log: _JobLog, head: int, body: bytes, variable: str = "") -> BatchJob[Any]:
        """As `append`, and the job for it: one call on the hot path."""
    def job(self, log: _JobLog, index: int) -> BatchJob[Any]: ...
    def __len__(self) -> int: ...
    @property
    def wire_bytes(self) -> int:
        """What all records would take framed as one message: O(1)."""
    def wire_size(self, start: int, stop: int) -> int:
        """Exact Content-Length of the message for records start..stop."""
    def fit(self, start: int, max_bytes: int) -> int:
        """The largest stop for which wire_size(start, stop) <= max_bytes; at least start + 1."""
    def segments(
        self, boundary: str, start: int, stop: int, size: int = 262144, first: int = 16384
    ) -> Segments: ...
    def decoder(self, boundary: str, start: int, stop: int) -> AnswerDecoder: ...
    def answer(self, index: int) -> Answer | None: ...
    def head(self, index: int) -> int | None:
        """The number of a record's head; None for a raw record."""
    def request(self, index: int) -> tuple[str, str, list[tuple[str, str]], bytes] | None:
        """method, target, headers, body; None once the record was let go after a success."""
    def failed(self, start: int, stop: int) -> list[int]:
        """Indexes whose answers have a status of 400 or more."""
    def unanswered(self, start: int, stop: int) -> list[int]: ...

@final
class Segments:
    """An iterator over the pieces (bytes) of one framed message."""

    def __iter__(self) -> Self: ...
    def __next__(self) -> bytes: ...

@final
class AnswerDecoder:
    """Cuts the answer of the batch endpoint, however it is chunked."""

    def feed(self, data: bytes) -> None: ...
    def finish(self) -> None:
        """Raises AnswerError unless all parts and the closing boundary have come."""
    @property
    def parts(self) -> int:
        """How many parts were cut whole so far."""

@final
class Answer:
    """One answer: an HTTP reply whose body is sliced when asked for."""

    @property
    def head(self) -> int | None:
        """The head's number in the table; None for a raw record."""
    @property
    def status_code(self) -> int: ...
    @property
    def is_success(self) -> bool:
        """A status from 200 to 299."""
    @property
    def content(self) -> bytes: ...
    @property
    def request(self) -> tuple[str, str, list[tuple[str, str]], bytes] | None:
        """Method, target, headers and body of the request, unless it was let go."""
    @property
    def status_text(self) -> str: ...
    @property
    def headers(self) -> dict[str, str]:
        """Names in lower case. Kept only for failed answers, HEAD and raw requests."""
