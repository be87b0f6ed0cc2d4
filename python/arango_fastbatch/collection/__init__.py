"""Collections: their documents, indexes and properties."""

from arango_fastbatch.collection.documents import Documents

__all__ = ["Documents"]
