"""The documents of a collection and the indexes over them: the only place that changes either."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..disposal import let_go
from ..faults import ArangoFault
from .versions import Versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .indexes import ValueIndex
    from .journal import Journal

Document = dict[str, Any]

_STEP = 500


class Contents:
    """Documents by key, in order of insertion, each reader seeing the versions that are his.

    A stored document is never changed in place: readers may hold it as long as they like.
    """

    def __init__(self) -> None:
        self.indexes: list[ValueIndex] = []
        # A count of changes: as long as it stays, everybody sees what he saw before.
        self.changes = 0
        self._documents: dict[str, Document] = {}
        self._versions = Versions()

    def get(self, key: str, reader: Journal | None = None) -> Document | None:
        """The document with a key that a reader sees, or None."""
        newest = self._documents.get(key)
        if self._versions.is_plain:
            return newest
        return self._versions.seen(key, newest, reader)

    def count(self, reader: Journal | None = None) -> int:
        """Number of documents that a reader sees."""
        count = len(self._documents)
        if not self._versions.is_plain:
            for key, document in self._versions.hidden(reader).items():
                count += (document is not None) - (key in self._documents)
        return count

    def documents(self, reader: Journal | None = None) -> Iterable[Document]:
        """The documents that a reader sees at this moment, in order of insertion."""
        newest = list(self._documents.values())
        hidden = {} if self._versions.is_plain else self._versions.hidden(reader)
        if not hidden:
            return newest
        return _seen(newest, hidden, [key for key in hidden if key not in self._documents])

    def newest(self, key: str) -> Document | None:
        """The newest version of a document, whoever wrote it."""
        return self._documents.get(key)

    def lookup(
        self, index: ValueIndex, value: Any, reader: Journal | None
    ) -> list[Document] | None:
        """The documents with a value that a reader sees; None where the index cannot tell."""
        versions, documents = self._versions, self._documents
        found = index.keys(value)
        if found is None:
            return None
        if versions.is_plain:
            return [documents[key] for key in found]
        keys = dict.fromkeys([*found, *index.former_keys(value), *versions.changed_since(reader)])
        seen = (versions.seen(key, documents.get(key), reader) for key in keys)
        return [d for d in seen if d is not None and index.has(d, value)]

    def put(self, key: str, new: Document, writer: Journal | None) -> None:
        """Store a document, in the place of the one with its key if there is one.

        Raises:
            ArangoFault: 1200 or 1210; nothing has been changed then.
        """
        old = self._documents.get(key)
        if writer is not None:
            writer.charge(new)
        is_first = self._claim(key, old, writer)
        if self.indexes:
            try:
                self._reindex(old, new, writer, is_first=is_first)
            except BaseException:
                if is_first and writer is not None:
                    self._versions.drop(key, writer)
                raise
        self._documents[key] = new
        self.changes += 1
        if writer is not None:
            writer.note(self, key, old, is_first=is_first)

    def take(self, key: str, writer: Journal | None) -> None:
        """Remove a document.

        Raises:
            ArangoFault: 1200.
        """
        old = self._documents.get(key)
        is_first = self._claim(key, old, writer)
        assert old is not None  # noqa: S101 # who saw another version could not claim it
        keeps = writer is not None and is_first
        for index in self.indexes:
            (index.retire if keeps else index.discard)(old)
        del self._documents[key]
        self.changes += 1
        if writer is not None:
            writer.note(self, key, old, is_first=is_first)

    def clear(self) -> None:
        """Remove all documents.

        Raises:
            ArangoFault: 1200, where somebody has written one and not ended.
        """
        self._versions.demand_lock(None)
        self._versions.demand_no_writer()
        self._versions.keep_all(self._documents)
        self.let_go()
        self.changes += 1

    def let_go(self) -> None:
        """Forget all documents, whoever may still want to see them."""
        # New dictionaries: those who read have lists of their own.
        let_go(self._documents)
        self._documents = {}
        for index in self.indexes:
            index.clear()

    def rewrite_steps(self, change: Callable[[Document], Document]) -> Iterator[None]:
        """Put changed versions in the place of all documents, in short steps; the last does it.

        Args:
            change: Gives another version of a document, with the same key and values in indexes.
        """
        changes, before = self.changes, self._documents
        rewritten: dict[str, Document] = {}
        for number, document in enumerate(list(before.values()), 1):
            rewritten[document["_key"]] = change(document)
            if number % _STEP == 0:
                yield
        if self.changes != changes:
            # Somebody has written meanwhile.
            rewritten = {key: change(document) for key, document in self._documents.items()}
        self._documents = rewritten
        self.changes += 1

    def restore(self, key: str, document: Document | None, *, is_first: bool) -> None:
        """Put back what stood under a key before a write that is taken back."""
        present = self._documents.get(key)
        for index in self.indexes:
            if present is not None:
                index.discard(present)
            if document is not None:
                if is_first:
                    index.forget(document)
                # It was unique before: nobody could take its value meanwhile.
                with suppress(ArangoFault):
                    index.add(document)
        if document is not None:
            self._documents[key] = document
        elif present is not None:
            del self._documents[key]
        if is_first:
            self._versions.release(key)
        self.changes += 1

    def forget(self, key: str, before: Document | None, writer: Journal) -> None:
        """Forget what stood under a key before a write that everybody sees now."""
        self._versions.drop(key, writer)
        if before is not None:
            for index in self.indexes:
                index.forget(before)

    def watch(self, reader: Journal) -> None:
        """Show a reader this moment until he leaves."""
        if self._versions.watch(reader):
            reader.touch(self)

    def lock(self, writer: Journal, *, exclusive: bool) -> bool:
        """Take the right to write for a writer, until he leaves; False where it cannot be had."""
        if not self._versions.lock(writer, exclusive=exclusive):
            return False
        writer.touch(self)
        return True

    def leave(self, journal: Journal) -> None:
        """Forget a writer's locks, and a reader's moment."""
        self._versions.leave(journal)
        # What he wrote is seen by everybody now.
        self.changes += 1

    def add_index_steps(self, index: ValueIndex) -> Iterator[None]:
        """Take in an index over the documents, in short steps; writers know it from the first.

        Raises:
            ArangoFault: 1210, where they are not unique; the index is not taken in then.
        """
        index.is_ready = False
        self.indexes.append(index)
        try:
            for number, document in enumerate(list(self._documents.values()), 1):
                # Who has written it meanwhile has told the index of it.
                if self._documents.get(document["_key"]) is document:
                    index.add(document)
                if number % _STEP == 0:
                    yield
        except BaseException:
            self.indexes.remove(index)
            raise
        for document in self._versions.before_pending():
            index.remember(document)
        index.is_ready = True

    def _claim(self, key: str, newest: Document | None, writer: Journal | None) -> bool:
        versions = self._versions
        if writer is None:
            return versions.is_free or versions.claim(key, newest, None)
        if not versions.has_writer(writer) and not self.lock(writer, exclusive=False):
            versions.demand_lock(writer)
        return versions.claim(key, newest, writer)

    def _reindex(
        self, old: Document | None, new: Document, writer: Journal | None, *, is_first: bool
    ) -> None:
        if not self._versions.is_plain:
            for index in self.indexes:
                for key in index.rivals(new):
                    self._versions.demand_free(key, writer)
        keeps = writer is not None and is_first
        done: list[ValueIndex] = []
        if old is not None:
            for index in self.indexes:
                (index.retire if keeps else index.discard)(old)
        try:
            for index in self.indexes:
                index.add(new)
                done.append(index)
        except BaseException:
            for index in done:
                index.discard(new)
            if old is not None:
                for index in self.indexes:
                    if keeps:
                        index.forget(old)
                    index.add(old)
            raise


def _seen(
    newest: list[Document], hidden: dict[str, Document | None], gone: list[str]
) -> Iterator[Document]:
    """The newest versions, but what is hidden as its reader sees it, and then what has gone."""
    for document in newest:
        key = document["_key"]
        seen = hidden.get(key, document)
        if seen is not None:
            yield seen
    for key in gone:
        seen = hidden[key]
        if seen is not None:
            yield seen
