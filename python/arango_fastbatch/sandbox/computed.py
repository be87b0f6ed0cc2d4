"""Computed values: attributes that a collection makes of the others when a document is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .aql import QueryOptions, compile_query, parse_query
from .faults import ArangoFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .aql.source import CollectionSource, GraphSource
    from .profile import Profile

Document = dict[str, Any]

_OPERATIONS = ("insert", "update", "replace")
_SYSTEM = frozenset({"_key", "_id", "_rev", "_from", "_to"})


class _NoSource:
    """The database that an expression sees: none."""

    database = ""
    user = None

    def collection(self, name: str, mode: str = "read") -> CollectionSource:
        raise ArangoFault(400, 1653, "disallowed operation inside computed value")

    def collections(self) -> Iterable[CollectionSource]:
        return ()

    def graph(self, name: str) -> GraphSource | None:
        return None


_NO_SOURCE = _NoSource()


@dataclass(frozen=True)
class _ComputedValue:
    name: str
    expression: str
    overwrite: bool
    compute_on: tuple[str, ...]
    keep_null: bool
    fail_on_warning: bool
    uses_document: bool

    def public(self) -> Document:
        return {
            "name": self.name,
            "expression": self.expression,
            "computeOn": list(self.compute_on),
            "overwrite": self.overwrite,
            "failOnWarning": self.fail_on_warning,
            "keepNull": self.keep_null,
        }


class ComputedValues:
    """The computed values of a collection.

    Args:
        descriptions: The collection's property `computedValues`.
        profile: The version that is played.

    Raises:
        ArangoFault: 400/10 for descriptions that make no sense, or what AQL says of an expression.
    """

    def __init__(self, descriptions: Any, profile: Profile) -> None:
        if not isinstance(descriptions, list):
            raise _invalid("expecting an array for 'computedValues'")
        self._version = profile.number
        self._values = [_value(description, profile) for description in descriptions]
        names = [value.name for value in self._values]
        if len(set(names)) != len(names):
            raise _invalid("duplicate attribute name in 'computedValues'")

    def public(self) -> list[Document]:
        """The values as a collection's properties show them."""
        return [value.public() for value in self._values]

    def apply(self, document: Document, operation: str) -> Document:
        """A document with its computed values.

        Args:
            document: What is about to be stored; it is not changed.
            operation: ``insert``, ``update`` or ``replace``.

        Raises:
            ArangoFault: An expression fails, or warns where that is not allowed.
        """
        computed = dict(document)
        for value in self._values:
            if operation not in value.compute_on:
                continue
            if not value.overwrite and value.name in document:
                continue
            # Each sees the document as it came: values do not build upon each other.
            options = QueryOptions(fail_on_warning=value.fail_on_warning)
            binds = {"doc": document} if value.uses_document else {}
            query = compile_query(value.expression, binds, version=self._version)
            outcome = query.run(_NO_SOURCE, options)
            made = outcome.rows[0] if outcome.rows else None
            if made is not None or value.keep_null:
                computed[value.name] = made
            else:
                computed.pop(value.name, None)
        return computed


def _value(description: Any, profile: Profile) -> _ComputedValue:
    if not isinstance(description, dict):
        raise _invalid("expecting objects in 'computedValues'")
    name = description.get("name")
    expression = description.get("expression")
    overwrite = description.get("overwrite")
    if not isinstance(name, str) or not name or name in _SYSTEM:
        raise _invalid("invalid 'name' attribute in computed value")
    if not isinstance(expression, str) or not expression.lstrip().upper().startswith("RETURN"):
        raise _invalid("a computed value's expression must begin with RETURN")
    info = parse_query(expression, version=profile.number)
    if info["collections"] or set(info["bindVars"]) - {"doc"}:
        raise _invalid("a computed value's expression may use nothing but @doc")
    if not isinstance(overwrite, bool):
        raise _invalid("missing or invalid 'overwrite' attribute in computed value")
    return _ComputedValue(
        name,
        expression,
        overwrite,
        _compute_on(description.get("computeOn", list(_OPERATIONS))),
        _flag(description, "keepNull", True),
        _flag(description, "failOnWarning", False),
        "doc" in info["bindVars"],
    )


def _compute_on(operations: Any) -> tuple[str, ...]:
    if not isinstance(operations, list) or not operations:
        raise _invalid("invalid 'computeOn' attribute in computed value")
    chosen: Sequence[Any] = operations
    if not all(operation in _OPERATIONS for operation in chosen):
        raise _invalid("invalid 'computeOn' attribute in computed value")
    return tuple(operation for operation in _OPERATIONS if operation in chosen)


def _flag(description: Document, name: str, default: bool) -> bool:
    value = description.get(name, default)
    if not isinstance(value, bool):
        raise _invalid(f"invalid '{name}' attribute in computed value")
    return value


def _invalid(text: str) -> ArangoFault:
    return ArangoFault(400, 10, text)
