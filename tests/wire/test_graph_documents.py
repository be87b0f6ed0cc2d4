"""Vertices and edges of a graph: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.wire.exchange import CONTEXTS, Asked, exchange_with

from arango_fastbatch.exceptions import (
    DocumentDeleteError,
    DocumentGetError,
    DocumentInError,
    DocumentInsertError,
    DocumentParseError,
    DocumentReplaceError,
    DocumentRevisionError,
    DocumentUpdateError,
    EdgeListError,
)

Call = Callable[[Any], Awaitable[Any]]

KINDS = ("vertex", "edge")


async def exchange(kind: str, context: str, call: Call, *answers: tuple[int, Any]) -> Any:
    """Call a method of the graph's collection "s"; see `exchange_with`."""

    def of_collection(db: Any) -> Awaitable[Any]:
        graph = db.graph("g/ö")
        collections = {"vertex": graph.vertex_collection, "edge": graph.edge_collection}
        return call(collections[kind]("s"))

    return await exchange_with(context, of_collection, *answers)


def written(kind: str, *, changed: bool = False, **besides: Any) -> dict[str, Any]:
    """What the server answers to a write."""
    metadata = {"_id": "s/1", "_key": "1", "_rev": "b", **({"_oldRev": "a"} if changed else {})}
    return {"error": False, "code": 202, kind: metadata, **besides}


MADE = {"_id": "s/1", "_key": "1", "_rev": "b"}
CHANGED = {**MADE, "_old_rev": "a"}
REMOVED = {"error": False, "code": 202, "removed": True}

