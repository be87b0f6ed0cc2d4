"""The books of a batch: what is known of each record, and the report that follows from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from arango_fastbatch.batch.log import BatchLog
from arango_fastbatch.batch.report import BatchReport
from arango_fastbatch.exceptions import BatchStateError
from arango_fastbatch.response import Response

# So many failures are looked at before others get their turn on the loop.
_FAILURES_A_TURN = 256


@dataclass(frozen=True)
class Span:
    """Records of a log that are sent together, from start to stop.

    `result` gives the result of one of the log's records, or raises what its job raises.
    """

    log: BatchLog
    start: int
    stop: int
    result: Callable[[int], Any]

    def __len__(self) -> int:
        return self.stop - self.start

    def part(self, start: int, stop: int) -> Span:
        """Some of the records.

        Args:
            start: The first one.
            stop: Behind the last one.
        """
        return Span(self.log, start, stop, self.result)


class Accounts:
    """Keeps the report of a batch.

    Attributes:
        report: What became of the requests so far.
        is_certain: Whether it is known of every request if it was executed. Then sending may go on
            after an error; else a request could overtake what may still be executed.
    """

    def __init__(self) -> None:
        self.report = BatchReport()
        self.is_certain = True

    def send(self, span: Span) -> None:
        """Note that records go through an exchange now."""
        self.report.sent += len(span)
        span.log.send(span.start, span.stop)

    def unsend(self, span: Span) -> None:
        """Note that nothing of what was sent was executed."""
        self.report.sent -= len(span)
        span.log.unsend(span.start, span.stop)

    def refuse(self, span: Span, response: Response) -> None:
        """Note that the server refuses a record, whatever it comes with.

        Args:
            span: The record.
            response: The answer that says so.
        """
        self.send(span)
        span.log.refuse(span.start, response)
        self.judge(span, span.start)

    def lose(self, span: Span, reason: str) -> None:
        """Note that records without an answer have an unknown outcome, and count the others."""
        unknown = self.lose_unanswered(span, reason)
        for index in self.count_successes(span, unknown):
            self.judge(span, index)

    def lose_unanswered(self, span: Span, reason: str) -> int:
        """Note that records without an answer have an unknown outcome.

        Args:
            span: Records that were sent, with an answer or without one.
            reason: Why it is not known.

        Returns:
            How many have no answer.
        """
        self.is_certain = False
        unknown = len(span.log.buffer.unanswered(span.start, span.stop))
        if unknown:
            span.log.lose(span.start, span.stop, reason)
        self.report.unknown += unknown
        return unknown

    def malformed(self, span: Span, message: str, part: int | None) -> BatchStateError:
        """What to raise for an answer that broke off or made no sense.

        Args:
            span: What was sent.
            message: What is wrong.
            part: Which answer it is wrong with, if that is known.
        """
        where = at_part(part)
        return BatchStateError(
            f"malformed answer to a batch of {len(span)} requests: {message}{where}; "
            "the outcome of requests without an answer is unknown, see unknown_jobs()"
        )

    async def settle(self, span: Span) -> None:
        """Count what became of records that all have their answers."""
        await self.judge_all(span, self.count_successes(span))

    async def judge_all(self, span: Span, indexes: list[int]) -> None:
        """Count answers that are errors; others get their turn on the loop meanwhile."""
        cancelled: asyncio.CancelledError | None = None
        for count, index in enumerate(indexes, 1):
            self.judge(span, index)
            if count % _FAILURES_A_TURN == 0 and cancelled is None:
                try:
                    await asyncio.sleep(0)
                except asyncio.CancelledError as error:
                    # The answers are here: the report tells of them all the same.
                    cancelled = error
        if cancelled is not None:
            raise cancelled

    def count_successes(self, span: Span, unanswered: int = 0) -> list[int]:
        """Count the answers that are none of an error.

        Args:
            span: The records.
            unanswered: How many of them have no answer.

        Returns:
            The records whose answers are errors.
        """
        failed = span.log.buffer.failed(span.start, span.stop)
        self.report.succeeded += len(span) - unanswered - len(failed)
        return failed

    def judge(self, span: Span, index: int) -> None:
        """Count an answer that is an error.

        Args:
            span: Records that the one belongs to.
            index: The record.
        """
        # It need not be a failure: a method may be told to ignore what is missing.
        try:
            span.result(index)
        except Exception as error:
            self.report.add_failure(span.log.offset + index, error)
        else:
            self.report.succeeded += 1


def at_part(part: int | None) -> str:
    """Where an answer is malformed, in words.

    Args:
        part: Which part of it, from 0; None where that is not known.
    """
    return f" (at part {part} of the answer)" if part is not None else ""
