"""A graph by its name, and its collections by theirs."""

from __future__ import annotations

from arango_fastbatch.api import ApiGroup
from arango_fastbatch.arguments import path_piece
from arango_fastbatch.collection import EdgeCollection, VertexCollection
from arango_fastbatch.connection import Connection
from arango_fastbatch.context import C_co
from arango_fastbatch.executor import Executor, RequestExecutor

GRAPH = "/_api/gharial/{graph}"
"""The path of a graph."""


class NamedGraph(ApiGroup[C_co]):
    """A graph that knows its name.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
        name: The graph's name.
    """

    def __init__(
        self, connection: Connection, executor: Executor | RequestExecutor, name: str
    ) -> None:
        super().__init__(connection, executor)
        self._name = name
        self._in_scope({"graph": path_piece(name)})

    @property
    def name(self) -> str:
        """The graph's name."""
        return self._name

    def vertex_collection(self, name: str) -> VertexCollection[C_co]:
        """The wrapper of a collection of vertices; the server is not asked.

        Args:
            name: The collection's name.

        Returns:
            The wrapper, in this wrapper's context.
        """
        return VertexCollection(self._conn, self._executor, self._name, name)

    def edge_collection(self, name: str) -> EdgeCollection[C_co]:
        """The wrapper of a collection of edges; the server is not asked.

        Args:
            name: The collection's name.

        Returns:
            The wrapper, in this wrapper's context.
        """
        return EdgeCollection(self._conn, self._executor, self._name, name)
