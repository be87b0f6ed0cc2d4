"""What the official asyncio driver has beyond python-aioarango, under its names: the wire."""

from __future__ import annotations

import pytest
from tests.wire.cases import Case, Refused, by_error
from tests.wire.exchange import CONTEXTS, Asked

from arango_fastbatch.exceptions import (
    AccessTokenCreateError,
    AccessTokenDeleteError,
    AccessTokenListError,
    IndexCreateError,
    IndexGetError,
    TransactionListError,
)

OK = {"error": False, "code": 200}
TOKEN = {"id": 3, "name": "ci", "valid_until": 9, "created_at": 5, "fingerprint": "v1..ab"}
INDEX = {**OK, "id": "s/7", "type": "inverted", "fields": [{"name": "a"}], "name": "found"}
FORMATTED = {"id": "7", "type": "inverted", "fields": [{"name": "a"}], "name": "found"}
SINCE = "/_api/token/{key} exists since 3.12.5"

CASES = {
    "list_access_tokens": Case(
        lambda db: db.list_access_tokens("ö/b"),
        Asked("GET", "/_api/token/%C3%B6%2Fb"),
        {"tokens": [TOKEN]},
        [TOKEN],
    ),
    "create_access_token": Case(
        lambda db: db.create_access_token("anna", "ci", 9),
        Asked("POST", "/_api/token/anna", {"name": "ci", "valid_until": 9}),
        {**TOKEN, "token": "v1.7b"},
        {**TOKEN, "token": "v1.7b"},
    ),
    "delete_access_token": Case(
        lambda db: db.delete_access_token("anna", 3),
        Asked("DELETE", "/_api/token/anna/3"),
        {},
        True,
    ),
    "list_transactions": Case(
        lambda db: db.list_transactions(),
        Asked("GET", "/_api/transaction"),
        {"transactions": [{"id": "5", "state": "running"}]},
        [{"id": "5", "state": "running"}],
    ),
    "add_index": Case(
        lambda db: db.collection("s").add_index("persistent", "a"),
        Asked("POST", "/_api/index?collection=s", {"type": "persistent", "fields": ["a"]}),
        INDEX,
        FORMATTED,
        201,
    ),
    "add_index, every option": Case(
        lambda db: db.collection("s").add_index("inverted", [{"name": "a"}], {"name": "found"}),
        Asked(
            "POST",
            "/_api/index?collection=s",
            {"type": "inverted", "fields": [{"name": "a"}], "name": "found"},
        ),
        INDEX,
        FORMATTED,
        201,
    ),
    "get_index": Case(
        lambda db: db.collection("s").get_index("7"),
        Asked("GET", "/_api/index/s/7"),
        INDEX,
        FORMATTED,
    ),
    "get_index, by its whole id": Case(
        lambda db: db.collection("s").get_index("s/7"),
        Asked("GET", "/_api/index/s/7"),
        INDEX,
        FORMATTED,
    ),
}
REFUSED = by_error(
    [
        Refused(AccessTokenListError, (lambda db: db.list_access_tokens("a"),), f"GET {SINCE}"),
        Refused(
            AccessTokenCreateError,
            (lambda db: db.create_access_token("a", "b", 1),),
            f"POST {SINCE}",
        ),
        Refused(
            AccessTokenDeleteError, (lambda db: db.delete_access_token("a", 1),), f"DELETE {SINCE}"
        ),
        Refused(TransactionListError, (lambda db: db.list_transactions(),)),
        Refused(IndexGetError, (lambda db: db.collection("s").get_index("7"),)),
        Refused(IndexCreateError, (lambda db: db.collection("s").add_index("mdi", ["a"]),)),
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
