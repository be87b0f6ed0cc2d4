"""The kinds of indexes, and how a request for one becomes its full description."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from .consolidation import upkeep

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..profile import Profile

Description = dict[str, Any]

_NAME_BYTES = 256


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
    wanted = request.get("name", name)
    if not isinstance(wanted, str) or not 0 < len(wanted.encode()) <= _NAME_BYTES:
        raise ArangoFault(400, 1208, "illegal name")
    return describe(request, profile) | {"type": kind, "name": wanted}


def same(one: Description, other: Description) -> bool:
    """Whether two descriptions are those of one index, whatever its name."""
    left = {k: v for k, v in one.items() if k not in {"name", "selectivityEstimate"}}
    right = {k: v for k, v in other.items() if k not in {"name", "selectivityEstimate"}}
    return left == right


def _knows(profile: Profile, kind: str) -> bool:
    if kind in {"hash", "skiplist", "fulltext"}:
        return profile < (4,)
    if kind in {"mdi", "mdi-prefixed"}:
        return profile >= (3, 12)
    if kind == "vector":
        return profile >= (3, 12, 4)
    return kind != "zkd" or profile < (4,)


def _fields(request: Description, minimum: int = 1, maximum: int = 64) -> list[str]:
    fields = request.get("fields")
    if not isinstance(fields, list) or not minimum <= len(fields) <= maximum:
        raise ArangoFault(400, 10, "bad parameter")
    for name in fields:
        if not isinstance(name, str) or not name:
            raise ArangoFault(400, 10, "bad parameter")
        if name == "_id":
            raise ArangoFault(400, 10, "_id attribute cannot be indexed")
        if name.count("[*]") > 1:
            raise ArangoFault(400, 10, "bad parameter")
    if len(set(fields)) != len(fields):
        raise ArangoFault(400, 10, "duplicate attribute name in index fields list")
    return fields


def _flag(request: Description, name: str, default: bool) -> bool:
    value = request.get(name, default)
    if not isinstance(value, bool):
        raise ArangoFault(400, 10, f"{name} must be a boolean")
    return value


def _number(request: Description, name: str, default: int | None = None) -> int | float:
    value = request.get(name, default)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value < 0:
        raise ArangoFault(400, 10, f"{name} must be a non-negative number")
    return value


def _estimated(request: Description, *, default: bool) -> Description:
    estimates = _flag(request, "estimates", default)
    return {"estimates": True, "selectivityEstimate": 1} if estimates else {"estimates": False}


def _stored_values(request: Description) -> Description:
    values = request.get("storedValues")
    if values is None or values == []:
        return {}
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ArangoFault(400, 10, "bad parameter")
    return {"storedValues": values}


def _persistent(request: Description, profile: Profile) -> Description:
    unique = _flag(request, "unique", False)
    return {
        "cacheEnabled": _flag(request, "cacheEnabled", False),
        "deduplicate": _flag(request, "deduplicate", True),
        "fields": _fields(request),
        "sparse": _flag(request, "sparse", False),
        "unique": unique,
        # A unique index knows its selectivity without an estimate.
        **_estimated({} if unique else request, default=True),
        **_stored_values(request),
    }


def _ttl(request: Description, profile: Profile) -> Description:
    return {
        "estimates": False,
        "expireAfter": _number(request, "expireAfter"),
        "fields": _fields(request, maximum=1),
        "sparse": True,
        "unique": False,
    }


def _geo(request: Description, profile: Profile) -> Description:
    return {
        "bestIndexedLevel": 17,
        "fields": _fields(request, maximum=2),
        "geoJson": _flag(request, "geoJson", False),
        "legacyPolygons": _flag(request, "legacyPolygons", False),
        "maxNumCoverCells": 8,
        "sparse": True,
        "unique": False,
        "worstIndexedLevel": 4,
    }


def _fulltext(request: Description, profile: Profile) -> Description:
    return {
        "fields": _fields(request, maximum=1),
        "minLength": _number(request, "minLength", 2) or 1,
        "sparse": True,
        "unique": False,
    }


def _multi_dimensional(request: Description, profile: Profile) -> Description:
    if request.get("fieldValueTypes") != "double":
        raise ArangoFault(400, 10, "mdi index requires `fieldValueTypes` to be set to `double`")
    return {
        "estimates": False,
        "fieldValueTypes": "double",
        "fields": _fields(request),
        "sparse": _flag(request, "sparse", False),
        "unique": _flag(request, "unique", False),
        **_stored_values(request),
    }


def _prefixed(request: Description, profile: Profile) -> Description:
    prefixes = _fields({"fields": request.get("prefixFields")})
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
    return described | {
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
    "geo": _geo,
    "fulltext": _fulltext,
    "mdi": _multi_dimensional,
    "zkd": _multi_dimensional,
    "mdi-prefixed": _prefixed,
    "vector": _vector,
    "inverted": _inverted,
}
