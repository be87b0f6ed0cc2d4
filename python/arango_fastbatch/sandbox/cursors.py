"""Cursors: results that are fetched in batches, and forgotten after a while."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .disposal import let_go
from .faults import ArangoFault

if TYPE_CHECKING:
    from .store.clock import Clock

DEFAULT_BATCH = 1000
DEFAULT_TTL_SECONDS = 30.0


@dataclass
class Cursor:
    """A result on its way to a client.

    Args:
        number: Its id, a number as text.
        rows: The whole result, which is the cursor's own.
        batch_size: Rows a batch.
        extra: Statistics, warnings and the like, repeated with every batch.
        has_count: Whether batches say how many rows there are in all.
        is_stream: Whether it was asked for as a stream: of that, only the end says `extra`.
        cached: Whether the result came from a cache.
        plan_number: What identifies the cached plan that gave it; None: none did.
        ttl: Seconds after which it is forgotten when nobody asks.
        allow_retry: Whether the newest batch may be asked for again.
        database: Name of its database.
        user: Whose it is.
    """

    number: str
    rows: list[Any]
    batch_size: int
    extra: dict[str, Any]
    has_count: bool
    is_stream: bool
    cached: bool
    plan_number: str | None
    ttl: float
    allow_retry: bool
    database: str
    user: str | None
    expires: float = 0.0
    _at: int = 0
    _batch: int = 0
    _newest: dict[str, Any] | None = None

    def next_batch(self, wanted: str | None = None) -> dict[str, Any]:
        """The next batch, or the newest one again.

        Args:
            wanted: The batch's number; None for the next one.

        Raises:
            ArangoFault: 404/1600 for a batch that is neither, 400/400 for the newest one again
                where that was not agreed upon.
        """
        if wanted is not None and wanted != str(self._batch + 1):
            if wanted != str(self._batch):
                raise ArangoFault(404, 1600, "batch id not found")
            if self._newest is None:
                raise ArangoFault(400, 400, "expecting allowRetry option to be true")
            return self._newest
        begin = self._at
        self._at = min(begin + self.batch_size, len(self.rows))
        self._batch += 1
        batch: dict[str, Any] = {"result": self.rows[begin : self._at], "hasMore": self.has_more}
        if self.has_more or (self.allow_retry and self._batch > 1):
            batch["id"] = self.number
        if self.has_count:
            batch["count"] = len(self.rows)
        batch["cached"] = self.cached
        if not (self.is_stream and self.has_more):
            batch["extra"] = self.extra
        if self.plan_number is not None:
            batch["planCacheKey"] = self.plan_number
        if self.allow_retry and self.has_more:
            batch["nextBatchId"] = str(self._batch + 1)
        self._newest = batch if self.allow_retry else None
        return batch

    @property
    def has_more(self) -> bool:
        """Whether a batch is left."""
        return self._at < len(self.rows)

    @property
    def is_needed(self) -> bool:
        """Whether somebody may still ask for a batch."""
        return self.has_more or (self.allow_retry and self._batch > 1)


class Cursors:
    """All open cursors of a server.

    Args:
        clock: The server's ids.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, Cursor] = {}

    def number(self) -> str:
        """An id for a new cursor."""
        return str(self._clock.tick())

    def keep(self, cursor: Cursor) -> None:
        """Keep a cursor for its time to live, from now on."""
        now = time.monotonic()
        for other in [other for other in self._open.values() if other.expires < now]:
            self.forget(other)
        cursor.expires = now + cursor.ttl
        self._open[cursor.number] = cursor

    def get(self, number: str, database: str, user: str | None) -> Cursor:
        """A user's cursor.

        Raises:
            ArangoFault: 404/1600.
        """
        cursor = self._open.get(number)
        if (
            cursor is None
            or cursor.database != database
            or cursor.user != user
            or cursor.expires < time.monotonic()
        ):
            raise ArangoFault(404, 1600, "cursor not found")
        return cursor

    def forget(self, cursor: Cursor) -> None:
        """Close a cursor."""
        self._open.pop(cursor.number, None)
        let_go(cursor.rows)
