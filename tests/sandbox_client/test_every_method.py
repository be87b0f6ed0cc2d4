"""Every method works on each server, or raises what the table of docs/servers.md promises."""

from __future__ import annotations

import zipfile
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.docs.servers import Method, methods
from tests.sandbox_client.every_method import CALLS, Call, World

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.database import BatchDatabase
from arango_fastbatch.dialect import Version
from arango_fastbatch.exceptions import ArangoServerError, ServerVersionError
from arango_fastbatch.operation import Operation
from arango_fastbatch.sandbox.profile import DEFAULTS

METHODS = {method.path: method for method in methods()}
NUMBERS = count(1)

# What is refused to who asks for it like this, by every server that has it: (HTTP status, number).
REFUSED = {
    # A single server is no cluster.
    "collection.responsible_shard": (501, 1471),
    "db.cluster.endpoints": (501, 9),
    "db.cluster.health": (403, 403),
    "db.cluster.server_count": (403, 403),
    "db.cluster.server_engine": (403, 403),
    "db.cluster.server_id": (500, 500),
    "db.cluster.server_statistics": (403, 403),
    "db.cluster.server_version": (403, 403),
    "db.cluster.toggle_maintenance_mode": (403, 403),
    "db.replication.cluster_inventory": (403, 1471),
    # Nobody has said yet whom to follow.
    "db.replication.start_applier": (400, 1410),
    # There is no such query, and no such job.
    "db.aql.kill": (404, 1591),
    "db.pregel.job": (404, 1600),
    "db.pregel.delete_job": (404, 1600),
    # Nothing is encrypted, and only superusers may ask for certificates and secrets.
    "db.encryption": (404, 404),
    "db.reload_tls": (403, 11),
    "db.jwt_secrets": (403, 11),
    "db.reload_jwt_secrets": (403, 11),
}
# What the Enterprise Edition had for itself until 3.12.5.
ENTERPRISE = ("db.backup.", "db.jwt_secrets", "db.reload_jwt_secrets")
# What the sandbox has not; it says so by name.
NOT_PLAYED = (501, 9)


@pytest.fixture(params=DEFAULTS)
def line(request: pytest.FixtureRequest) -> str:
    """A line of versions."""
    named: str = request.param
    return named


@pytest.fixture
async def world(server_of: Callable[[str], str], line: str, tmp_path: Path) -> AsyncIterator[World]:
    name = f"every_{next(NUMBERS)}"
    archive = tmp_path / "service.zip"
    with zipfile.ZipFile(archive, "w") as service:
        service.writestr("manifest.json", '{"name": "s", "version": "1.0.0"}')
    async with ArangoClient(server_of(line)) as client:
        system = await client.db("_system")
        await system.create_database(name)
        db = await client.db(name)
        world = World(db, system, db, f"{name}_own", str(archive))
        await world.fill()
        yield world
        await system.delete_database(name)
        await system.delete_database(world.name, ignore_missing=True)
        await system.delete_user(world.name, ignore_missing=True)


async def outcome(world: World, call: Call, context: str) -> Any:
    """What a call gives in the end."""
    world.db = database = world.system if call.in_system else world.plain
    if context == "default":
        return await call.step(world)
    if context == "async":
        world.db = database.begin_async_execution()
        job = await call.step(world)
        await job.wait()
        return await job.result()
    world.db = batch = database.begin_batch_execution()
    job = await call.step(world)
    await batch.commit()
    return job.result()


def contexts(method: Method) -> Iterator[str]:
    """The contexts in which a method is called."""
    yield "default"
    # Neither jobs nor batches begin transactions.
    if method.wrapper != "db" or hasattr(BatchDatabase, method.name):
        yield "batch"
        # What the server runs later, it runs as it runs it now: but the error is made later, too.
        if any(row.is_dated for row in method.rows):
            yield "async"


PLACES = [(path, context) for path, method in METHODS.items() for context in contexts(method)]


@pytest.mark.parametrize(("path", "context"), PLACES)
async def test_it_works_or_the_error_says_since_when_not(
    world: World, line: str, path: str, context: str
) -> None:
    method, call, version = METHODS[path], CALLS[path], Version.of(DEFAULTS[line])
    raised = None
    try:
        if call.given is not None and method.works(version):
            world.made = await call.given(world)
        await outcome(world, call, context)
    except ArangoServerError as error:
        raised = error
    promised = is_promised(method, version, context)
    said = None if raised is None else (raised.http_code, raised.error_code)
    refused = REFUSED.get(path)
    if path.startswith(ENTERPRISE) and version < Version.of("3.12.5"):
        refused = (404, 404)
    if said == NOT_PLAYED and not promised and said != refused:
        pytest.skip(str(raised))
    assert isinstance(raised, ServerVersionError) is promised, raised
    if promised:
        assert any(lives_in(row) in str(raised) for row in method.lacks(version))
    else:
        assert said == refused, raised


def lives_in(row: Operation[Any]) -> str:
    """What an error says of the servers that have something."""
    if row.since is not None:
        return f"exists since {row.since}"
    return f"exists only before {row.until}; instead: {row.instead}"


def is_promised(method: Method, version: Version, context: str) -> bool:
    """Whether the table promises an error."""
    missing = method.lacks(version)
    # What the method does by itself it cannot do where it does not see the answer.
    bridged = context != "default" and any(row.bridged for row in missing)
    return not method.works(version) or bridged


def test_every_method_is_called() -> None:
    assert set(CALLS) == set(METHODS)
