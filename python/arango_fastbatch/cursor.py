"""Cursors: the results of a query, read batch by batch."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from types import TracebackType
from typing import Any, cast

from arango_fastbatch.arguments import path_key
from arango_fastbatch.connection import BaseConnection, Connection
from arango_fastbatch.exceptions import (
    ArangoServerError,
    CursorCloseError,
    CursorCountError,
    CursorEmptyError,
    CursorNextError,
    CursorStateError,
    ServerUnreachableError,
)
from arango_fastbatch.executor import DefaultApiExecutor, Executor
from arango_fastbatch.formatter import format_cursor_statistics
from arango_fastbatch.next_item import AwaitedItem, NextItem, TakenItem
from arango_fastbatch.operation import Call, Operation, Scope, always_true
from arango_fastbatch.request import Request
from arango_fastbatch.typings import Json

__all__ = [
    "BaseConnection",
    "Cursor",
    "CursorCloseError",
    "CursorCountError",
    "CursorEmptyError",
    "CursorNextError",
    "CursorStateError",
    "Json",
    "NextItem",
    "Request",
    "cursor_of",
]

NEXT: Operation[Json] = Operation("POST", "/_api/cursor/{key}", CursorNextError)
# With the number of the batch, which a query with allow_retry has: as often as it takes.
NEXT_NUMBERED = replace(NEXT, safe=True)
NEXT_EXPORTED: Operation[Json] = Operation(
    "PUT", "/_api/export/{key}", CursorNextError, until="4.0", instead="an AQL query"
)
CLOSE: Operation[bool] = Operation(
    "DELETE", "/_api/{type}/{key}", CursorCloseError, decode=always_true
)
CLOSE_IF_OPEN = replace(CLOSE, recover_status={404: False})


class Cursor:
    """The results of a query.

    Items are read with ``async for``, with `next`, or with `batch` and `fetch`.

    Args:
        connection: What sends requests.
        init_data: The server's answer that the cursor came with.
        cursor_type: "cursor", or "export" for the cursor of an export.
        executor: What runs the calls for further batches; by default they are sent at once.
        allow_retry: Whether the query was run so that a batch whose answer was lost can be asked
            for again.
        prefetch: Whether the next batch is fetched while items of the one at hand are taken; not
            in a transaction, where the server does one thing at a time.

    Example:
        >>> cursor = await db.aql.execute("FOR s IN students RETURN s")
        >>> async for student in cursor:
        ...     print(student["name"])
    """

    __slots__ = (
        "_ahead",
        "_allow_retry",
        "_batch",
        "_cached",
        "_count",
        "_executor",
        "_extra",
        "_fetching",
        "_has_more",
        "_id",
        "_is_torn",
        "_next_batch_id",
        "_prefetch",
        "_statistics",
        "_type",
    )

    def __init__(
        self,
        connection: Connection,
        init_data: Json,
        cursor_type: str = "cursor",
        *,
        executor: Executor | None = None,
        allow_retry: bool = False,
        prefetch: bool = False,
    ) -> None:
        self._executor = executor or DefaultApiExecutor(connection)
        self._type = cursor_type
        self._has_more: bool | None = init_data["hasMore"]
        self._batch: deque[Any] = deque(init_data["result"])
        get = init_data.get
        self._id: str | None = get("id")
        self._count: int | None = get("count")
        self._cached: bool | None = get("cached")
        # What else the server told of the query: put into other words when it is asked for, which
        # takes longer than all of this.
        self._extra: Json = get("extra") or {}
        self._statistics: Json | None = None
        self._fetching: asyncio.Lock | None = None
        self._is_torn = False
        self._prefetch = prefetch and self._executor.context != "transaction"
        # The fetch of a batch that nobody has asked for yet.
        self._ahead: asyncio.Task[Json] | None = None
        self._allow_retry = allow_retry
        self._next_batch_id: str | None = get("nextBatchId") if allow_retry else None

    def __repr__(self) -> str:
        return f"<Cursor {self._id}>" if self._id else "<Cursor>"

    def __len__(self) -> int:
        if self._count is None:
            raise CursorCountError("cursor count not enabled")
        return self._count

    def __bool__(self) -> bool:
        # Without it a cursor without a count would have no truth value.
        return True

    def __aiter__(self) -> Cursor:
        return self

    async def __anext__(self) -> Any:
        if not self._batch:
            await self._fetch_items()
        return self._pop()

    async def __aenter__(self) -> Cursor:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close(ignore_missing=True)

    # Further requests are calls of the cursor's own: it is a group without a scope.

    @property
    def scope(self) -> Scope:
        """Values for the paths of the cursor's operations."""
        return {"type": self._type}

    # --- What the server said

    @property
    def id(self) -> str | None:
        """The cursor's id; None if all results came at once."""
        return self._id

    @property
    def type(self) -> str:
        """The type: "cursor" or "export"."""
        return self._type

    def batch(self) -> deque[Any] | None:
        """The items at hand, from left to right.

        Returns:
            The queue itself: what is taken from it is taken from the cursor.
        """
        return self._batch

    def has_more(self) -> bool | None:
        """Whether the server has more items than those at hand."""
        return self._has_more

    def count(self) -> int | None:
        """The number of all items, if the query was run with ``count=True``."""
        return self._count

    def cached(self) -> bool | None:
        """Whether the results came from the server's query cache."""
        return self._cached

    def statistics(self) -> Json | None:
        """What the query did: scanned, filtered and modified documents, execution time, …."""
        if self._statistics is None and "stats" in self._extra:
            self._statistics = format_cursor_statistics(self._extra["stats"])
        return self._statistics

    def profile(self) -> Json | None:
        """The time in seconds that each phase of the query took, if asked for."""
        return self._extra.get("profile")

    def warnings(self) -> list[Json] | None:
        """The query's warnings, each with ``code`` and ``message``."""
        return self._extra.get("warnings")

    # --- Reading

    def empty(self) -> bool:
        """Whether no items are at hand; the server may have more."""
        return not self._batch

    def next(self) -> NextItem:
        """Take the next item; asks the server where none is at hand.

        Returns:
            An awaitable of the item. While items are at hand it stands for the item even if it is
            not awaited: ``cursor.next() == 5`` tells whether the next item is 5.

        Raises:
            StopAsyncIteration: When awaited and there are no more items.
            CursorNextError: When awaited and the server refuses.

        Endpoint:
            POST /_api/cursor/{id}
        """
        if self._batch:
            return TakenItem(self._pop())
        return AwaitedItem(self.__anext__())

    def pop(self) -> Any:
        """Take the next item that is at hand.

        Returns:
            The item.

        Raises:
            CursorEmptyError: If none is at hand.
        """
        if not self._batch:
            raise CursorEmptyError("current batch is empty")
        return self._pop()

    async def fetch(self) -> Json:
        """Fetch the next batch and add it to the items at hand.

        Returns:
            What the server said: ``batch``, ``has_more``, ``id``, ``count``, ….

        Raises:
            CursorStateError: If the cursor has no id (everything came at once), or if an earlier
                fetch was broken off, so that items may be missing.
            CursorNextError: If the server refuses.

        Endpoint:
            POST /_api/cursor/{id}
        """
        async with self._one_at_a_time():
            return self._said(await self._fetch())

    async def _fetch(self) -> Json:
        """Fetch the next batch and add its items; gives the server's answer."""
        if self._id is None:
            raise CursorStateError("cursor ID not set")
        if self._ahead is not None and self._ahead.cancelled():
            # Its event loop has ended.
            self._ahead = None
        if self._is_torn:
            raise CursorStateError("an earlier fetch was broken off: its items may be lost")
        if self._ahead is None:
            body = await self._request_batch()
        else:
            ahead = self._ahead
            try:
                # Who waits no longer leaves the batch to who asks next.
                body = await asyncio.shield(ahead)
            finally:
                if ahead.done():
                    self._ahead = None
        self._take(body)
        return body

    async def _request_batch(self) -> Json:
        """Ask for the next batch, and nothing else."""
        operation = NEXT if self._type == "cursor" else NEXT_EXPORTED
        pieces = [self._id]
        if self._next_batch_id is not None:
            operation = NEXT_NUMBERED
            pieces.append(self._next_batch_id)
        try:
            body: Json = await self._call(operation, *pieces)
        except (ArangoServerError, ServerUnreachableError):
            # Nothing was handed out: it may be asked for again.
            raise
        except BaseException:
            # The server may have moved on to the batch behind the one that is lost.
            self._is_torn = self._next_batch_id is None
            raise
        return body

    def _pop(self) -> Any:
        """Take an item at hand; see to it that there are more when they are needed."""
        if self._prefetch:
            self._fetch_ahead()
        return self._batch.popleft()

    def _fetch_ahead(self) -> None:
        """Begin to fetch the next batch, if there is one and nobody fetches."""
        if self._ahead is not None or not self._has_more or self._one_at_a_time().locked():
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # an item that is taken outside of a loop is at hand all the same
        self._ahead = loop.create_task(self._request_batch())
        self._ahead.add_done_callback(_note)

    async def _stop_ahead(self) -> bool:
        """Fetch ahead no more; gives whether the server has closed the cursor with its last batch.

        What is under way is waited for: a server refuses to close a cursor that it reads from.
        """
        self._prefetch = False
        async with self._one_at_a_time():
            ahead = self._ahead
            if ahead is None:
                return False
            await asyncio.wait({ahead})
            self._ahead = None
        is_kept = self._next_batch_id is not None
        failed = ahead.cancelled() or ahead.exception() is not None
        return not failed and not is_kept and not ahead.result()["hasMore"]

    def _one_at_a_time(self) -> asyncio.Lock:
        if self._fetching is None:
            self._fetching = asyncio.Lock()
        return self._fetching

    async def close(self, ignore_missing: bool = False) -> bool | None:
        """Close the cursor, so that the server need not wait for its end.

        Args:
            ignore_missing: Whether a cursor that the server has no more is no error.

        Returns:
            True; False if the server did not have it; None if it has no id.

        Raises:
            CursorCloseError: If the server refuses.

        Endpoint:
            DELETE /_api/cursor/{id}
        """
        if self._id is None:
            return None
        if self._prefetch and await self._stop_ahead():
            return True
        operation = CLOSE_IF_OPEN if ignore_missing else CLOSE
        return bool(await self._call(operation, self._id))

    async def _call(self, operation: Operation[Any], *key: Any) -> Any:
        return await self._executor.call(self, operation, (), path_key(*key), None, None, None)

    async def _fetch_items(self) -> None:
        """Fetch until items are at hand, one fetch at a time whoever asks.

        Raises:
            StopAsyncIteration: If there are no more.
        """
        async with self._one_at_a_time():
            # A batch may be empty and not be the last one.
            while not self._batch:
                if not self._has_more:
                    raise StopAsyncIteration
                await self._fetch()

    def _take(self, data: Json) -> None:
        """Take over what the server said with a further batch."""
        has_more, items = data["hasMore"], data["result"]
        self._id = data.get("id", self._id)
        self._count = data.get("count", self._count)
        self._cached = data.get("cached", self._cached)
        self._has_more = has_more
        self._next_batch_id = data.get("nextBatchId") if self._allow_retry else None
        self._batch.extend(items)
        if extra := data.get("extra"):
            self._extra = {**self._extra, **extra}
            if "stats" in extra:
                self._statistics = None

    def _said(self, data: Json) -> Json:
        """What the server said of a batch, under this package's names."""
        said: Json = {name: data[name] for name in ("id", "count", "cached") if name in data}
        if self._allow_retry and "nextBatchId" in data:
            said["next_batch_id"] = data["nextBatchId"]
        said["has_more"] = data["hasMore"]
        said["batch"] = data["result"]
        extra = data.get("extra") or {}
        said |= {name: extra[name] for name in ("profile", "warnings") if name in extra}
        if "stats" in extra:
            said["statistics"] = format_cursor_statistics(extra["stats"])
        return said


def cursor_of(body: Any, call: Call[Cursor]) -> Cursor:
    """Decode: the cursor of a query's answer; its further calls stay in the call's context."""
    return Cursor(cast("Connection", call.codec), body, executor=call.executor.settled())


def special_cursor_of(body: Any, call: Call[Cursor]) -> Cursor:
    """Decode: likewise; the call's argument has the cursor's keyword arguments."""
    executor = call.executor.settled()
    return Cursor(cast("Connection", call.codec), body, executor=executor, **call.arg)


def _note(task: asyncio.Task[Json]) -> None:
    """See the failure of a fetch that nobody may ask for; who does gets it all the same."""
    if not task.cancelled():
        task.exception()
