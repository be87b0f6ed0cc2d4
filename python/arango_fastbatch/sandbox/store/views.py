"""Views: properties and links. What they would find is not there: queries cannot use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from .analyzers import BUILT_IN
from .consolidation import upkeep
from .search_columns import sort_order, stored_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from .database import Database

Properties = dict[str, Any]

KINDS = ("arangosearch", "search-alias")

# What a view of the kind `arangosearch` keeps from its beginning.
_FIXED = {
    "primarySort",
    "primarySortCompression",
    "storedValues",
    "optimizeTopK",
    "writebufferActive",
    "writebufferIdle",
    "writebufferSizeMax",
}
_LINK: Properties = {
    "analyzers": ["identity"],
    "fields": {},
    "includeAllFields": False,
    "storeValues": "none",
    "trackListPositions": False,
}
# What may be said in short.
_IN_FULL: dict[str, Callable[[list[Any]], Any]] = {
    "primarySort": lambda entries: sort_order(entries, "primarySort"),
    "storedValues": stored_values,
}
_TYPES = {int: "number", list: "array", dict: "object", str: "string", bool: "boolean"}


class View:
    """One view.

    Args:
        number: Its id, a number as text.
        name: Its name.
    """

    kind = ""

    def __init__(self, number: str, name: str) -> None:
        self.number = number
        self.name = name

    def change(self, database: Database, body: Properties, *, partial: bool) -> None:
        """Change properties.

        Args:
            database: Where it is.
            body: The new properties.
            partial: Whether those that are not given stay as they are.

        Raises:
            ArangoFault: For what cannot be; nothing is changed then.
        """
        raise NotImplementedError

    def properties(self, database: Database) -> Properties:
        """What there is to say besides name, kind and id."""
        raise NotImplementedError

    def analyzers(self) -> set[str]:
        """The names of the analyzers it uses, as they were given."""
        return set()

    def readable_collections(self, database: Database) -> set[str]:
        """The names of the collections that one must be allowed to read to see it."""
        raise NotImplementedError


class SearchView(View):
    """A view of the kind `arangosearch`: links to collections."""

    kind = "arangosearch"

    def __init__(self, number: str, name: str, database: Database, body: Properties) -> None:
        super().__init__(number, name)
        self._values: Properties = upkeep(database.profile) | {
            "primarySort": [],
            "primarySortCompression": "lz4",
            "storedValues": [],
        }
        self._values |= _checked(self._values, body)
        self._initial = self._values
        # By the number of the collection, which stays when it is renamed.
        self._links: dict[str, Properties] = {}
        self._links = _links(database, body, {})

    def change(self, database: Database, body: Properties, *, partial: bool) -> None:
        """See `View.change`."""
        changeable = {name: value for name, value in body.items() if name not in _FIXED}
        before = self._values if partial else self._initial
        values = before | _checked(self._values, changeable)
        self._links = _links(database, body, self._links if partial else {})
        self._values = values

    def properties(self, database: Database) -> Properties:
        """See `View.properties`."""
        links = {}
        for number, link in self._links.items():
            collection = database.find(number)
            if collection is not None:
                links[collection.name] = link
        return self._values | {"links": links}

    def analyzers(self) -> set[str]:
        """See `View.analyzers`."""
        return set().union(*map(_analyzers_of, self._links.values()))

    def readable_collections(self, database: Database) -> set[str]:
        """See `View.readable_collections`."""
        return set(self.properties(database)["links"])


class AliasView(View):
    """A view of the kind `search-alias`: a list of inverted indexes."""

    kind = "search-alias"

    def __init__(self, number: str, name: str, database: Database, body: Properties) -> None:
        super().__init__(number, name)
        self._indexes: list[tuple[str, str]] = []
        self.change(database, body, partial=False)

    def change(self, database: Database, body: Properties, *, partial: bool) -> None:
        """See `View.change`."""
        entries = body.get("indexes", [])
        if not isinstance(entries, list):
            raise ArangoFault(400, 10, "'indexes' must be an array")
        indexes = list(self._indexes) if partial else []
        for entry in entries:
            found = _index(database, entry)
            if entry.get("operation") == "del":
                indexes = [index for index in indexes if index != found]
            elif found not in indexes:
                indexes.append(found)
        self._indexes = indexes

    def properties(self, database: Database) -> Properties:
        """See `View.properties`."""
        shown: list[Properties] = []
        for collection_number, index_number in self._indexes:
            collection = database.find(collection_number)
            if collection is None:
                continue
            shown += (
                {"collection": collection.name, "index": index.name}
                for index in collection.indexes
                if index.number == index_number
            )
        return {"indexes": shown}

    def readable_collections(self, database: Database) -> set[str]:
        """See `View.readable_collections`."""
        return {entry["collection"] for entry in self.properties(database)["indexes"]}


def make_view(database: Database, number: str, name: str, kind: str, body: Properties) -> View:
    """A new view, not in any database yet.

    Raises:
        ArangoFault: 400/10 for an unknown kind or properties that cannot be.
    """
    if kind == SearchView.kind:
        return SearchView(number, name, database, body)
    if kind == AliasView.kind:
        return AliasView(number, name, database, body)
    raise ArangoFault(400, 10, f"invalid view type '{kind}'")


def analyzers_in_use(database: Database) -> set[str]:
    """The names of the analyzers that views and inverted indexes of a database use."""
    used = set().union(*(view.analyzers() for view in database.views.values()))
    for collection in database.collections():
        for index in collection.indexes:
            if index.kind == "inverted":
                used |= _analyzers_of(index.description)
    return used


def _checked(known: Properties, body: Properties) -> Properties:
    """Those of some properties that views have, if of the right types."""
    found = {}
    for name, before in known.items():
        value = body.get(name, before)
        if type(value) is not type(before):
            raise ArangoFault(
                400, 10, f"error in attribute '{name}': {_TYPES[type(before)]} expected"
            )
        if isinstance(value, int) and value < 0:
            raise ArangoFault(400, 10, f"error in attribute '{name}': number must not be negative")
        if name in body:
            in_full = _IN_FULL.get(name)
            found[name] = in_full(list(value)) if in_full is not None and value else value
    return found


def _links(database: Database, body: Properties, before: dict[str, Properties]) -> dict[str, Any]:
    wanted = body.get("links", {})
    if not isinstance(wanted, dict):
        raise ArangoFault(400, 10, "error in attribute 'links': object expected")
    links = dict(before)
    for name, link in wanted.items():
        collection = database.find(name)
        if collection is None:
            text = "while validating arangosearch link definition, error: collection"
            raise ArangoFault(404, 1203, f"{text} '{name}' not found")
        if link is None:
            links.pop(collection.number, None)
            continue
        if not isinstance(link, dict):
            raise ArangoFault(400, 10, f"error parsing link parameters for collection '{name}'")
        meta = _LINK | _link(database, name, link)
        links[collection.number] = meta
    return links


def _link(database: Database, collection: str, link: Properties) -> Properties:
    """What a link, or a field of one, says."""
    said: Properties = {}
    for name, default in _LINK.items():
        value = link.get(name, default)
        if type(value) is not type(default):
            text = f"error parsing link parameters for collection '{collection}'"
            raise ArangoFault(400, 10, f"{text}: error in attribute '{name}'")
        if name in link:
            said[name] = value
    for analyzer in said.get("analyzers", ()):
        _demand_analyzer(database, analyzer)
    if "fields" in said:
        fields = {}
        for name, field in said["fields"].items():
            if not isinstance(field, dict):
                raise ArangoFault(400, 10, f"error in attribute 'fields.{name}': object expected")
            fields[name] = _link(database, collection, field)
        said["fields"] = fields
    return said


def _demand_analyzer(database: Database, name: Any) -> None:
    bare = name.removeprefix(f"{database.name}::") if isinstance(name, str) else ""
    # Those of the system's database cannot be seen from here: they are believed.
    if bare in BUILT_IN or bare in database.analyzers or bare.startswith(("_system::", "::")):
        return
    raise ArangoFault(400, 10, f"error in attribute 'analyzers': analyzer '{name}' not found")


def _analyzers_of(description: Properties) -> set[str]:
    """The analyzers that a link, a field of one, or an inverted index names."""
    found = set(description.get("analyzers", ()))
    if isinstance(description.get("analyzer"), str):
        found.add(description["analyzer"])
    fields = description.get("fields", [])
    for field in fields.values() if isinstance(fields, dict) else fields:
        found |= _analyzers_of(field) if isinstance(field, dict) else set()
    return found


def _index(database: Database, entry: Any) -> tuple[str, str]:
    """The numbers of the collection and the index that an entry of a search-alias view names."""
    owner, wanted = (
        (entry.get("collection"), entry.get("index")) if isinstance(entry, dict) else (None, None)
    )
    if not isinstance(owner, str) or not isinstance(wanted, str):
        raise ArangoFault(400, 10, "'indexes' must hold objects with 'collection' and 'index'")
    collection = database.find(owner)
    if collection is None:
        raise ArangoFault(404, 1203, f"Cannot find collection '{owner}'")
    for index in collection.indexes:
        if wanted in {index.name, index.number}:
            if index.kind != "inverted":
                raise ArangoFault(400, 10, f"Index '{wanted}' is not an inverted index")
            return collection.number, index.number
    raise ArangoFault(404, 1212, f"Cannot find index '{wanted}' of collection '{owner}'")
