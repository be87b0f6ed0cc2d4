"""Named graphs: which edge collections lead from which vertices to which.

A graph is a document of the database's ``_graphs`` collection, as on a real server: who reads or
writes that collection sees or changes the graphs.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from ..aql.source import WriteOptions
from ..faults import ArangoFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .database import Database

GRAPHS = "_graphs"


class EdgeDefinition(NamedTuple):
    """One relation of a graph.

    Args:
        collection: Name of the edge collection.
        sources: Names of the vertex collections its edges lead from, sorted.
        targets: Names of the vertex collections its edges lead to, sorted.
    """

    collection: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]

    @classmethod
    def of(cls, value: Any) -> EdgeDefinition:
        """The definition that a request describes.

        Raises:
            ArangoFault: 400/1923.
        """
        if isinstance(value, dict):
            name = value.get("collection")
            sources, targets = _names(value.get("from")), _names(value.get("to"))
            if isinstance(name, str) and name and sources and targets:
                return cls(name, sources, targets)
        raise ArangoFault(400, 1923, "malformed edge definition")

    @property
    def vertices(self) -> set[str]:
        """Names of the vertex collections at either end."""
        return {*self.sources, *self.targets}

    def public(self) -> dict[str, Any]:
        """The definition as it is stored and shown."""
        return {"collection": self.collection, "from": [*self.sources], "to": [*self.targets]}

    def renamed(self, old: str, new: str) -> EdgeDefinition:
        """The definition after a collection got another name."""
        collection, sources, targets = (
            tuple(sorted(new if name == old else name for name in names))
            for names in ((self.collection,), self.sources, self.targets)
        )
        return EdgeDefinition(collection[0], sources, targets)


class Graph:
    """One named graph.

    Args:
        name: Its name.
        definitions: Its relations.
        orphans: Vertex collections outside of all relations.

    Raises:
        ArangoFault: 400/1920 where two relations have the same edge collection.
    """

    def __init__(
        self, name: str, definitions: Iterable[EdgeDefinition], orphans: Iterable[str]
    ) -> None:
        self.name = name
        self._definitions: dict[str, EdgeDefinition] = {}
        self._orphans = set(orphans)
        for definition in definitions:
            self.add(definition)

    @classmethod
    def requested(cls, body: dict[str, Any]) -> Graph:
        """The graph that a request describes.

        Raises:
            ArangoFault: 1922, 1923, 1920, 1901 or 1943.
        """
        name = body.get("name")
        if not isinstance(name, str) or not name:
            raise ArangoFault(400, 1922, "missing graph name")
        definitions = body.get("edgeDefinitions")
        orphans = body.get("orphanCollections")
        if definitions is not None and not isinstance(definitions, list):
            text = "'edgeDefinitions' are not an array in the graph definition"
            raise ArangoFault(400, 1901, text)
        if orphans is not None and not isinstance(orphans, list):
            text = "'orphanCollections' are not an array in the graph definition"
            raise ArangoFault(400, 1901, text)
        if not all(isinstance(orphan, str) and orphan for orphan in orphans or []):
            raise ArangoFault(400, 1943, "orphan collection is not a string!")
        return cls(name, map(EdgeDefinition.of, definitions or []), orphans or [])

    @classmethod
    def stored(cls, document: dict[str, Any]) -> Graph:
        """The graph of a document.

        Raises:
            ArangoFault: The document is none of a graph.
        """
        return cls.requested(document | {"name": document["_key"]})

    @property
    def definitions(self) -> list[EdgeDefinition]:
        """Its relations, by the names of their edge collections."""
        return [self._definitions[name] for name in sorted(self._definitions)]

    @property
    def edge_definitions(self) -> list[dict[str, Any]]:
        """Its relations as they are shown."""
        return [definition.public() for definition in self.definitions]

    @property
    def orphan_collections(self) -> Sequence[str]:
        """Its vertex collections outside of all relations, by name."""
        return sorted(self._orphans)

    @property
    def edge_collections(self) -> list[str]:
        """Its edge collections, by name."""
        return sorted(self._definitions)

    @property
    def vertex_collections(self) -> list[str]:
        """Its vertex collections, by name, those outside of all relations among them."""
        return sorted(self._orphans.union(*(d.vertices for d in self._definitions.values())))

    def has_definition(self, edge_collection: str) -> bool:
        """Whether an edge collection belongs to it."""
        return edge_collection in self._definitions

    def uses(self, collection: str) -> bool:
        """Whether a collection belongs to it in any way."""
        return collection in self._definitions or collection in self.vertex_collections

    def add(self, definition: EdgeDefinition) -> None:
        """Add a relation; orphans among its vertices are none any more.

        Raises:
            ArangoFault: 400/1920 where its edge collection has one already.
        """
        name = definition.collection
        if name in self._definitions:
            raise ArangoFault(400, 1920, f"{name} multi use of edge collection in edge def")
        self._definitions[name] = definition
        self._orphans -= definition.vertices

    def replace(self, definition: EdgeDefinition) -> None:
        """Put a relation in the place of the one with the same edge collection."""
        self.remove(definition.collection)
        self.add(definition)

    def remove(self, edge_collection: str) -> None:
        """Remove a relation; vertices that no other one has become orphans."""
        removed = self._definitions.pop(edge_collection)
        self._orphans |= removed.vertices.difference(
            *(definition.vertices for definition in self._definitions.values())
        )

    def add_orphan(self, collection: str) -> None:
        """Add a vertex collection outside of all relations."""
        self._orphans.add(collection)

    def remove_orphan(self, collection: str) -> None:
        """Remove a vertex collection outside of all relations."""
        self._orphans.discard(collection)

    def renamed(self, old: str, new: str) -> Graph:
        """The graph after a collection got another name."""
        definitions = (definition.renamed(old, new) for definition in self.definitions)
        return Graph(self.name, definitions, (new if o == old else o for o in self._orphans))

    def content(self) -> dict[str, Any]:
        """The graph's document, without what every document has."""
        return {
            "edgeDefinitions": self.edge_definitions,
            "orphanCollections": [*self.orphan_collections],
        }


def all_graphs(database: Database) -> list[Graph]:
    """The graphs of a database; documents that are none are passed over."""
    graphs = []
    for document in database.collection(GRAPHS).documents():
        with suppress(ArangoFault):
            graphs.append(Graph.stored(document))
    return graphs


def find_graph(database: Database, name: str) -> Graph | None:
    """A graph by name, or None."""
    document = database.collection(GRAPHS).get(name)
    return Graph.stored(document) if document is not None else None


def demand_no_graph(database: Database, collection: str) -> None:
    """Demand that no graph has a collection, so that it may be dropped.

    Raises:
        ArangoFault: 403/1942.
    """
    for graph in all_graphs(database):
        if not graph.uses(collection):
            continue
        role = "a vertex"
        if collection in graph.orphan_collections:
            role = "an orphan"
        elif graph.has_definition(collection):
            role = "an edge"
        raise ArangoFault(
            403,
            1942,
            f"must not drop collection while part of graph: collection '{collection}' is {role}"
            f" collection inside graph '{graph.name}'",
        )


def rename_in_graphs(database: Database, old: str, new: str) -> None:
    """Let the graphs know that a collection got another name."""
    for graph in all_graphs(database):
        if graph.uses(old):
            content = graph.renamed(old, new).content()
            database.collection(GRAPHS).update(graph.name, content, WriteOptions())


def _names(value: Any) -> tuple[str, ...]:
    """The names in a list, sorted, each once; none where it is no list of names."""
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        return ()
    return tuple(sorted(set(value)))
