"""Dump batches: moments of all data, looked at until they are let go or nobody asks any more."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .faults import ArangoFault
from .store.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .store.clock import Clock
    from .store.collection import Collection
    from .store.database import Database

DEFAULT_TTL_SECONDS = 7200.0


class DumpBatch:
    """One moment of all data.

    Args:
        number: Its id, a number as text.
        tick: Where the log of writes stood.
        ttl: Seconds after which it is forgotten when nobody asks.
        databases: All databases.
    """

    def __init__(self, number: str, tick: int, ttl: float, databases: Iterable[Database]) -> None:
        self.number = number
        self.tick = tick
        self.ttl = ttl
        self.expires = 0.0
        self._reader = Journal()
        self._dumps: dict[Collection, Dump] = {}
        self._seen: set[Collection] = set()
        for database in databases:
            for collection in database.collections():
                collection.contents.watch(self._reader)
                self._seen.add(collection)

    def dump(self, collection: Collection) -> Dump:
        """The dump of a collection, from where it was left; another one once that has ended."""
        dump = self._dumps.get(collection)
        if dump is None or dump.has_ended:
            seen = collection in self._seen
            documents = collection.documents(self._reader) if seen else ()
            dump = self._dumps[collection] = Dump(documents)
        return dump

    def let_go(self) -> None:
        """Look at the moment no more."""
        self._dumps.clear()
        self._reader.close()


class Dump:
    """The documents of a collection on their way to a client.

    Args:
        documents: All of them.
    """

    def __init__(self, documents: Iterable[dict[str, Any]]) -> None:
        self.has_ended = False
        self.chunks = 0
        self._rest: Iterator[dict[str, Any]] = iter(documents)
        self._next = next(self._rest, None)

    @property
    def has_more(self) -> bool:
        """Whether there are documents left."""
        return self._next is not None

    def take(self) -> dict[str, Any]:
        """The next document, of which there must be one."""
        taken, self._next = self._next, next(self._rest, None)
        assert taken is not None  # noqa: S101 # the caller has asked `has_more`
        return taken


class DumpBatches:
    """All dump batches of a server.

    Args:
        clock: The server's ids.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all: dict[str, DumpBatch] = {}

    def begin(self, tick: int, ttl: float, databases: Iterable[Database]) -> DumpBatch:
        """A batch that looks at this moment.

        Args:
            tick: Where the log of writes stands.
            ttl: Seconds after which it is forgotten when nobody asks; 0 for the usual number.
            databases: All databases.
        """
        self._sweep()
        number = str(self._clock.tick())
        batch = DumpBatch(number, tick, ttl or DEFAULT_TTL_SECONDS, databases)
        self._all[number] = batch
        self._prolong(batch, 0)
        return batch

    def find(self, number: str) -> DumpBatch | None:
        """A batch by its id, for another while; None where there is none."""
        self._sweep()
        batch = self._all.get(number)
        if batch is not None:
            self._prolong(batch, 0)
        return batch

    def extend(self, number: str, ttl: float) -> None:
        """Keep a batch for a while from now on.

        Args:
            number: Its id.
            ttl: Seconds; 0 for as many as at its beginning.

        Raises:
            ArangoFault: 404/1600.
        """
        batch = self.find(number)
        if batch is None:
            raise ArangoFault(404, 1600, "cursor not found")
        self._prolong(batch, ttl)

    def end(self, number: str) -> None:
        """Let a batch go.

        Raises:
            ArangoFault: 404/1600.
        """
        self._sweep()
        batch = self._all.pop(number, None)
        if batch is None:
            raise ArangoFault(404, 1600, "cursor not found")
        batch.let_go()

    def _prolong(self, batch: DumpBatch, ttl: float) -> None:
        batch.expires = max(batch.expires, time.monotonic() + (ttl or batch.ttl))

    def _sweep(self) -> None:
        now = time.monotonic()
        for number, batch in list(self._all.items()):
            if batch.expires < now:
                del self._all[number]
                batch.let_go()
