"""What collections of every kind have."""

from __future__ import annotations

from arango_fastbatch.collection.existence import Existence
from arango_fastbatch.context import C_co


class Collection(Existence[C_co]):
    """A collection.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
        name: The collection's name.
    """
