"""The rules of `tests.wire.differences` about arguments of types that a method does not take.

python-aioarango looks at few of them: it sends what it got, or runs into an exception by accident.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.peer.api import members
from tests.peer.expectation import Anything, AtLeast, Expected, Gives
from tests.peer.notation import Json
from tests.wire.difference_rules import Rule, result_of

DEFAULTS = {
    (member.path, parameter.name): parameter.default
    for member in members()
    for parameter in member.parameters
}
# What a wrapper is made of that a server made under no name, which no real one does.
MADE_BY = {
    "database.Database.create_collection": "CollectionCreateError",
    "database.Database.create_graph": "GraphCreateError",
    "graph.Graph.create_edge_definition": "EdgeDefinitionCreateError",
    "graph.Graph.create_vertex_collection": "VertexCollectionCreateError",
}


def wrong_argument(step: Json) -> tuple[str, str]:
    """Name and value of the argument that a case is about; nothing where it is about none."""
    wrong, _, argument = step["case"].partition(" ")
    name, _, value = argument.partition("=")
    return (name, value) if wrong == "wrong" else ("", "")


def raised(kind: str) -> Json:
    """An exception of a class, whatever it says."""
    return {"raised": AtLeast({"class": kind})}


def refused_unsent(kind: str, *arguments: str) -> Rule:
    """Arguments are refused before anything is sent.

    Args:
        kind: The exception's class.
        arguments: Each as a case names it, such as "fields=5".
    """

    def rule(step: Json, expected: Expected) -> Expected:
        if "=".join(wrong_argument(step)) not in arguments:
            return expected
        return Expected([], raised(kind))

    return rule


def documents_with_ids(step: Json, expected: Expected) -> Expected:
    """A document that is named by nothing is one that cannot be parsed."""
    name, _ = wrong_argument(step)
    is_about = name in {"document", "vertex", "edge"} or step["call"] == "utils:get_col_name"
    if not is_about or expected.outcome != {"raised": {"class": "AttributeError"}}:
        return expected
    return replace(expected, outcome=raised("DocumentParseError"))


def names_that_are_texts(step: Json, expected: Expected) -> Expected:
    """A name is a text, or nothing is sent."""
    name, value = wrong_argument(step)
    if name not in {"name", "index_id", "edge_collection"} or value not in {"null", "5"}:
        return expected
    return Expected([], raised("TypeError"))


def named_by_nobody(step: Json, expected: Expected) -> Expected:
    """A server that makes something without a name is not believed."""
    name, value = wrong_argument(step)
    if name not in {"name", "edge_collection"} or value not in {"null", "5"}:
        return expected
    return Expected(Anything(), raised(MADE_BY[step["method"]]))


def switches(step: Json, expected: Expected) -> Expected:
    """Whatever is true switches on."""
    name, value = wrong_argument(step)
    if value != '"x"' or DEFAULTS.get((step["method"], name)) not in {"True", "False"}:
        return expected
    if name == "overwrite":
        return replace(expected, sent=[_overwriting(request) for request in expected.sent])
    if name == "silent" and isinstance(result_of(expected), (dict, list)):
        return replace(expected, outcome={"result": True})
    return expected


def _overwriting(request: Json) -> Json:
    query = {name: value for name, value in request["query"].items() if name != "overwrite"}
    return {**request, "query": {**query, "overwriteMode": "replace"}}


def null_is_nothing(step: Json, expected: Expected) -> Expected:
    """None is not sent."""
    name, value = wrong_argument(step)
    if value != "null" or name not in {"expiry_time", "vertex"}:
        return expected
    return replace(expected, sent=[_without_null(request) for request in expected.sent])


def _without_null(request: Json) -> Json:
    left: Json = {}
    for name, value in request.items():
        if name in {"query", "body"} and isinstance(value, dict):
            kept: dict[str, Any] = {k: v for k, v in value.items() if v is not None and v != "None"}
            if kept:
                left[name] = kept
        else:
            left[name] = value
    return left


def numbers_are_sent(step: Json, expected: Expected) -> Expected:
    """A number in a text's place is for the server to refuse."""
    if wrong_argument(step)[1] != "5":
        return expected
    return Expected(Anything(), Gives())
