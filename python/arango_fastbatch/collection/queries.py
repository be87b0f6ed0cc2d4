"""The AQL of the collection's methods, put together; what the caller passes is always bound."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.typings import Json

# LIMIT has no way to skip and then take the rest: a number beyond any collection stands for it.
_REST = 2**53 - 1


def query_body(query: str, bind_vars: Json, **options: Any) -> Json:
    """The body of ``POST /_api/cursor``.

    Args:
        query: The query; clauses that were left out may have left empty text.
        bind_vars: Values of its bind parameters.
        options: Fields of the body besides, by the server's names; None leaves one out.
    """
    body = {"query": " ".join(query.split()), "bindVars": bind_vars}
    body.update((name, value) for name, value in options.items() if value is not None)
    return body


def filter_clause(filters: Any, bind_vars: Json) -> str:
    """The ``FILTER`` for documents whose attributes equal those of an example.

    An attribute ``"a.b"`` is attribute ``b`` of the object ``a``. None is what a missing attribute
    has, too, as always in AQL.

    Args:
        filters: Attributes and their values.
        bind_vars: Gets the bind parameters' values.

    Raises:
        AssertionError: If the example is not a dict.
    """
    if not isinstance(filters, dict):
        raise AssertionError("filters must be a dict")
    conditions = []
    for index, (name, value) in enumerate(filters.items()):
        bind_vars[f"field{index}"] = attribute_path(name)
        bind_vars[f"value{index}"] = value
        conditions.append(f"doc.@field{index} == @value{index}")
    return "FILTER " + " AND ".join(conditions) if conditions else ""


def limit_clause(skip: int | None, limit: int | None, bind_vars: Json) -> str:
    """The ``LIMIT``, or nothing where neither number is given.

    Args:
        skip: Results that are left out at the beginning.
        limit: Most results.
        bind_vars: Gets the bind parameters' values.

    Raises:
        AssertionError: If a number is negative or none.
    """
    demand_count("skip", skip)
    demand_count("limit", limit)
    if skip is None and limit is None:
        return ""
    bind_vars["skip"] = skip or 0
    bind_vars["limit"] = _REST if limit is None else limit
    return "LIMIT @skip, @limit"


def attribute_path(name: str) -> str | list[str]:
    """The value of a bind parameter for an attribute, or for an attribute of an object.

    Args:
        name: The attribute's name, with dots where it is one of an object.
    """
    return name.split(".") if "." in name else name


def demand_count(name: str, value: Any) -> None:
    """Refuse what is no number of results.

    Args:
        name: The parameter's name.
        value: What the caller passed; None for no limit.

    Raises:
        AssertionError: If it is neither None nor a non-negative integer.
    """
    if value is not None and not (isinstance(value, int) and value >= 0):
        raise AssertionError(f"{name} must be a non-negative int")


def demand_number(name: str, value: Any) -> None:
    """Refuse what is no number.

    Args:
        name: The parameter's name.
        value: What the caller passed.

    Raises:
        AssertionError: If it is none.
    """
    if not isinstance(value, (int, float)):
        raise AssertionError(f"{name} must be a number")
