"""Views and analyzers: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

import pytest
from tests.wire.cases import Case, Refused, by_error
from tests.wire.exchange import CONTEXTS, Asked, exchange_with

from arango_fastbatch.exceptions import (
    AnalyzerCreateError,
    AnalyzerDeleteError,
    AnalyzerGetError,
    AnalyzerListError,
    ViewCreateError,
    ViewDeleteError,
    ViewGetError,
    ViewListError,
    ViewRenameError,
    ViewReplaceError,
    ViewUpdateError,
)

OK = {"error": False, "code": 200}
VIEW = {
    **OK,
    "globallyUniqueId": "h1/2",
    "id": "2",
    "name": "found",
    "type": "arangosearch",
    "cleanupIntervalStep": 2,
    "links": {"students": {"includeAllFields": True}},
    "optimizeTopK": [],
}
FOUND = {
    "global_id": "h1/2",
    "id": "2",
    "name": "found",
    "type": "arangosearch",
    "cleanup_interval_step": 2,
    "links": {"students": {"include_all_fields": True}},
    "optimize_top_k": [],
}
ANALYZER = {"name": "test::words", "type": "text", "properties": {}, "features": ["norm"]}

CASES = {
    "views": Case(lambda db: db.views(), Asked("GET", "/_api/view"), {"result": [VIEW]}, [FOUND]),
    "view": Case(
        lambda db: db.view("f/ö"), Asked("GET", "/_api/view/f%2F%C3%B6/properties"), VIEW, FOUND
    ),
    "create_view": Case(
        lambda db: db.create_view("found", "search-alias"),
        Asked("POST", "/_api/view", {"name": "found", "type": "search-alias"}),
        VIEW,
        FOUND,
        201,
    ),
    "create_view, every option": Case(
        lambda db: db.create_view("found", "search-alias", {"indexes": []}),
        Asked("POST", "/_api/view", {"name": "found", "type": "search-alias", "indexes": []}),
        VIEW,
        FOUND,
        201,
    ),
    "update_view": Case(
        lambda db: db.update_view("found", {"cleanupIntervalStep": 2}),
        Asked("PATCH", "/_api/view/found/properties", {"cleanupIntervalStep": 2}),
        VIEW,
        FOUND,
    ),
    "replace_view": Case(
        lambda db: db.replace_view("found", {"cleanupIntervalStep": 2}),
        Asked("PUT", "/_api/view/found/properties", {"cleanupIntervalStep": 2}),
        VIEW,
        FOUND,
    ),
    "delete_view": Case(
        lambda db: db.delete_view("found"),
        Asked("DELETE", "/_api/view/found"),
        {**OK, "result": True},
        True,
    ),
    "rename_view": Case(
        lambda db: db.rename_view("found", "seen"),
        Asked("PUT", "/_api/view/found/rename", {"name": "seen"}),
        VIEW,
        True,
    ),
    "create_arangosearch_view": Case(
        lambda db: db.create_arangosearch_view("found"),
        Asked("POST", "/_api/view", {"name": "found", "type": "arangosearch"}),
        VIEW,
        FOUND,
        201,
    ),
    "create_arangosearch_view, every option": Case(
        lambda db: db.create_arangosearch_view("found", {"links": {}}),
        Asked("POST", "/_api/view", {"name": "found", "type": "arangosearch", "links": {}}),
        VIEW,
        FOUND,
        201,
    ),
    "update_arangosearch_view": Case(
        lambda db: db.update_arangosearch_view("found", {"links": {}}),
        Asked("PATCH", "/_api/view/found/properties", {"links": {}}),
        VIEW,
        FOUND,
    ),
    "replace_arangosearch_view": Case(
        lambda db: db.replace_arangosearch_view("found", {"links": {}}),
        Asked("PUT", "/_api/view/found/properties", {"links": {}}),
        VIEW,
        FOUND,
    ),
    "analyzers": Case(
        lambda db: db.analyzers(),
        Asked("GET", "/_api/analyzer"),
        {**OK, "result": [ANALYZER]},
        [ANALYZER],
    ),
    "analyzer": Case(
        lambda db: db.analyzer("test::words"),
        Asked("GET", "/_api/analyzer/test::words"),
        {**OK, **ANALYZER},
        ANALYZER,
    ),
    "create_analyzer": Case(
        lambda db: db.create_analyzer("words", "text"),
        Asked("POST", "/_api/analyzer", {"name": "words", "type": "text"}),
        ANALYZER,
        ANALYZER,
        201,
    ),
    "create_analyzer, every option": Case(
        lambda db: db.create_analyzer("words", "text", {"locale": "en"}, ["norm"]),
        Asked(
            "POST",
            "/_api/analyzer",
            {
                "name": "words",
                "type": "text",
                "properties": {"locale": "en"},
                "features": ["norm"],
            },
        ),
        ANALYZER,
        ANALYZER,
        201,
    ),
    "delete_analyzer": Case(
        lambda db: db.delete_analyzer("words"),
        Asked("DELETE", "/_api/analyzer/words?force=0"),
        {**OK, "name": "test::words"},
        True,
    ),
    "delete_analyzer, every option": Case(
        lambda db: db.delete_analyzer("words", True, True),
        Asked("DELETE", "/_api/analyzer/words?force=1"),
        {**OK, "name": "test::words"},
        True,
    ),
}
REFUSED = by_error(
    [
        Refused(ViewListError, (lambda db: db.views(),)),
        Refused(ViewGetError, (lambda db: db.view("v"),)),
        Refused(
            ViewCreateError,
            (lambda db: db.create_view("v", "t"), lambda db: db.create_arangosearch_view("v")),
        ),
        Refused(
            ViewUpdateError,
            (lambda db: db.update_view("v", {}), lambda db: db.update_arangosearch_view("v", {})),
        ),
        Refused(
            ViewReplaceError,
            (lambda db: db.replace_view("v", {}), lambda db: db.replace_arangosearch_view("v", {})),
        ),
        Refused(
            ViewDeleteError,
            (lambda db: db.delete_view("v"), lambda db: db.delete_view("v", ignore_missing=True)),
        ),
        Refused(ViewRenameError, (lambda db: db.rename_view("v", "w"),)),
        Refused(AnalyzerListError, (lambda db: db.analyzers(),)),
        Refused(AnalyzerGetError, (lambda db: db.analyzer("a"),)),
        Refused(AnalyzerCreateError, (lambda db: db.create_analyzer("a", "identity"),)),
        Refused(AnalyzerDeleteError, (lambda db: db.delete_analyzer("a"),)),
    ]
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_a_call_is_one_request(case: str, context: str) -> None:
    await CASES[case].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("error", REFUSED)
async def test_an_error_is_the_methods_own(error: str, context: str) -> None:
    await REFUSED[error].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
async def test_what_is_missing_may_be_no_error(context: str) -> None:
    calls = {
        1203: lambda db: db.delete_view("v", ignore_missing=True),
        1202: lambda db: db.delete_analyzer("a", ignore_missing=True),
    }
    for number, call in calls.items():
        missing = {"error": True, "code": 404, "errorNum": number, "errorMessage": "not found"}
        _, result = await exchange_with(context, call, (404, missing))
        assert result is False


async def test_properties_of_the_caller_stay_as_they_are() -> None:
    properties = {"links": {}}
    await exchange_with(
        "default", lambda db: db.create_arangosearch_view("v", properties), (201, VIEW)
    )
    assert properties == {"links": {}}
