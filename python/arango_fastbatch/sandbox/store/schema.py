"""JSON Schema, as far as collections use it to check their documents."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from .values import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sized

Rule = dict[str, Any]

_LEVELS = ("none", "new", "moderate", "strict")
_SYSTEM = frozenset({"_key", "_id", "_rev", "_from", "_to"})


class Schema:
    """The schema of a collection.

    Args:
        description: The collection's property `schema`, an object with a `rule`.

    Raises:
        ArangoFault: 400/1621 for a description that is none, 501/9 for a keyword that is not
            implemented.
    """

    def __init__(self, description: Any) -> None:
        if not isinstance(description, dict) or not isinstance(description.get("rule"), dict):
            raise _invalid()
        level = description.get("level", "strict")
        message = description.get("message", "")
        if level not in _LEVELS or not isinstance(message, str):
            raise _invalid()
        self._rule: Rule = description["rule"]
        self._level = level
        self._message = message
        self.description: Rule = {
            "rule": self._rule,
            "level": level,
            "message": message,
            "type": description.get("type", "json"),
        }
        _demand_known(self._rule)

    def check(self, new: Rule, old: Rule | None) -> None:
        """Demand that a document may be written.

        Args:
            new: The document.
            old: What is there before, None for an insert.

        Raises:
            ArangoFault: 400/1620.
        """
        if self._level == "none" or (old is not None and self._level == "new"):
            return
        if self._is_valid(new):
            return
        if old is not None and self._level == "moderate" and not self._is_valid(old):
            return
        raise ArangoFault(400, 1620, self._message or "schema validation failed")

    def _is_valid(self, document: Rule) -> bool:
        content = {name: v for name, v in document.items() if name not in _SYSTEM}
        try:
            return _obeys(content, self._rule)
        except (TypeError, ValueError, AttributeError, ArithmeticError, re.error):
            # A keyword has a value that it cannot have, as a text for `minimum`.
            raise _invalid() from None


def _demand_known(rule: Any) -> None:
    """Refuse keywords that nobody would check, in a rule and in all rules inside of it."""
    if isinstance(rule, bool):
        return
    if not isinstance(rule, dict):
        raise _invalid()
    for keyword, value in rule.items():
        if keyword not in _CHECKS and keyword not in _REMARKS:
            raise ArangoFault(
                501, 9, f"the sandbox does not implement the schema keyword {keyword}"
            )
        for inner in _inner_rules(keyword, value):
            _demand_known(inner)


def _inner_rules(keyword: str, value: Any) -> Iterable[Any]:
    if keyword in {"properties", "patternProperties"}:
        return value.values() if isinstance(value, dict) else [value]
    if keyword in {"allOf", "anyOf", "oneOf", "items"}:
        return value if isinstance(value, list) else [value]
    if keyword in {"not", "additionalProperties", "additionalItems", "contains"}:
        return [value]
    return ()


def _invalid() -> ArangoFault:
    return ArangoFault(400, 1621, "invalid schema validation parameter")


def _obeys(value: Any, rule: Any) -> bool:
    if isinstance(rule, bool):
        return rule
    return all(
        _CHECKS[keyword](value, wanted, rule)
        for keyword, wanted in rule.items()
        if keyword in _CHECKS
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
    "number": _is_number,
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def _type(value: Any, wanted: Any, rule: Rule) -> bool:
    names = wanted if isinstance(wanted, list) else [wanted]
    return any(name in _TYPES and _TYPES[name](value) for name in names)


def _properties(value: Any, wanted: Any, rule: Rule) -> bool:
    if not isinstance(value, dict):
        return True
    return all(_obeys(value[name], inner) for name, inner in wanted.items() if name in value)


def _pattern_properties(value: Any, wanted: Any, rule: Rule) -> bool:
    if not isinstance(value, dict):
        return True
    return all(
        _obeys(item, inner)
        for pattern, inner in wanted.items()
        for name, item in value.items()
        if re.search(pattern, name)
    )


def _additional_properties(value: Any, wanted: Any, rule: Rule) -> bool:
    if not isinstance(value, dict):
        return True
    patterns = rule.get("patternProperties", {})
    return all(
        _obeys(item, wanted)
        for name, item in value.items()
        if name not in rule.get("properties", {}) and not any(re.search(p, name) for p in patterns)
    )


def _items(value: Any, wanted: Any, rule: Rule) -> bool:
    if not isinstance(value, list):
        return True
    if isinstance(wanted, list):
        return all(map(_obeys, value, wanted))
    return all(_obeys(item, wanted) for item in value)


def _additional_items(value: Any, wanted: Any, rule: Rule) -> bool:
    items = rule.get("items")
    if not isinstance(value, list) or not isinstance(items, list):
        return True
    return all(_obeys(item, wanted) for item in value[len(items) :])


def _unique(value: Any, wanted: Any, rule: Rule) -> bool:
    if not wanted or not isinstance(value, list):
        return True
    return all(fingerprint(a) != fingerprint(b) for a, b in combinations(value, 2))


def _minimum(value: Any, wanted: Any, rule: Rule) -> bool:
    if not _is_number(value):
        return True
    return bool(value > wanted if rule.get("exclusiveMinimum") is True else value >= wanted)


def _maximum(value: Any, wanted: Any, rule: Rule) -> bool:
    if not _is_number(value):
        return True
    return bool(value < wanted if rule.get("exclusiveMaximum") is True else value <= wanted)


def _exclusive_minimum(value: Any, wanted: Any, rule: Rule) -> bool:
    # As a flag it belongs to `minimum`, as a number it stands for itself.
    return isinstance(wanted, bool) or not _is_number(value) or bool(value > wanted)


def _exclusive_maximum(value: Any, wanted: Any, rule: Rule) -> bool:
    return isinstance(wanted, bool) or not _is_number(value) or bool(value < wanted)


def _sized(
    kind: type[Sized], limit: Callable[[int, int], bool]
) -> Callable[[Any, Any, Rule], bool]:
    """A check of the size of values of one type."""
    return lambda value, wanted, rule: not isinstance(value, kind) or limit(len(value), wanted)


def _at_least(size: int, wanted: int) -> bool:
    return size >= wanted


def _at_most(size: int, wanted: int) -> bool:
    return size <= wanted


# What tells people something and checks nothing.
_REMARKS = frozenset(
    {"$schema", "$id", "title", "description", "default", "examples", "format", "$comment"}
)

_CHECKS: dict[str, Callable[[Any, Any, Rule], bool]] = {
    "type": _type,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional_properties,
    "required": lambda v, wanted, _: not isinstance(v, dict) or all(name in v for name in wanted),
    "items": _items,
    "additionalItems": _additional_items,
    "contains": lambda v, w, _: not isinstance(v, list) or any(_obeys(item, w) for item in v),
    "uniqueItems": _unique,
    "minimum": _minimum,
    "maximum": _maximum,
    "exclusiveMinimum": _exclusive_minimum,
    "exclusiveMaximum": _exclusive_maximum,
    "multipleOf": lambda v, wanted, _: not _is_number(v) or float(v / wanted).is_integer(),
    "minItems": _sized(list, _at_least),
    "maxItems": _sized(list, _at_most),
    "minLength": _sized(str, _at_least),
    "maxLength": _sized(str, _at_most),
    "minProperties": _sized(dict, _at_least),
    "maxProperties": _sized(dict, _at_most),
    "pattern": lambda v, wanted, _: not isinstance(v, str) or re.search(wanted, v) is not None,
    "enum": lambda v, wanted, _: fingerprint(v) in {fingerprint(item) for item in wanted},
    "const": lambda v, wanted, _: bool(fingerprint(v) == fingerprint(wanted)),
    "allOf": lambda v, wanted, _: all(_obeys(v, inner) for inner in wanted),
    "anyOf": lambda v, wanted, _: any(_obeys(v, inner) for inner in wanted),
    "oneOf": lambda v, wanted, _: sum(_obeys(v, inner) for inner in wanted) == 1,
    "not": lambda v, wanted, _: not _obeys(v, wanted),
}
