"""What collections of every kind have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from arango_fastbatch.collection.existence import Existence
from arango_fastbatch.collection.geo import Geo
from arango_fastbatch.collection.importing import Importing
from arango_fastbatch.collection.indexes import Indexes
from arango_fastbatch.collection.many import ManyDocuments
from arango_fastbatch.collection.matching import Matching
from arango_fastbatch.collection.properties import Properties
from arango_fastbatch.collection.reading import Reading
from arango_fastbatch.context import C_co


class Collection(
    Existence[C_co],
    ManyDocuments[C_co],
    Reading[C_co],
    Matching[C_co],
    Geo[C_co],
    Importing[C_co],
    Indexes[C_co],
    Properties[C_co],
):
    """A collection.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
        name: The collection's name.

    Attributes:
        types: How the server numbers the types of collections.
        statuses: How it numbers what may be the matter with them.
    """

    types: ClassVar[Mapping[int, str]] = {2: "document", 3: "edge"}
    statuses: ClassVar[Mapping[int, str]] = {
        1: "new",
        2: "unloaded",
        3: "loaded",
        4: "unloading",
        5: "deleted",
        6: "loading",
    }
