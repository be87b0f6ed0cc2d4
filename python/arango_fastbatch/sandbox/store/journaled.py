"""A collection inside of a query or transaction: as it sees it, and every write is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..aql.source import WriteOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..aql.source import Written
    from .collection import Collection
    from .journal import Journal

Document = dict[str, Any]

_STEP = 500


class JournaledCollection:
    """Reads and writes a collection, noting what each write replaces.

    Args:
        collection: The collection.
        journal: Where its writes are noted.
    """

    def __init__(self, collection: Collection, journal: Journal) -> None:
        self._collection = collection
        self._journal = journal

    @property
    def name(self) -> str:
        """The collection's name."""
        return self._collection.name

    @property
    def number(self) -> str:
        """The collection's id."""
        return self._collection.number

    @property
    def is_edge(self) -> bool:
        """Whether it is an edge collection."""
        return self._collection.is_edge

    @property
    def wait_for_sync(self) -> bool:
        """Whether writes are to be synced, as the collection's property says."""
        return self._collection.wait_for_sync

    def count(self) -> int:
        """Number of documents."""
        return self._collection.count(self._journal)

    def documents(self) -> Iterable[Document]:
        """The documents of this moment, in order of insertion."""
        return self._collection.documents(self._journal)

    def get(self, key: str) -> Document | None:
        """The document with this key, or None."""
        return self._collection.get(key, self._journal)

    def lookup(self, path: Sequence[str], value: Any) -> list[Document] | None:
        """See `Collection.lookup`."""
        return self._collection.lookup(path, value, self._journal)

    def index_of(self, path: Sequence[str]) -> Mapping[str, Any] | None:
        """See `Collection.index_of`."""
        return self._collection.index_of(path)

    def indexes(self) -> list[Mapping[str, Any]]:
        """The descriptions of all its indexes."""
        return [self._collection.describe(index) for index in self._collection.indexes]

    def insert(self, document: Any, options: WriteOptions) -> Written:
        """See `Collection.insert`."""
        return self._collection.insert(document, options, self._journal)

    def update(
        self, key: str, patch: Any, options: WriteOptions, revision: str | None = None
    ) -> Written:
        """See `Collection.update`."""
        return self._collection.update(key, patch, options, revision, self._journal)

    def replace(
        self, key: str, document: Any, options: WriteOptions, revision: str | None = None
    ) -> Written:
        """See `Collection.replace`."""
        return self._collection.replace(key, document, options, revision, self._journal)

    def remove(self, key: str, options: WriteOptions, revision: str | None = None) -> Written:
        """See `Collection.remove`."""
        return self._collection.remove(key, options, revision, self._journal)

    def truncate_steps(self) -> Iterator[None]:
        """Remove all documents, in short steps.

        Raises:
            ArangoFault: 1200, where somebody else has written one and not ended.
        """
        options = WriteOptions()
        for number, document in enumerate(self.documents(), 1):
            self._collection.remove(document["_key"], options, None, self._journal)
            if number % _STEP == 0:
                yield
