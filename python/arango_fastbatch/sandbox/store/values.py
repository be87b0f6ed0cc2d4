"""Attribute paths and value equality, as indexes need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Path = tuple[str, ...]

MISSING: Any = object()
"""Stands for an attribute that a document does not have."""


def fingerprint(value: Any) -> Any:
    """A hashable stand-in: equal for values that AQL's ``==`` calls equal, and only for those."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        # True is 1 for Python, and something else for AQL.
        return (bool, value)
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, dict):
        items = ((key, fingerprint(item)) for key, item in value.items() if item is not None)
        return (dict, frozenset(items))
    end = len(value)
    while end and value[end - 1] is None:  # missing members count as null
        end -= 1
    return (list, tuple(map(fingerprint, value[:end])))


def attribute(document: dict[str, Any], path: Path) -> Any:
    """The value under an attribute path, or `MISSING`."""
    value: Any = document
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return MISSING
        value = value[name]
    return value


def expand(document: Any, path: Sequence[str]) -> Iterable[Any]:
    """The values under a path with an array expansion, like ``("tags[*]", "name")``."""
    for depth, name in enumerate(path):
        plain = name.removesuffix("[*]")
        document = document.get(plain, MISSING) if isinstance(document, dict) else MISSING
        if plain != name:
            if isinstance(document, list):
                for item in document:
                    yield from expand(item, path[depth + 1 :])
            return
    yield document
