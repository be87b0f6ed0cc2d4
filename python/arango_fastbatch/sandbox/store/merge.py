"""How a patch changes a document."""

from __future__ import annotations

from typing import Any

SYSTEM_ATTRIBUTES = frozenset({"_key", "_id", "_rev"})


def without_nulls(value: Any) -> Any:
    """The value without the null attributes of objects in it."""
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return value


def merge(
    old: dict[str, Any], patch: dict[str, Any], *, keep_null: bool, merge_objects: bool
) -> dict[str, Any]:
    """A document or sub-object with a patch applied; neither is changed.

    Args:
        old: What is there. Its attributes come first, in their order.
        patch: What is to change.
        keep_null: Whether null is stored, or removes the attribute.
        merge_objects: Whether sub-objects are merged, or replaced.
    """
    merged = dict(old)
    for name, value in patch.items():
        if value is None and not keep_null:
            merged.pop(name, None)
            continue
        before = merged.get(name)
        if merge_objects and isinstance(value, dict) and isinstance(before, dict):
            merged[name] = merge(before, value, keep_null=keep_null, merge_objects=True)
        else:
            merged[name] = value if keep_null else without_nulls(value)
    return merged
