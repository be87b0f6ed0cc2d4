"""Collections: their documents, indexes and properties."""

from arango_fastbatch.collection.base import Collection
from arango_fastbatch.collection.standard import StandardCollection

__all__ = ["Collection", "StandardCollection"]
