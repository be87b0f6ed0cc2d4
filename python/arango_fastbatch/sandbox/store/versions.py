"""Who sees which version of a collection's documents while others are writing.

The collection itself holds the newest version of every document, whoever wrote it. This room knows
what was there before: for everybody but the writer until he ends, and for transactions that look at
the moment of their beginning as long as they last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault, LockedFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .journal import Journal

Document = dict[str, Any]

_KEY_LOCK_SECONDS = 1.0
_COLLECTION_LOCK_SECONDS = 900.0
_OVER = "in index primary of type primary over '_key'; conflicting key:"


class Versions:
    """The older versions of the documents of one collection."""

    def __init__(self) -> None:
        # By key: who has written it and not ended, and what stood there before he did.
        self._pending: dict[str, tuple[Journal, Document | None]] = {}
        # By who looks at a moment: what has changed since, as it was then.
        self._snapshots: dict[Journal, dict[str, Document | None]] = {}
        self._exclusive: Journal | None = None
        self._writers: set[Journal] = set()

    @property
    def is_plain(self) -> bool:
        """Whether everybody sees the newest versions."""
        return not self._pending and not self._snapshots

    @property
    def is_free(self) -> bool:
        """Whether anybody may write anything, and nobody wants to know what was there before."""
        return not self._pending and not self._snapshots and self._exclusive is None

    def seen(self, key: str, newest: Document | None, reader: Journal | None) -> Document | None:
        """The version of a document that a reader sees.

        Args:
            key: The document's key.
            newest: Its newest version.
            reader: Who looks; None: anybody without a transaction.
        """
        pending = self._pending.get(key)
        if pending is not None and pending[0] is reader:
            return newest
        snapshot = self._snapshots.get(reader) if reader is not None else None
        if snapshot is not None and key in snapshot:
            return snapshot[key]
        return pending[1] if pending is not None and pending[0].is_open else newest

    def hidden(self, reader: Journal | None) -> dict[str, Document | None]:
        """What a reader sees in the place of newest versions, by key."""
        hidden = {
            key: before
            for key, (owner, before) in self._pending.items()
            if owner is not reader and owner.is_open
        }
        snapshot = self._snapshots.get(reader) if reader is not None else None
        if snapshot:
            own = self._pending
            hidden |= {
                key: document
                for key, document in snapshot.items()
                if key not in own or own[key][0] is not reader
            }
        return hidden

    def changed_since(self, reader: Journal | None) -> Mapping[str, Document | None]:
        """What has changed since the moment that a reader looks at, as it was then."""
        return self._snapshots.get(reader, {}) if reader is not None else {}

    def before_pending(self) -> Iterator[Document]:
        """What stood where somebody has written and not ended."""
        return (before for _, before in self._pending.values() if before is not None)

    def watch(self, reader: Journal) -> bool:
        """Let a reader look at this moment from now on; False where he already looks at one."""
        if reader in self._snapshots:
            return False
        self._snapshots[reader] = self.hidden(None)
        return True

    def leave(self, journal: Journal) -> None:
        """Forget a reader's moment, and a writer's locks."""
        self._snapshots.pop(journal, None)
        self._writers.discard(journal)
        if self._exclusive is journal:
            self._exclusive = None

    def lock(self, journal: Journal, *, exclusive: bool) -> bool:
        """Take the right to write, alone or with others; False where it cannot be had now."""
        if self._exclusive not in {None, journal}:
            return False
        if exclusive:
            if self._writers - {journal}:
                return False
            self._exclusive = journal
        self._writers.add(journal)
        return True

    def claim(self, key: str, newest: Document | None, writer: Journal | None) -> bool:
        """Take the right to write a document, and keep its version for those who need it.

        Args:
            key: The document's key.
            newest: Its newest version.
            writer: Who writes; None: anybody without a transaction.

        Returns:
            Whether it is the writer's first write there.

        Raises:
            ArangoFault: 409/1200, where somebody else has written it and not ended, or has changed
                it since the moment that the writer looks at.
        """
        self.demand_lock(writer)
        pending = self._pending.get(key)
        if pending is not None and pending[0].is_open:
            if pending[0] is writer:
                return False
            raise self._locked(key, writer)
        if writer is not None:
            snapshot = self._snapshots.get(writer, {})
            if key in snapshot and snapshot[key] is not newest:
                raise ArangoFault(409, 1200, f"write-write conflict - {_OVER} {key}")
            self._pending[key] = (writer, newest)
        for reader, before in self._snapshots.items():
            if reader is not writer:
                before.setdefault(key, newest)
        return True

    def demand_lock(self, writer: Journal | None) -> None:
        """Demand that nobody else has the collection for himself.

        Raises:
            LockedFault: Somebody has.
        """
        if self._exclusive in {None, writer}:
            return
        fault = LockedFault(
            500, 18, "timeout waiting for the lock of the collection", _COLLECTION_LOCK_SECONDS
        )
        if writer is not None:
            writer.blocked = fault
        raise fault

    def demand_free(self, key: str, writer: Journal | None) -> None:
        """Demand that nobody else has written a document and not ended.

        Raises:
            LockedFault: Somebody has.
        """
        pending = self._pending.get(key)
        if pending is not None and pending[0].is_open and pending[0] is not writer:
            raise self._locked(key, writer)

    def demand_no_writer(self) -> None:
        """Demand that nobody has written anything and not ended.

        Raises:
            LockedFault: Somebody has.
        """
        for key, (owner, _) in self._pending.items():
            if owner.is_open:
                raise self._locked(key, None)

    def keep_all(self, documents: Mapping[str, Document]) -> None:
        """Keep every version for those who look at a moment: all documents are about to go."""
        for before in self._snapshots.values():
            for key, document in documents.items():
                before.setdefault(key, document)

    def has_writer(self, writer: Journal) -> bool:
        """Whether somebody has the right to write."""
        return writer in self._writers

    def release(self, key: str) -> None:
        """Forget that anybody has written a document: it is as it was before."""
        self._pending.pop(key, None)

    def drop(self, key: str, writer: Journal) -> None:
        """Forget that a writer has written a document."""
        pending = self._pending.get(key)
        if pending is not None and pending[0] is writer:
            del self._pending[key]

    def _locked(self, key: str, writer: Journal | None) -> LockedFault:
        text = f"Timeout waiting to lock key - {_OVER} {key}"
        fault = LockedFault(409, 1200, text, _KEY_LOCK_SECONDS)
        if writer is not None:
            writer.blocked = fault
        return fault
