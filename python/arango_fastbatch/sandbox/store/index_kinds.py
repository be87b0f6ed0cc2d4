"""The kinds of indexes, and how a request for one becomes its full description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeGuard

from ..faults import ArangoFault
from .consolidation import upkeep
from .search_columns import sort_order, stored_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..profile import Profile

Description = dict[str, Any]

_MAX_STORED_VALUES = 32


def complete(request: Description, name: str, profile: Profile) -> Description:
    """The full description of an index, without `id`.

    Args:
        request: What the user asks for: `type`, `fields` and options of the kind.
        name: The index's name where the user gives none.
        profile: The version that is played.

    Raises:
        ArangoFault: 400/10 for anything that no index can be made of.
    """
    kind = request.get("type")
    describe = _KINDS.get(kind) if isinstance(kind, str) else None
    if describe is None or not _knows(profile, str(kind)):
        raise ArangoFault(400, 10, "invalid index type")
    wanted = request.get("name")
    if not isinstance(wanted, str) or not wanted:
        wanted = name
    shown = "persistent" if kind == "rocksdb" else kind
    return describe(request, profile) | {"type": shown, "name": wanted}


def same(one: Description, other: Description) -> bool:
    """Whether two descriptions are those of one index, whatever its name."""
    left = {k: v for k, v in one.items() if k not in {"name", "selectivityEstimate"}}
    right = {k: v for k, v in other.items() if k not in {"name", "selectivityEstimate"}}
    return left == right


def _knows(profile: Profile, kind: str) -> bool:
    if kind in {"hash", "skiplist", "fulltext", "geo1", "geo2", "zkd"}:
        return profile < (4,)
    if kind in {"mdi", "mdi-prefixed"}:
        return profile >= (3, 12)
    return kind != "vector" or profile >= (3, 12, 4)


def _fields(
    request: Description,
    minimum: int = 1,
    maximum: int | None = None,
    *,
    name: str = "fields",
    expands: bool = False,
    nested: bool = True,
) -> list[str]:
    """The attributes of an index that a list in a request names.

    Args:
        request: The request.
        minimum: How many there must be.
        maximum: How many there may be; None: any number.
        name: Where the list is.
        expands: Whether arrays may be expanded, with ``[*]``.
        nested: Whether sub-attributes may be indexed.

    Raises:
        ArangoFault: 400/10.
    """
    value = request.get(name)
    fields = value if isinstance(value, list) else []
    seen: set[str] = set()
    for field in fields:
        if isinstance(field, dict):
            raise ArangoFault(400, 10, "index field names must be only strings")
        if not isinstance(field, str) or not field:
            raise ArangoFault(400, 10, "index field names must be non-empty strings")
        if field in seen:
            raise ArangoFault(400, 10, "duplicate attribute name in index fields list")
        if not nested and "." in field:
            raise ArangoFault(400, 10, "cannot index a sub-attribute in this type of index")
        if field == "_id" or field.endswith("._id"):
            raise ArangoFault(400, 10, "_id attribute cannot be indexed")
        seen.add(field)
    if len(fields) < minimum or (maximum is not None and len(fields) > maximum):
        raise ArangoFault(400, 10, "invalid number of index attributes")
    for field in fields:
        _demand_path(field, expands=expands)
    return fields


def _demand_path(field: str, *, expands: bool) -> None:
    """Demand that brackets in an attribute's path are one expansion, where there may be one."""
    if "[" not in field and "]" not in field:
        return
    if not expands:
        raise ArangoFault(400, 10, "cannot use [*] expansion for this type of index")
    if any(
        "[" in name.removesuffix("[*]") or "]" in name.removesuffix("[*]")
        for name in field.split(".")
    ):
        raise ArangoFault(400, 1220, "can only use [*] for indexes")
    if field.count("[*]") > 1:
        text = "cannot use multiple [*] expansions for a single index field"
        raise ArangoFault(400, 10, text)


def _flag(request: Description, name: str, default: bool) -> bool:
    # As arangod has it: another type says nothing.
    value = request.get(name)
    return value if isinstance(value, bool) else default


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _estimated(request: Description, *, default: bool) -> Description:
    estimates = _flag(request, "estimates", default)
    return {"estimates": True, "selectivityEstimate": 1} if estimates else {"estimates": False}


def _stored_values(request: Description) -> Description:
    values = request.get("storedValues")
    if "storedValues" not in request or values == []:
        return {}
    if not isinstance(values, list):
        raise ArangoFault(400, 10, "storedValues must be an array")
    values = _fields(request, maximum=_MAX_STORED_VALUES, name="storedValues")
    if set(values) & set(request.get("fields", ())):
        text = "overlap between index fields and index stored values list"
        raise ArangoFault(400, 10, f"duplicate attribute name ({text})")
    return {"storedValues": values}


def _persistent(request: Description, profile: Profile) -> Description:
    unique = _flag(request, "unique", False)
    return {
        "cacheEnabled": _flag(request, "cacheEnabled", False),
        "deduplicate": _flag(request, "deduplicate", True),
        "fields": _fields(request, expands=True),
        "sparse": _flag(request, "sparse", False),
        "unique": unique,
        # A unique index knows its selectivity without an estimate.
        **_estimated({} if unique else request, default=True),
        **_stored_values(request),
    }


