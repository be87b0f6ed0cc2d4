"""What the wrapper for AQL has."""

from __future__ import annotations

from arango_fastbatch.aql.cache import AQLQueryCache
from arango_fastbatch.aql.functions import Functions
from arango_fastbatch.aql.queries import Queries
from arango_fastbatch.aql.watching import Watching
from arango_fastbatch.context import C_co


class AQL(Queries[C_co], Watching[C_co], Functions[C_co]):
    """AQL queries of a database.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
    """

    def __repr__(self) -> str:
        return f"<AQL in {self.db_name}>"

    @property
    def cache(self) -> AQLQueryCache[C_co]:
        """The wrapper for the query results cache, in this wrapper's context."""
        return AQLQueryCache(self._conn, self._executor)
