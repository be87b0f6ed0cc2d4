"""Reading and matching: the AQL that goes over the wire, and what is made of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from tests.wire.exchange import CONTEXTS, Asked, Method, exchange

from arango_fastbatch.cursor import Cursor
from arango_fastbatch.exceptions import (
    DocumentDeleteError,
    DocumentGetError,
    DocumentIDsError,
    DocumentKeysError,
    DocumentReplaceError,
    DocumentUpdateError,
    version_error,
)

REST = 2**53 - 1


def query(text: str, binds: dict[str, Any] | None = None, **options: Any) -> Asked:
    body = {"query": text, "bindVars": {"@collection": "s", **(binds or {})}, **options}
    return Asked("POST", "/_api/cursor", body)


READERS: dict[str, tuple[Method, Asked, type[Exception]]] = {
    "all": (
        lambda s: s.all(),
        query("FOR doc IN @@collection RETURN doc", count=True),
        DocumentGetError,
    ),
    "all, every option": (
        lambda s: s.all(1, 2),
        query(
            "FOR doc IN @@collection LIMIT @skip, @limit RETURN doc",
            {"skip": 1, "limit": 2},
            count=True,
        ),
        DocumentGetError,
    ),
    "all, none": (
        lambda s: s.all(limit=0),
        query(
            "FOR doc IN @@collection LIMIT @skip, @limit RETURN doc",
            {"skip": 0, "limit": 0},
            count=True,
        ),
        DocumentGetError,
    ),
    "find, any": (
        lambda s: s.find({}),
        query("FOR doc IN @@collection RETURN doc", count=True),
        DocumentGetError,
    ),
    "find, every option": (
        lambda s: s.find({"a": None, "b.c": {"d": 1}, "x` == 1 //": "'"}, 3, 4),
        query(
            "FOR doc IN @@collection FILTER doc.@field0 == @value0 AND doc.@field1 == @value1"
            " AND doc.@field2 == @value2 LIMIT @skip, @limit RETURN doc",
            {
                "field0": "a",
                "value0": None,
                "field1": ["b", "c"],
                "value1": {"d": 1},
                "field2": "x` == 1 //",
                "value2": "'",
                "skip": 3,
                "limit": 4,
            },
            count=True,
        ),
        DocumentGetError,
    ),
    "find_in_range": (
        lambda s: s.find_in_range("a", 1, 2),
        query(
            "FOR doc IN @@collection FILTER doc.@field >= @lower AND doc.@field < @upper"
            " RETURN doc",
            {"field": "a", "lower": 1, "upper": 2},
            count=True,
        ),
        DocumentGetError,
    ),
    "find_in_range, every option": (
        lambda s: s.find_in_range("a", 1, 2, 3, 4),
        query(
            "FOR doc IN @@collection FILTER doc.@field >= @lower AND doc.@field < @upper"
            " LIMIT @skip, @limit RETURN doc",
            {"field": "a", "lower": 1, "upper": 2, "skip": 3, "limit": 4},
            count=True,
        ),
        DocumentGetError,
    ),
    "find_in_range, the rest": (
        lambda s: s.find_in_range("a", 1, 2, skip=3),
        query(
            "FOR doc IN @@collection FILTER doc.@field >= @lower AND doc.@field < @upper"
            " LIMIT @skip, @limit RETURN doc",
            {"field": "a", "lower": 1, "upper": 2, "skip": 3, "limit": REST},
            count=True,
        ),
        DocumentGetError,
    ),
    "find_by_text": (
        lambda s: s.find_by_text("a", "b,|c"),
        query(
            "FOR doc IN FULLTEXT(@@collection, @field, @query) RETURN doc",
            {"field": "a", "query": "b,|c"},
            count=True,
        ),
        DocumentGetError,
    ),
    "find_by_text, every option": (
        lambda s: s.find_by_text("a", "b", 3),
        query(
            "FOR doc IN FULLTEXT(@@collection, @field, @query, @limit) RETURN doc",
            {"field": "a", "query": "b", "limit": 3},
            count=True,
        ),
        DocumentGetError,
    ),
    "keys": (
        lambda s: s.keys(),
        query("FOR doc IN @@collection RETURN doc._key"),
        DocumentKeysError,
    ),
    "ids": (
        lambda s: s.ids(),
        query("FOR doc IN @@collection RETURN doc._id"),
        DocumentIDsError,
    ),
    "export": (
        lambda s: s.export(),
        query("FOR doc IN @@collection RETURN doc", count=False, options={"stream": True}),
        DocumentGetError,
    ),
    "export, every option": (
        lambda s: s.export(1, True, 2, True, 3, 4, ["a"], "exclude"),
        query(
            "FOR doc IN @@collection LIMIT @skip, @limit RETURN UNSET(doc, @fields)",
            {"skip": 0, "limit": 1, "fields": ["a"]},
            count=True,
            batchSize=2,
            ttl=4,
        ),
        DocumentGetError,
    ),
    "export, some attributes": (
        lambda s: s.export(filter_fields=("a", "b")),
        query(
            "FOR doc IN @@collection RETURN KEEP(doc, @fields)",
            {"fields": ["a", "b"]},
            count=False,
            options={"stream": True},
        ),
        DocumentGetError,
    ),
}
CURSOR = {
    "result": [1, 2],
    "hasMore": False,
    "count": 2,
    "cached": False,
    "extra": {"stats": {"writesExecuted": 3}, "warnings": []},
    "error": False,
    "code": 201,
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("reader", READERS)
async def test_a_reader_is_one_query_with_everything_bound(reader: str, context: str) -> None:
    method, expected, _ = READERS[reader]
    asked, cursor = await exchange(context, method, (201, CURSOR))
    assert asked == expected
    assert isinstance(cursor, Cursor)
    assert list(cursor.batch() or ()) == [1, 2]
    assert cursor.count() == 2


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("reader", READERS)
async def test_a_reader_raises_its_own_exception(reader: str, context: str) -> None:
    method, _, error = READERS[reader]
    answer = {"error": True, "errorNum": 1203, "errorMessage": "no such collection"}
    _, raised = await exchange(context, method, (404, answer))
    assert type(raised) is error
    assert str(raised) == "[HTTP 404][ERR 1203] no such collection"


async def test_the_cursor_of_a_reader_fetches_on() -> None:
    first = {"result": [1], "hasMore": True, "id": "7"}
    second = {"result": [2], "hasMore": False}

    async def read(collection: Any) -> list[Any]:
        batch = await collection.all()
        return [item async for item in batch]

    asked, items = await exchange("default", read, (201, first), (200, second))
    assert items == [1, 2]
    assert asked[1] == Asked("POST", "/_api/cursor/7")


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_random_document_is_the_document_itself_or_none(context: str) -> None:
    asked, document = await exchange(
        context, lambda s: s.random(), (201, {"result": [{"a": 1}], "hasMore": False})
    )
    assert asked == query("FOR doc IN @@collection SORT RAND() LIMIT 1 RETURN doc")
    assert document == {"a": 1}
    empty = {"result": [], "hasMore": False}
    assert (await exchange(context, lambda s: s.random(), (201, empty)))[1] is None
    refused = {"error": True, "errorNum": 11, "errorMessage": "forbidden"}
    _, raised = await exchange(context, lambda s: s.random(), (403, refused))
    assert type(raised) is DocumentGetError


CHANGERS: dict[str, tuple[Method, Asked, type[Exception]]] = {
    "update_match": (
        lambda s: s.update_match({"a": 1}, {"b": None}),
        query(
            "FOR doc IN @@collection FILTER doc.@field0 == @value0 UPDATE doc WITH @body"
            " IN @@collection OPTIONS { keepNull: true, mergeObjects: true }",
            {"field0": "a", "value0": 1, "body": {"b": None}},
        ),
        DocumentUpdateError,
    ),
    "update_match, every option": (
        lambda s: s.update_match({}, {}, 2, False, True, False),
        query(
            "FOR doc IN @@collection LIMIT @skip, @limit UPDATE doc WITH @body IN @@collection"
            " OPTIONS { keepNull: false, mergeObjects: false, waitForSync: true }",
            {"skip": 0, "limit": 2, "body": {}},
        ),
        DocumentUpdateError,
    ),
    "replace_match": (
        lambda s: s.replace_match({"a.b": 1}, {"b": 1}),
        query(
            "FOR doc IN @@collection FILTER doc.@field0 == @value0 REPLACE doc WITH @body"
            " IN @@collection",
            {"field0": ["a", "b"], "value0": 1, "body": {"b": 1}},
        ),
        DocumentReplaceError,
    ),
    "replace_match, every option": (
        lambda s: s.replace_match({}, {}, 0, False),
        query(
            "FOR doc IN @@collection LIMIT @skip, @limit REPLACE doc WITH @body IN @@collection"
            " OPTIONS { waitForSync: false }",
            {"skip": 0, "limit": 0, "body": {}},
        ),
        DocumentReplaceError,
    ),
    "delete_match": (
        lambda s: s.delete_match({"a": 1}),
        query(
            "FOR doc IN @@collection FILTER doc.@field0 == @value0 REMOVE doc IN @@collection",
            {"field0": "a", "value0": 1},
        ),
        DocumentDeleteError,
    ),
    "delete_match, every option": (
        lambda s: s.delete_match({}, 2, True),
        query(
            "FOR doc IN @@collection LIMIT @skip, @limit REMOVE doc IN @@collection"
            " OPTIONS { waitForSync: true }",
            {"skip": 0, "limit": 2},
        ),
        DocumentDeleteError,
    ),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("changer", CHANGERS)
async def test_a_change_by_example_is_one_query_and_gives_the_number_of_writes(
    changer: str, context: str
) -> None:
    method, expected, error = CHANGERS[changer]
    assert await exchange(context, method, (201, CURSOR)) == (expected, 3)
    refused = {"error": True, "errorNum": 1210, "errorMessage": "taken"}
    _, raised = await exchange(context, method, (409, refused))
    assert type(raised) is error


REFUSED: tuple[tuple[Method, str], ...] = (
    (lambda s: s.all(skip=-1), "skip must be a non-negative int"),
    (lambda s: s.all(limit="x"), "limit must be a non-negative int"),
    (lambda s: s.find("x"), "filters must be a dict"),
    (lambda s: s.find({}, skip=1.0), "skip must be a non-negative int"),
    (lambda s: s.find_in_range("a", 1, 2, limit=-1), "limit must be a non-negative int"),
    (lambda s: s.find_by_text("a", "b", limit=-1), "limit must be a non-negative int"),
    (lambda s: s.export(limit=-1), "limit must be a non-negative int"),
    (
        lambda s: s.export(filter_fields=[], filter_type="x"),
        'filter_type must be "include" or "exclude"',
    ),
    (lambda s: s.update_match(None, {}), "filters must be a dict"),
    (lambda s: s.delete_match({}, limit=-1), "limit must be a non-negative int"),
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(("method", "message"), REFUSED)
async def test_wrong_arguments_are_refused_before_anything_is_sent(
    method: Method, message: str, context: str
) -> None:
    asked, raised = await exchange(context, method, (201, CURSOR))
    assert asked == []
    assert type(raised) is AssertionError
    assert str(raised) == message


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_server_without_fulltext_gets_an_answer_that_says_what_to_use(context: str) -> None:
    answer = {"error": True, "errorNum": 1540, "errorMessage": "usage of unknown function"}
    _, raised = await exchange(context, lambda s: s.find_by_text("a", "b"), (400, answer))
    assert type(raised) is version_error(DocumentGetError)
    assert raised.error_code == 1540
    assert str(raised) == (
        "[HTTP 400][ERR 1540] usage of unknown function; the AQL function FULLTEXT() exists only"
        " before 4.0; instead: an AQL query on a view"
    )
