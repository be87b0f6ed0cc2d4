"""A graph's methods for its vertices and edges: each is that of the collection in the id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.wire.exchange import CONTEXTS, Asked, exchange_with

from arango_fastbatch.exceptions import DocumentParseError, DocumentRevisionError

Call = Callable[[Any], Awaitable[Any]]

KINDS = ("vertex", "edge")
METADATA = {"_id": "v/1", "_key": "1", "_rev": "b"}
BODY = {"_id": "v/1", "_rev": "q"}

# The name but for the kind, arguments, what is asked behind the path of the kind's documents.
CASES: dict[str, tuple[str, tuple[Any, ...], Asked]] = {
    "read": ("{}", ("v/1",), Asked("GET", "/v/1")),
    "read, every option": ("{}", (BODY, "p", True), Asked("GET", "/v/1", if_match="p")),
    "read, whatever the revision": ("{}", (BODY, None, False), Asked("GET", "/v/1")),
    "insert": (
        "insert_{}",
        ("v", {"_id": "v/1"}),
        Asked("POST", "/v?silent=0&returnNew=0", {"_id": "v/1", "_key": "1"}),
    ),
    "insert, every option": (
        "insert_{}",
        ("v", {}, True, True),
        Asked("POST", "/v?silent=1&returnNew=0&waitForSync=1", {}),
    ),
    "update": (
        "update_{}",
        (BODY,),
        Asked("PATCH", "/v/1?keepNull=1&silent=0&returnNew=0&returnOld=0", BODY, "q"),
    ),
    "update, every option": (
        "update_{}",
        (BODY, False, False, False, True),
        Asked("PATCH", "/v/1?keepNull=0&silent=1&returnNew=0&returnOld=0&waitForSync=0", BODY),
    ),
    "replace": (
        "replace_{}",
        (BODY,),
        Asked("PUT", "/v/1?silent=0&returnNew=0&returnOld=0", BODY, "q"),
    ),
    "replace, every option": (
        "replace_{}",
        (BODY, False, True, True),
        Asked("PUT", "/v/1?silent=1&returnNew=0&returnOld=0&waitForSync=1", BODY),
    ),
    "delete": ("delete_{}", (BODY,), Asked("DELETE", "/v/1?returnOld=0", if_match="q")),
    "delete, every option": (
        "delete_{}",
        ("v/1", "p", True, True, True),
        Asked("DELETE", "/v/1?returnOld=0&waitForSync=1", if_match="p"),
    ),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CASES)
async def test_requests_and_results(case: str, kind: str, context: str) -> None:
    name, arguments, expected = CASES[case]

    def call(db: Any) -> Awaitable[Any]:
        made: Awaitable[Any] = getattr(db.graph("g"), name.format(kind))(*arguments)
        return made

    asked, result = await exchange_with(context, call, (202, {kind: METADATA, "removed": True}))
    path = f"/_api/gharial/g/{kind}{expected.target}"
    assert asked == Asked(expected.method, path, expected.body, expected.if_match)
    is_plain = "silent=1" in path or name == "delete_{}"
    assert result == (True if is_plain else METADATA)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", KINDS)
async def test_existence_is_asked_of_the_collection(kind: str, context: str) -> None:
    def call(db: Any) -> Awaitable[Any]:
        has: Awaitable[Any] = getattr(db.graph("g"), f"has_{kind}")(BODY)
        return has

    asked, result = await exchange_with(context, call, (200, METADATA))
    assert asked == Asked("GET", "/_api/document/v/1", if_match="q")
    assert result is True
    missing = {"error": True, "errorNum": 1202, "errorMessage": "gone"}
    assert (await exchange_with(context, call, (404, missing)))[1] is False
    conflict = {"error": True, "errorNum": 1200, "errorMessage": "conflict"}
    _, raised = await exchange_with(context, call, (412, conflict))
    assert type(raised) is DocumentRevisionError


@pytest.mark.parametrize("context", CONTEXTS)
async def test_edges_between_vertices(context: str) -> None:
    def link(db: Any) -> Awaitable[Any]:
        made: Awaitable[Any] = db.graph("g").link("e", "v/1", {"_id": "v/2"}, {"a": 1}, True, True)
        return made

    asked, result = await exchange_with(context, link, (202, {"edge": METADATA}))
    target = "/_api/gharial/g/edge/e?silent=1&returnNew=0&waitForSync=1"
    assert asked == Asked("POST", target, {"_from": "v/1", "_to": "v/2", "a": 1})
    assert result is True
    asked, result = await exchange_with(
        context,
        lambda db: db.graph("g").edges("e", "v/1", "out"),
        (200, {"edges": [METADATA], "stats": {"scannedIndex": 1, "filtered": 0}}),
    )
    assert asked == Asked("GET", "/_api/edges/e?vertex=v%2F1&direction=out")
    assert result == {"edges": [METADATA], "stats": {"scanned_index": 1, "filtered": 0}}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["has_{}", "{}", "update_{}", "replace_{}", "delete_{}"])
async def test_a_document_is_named_by_its_id(name: str, kind: str) -> None:
    def call(db: Any) -> Awaitable[Any]:
        made: Awaitable[Any] = getattr(db.graph("g"), name.format(kind))({"_key": "1"})
        return made

    asked, raised = await exchange_with("default", call, (200, {}))
    assert asked == []
    assert type(raised) is DocumentParseError
    assert str(raised) == 'field "_id" required'
