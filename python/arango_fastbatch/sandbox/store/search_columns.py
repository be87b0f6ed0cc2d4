"""What search indexes keep in columns: the order of their documents, and values stored beside them.

A request may say either in short; what is shown is always said in full.
"""

from __future__ import annotations

from typing import Any

from ..faults import ArangoFault

_COMPRESSIONS = ("lz4", "none")
_DIRECTIONS = {"asc": True, "desc": False}


def sort_order(entries: list[Any], name: str) -> list[dict[str, Any]]:
    """The attributes by which documents are sorted, in full.

    Args:
        entries: Objects with a `field`, and either `asc` or `direction`.
        name: What the list is called in the request.

    Raises:
        ArangoFault: 400/10.
    """
    return [_sorted_by(entry, f"{name}[{number}]") for number, entry in enumerate(entries)]


def stored_values(columns: list[Any], name: str = "storedValues") -> list[dict[str, Any]]:
    """The columns of values that are stored, in full.

    Args:
        columns: Attributes, lists of them, or objects with `fields`, `compression` and `cache`.
        name: What the list is called in the request.

    Raises:
        ArangoFault: 400/10.
    """
    return [_stored(column, f"{name}[{number}]") for number, column in enumerate(columns)]


def _sorted_by(entry: Any, where: str) -> dict[str, Any]:
    field = entry.get("field") if isinstance(entry, dict) else None
    if not isinstance(field, str) or not field:
        raise ArangoFault(400, 10, f"error in attribute '{where}'")
    ascending = entry.get("asc")
    if ascending is None:
        direction = entry.get("direction")
        ascending = _DIRECTIONS.get(direction.lower()) if isinstance(direction, str) else None
    if not isinstance(ascending, bool):
        raise ArangoFault(400, 10, f"error in attribute '{where}'")
    return {"field": field, "asc": ascending}


def _stored(column: Any, where: str) -> dict[str, Any]:
    said = column if isinstance(column, dict) else {"fields": column}
    fields = said.get("fields")
    if isinstance(fields, str):
        fields = [fields]
    compression = said.get("compression", "lz4")
    is_list = isinstance(fields, list) and all(isinstance(name, str) and name for name in fields)
    if not is_list or not fields or compression not in _COMPRESSIONS:
        raise ArangoFault(400, 10, f"error in attribute '{where}'")
    shown: dict[str, Any] = {"fields": fields, "compression": compression}
    if said.get("cache") is True:
        shown["cache"] = True
    return shown
