"""Functions that look for documents by place or by word, as they did before 4.0."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from .... import errno
from ..errors import AqlFault, AqlWarning
from ..registry import always, function
from ..values import number, to_number, to_text
from .geo import Place, distance_between, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..context import Context
    from ..source import CollectionSource, Document


def _are_numbers(*values: Any) -> bool:
    return all(type(value) in {int, float} for value in values)


def _indexed(context: Context, name: Any, kind: str) -> tuple[CollectionSource, list[Any]]:
    """A collection and the indexes of a kind that it has."""
    if type(name) is not str:
        raise AqlWarning
    collection = context.read(lambda: context.collection(name))
    indexes = context.read(collection.indexes)
    return collection, [index for index in indexes if index["type"] == kind]


def _geo_reader(context: Context, name: Any) -> tuple[CollectionSource, Callable[[Any], Place]]:
    """A collection and what reads the place of a document, by its first geo index.

    Raises:
        ArangoFault: 1570 where it has none.
        AqlWarning: Where a document has no place, by the second.
    """
    collection, indexes = _indexed(context, name, "geo")
    if not indexes:
        text = f"no suitable geo index found for geo restriction on '{name}'"
        raise AqlFault(errno.QUERY_GEO_INDEX_MISSING, text, "optimizing plan")
    index = indexes[0]
    fields = [field.split(".") for field in index["fields"]]

    def read(document: Any) -> Place:
        if len(fields) == 2:
            latitude, longitude = (_at(document, field) for field in fields)
            return place_of([longitude, latitude])
        value = _at(document, fields[0])
        if type(value) is list and not index.get("geoJson"):
            value = value[1::-1]
        return place_of(value)

    return collection, read


def _at(value: Any, path: Iterable[str]) -> Any:
    for name in path:
        value = value.get(name) if type(value) is dict else None
    return value


def _nearest(
    context: Context, name: Any, latitude: Any, longitude: Any
) -> list[tuple[float, Document]]:
    """The documents of a collection with their distances, the nearest first."""
    if not _are_numbers(latitude, longitude):
        raise AqlWarning
    collection, read = _geo_reader(context, name)
    found = []
    for document in context.read(collection.documents):
        context.stats.scanned_index += 1
        try:
            place = read(document)
        except AqlWarning:  # it is not in the index
            continue
        found.append((distance_between((longitude, latitude), place), document))
    return sorted(found, key=lambda pair: pair[0])


def _with_distance(found: list[tuple[float, Document]], attribute: Any) -> list[Document]:
    if type(attribute) is not str:
        return [document for _, document in found]
    return [document | {attribute: number(metres)} for metres, document in found]


@function(
    "NEAR",
    arguments=(3, 5),
    context=True,
    deterministic=False,
    reads=True,
    collections=(0,),
    until=(4,),
    lengthy=always,
)
def near(
    context: Context,
    collection: Any,
    latitude: Any,
    longitude: Any,
    limit: Any = None,
    attribute: Any = None,
) -> list[Document]:
    most = 100 if limit is None else int(to_number(limit))
    return _with_distance(_nearest(context, collection, latitude, longitude)[:most], attribute)


@function(
    "WITHIN",
    arguments=(4, 5),
    context=True,
    deterministic=False,
    reads=True,
    collections=(0,),
    until=(4,),
    lengthy=always,
)
def within(
    context: Context,
    collection: Any,
    latitude: Any,
    longitude: Any,
    radius: Any,
    attribute: Any = None,
) -> list[Document]:
    if not _are_numbers(radius):
        raise AqlWarning
    found = _nearest(context, collection, latitude, longitude)
    return _with_distance([pair for pair in found if pair[0] <= radius], attribute)


@function(
    "WITHIN_RECTANGLE",
    arguments=(5, 5),
    context=True,
    deterministic=False,
    reads=True,
    collections=(0,),
    until=(4,),
    lengthy=always,
)
def within_rectangle(
    context: Context, name: Any, lat1: Any, lon1: Any, lat2: Any, lon2: Any
) -> list[Document]:
    if not _are_numbers(lat1, lon1, lat2, lon2):
        raise AqlWarning
    collection, read = _geo_reader(context, name)
    (south, north), (west, east) = sorted((lat1, lat2)), sorted((lon1, lon2))
    found = []
    for document in context.read(collection.documents):
        try:
            lon, lat = read(document)
        except AqlWarning:  # it is not in the index
            continue
        if south <= lat <= north and west <= lon <= east:
            found.append(document)
    return found


@function(
    "FULLTEXT",
    arguments=(3, 4),
    context=True,
    deterministic=False,
    reads=True,
    collections=(0,),
    until=(4,),
    lengthy=always,
)
def fulltext(
    context: Context, name: Any, attribute: Any, query: Any, limit: Any = None
) -> list[Document]:
    """Documents with the words of a query, by a fulltext index on the attribute."""
    path = to_text(attribute)
    collection, indexes = _indexed(context, name, "fulltext")
    index = next((index for index in indexes if index["fields"] == [path]), None)
    if index is None:
        text = f"no suitable fulltext index found for fulltext query on '{name}'"
        raise AqlFault(errno.QUERY_FULLTEXT_INDEX_MISSING, text, "optimizing plan")
    most = None if limit is None or to_number(limit) <= 0 else int(to_number(limit))
    matches = _fulltext_query(to_text(query))
    found = [
        document
        for document in context.read(collection.documents)
        if matches(_words(_at(document, path.split(".")), index))
    ]
    return found[:most]


def _words(value: Any, index: Mapping[str, Any]) -> set[str]:
    """The words of a text, or of all texts in an array or object, as the index has them."""
    if type(value) in {list, dict}:
        members = value.values() if type(value) is dict else value
        return {word for member in members for word in _words(member, index)}
    if type(value) is not str:
        return set()
    least = index.get("minLength") or 2
    return {word[:40] for word in re.findall(r"\w+", _folded(value)) if len(word) >= least}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _fulltext_query(query: str) -> Callable[[set[str]], bool]:
    """What tells whether words meet a query: "a,prefix:b,|c,-d" is ((a and b*) or c) and not d."""
    terms: list[tuple[str, str, bool]] = []
    for part in query.split(","):
        term = _folded(part.strip())
        sign = term[:1] if term[:1] in {"+", "-", "|"} else "+"
        term = term.removeprefix(sign)
        is_prefix = term.startswith("prefix:")
        word = term.removeprefix("prefix:").removeprefix("complete:")
        if word:
            terms.append((sign, word[:40], is_prefix))

    def matches(words: set[str]) -> bool:
        met: bool | None = None
        for sign, word, is_prefix in terms:
            has = any(w.startswith(word) for w in words) if is_prefix else word in words
            if met is None:
                met = not has if sign == "-" else has
            elif sign == "+":
                met = met and has
            elif sign == "|":
                met = met or has
            else:
                met = met and not has
        return bool(met)

    return matches
