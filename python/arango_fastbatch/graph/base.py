"""What graphs have."""

from __future__ import annotations

from arango_fastbatch.context import C_co
from arango_fastbatch.graph.definitions import Definitions
from arango_fastbatch.graph.edges import Edges
from arango_fastbatch.graph.traversal import Traversal
from arango_fastbatch.graph.vertices import Vertices


class Graph(Definitions[C_co], Vertices[C_co], Edges[C_co], Traversal[C_co]):
    """A graph.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
        name: The graph's name.

    Example:
        >>> school = db.graph("school")
        >>> await school.insert_vertex("students", {"_key": "Kris"})
        >>> await school.link("teaches", "teachers/Jon", "students/Kris")
    """

    def __repr__(self) -> str:
        return f"<Graph {self._name}>"