# Method, path behind that of the kind, body and revision.
CASES: dict[str, tuple[Call, Asked]] = {
    "insert": (
        lambda s: s.insert({"a": 1}),
        Asked("POST", "/s?silent=0&returnNew=0", {"a": 1}),
    ),
    "insert, every option": (
        lambda s: s.insert({"_id": "s/1"}, True, True, True),
        Asked("POST", "/s?silent=1&returnNew=1&waitForSync=1", {"_id": "s/1", "_key": "1"}),
    ),
    "get": (lambda s: s.get("s/ö 1"), Asked("GET", "/s/%C3%B6%201")),
    "get, with the body's revision": (
        lambda s: s.get({"_key": "1", "_rev": "q"}),
        Asked("GET", "/s/1", if_match="q"),
    ),
    "get, every option": (
        lambda s: s.get({"_id": "s/1", "_rev": "q"}, "p", False),
        Asked("GET", "/s/1"),
    ),
    "update": (
        lambda s: s.update({"_key": "1", "_rev": "q"}),
        Asked(
            "PATCH",
            "/s/1?keepNull=1&silent=0&returnNew=0&returnOld=0",
            {"_key": "1", "_rev": "q"},
            "q",
        ),
    ),
    "update, every option": (
        lambda s: s.update({"_id": "s/1", "_rev": "q"}, False, False, False, True, True, False),
        Asked(
            "PATCH",
            "/s/1?keepNull=0&silent=1&returnNew=0&returnOld=1&waitForSync=0",
            {"_id": "s/1", "_rev": "q"},
        ),
    ),
    "replace": (
        lambda s: s.replace({"_id": "s/1", "_rev": "q"}),
        Asked(
            "PUT",
            "/s/1?silent=0&returnNew=0&returnOld=0",
            {"_id": "s/1", "_rev": "q"},
            "q",
        ),
    ),
    "replace, every option": (
        lambda s: s.replace({"_key": "1", "_rev": "q"}, False, True, True, False, True),
        Asked(
            "PUT",
            "/s/1?silent=1&returnNew=1&returnOld=0&waitForSync=1",
            {"_key": "1", "_rev": "q"},
        ),
    ),
    "delete": (
        lambda s: s.delete({"_key": "1", "_rev": "q"}),
        Asked("DELETE", "/s/1?returnOld=0", if_match="q"),
    ),
    "delete, every option": (
        lambda s: s.delete({"_key": "1", "_rev": "q"}, "p", True, True, True, True),
        Asked("DELETE", "/s/1?returnOld=1&waitForSync=1", if_match="p"),
    ),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", CASES)
async def test_requests(case: str, kind: str, context: str) -> None:
    call, expected = CASES[case]
    asked, result = await exchange(kind, context, call, (202, written(kind)))
    path = f"/_api/gharial/g%2F%C3%B6/{kind}{expected.target}"
    assert asked == Asked(expected.method, path, expected.body, expected.if_match)
    assert not isinstance(result, Exception)


def answered(kind: str) -> dict[str, tuple[Call, Any, Any]]:
    """Calls, answers and results."""
    document = {"_id": "s/1", "_key": "1", "_rev": "b", "error": 5, "_oldRev": 6}
    new, old = {"a": 1, "_oldRev": "stays"}, {"a": 0}
    both = written(kind, changed=True, new=new, old=old)
    return {
        "insert": (lambda s: s.insert({}), written(kind), MADE),
        "insert, return_new": (
            lambda s: s.insert({}, return_new=True),
            written(kind, new=new),
            {kind: MADE, "new": new},
        ),
        "insert, silent": (lambda s: s.insert({}, silent=True), written(kind, new=new), True),
        "get": (lambda s: s.get("1"), {"error": False, kind: document}, document),
        "update": (lambda s: s.update({"_key": "1"}), written(kind, changed=True), CHANGED),
        "update, an answer without _oldRev": (
            lambda s: s.update({"_key": "1"}),
            written(kind),
            MADE,
        ),
        "update, with both": (
            lambda s: s.update({"_key": "1"}, return_old=True, return_new=True),
            both,
            {kind: CHANGED, "new": new, "old": old},
        ),
        "update, silent": (lambda s: s.update({"_key": "1"}, silent=True), both, True),
        "replace": (lambda s: s.replace({"_key": "1"}), written(kind, changed=True), CHANGED),
        "replace, return_old": (
            lambda s: s.replace({"_key": "1"}, return_old=True),
            written(kind, changed=True, old=old),
            {kind: CHANGED, "old": old},
        ),
        "delete": (lambda s: s.delete("1"), REMOVED, True),
        "delete, return_old": (
            lambda s: s.delete("1", return_old=True),
            {**REMOVED, "old": old},
            {"old": old},
        ),
        "delete, an answer without old": (
            lambda s: s.delete("1", return_old=True),
            REMOVED,
            True,
        ),
    }


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", answered("vertex"))
async def test_results(case: str, kind: str, context: str) -> None:
    call, answer, expected = answered(kind)[case]
    _, result = await exchange(kind, context, call, (202, answer))
    assert result == expected


METHODS: dict[str, tuple[Call, type[Exception]]] = {
    "insert": (lambda s: s.insert({}), DocumentInsertError),
    "get": (lambda s: s.get("1"), DocumentGetError),
    "update": (lambda s: s.update({"_key": "1"}), DocumentUpdateError),
    "replace": (lambda s: s.replace({"_key": "1"}), DocumentReplaceError),
    "delete": (lambda s: s.delete("1"), DocumentDeleteError),
    "has": (lambda s: s.has("1"), DocumentInError),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", METHODS)
async def test_refusals_are_the_methods_own_exceptions_with_number_and_text(
    name: str, kind: str, context: str
) -> None:
    call, error = METHODS[name]
    answer = {"error": True, "code": 404, "errorNum": 1924, "errorMessage": "no such graph"}
    _, raised = await exchange(kind, context, call, (404, answer))
    assert type(raised) is error
    assert (raised.http_code, raised.error_code) == (404, 1924)
    assert raised.error_message == "no such graph"


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [name for name in METHODS if name != "insert"])
async def test_another_revision_is_an_exception_of_its_own(
    name: str, kind: str, context: str
) -> None:
    answer = {"error": True, "code": 412, "errorNum": 1200, "errorMessage": "conflict"}
    _, raised = await exchange(kind, context, METHODS[name][0], (412, answer))
    assert type(raised) is DocumentRevisionError


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_missing_is_none_or_false_where_that_is_no_error(
    kind: str, context: str
) -> None:
    missing = (404, {"error": True, "code": 404, "errorNum": 1202, "errorMessage": "gone"})
    assert (await exchange(kind, context, lambda s: s.get("1"), missing))[1] is None
    assert (await exchange(kind, context, lambda s: s.has("1"), missing))[1] is False
    _, deleted = await exchange(
        kind, context, lambda s: s.delete("1", ignore_missing=True), missing
    )
    assert deleted is False
    _, raised = await exchange(kind, context, lambda s: s.delete("1"), missing)
    assert type(raised) is DocumentDeleteError


NOT_NAMED: tuple[tuple[Call, str], ...] = (
    (lambda s: s.insert({"_id": "t/1"}), 'bad collection name in document ID "t/1"'),
    (lambda s: s.get("t/1"), 'bad collection name in document ID "t/1"'),
    (lambda s: s.get({}), 'field "_key" or "_id" required'),
    (lambda s: s.update({"a": 1}), 'field "_key" or "_id" required'),
    (lambda s: s.replace({"_id": "t/1"}), 'bad collection name in document ID "t/1"'),
    (lambda s: s.delete({"_rev": "q"}), 'field "_key" or "_id" required'),
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("call", "message"), NOT_NAMED)
async def test_documents_of_other_collections_are_refused_before_anything_is_sent(
    call: Call, message: str, kind: str, context: str
) -> None:
    asked, raised = await exchange(kind, context, call, (200, {}))
    assert asked == []
    assert type(raised) is DocumentParseError
    assert str(raised) == message


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("document", ["1", "s/1", ["1"], None, 5])
async def test_a_change_needs_a_body(kind: str, document: Any) -> None:
    calls: tuple[Call, ...] = (lambda s: s.update(document), lambda s: s.replace(document))
    for call in calls:
        asked, raised = await exchange(kind, "default", call, (200, {}))
        assert asked == []
        assert type(raised) is TypeError


async def test_a_batch_tells_calls_apart_that_differ_in_an_option() -> None:
    async def three(db: Any) -> Any:
        vertices = db.graph("g").vertex_collection("v")
        for options in ({}, {"silent": True}, {"return_new": True}, {}):
            await vertices.insert({"a": 1}, **options)
        await db.graph("h").vertex_collection("v").insert({})
        await db.collection("v").insert({})
        return await vertices.get("1")

    asked, _ = await exchange_with("batch", three, (202, written("vertex")))
    assert [request.target for request in asked] == [
        "/_api/gharial/g/vertex/v?silent=0&returnNew=0",
        "/_api/gharial/g/vertex/v?silent=1&returnNew=0",
        "/_api/gharial/g/vertex/v?silent=0&returnNew=1",
        "/_api/gharial/g/vertex/v?silent=0&returnNew=0",
        "/_api/gharial/h/vertex/v?silent=0&returnNew=0",
        "/_api/document/v?returnNew=0&silent=0&returnOld=0",
        "/_api/gharial/g/vertex/v/1",
    ]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", KINDS)
async def test_methods_of_every_collection_do_not_know_of_the_graph(
    kind: str, context: str
) -> None:
    asked, count = await exchange(kind, context, lambda s: s.count(), (200, {"count": 3}))
    assert asked.target.endswith("/_api/collection/s/count")
    assert "gharial" not in asked.target
    assert count == 3
    asked, _ = await exchange(kind, context, lambda s: s.insert_many([{}]), (202, [MADE]))
    assert "/_api/document/s?" in asked.target


async def test_a_renamed_collection_stays_in_its_graph() -> None:
    async def rename(db: Any) -> Any:
        students = db.graph("g").vertex_collection("students")
        await students.rename("pupils")
        return await students.insert({})

    asked, _ = await exchange_with("default", rename, (200, {**written("vertex"), "name": "p"}))
    assert asked[1].target.startswith("/_api/gharial/g/vertex/pupils?")


async def test_a_collection_says_its_name_and_its_graphs() -> None:
    async def describe(db: Any) -> Any:
        graph = db.graph("g")
        collections = (graph.vertex_collection("v"), graph.edge_collection("e"))
        return [(repr(c), c.name, c.graph, c.context, c.db_name) for c in collections]

    assert (await exchange_with("default", describe))[1] == [
        ("<VertexCollection v>", "v", "g", "default", "test"),
        ("<EdgeCollection e>", "e", "g", "default", "test"),
    ]


# --- Edges between vertices

LINKS: dict[str, tuple[Call, Asked]] = {
    "ids": (
        lambda s: s.link("v/1", "v/2"),
        Asked("POST", "?silent=0&returnNew=0", {"_from": "v/1", "_to": "v/2"}),
    ),
    "bodies, and every option": (
        lambda s: s.link({"_id": "v/1"}, {"_id": "v/2"}, {"_id": "s/3", "a": 1}, False, True, True),
        Asked(
            "POST",
            "?silent=1&returnNew=1&waitForSync=0",
            {"_from": "v/1", "_to": "v/2", "_id": "s/3", "_key": "3", "a": 1},
        ),
    ),
    "attributes that say otherwise": (
        lambda s: s.link("v/1", "v/2", {"_from": "w/1"}),
        Asked("POST", "?silent=0&returnNew=0", {"_from": "w/1", "_to": "v/2"}),
    ),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", LINKS)
async def test_links(case: str, context: str) -> None:
    call, expected = LINKS[case]
    asked, result = await exchange("edge", context, call, (202, written("edge")))
    assert asked.target.endswith(f"/_api/gharial/g%2F%C3%B6/edge/s{expected.target}")
    assert (asked.method, asked.body) == (expected.method, expected.body)
    assert result == (True if "silent=1" in expected.target else MADE)


@pytest.mark.parametrize("context", CONTEXTS)
async def test_the_edges_of_a_vertex(context: str) -> None:
    edge = {"_id": "s/1", "_key": "1", "_rev": "b", "_from": "v/1", "_to": "v/2"}
    stats = {"scannedIndex": 2, "filtered": 0, "executionTime": 0.5, "seeks": 1}
    answer = (200, {"edges": [edge], "stats": stats, "error": False, "code": 200})
    asked, result = await exchange("edge", context, lambda s: s.edges("v/ö", "in"), answer)
    assert asked.target.endswith("/_api/edges/s?vertex=v%2F%C3%B6&direction=in")
    assert result == {
        "edges": [edge],
        "stats": {"scanned_index": 2, "filtered": 0, "execution_time": 0.5, "seeks": 1},
    }
    asked, _ = await exchange("edge", context, lambda s: s.edges({"_id": "v/1"}), answer)
    assert asked.target.endswith("/_api/edges/s?vertex=v%2F1")
    refusal = {"error": True, "errorNum": 1203, "errorMessage": "none"}
    _, raised = await exchange("edge", context, lambda s: s.edges("v/1"), (404, refusal))
    assert type(raised) is EdgeListError


@pytest.mark.parametrize(
    "call",
    [
        lambda s: s.link({"_key": "1"}, "v/2"),
        lambda s: s.link("v/1", {}),
        lambda s: s.edges({"_key": "1"}),
    ],
)
async def test_a_vertex_given_by_its_body_needs_its_id(call: Call) -> None:
    asked, raised = await exchange("edge", "default", call, (200, {}))
    assert asked == []
    assert type(raised) is DocumentParseError
    assert str(raised) == 'field "_id" required'
