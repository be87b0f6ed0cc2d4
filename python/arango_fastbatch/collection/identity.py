"""Keys, ids and revisions: which document a call is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from arango_fastbatch.api import ApiGroup
from arango_fastbatch.arguments import path_piece
from arango_fastbatch.connection import Connection
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import DocumentParseError, DocumentRevisionError
from arango_fastbatch.executor import Executor, RequestExecutor
from arango_fastbatch.operation import Scope
from arango_fastbatch.typings import Json

D = TypeVar("D")

DOCUMENT = "/_api/document/{collection}/{key}"
"""The path of a single document."""

CONFLICT = {412: DocumentRevisionError}
"""What the rows of single documents raise where the document has another revision."""


class Identified(ApiGroup[C_co]):
    """A collection that knows its name, and by it which documents are its own.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
        name: The collection's name.
    """

    def __init__(
        self, connection: Connection, executor: Executor | RequestExecutor, name: str
    ) -> None:
        super().__init__(connection, executor)
        self._be_named(name)

    @property
    def name(self) -> str:
        """The collection's name."""
        return self._name

    def _be_named(self, name: str) -> None:
        """Use a name from now on."""
        self._name = name
        self._in_scope(self._scope_named(name))

    def _scope_named(self, name: str) -> Scope:
        """The values for paths that go with a name."""
        return {"collection": path_piece(name)}

    def _own_key(self, doc_id: str) -> str:
        """The key in an id of this collection."""
        if not isinstance(doc_id, str):
            raise DocumentParseError(f'field "_id" must be a text, not {doc_id!r}')
        collection, slash, key = doc_id.partition("/")
        if not slash or collection != self._name:
            raise DocumentParseError(f'bad collection name in document ID "{doc_id}"')
        return key

    def _key_of(self, document: str | Json) -> str:
        """The key of a document given by key, by id, or as a body with either."""
        if isinstance(document, str):
            return self._own_key(document) if "/" in document else document
        try:
            if "_id" in document:
                return self._own_key(document["_id"])
            if "_key" in document:
                key: str = document["_key"]
                return key
        except TypeError:
            raise not_a_document(document) from None
        raise DocumentParseError('field "_key" or "_id" required')

    def _index_key(self, index_id: str) -> str:
        """What stands behind the collection's name in an id of one of its indexes."""
        if not isinstance(index_id, str):
            raise TypeError(f"the id of an index is a text, not {index_id!r}")
        return index_id.removeprefix(f"{self._name}/")

    def _path_key(self, document: str | Json) -> str:
        """As `_key_of`, percent-encoded for a path."""
        return path_piece(self._key_of(document))

    def _with_key(self, body: Json) -> Json:
        """A body whose key is set where only its id is."""
        try:
            if "_id" in body and "_key" not in body:
                return {**body, "_key": self._own_key(body["_id"])}
        except TypeError:
            raise not_a_document(body) from None
        return body


def not_a_document(given: Any) -> TypeError:
    """What to raise for something that is no document, nor names one.

    Args:
        given: What a caller passed.
    """
    return TypeError(f"a document is a dict, or named by its key or id, not {given!r}")


def listed(documents: Iterable[D]) -> Iterator[D]:
    """The documents that a caller passed, one after the other.

    Args:
        documents: The documents.

    Raises:
        TypeError: If it is no list, nor anything like it.
    """
    try:
        return iter(documents)
    except TypeError:
        raise TypeError(f"documents are passed as a list, not as {documents!r}") from None


def if_match(document: str | Json, rev: str | None, check_rev: bool) -> Mapping[str, str] | None:
    """The header that makes a call depend on a document's revision.

    Args:
        document: The document as the caller gave it.
        rev: A revision that overrides the document's own.
        check_rev: Whether the revision is to be compared at all.
    """
    if not check_rev:
        return None
    if rev is None and isinstance(document, Mapping):
        rev = document.get("_rev")
    return None if rev is None else {"if-match": rev}
