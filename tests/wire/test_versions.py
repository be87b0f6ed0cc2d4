"""What depends on the server's version: what it lacks, and what is sent to it instead."""

from __future__ import annotations

import pytest
from tests.wire.exchange import CONTEXTS, exchange_with

from arango_fastbatch.exceptions import ArangoServerError, ServerVersionError


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


@pytest.mark.parametrize(
    ("version", "lacks"), [(None, False), ("3.12.10", True), ("3.11.2", False)]
)
async def test_a_command_with_parameters_is_told_apart_by_the_version(
    version: str | None, lacks: bool
) -> None:
    body = {"error": True, "code": 400, "errorNum": 400, "errorMessage": "invalid command 'x'"}
    for call in (
        lambda db: db.replication.set_applier_config("e"),
        lambda db: db.replication.start_applier(),
        lambda db: db.replication.make_slave("e"),
        lambda db: db.replication.synchronize("e"),
    ):
        _, raised = await exchange_with("default", call, (400, body), version=version)
        assert isinstance(raised, ArangoServerError)
        assert isinstance(raised, ServerVersionError) is lacks
