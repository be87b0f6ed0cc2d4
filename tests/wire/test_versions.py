"""What depends on the server's version: what it lacks, and what is sent to it instead."""

from __future__ import annotations

from typing import Any

import pytest
from tests.wire.exchange import CONTEXTS, Asked, Method, exchange, exchange_with

from arango_fastbatch.exceptions import ArangoServerError, IndexCreateError, ServerVersionError

INDEX = (201, {"id": "s/5", "type": "t", "fields": ["a"], "isNewlyCreated": True})
ALIASES: dict[str, Method] = {
    "hash": lambda s: s.add_hash_index(["a"], unique=True),
    "skiplist": lambda s: s.add_skiplist_index(["a"], unique=True),
}


def made(kind: str) -> Asked:
    """The request for an index of a type."""
    body = {"type": kind, "fields": ["a"], "unique": True}
    return Asked("POST", "/_api/index?collection=s", body)


def refused(message: str) -> tuple[int, Any]:
    """What a server answers to a request for an index that it does not make."""
    return 400, {"error": True, "code": 400, "errorNum": 10, "errorMessage": message}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", ALIASES)
@pytest.mark.parametrize("version", ["3.11.14", "3.12.2", None])
async def test_an_old_name_of_persistent_indexes_is_sent_to_who_knows_it(
    version: str | None, kind: str, context: str
) -> None:
    asked, index = await exchange(context, ALIASES[kind], INDEX, version=version)
    assert asked == made("persistent" if version is None else kind)
    assert index["id"] == "5"


@pytest.mark.parametrize("kind", ALIASES)
@pytest.mark.parametrize("version", ["4.0.0", "4.0.0-rc.1", "4.1.3"])
async def test_servers_that_have_no_such_index_make_a_persistent_one(
    version: str, kind: str
) -> None:
    asked, index = await exchange("default", ALIASES[kind], INDEX, version=version)
    assert asked == made("persistent")
    assert index["new"] is True


@pytest.mark.parametrize("kind", ALIASES)
async def test_who_does_not_know_the_name_though_it_should_makes_a_persistent_one(
    kind: str,
) -> None:
    answers = refused("invalid index type"), INDEX
    asked, index = await exchange("default", ALIASES[kind], *answers, version="3.12.9")
    assert asked == [made(kind), made("persistent")]
    assert index["id"] == "5"


@pytest.mark.parametrize("kind", ALIASES)
async def test_another_refusal_of_an_index_is_raised(kind: str) -> None:
    answer = refused("invalid number of index attributes")
    asked, raised = await exchange("default", ALIASES[kind], answer, version="3.12.9")
    assert asked == made(kind)
    assert type(raised) is IndexCreateError


@pytest.mark.parametrize(("version", "lacks"), [("4.0.0", True), (None, True), ("3.12.9", False)])
async def test_a_fulltext_index_is_nothing_else(version: str | None, lacks: bool) -> None:
    def call(collection: Any) -> Any:
        return collection.add_fulltext_index(["a"])

    answer = refused("invalid index type")
    asked, raised = await exchange("default", call, answer, version=version)
    assert asked.body == {"type": "fulltext", "fields": ["a"]}
    assert isinstance(raised, IndexCreateError)
    assert isinstance(raised, ServerVersionError) is lacks
    advice = (
        "; the index type fulltext exists only before 4.0; instead: a view or an inverted index"
    )
    assert str(raised) == f"[HTTP 400][ERR 10] invalid index type{advice if lacks else ''}"


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_command_that_is_not_known_any_more_is_told_apart(context: str) -> None:
    body = {"error": True, "code": 400, "errorNum": 400, "errorMessage": "invalid command 'x'"}
    for call in (
        lambda db: db.replication.applier_config(),
        lambda db: db.replication.applier_state(),
        lambda db: db.replication.stop_applier(),
        lambda db: db.replication.logger_first_tick(),
        lambda db: db.replication.server_id(),
        lambda db: db.wal.transactions(),
    ):
        _, raised = await exchange_with(context, call, (400, body))
        assert isinstance(raised, ServerVersionError)
        assert "invalid command 'x'; " in str(raised)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(
    ("version", "lacks"), [(None, False), ("3.12.10", True), ("3.11.2", False)]
)
async def test_a_command_with_parameters_is_told_apart_by_the_version(
    version: str | None, lacks: bool, context: str
) -> None:
    body = {"error": True, "code": 400, "errorNum": 400, "errorMessage": "invalid command 'x'"}
    for call in (
        lambda db: db.replication.set_applier_config("e"),
        lambda db: db.replication.start_applier(),
        lambda db: db.replication.make_slave("e"),
        lambda db: db.replication.synchronize("e"),
    ):
        _, raised = await exchange_with(context, call, (400, body), version=version)
        assert isinstance(raised, ArangoServerError)
        assert isinstance(raised, ServerVersionError) is lacks
