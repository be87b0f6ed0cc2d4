"""Collections of documents, and of edges as documents."""

from __future__ import annotations

from arango_fastbatch.collection.base import Collection
from arango_fastbatch.collection.documents import Documents
from arango_fastbatch.context import C_co


class StandardCollection(Documents[C_co], Collection[C_co]):
    """A collection, with methods for its single documents.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
        name: The collection's name.

    Example:
        >>> students = db.collection("students")
        >>> await students.insert({"_key": "Kris", "age": 20})
    """

    def __repr__(self) -> str:
        return f"<StandardCollection {self._name}>"
