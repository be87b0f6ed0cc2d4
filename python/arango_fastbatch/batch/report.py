"""What a batch has done."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_FIRST_FAILURES = 100


@dataclass
class BatchReport:
    """What became of a batch's requests, right at any moment.

    Requests that were sent and are neither succeeded, failed nor unknown are on their way.

    Attributes:
        sent: Requests that were sent.
        succeeded: Requests that the server answered with a success.
        failed: Requests that the server answered with an error.
        unknown: Requests that were sent and got no whole answer.
        first_failures: The first 100 failures: the request's position in the batch (from 0) and the
            exception that its job's `result()` raises.
    """

    sent: int = 0
    succeeded: int = 0
    failed: int = 0
    unknown: int = 0
    first_failures: list[tuple[int, Exception]] = field(default_factory=list)

    def add_failure(self, index: int, error: Exception) -> None:
        """Count a failure, and keep it if it is among the first.

        Args:
            index: The request's position in the batch.
            error: What its job's `result()` raises.
        """
        self.failed += 1
        if len(self.first_failures) < MAX_FIRST_FAILURES:
            _let_go_of_frames(error)
            self.first_failures.append((index, error))


def _let_go_of_frames(error: BaseException | None) -> None:
    """Take the tracebacks off an exception: their frames hold whole batches."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__