def _ttl(request: Description, profile: Profile) -> Description:
    fields = _fields(request, maximum=1, nested=False)
    if request.get("unique") is True:
        raise ArangoFault(400, 10, "a TTL index cannot be unique")
    seconds = request.get("expireAfter")
    if not _is_number(seconds):
        raise ArangoFault(400, 10, "expireAfter attribute must be a number")
    if seconds < 0:
        raise ArangoFault(400, 10, "expireAfter attribute must greater equal to zero")
    return {
        "estimates": False,
        "expireAfter": seconds,
        "fields": fields,
        "sparse": True,
        "unique": False,
    }


def _geo(request: Description, profile: Profile) -> Description:
    least, most = {"geo1": (1, 1), "geo2": (2, 2)}.get(request["type"], (1, 2))
    fields = _fields(request, least, most)
    return {
        "bestIndexedLevel": 17,
        "fields": fields,
        "geoJson": len(fields) == 1 and _flag(request, "geoJson", False),
        "legacyPolygons": _flag(request, "legacyPolygons", False),
        "maxNumCoverCells": 8,
        "sparse": True,
        "unique": False,
        "worstIndexedLevel": 4,
    }


def _fulltext(request: Description, profile: Profile) -> Description:
    fields = _fields(request, maximum=1)
    length = request.get("minLength")
    if length is not None and not _is_number(length):
        raise ArangoFault(400, 10, "bad parameter")
    return {
        "fields": fields,
        "minLength": 2 if length is None else max(int(length), 1),
        "sparse": True,
        "unique": False,
    }


def _multi_dimensional(request: Description, profile: Profile) -> Description:
    name = "mdi" if profile >= (3, 12) else "zkd"
    if request.get("fieldValueTypes") != "double":
        text = "index requires `fieldValueTypes` to be set to `double`"
        note = "future releases might lift this requirement"
        raise ArangoFault(400, 10, f"{name} {text} - {note}")
    if profile < (3, 12) and request.get("sparse") is True:
        raise ArangoFault(400, 10, f"{name} index does not support sparse property")
    return {
        "estimates": False,
        "fieldValueTypes": "double",
        "fields": _fields(request),
        "sparse": _flag(request, "sparse", False),
        "unique": _flag(request, "unique", False),
        **_stored_values(request),
    }


def _unprefixed(request: Description, profile: Profile) -> Description:
    if "prefixFields" in request:
        text = "`mdi` index does not support prefixed fields. use `mdi-prefixed` as type instead."
        raise ArangoFault(400, 10, text)
    return _multi_dimensional(request, profile)


def _prefixed(request: Description, profile: Profile) -> Description:
    prefixes = _fields(request, name="prefixFields")
    description = _multi_dimensional(request, profile) | {"prefixFields": prefixes}
    return description | _estimated(request, default=True)


def _vector(request: Description, profile: Profile) -> Description:
    params = request.get("params")
    if not isinstance(params, dict):
        raise ArangoFault(400, 10, "bad parameter")
    return {
        "fields": _fields(request, maximum=1),
        "params": {"defaultNProbe": 1, "trainingIterations": 25} | params,
        "sparse": _flag(request, "sparse", False),
        "unique": False,
        **_stored_values(request),
    }


def _inverted(request: Description, profile: Profile) -> Description:
    fields = request.get("fields")
    if not isinstance(fields, list):
        raise ArangoFault(400, 10, "bad parameter")
    defaults = upkeep(profile) | {
        "analyzer": "identity",
        "features": ["frequency", "norm"],
        "includeAllFields": False,
        "primarySort": {"fields": [], "compression": "lz4"},
        "searchField": False,
        "storedValues": [],
        "trackListPositions": False,
        "version": 1,
    }
    described = {name: request.get(name, default) for name, default in defaults.items()}
    order, values = described["primarySort"], described["storedValues"]
    if not isinstance(order, dict) or not isinstance(order.get("fields"), list):
        raise ArangoFault(400, 10, "error in attribute 'primarySort'")
    if not isinstance(values, list):
        raise ArangoFault(400, 10, "error in attribute 'storedValues'")
    sorted_by = sort_order(order["fields"], "primarySort.fields")
    return described | {
        "primarySort": {"compression": "lz4"} | order | {"fields": sorted_by},
        "storedValues": stored_values(values),
        "fields": [_inverted_field(entry) for entry in fields],
        "sparse": True,
        "unique": False,
    }


def _inverted_field(entry: Any) -> Description:
    if isinstance(entry, str) and entry:
        return {"name": entry}
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise ArangoFault(400, 10, "bad parameter")
    described = dict(entry)
    analyzer = described.get("analyzer")
    if analyzer is not None and "features" not in described:
        is_text = isinstance(analyzer, str) and analyzer.startswith("text_")
        features = ["frequency", "position", "norm"] if is_text else ["frequency", "norm"]
        described["features"] = features
    return described


_KINDS: dict[str, Callable[[Description, Profile], Description]] = {
    "persistent": _persistent,
    "hash": _persistent,
    "skiplist": _persistent,
    "ttl": _ttl,
    "rocksdb": _persistent,
    "geo": _geo,
    "geo1": _geo,
    "geo2": _geo,
    "fulltext": _fulltext,
    "mdi": _unprefixed,
    "zkd": _unprefixed,
    "mdi-prefixed": _prefixed,
    "vector": _vector,
    "inverted": _inverted,
}
