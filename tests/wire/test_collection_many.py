"""Many documents, bulk imports: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.wire.exchange import CONTEXTS, Asked, Method, exchange

from arango_fastbatch.exceptions import (
    DocumentDeleteError,
    DocumentGetError,
    DocumentInsertError,
    DocumentParseError,
    DocumentReplaceError,
    DocumentRevisionError,
    DocumentUpdateError,
)

if TYPE_CHECKING:
    from arango_fastbatch.collection import StandardCollection

METADATA = {"_id": "s/1", "_key": "1", "_rev": "r"}

CASES: dict[str, tuple[Method, Asked]] = {
    "insert_many": (
        lambda s: s.insert_many([{}, {"_id": "s/1"}, {"_id": "s/1", "_key": "2"}]),
        Asked(
            "POST",
            "/_api/document/s?returnNew=0&silent=0&returnOld=0",
            [{}, {"_id": "s/1", "_key": "1"}, {"_id": "s/1", "_key": "2"}],
        ),
    ),
    "insert_many, every option": (
        lambda s: s.insert_many([{}], True, False, True, True, True),
        Asked(
            "POST",
            "/_api/document/s?returnNew=1&silent=1&returnOld=1&waitForSync=0&overwriteMode=replace",
            [{}],
        ),
    ),
    "update_many": (
        lambda s: s.update_many([{"_id": "s/1"}, {"_key": "2"}]),
        Asked(
            "PATCH",
            "/_api/document/s?keepNull=1&mergeObjects=1&returnNew=0&returnOld=0&ignoreRevs=0"
            "&silent=0",
            [{"_id": "s/1", "_key": "1"}, {"_key": "2"}],
        ),
    ),
    "update_many, every option": (
        lambda s: s.update_many([], False, False, False, True, True, True, True),
        Asked(
            "PATCH",
            "/_api/document/s?keepNull=0&mergeObjects=0&returnNew=1&returnOld=1&ignoreRevs=1"
            "&silent=1&waitForSync=1",
            [],
        ),
    ),
    "replace_many": (
        lambda s: s.replace_many([{"_key": "1", "_rev": "q"}]),
        Asked(
            "PUT",
            "/_api/document/s?returnNew=0&returnOld=0&ignoreRevs=0&silent=0",
            [{"_key": "1", "_rev": "q"}],
        ),
    ),
    "replace_many, every option": (
        lambda s: s.replace_many([], False, True, True, False, True),
        Asked(
            "PUT",
            "/_api/document/s?returnNew=1&returnOld=1&ignoreRevs=1&silent=1&waitForSync=0",
            [],
        ),
    ),
    "delete_many": (
        lambda s: s.delete_many(["1", "s/2", {"_key": "3"}, {"_id": "s/4", "_rev": "q"}]),
        Asked(
            "DELETE",
            "/_api/document/s?returnOld=0&ignoreRevs=0&silent=0",
            ["1", "2", {"_key": "3"}, {"_id": "s/4", "_key": "4", "_rev": "q"}],
        ),
    ),
    "delete_many, every option": (
        lambda s: s.delete_many([], True, False, True, True),
        Asked(
            "DELETE",
            "/_api/document/s?returnOld=1&ignoreRevs=1&silent=1&waitForSync=1",
            [],
        ),
    ),
    "get_many": (
        lambda s: s.get_many(["1", "s/2", {"_key": "3"}, {"_id": "s/4"}, "1"]),
        Asked("PUT", "/_api/document/s?onlyget=1", ["1", "2", "3", "4"]),
    ),
    "import_bulk": (
        lambda s: s.import_bulk([{"_id": "s/1"}, {"a": 1}]),
        Asked(
            "POST",
            "/_api/import?type=array&collection=s&complete=1&details=1",
            [{"_id": "s/1", "_key": "1"}, {"a": 1}],
        ),
    ),
    "import_bulk, every option": (
        lambda s: s.import_bulk([], False, False, "a/&", "b", True, "update", True),
        Asked(
            "POST",
            "/_api/import?type=array&collection=s&complete=0&details=0&fromPrefix=a%2F%26"
            "&toPrefix=b&overwrite=1&onDuplicate=update&waitForSync=1",
            [],
        ),
    ),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_the_request_is_what_servers_of_every_version_understand(
    case: str, context: str
) -> None:
    method, expected = CASES[case]
    asked, _ = await exchange(context, method, (202, []))
    assert asked == expected


WRITERS: dict[str, tuple[Method, type[Exception]]] = {
    "insert_many": (lambda s: s.insert_many([{}] * 3), DocumentInsertError),
    "update_many": (lambda s: s.update_many([{"_key": "1"}] * 3), DocumentUpdateError),
    "replace_many": (lambda s: s.replace_many([{"_key": "1"}] * 3), DocumentReplaceError),
    "delete_many": (lambda s: s.delete_many(["1"] * 3), DocumentDeleteError),
}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("writer", WRITERS)
async def test_each_document_has_its_own_outcome(writer: str, context: str) -> None:
    method, error = WRITERS[writer]
    answer = [
        {**METADATA, "_oldRev": "o", "old": {"errorNum": 1}},
        {"error": True, "errorNum": 1210, "errorMessage": "taken"},
        # A conflict names the document: it is one all the same.
        {"error": True, "errorNum": 1200, "errorMessage": "changed", **METADATA},
    ]
    _, (written, refused, changed) = await exchange(context, method, (202, answer))
    assert written == {**METADATA, "_old_rev": "o", "old": {"errorNum": 1}}
    assert type(refused) is error
    assert str(refused) == "[HTTP 202][ERR 1210] taken"
    assert (refused.error_code, refused.error_message, refused.http_code) == (1210, "taken", 202)
    assert refused.response.body == answer[1]
    assert type(changed) is DocumentRevisionError
    assert str(changed) == "[HTTP 202][ERR 1200] changed"


@pytest.mark.parametrize("context", CONTEXTS)
async def test_an_outcome_that_is_an_error_shows_the_request(context: str) -> None:
    answer = [{"error": True, "errorNum": 1210, "errorMessage": "taken"}]
    _, (error,) = await exchange(context, lambda s: s.insert_many([{"a": 1}]), (202, answer))
    assert error.http_method == "post"
    assert error.url.endswith("/_db/test/_api/document/s?returnNew=0&silent=0&returnOld=0")
    assert error.request.endpoint == "/_api/document/s"
    assert error.request.params == {"returnNew": "0", "silent": "0", "returnOld": "0"}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("writer", WRITERS)
async def test_a_request_refused_as_a_whole_raises(writer: str, context: str) -> None:
    method, error = WRITERS[writer]
    answer = {"error": True, "errorNum": 1203, "errorMessage": "no such collection", "code": 404}
    _, raised = await exchange(context, method, (404, answer))
    assert type(raised) is error
    assert str(raised) == "[HTTP 404][ERR 1203] no such collection"


@pytest.mark.parametrize("context", CONTEXTS)
async def test_silent_calls_give_true_whatever_the_server_says(context: str) -> None:
    calls: tuple[Method, ...] = (
        lambda s: s.insert_many([{}], silent=True),
        lambda s: s.update_many([{"_key": "1"}], silent=True),
        lambda s: s.replace_many([{"_key": "1"}], silent=True),
        lambda s: s.delete_many(["1"], silent=True),
    )
    answer = [{"error": True, "errorNum": 1210, "errorMessage": "taken"}]
    assert [(await exchange(context, call, (202, answer)))[1] for call in calls] == [True] * 4


@pytest.mark.parametrize("context", CONTEXTS)
async def test_documents_that_are_not_there_are_left_out(context: str) -> None:
    answer = [{"_id": "s/1", "errorNum": 5}, {"error": True, "errorNum": 1202}]
    _, found = await exchange(context, lambda s: s.get_many(["1", "2"]), (200, answer))
    assert found == [{"_id": "s/1", "errorNum": 5}]
    error = {"error": True, "errorNum": 1203, "errorMessage": "none"}
    _, raised = await exchange(context, lambda s: s.get_many(["1"]), (404, error))
    assert type(raised) is DocumentGetError


@pytest.mark.parametrize("context", CONTEXTS)
async def test_an_import_gives_the_servers_counts(context: str) -> None:
    counts = {"error": False, "created": 1, "errors": 1, "empty": 0, "details": ["at position 1"]}
    _, result = await exchange(context, lambda s: s.import_bulk([{}, {}]), (201, counts))
    assert result == counts
    refused = {"error": True, "errorNum": 1210, "errorMessage": "taken"}
    _, raised = await exchange(context, lambda s: s.import_bulk([{}]), (409, refused))
    assert type(raised) is DocumentInsertError


NOT_NAMED: tuple[tuple[Method, str], ...] = (
    (lambda s: s.insert_many([{"_id": "t/1"}]), 'bad collection name in document ID "t/1"'),
    (lambda s: s.import_bulk([{"_id": "t/1"}]), 'bad collection name in document ID "t/1"'),
    (lambda s: s.update_many([{"a": 1}]), 'field "_key" or "_id" required'),
    (lambda s: s.replace_many([{"a": 1}]), 'field "_key" or "_id" required'),
    (lambda s: s.replace_many([{"_id": "t/1"}]), 'bad collection name in document ID "t/1"'),
    (lambda s: s.delete_many([{}]), 'field "_key" or "_id" required'),
    (lambda s: s.delete_many(["t/1"]), 'bad collection name in document ID "t/1"'),
    (lambda s: s.get_many(["t/1"]), 'bad collection name in document ID "t/1"'),
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(("method", "message"), NOT_NAMED)
async def test_documents_of_other_collections_are_refused_before_anything_is_sent(
    method: Method, message: str, context: str
) -> None:
    asked, raised = await exchange(context, method, (200, []))
    assert asked == []
    assert type(raised) is DocumentParseError
    assert str(raised) == message


async def test_bodies_of_the_caller_are_not_changed() -> None:
    documents: list[Any] = [{"_id": "s/1"}]

    async def call(s: StandardCollection[Any]) -> Any:
        await s.insert_many(documents)
        await s.import_bulk(documents)
        return await s.update_many(documents)

    await exchange("default", call, (202, []))
    assert documents == [{"_id": "s/1"}]
