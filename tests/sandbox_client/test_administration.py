"""Users, views, analyzers, tasks, AQL's and the server's administration, in every context."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.exceptions import (
    AnalyzerCreateError,
    AnalyzerDeleteError,
    AnalyzerGetError,
    AQLFunctionListError,
    AQLQueryKillError,
    DocumentInsertError,
    PermissionGetError,
    PregelJobCreateError,
    TaskGetError,
    TaskListError,
    TransactionExecuteError,
    UserCreateError,
    UserDeleteError,
    UserGetError,
    ViewCreateError,
    ViewDeleteError,
    ViewGetError,
)

if TYPE_CHECKING:
    from tests.sandbox_client.conftest import Place

LINKS = {"students": {"includeAllFields": True}}


async def raised_by(place: Place, call: Callable[[Any], Any]) -> Exception:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - which one it is, the caller says
        await place.ask(call)
    return raised.value


# --- Users


@pytest.fixture
async def anna(place: Place) -> AsyncIterator[str]:
    """A user of this test's own, who is gone afterwards."""
    name = f"anna@{place.db.name}"
    yield name
    await place.db.delete_user(name, ignore_missing=True)


async def test_users(place: Place, anna: str) -> None:
    made = {"username": anna, "active": True, "extra": {"a": 1}}
    assert await place.ask(lambda db: db.create_user(anna, "p", True, {"a": 1})) == made
    assert await place.ask(lambda db: db.user(anna)) == made
    assert made in await place.ask(lambda db: db.users())
    assert await place.ask(lambda db: db.has_user(anna)) is True
    changed = {**made, "active": False}
    assert await place.ask(lambda db: db.update_user(anna, active=False)) == changed
    replaced = {"username": anna, "active": True, "extra": {}}
    assert await place.ask(lambda db: db.replace_user(anna, "q")) == replaced
    assert isinstance(await raised_by(place, lambda db: db.create_user(anna)), UserCreateError)
    assert await place.ask(lambda db: db.delete_user(anna)) is True
    assert await place.ask(lambda db: db.has_user(anna)) is False
    assert await place.ask(lambda db: db.delete_user(anna, ignore_missing=True)) is False
    assert isinstance(await raised_by(place, lambda db: db.delete_user(anna)), UserDeleteError)
    assert isinstance(await raised_by(place, lambda db: db.user(anna)), UserGetError)


async def test_permissions(place: Place, anna: str) -> None:
    name = place.db.name
    await place.db.create_user(anna, "p")
    assert await place.ask(lambda db: db.update_permission(anna, "ro", name)) is True
    assert await place.ask(lambda db: db.permission(anna, name)) == "ro"
    assert await place.ask(lambda db: db.update_permission(anna, "rw", name, "students")) is True
    assert await place.ask(lambda db: db.permission(anna, name, "students")) == "rw"
    levels = (await place.ask(lambda db: db.permissions(anna)))[name]
    assert levels["permission"] == "ro"
    assert levels["collections"]["students"] == "rw"
    assert await place.ask(lambda db: db.reset_permission(anna, name, "students")) is True
    assert await place.ask(lambda db: db.permission(anna, name, "students")) == "ro"
    missing = await raised_by(place, lambda db: db.permission("nobody", name))
    assert isinstance(missing, PermissionGetError)


async def test_permissions_hold(place: Place, anna: str, server_of: Callable[[str], str]) -> None:
    await place.db.create_user(anna, "p")
    await place.ask(lambda db: db.update_permission(anna, "ro", place.db.name))
    async with ArangoClient(server_of(place.version)) as client:
        db = await client.db(place.db.name, username=anna, password="p")
        assert await db.collection("students").count() == 0
        with pytest.raises(DocumentInsertError) as refused:
            await db.collection("students").insert({})
    assert refused.value.http_code == 403


# --- Views and analyzers


async def test_views(place: Place) -> None:
    made = await place.ask(lambda db: db.create_view("found", "arangosearch", {"links": LINKS}))
    assert made["name"] == "found"
    assert made["links"]["students"]["include_all_fields"] is True
    assert [view["name"] for view in await place.ask(lambda db: db.views())] == ["found"]
    changes = {"cleanupIntervalStep": 7}
    changed = await place.ask(lambda db: db.update_view("found", changes))
    assert (changed["cleanup_interval_step"], set(changed["links"])) == (7, {"students"})
    assert await place.ask(lambda db: db.view("found")) == changed
    replaced = await place.ask(lambda db: db.replace_arangosearch_view("found", {}))
    assert (replaced["cleanup_interval_step"], replaced["links"]) == (2, {})
    assert await place.ask(lambda db: db.rename_view("found", "seen")) is True
    again = await raised_by(place, lambda db: db.create_arangosearch_view("seen"))
    assert isinstance(again, ViewCreateError)
    assert await place.ask(lambda db: db.delete_view("seen")) is True
    assert await place.ask(lambda db: db.delete_view("seen", ignore_missing=True)) is False
    assert isinstance(await raised_by(place, lambda db: db.delete_view("seen")), ViewDeleteError)
    assert isinstance(await raised_by(place, lambda db: db.view("seen")), ViewGetError)


async def test_analyzers(place: Place) -> None:
    name = f"{place.db.name}::words"
    made = await place.ask(
        lambda db: db.create_analyzer("words", "text", {"locale": "en"}, ["norm"])
    )
    assert (made["name"], made["type"], made["features"]) == (name, "text", ["norm"])
    assert await place.ask(lambda db: db.analyzer("words")) == made
    listed = {one["name"] for one in await place.ask(lambda db: db.analyzers())}
    assert {"identity", name} <= listed
    wrong = await raised_by(place, lambda db: db.create_analyzer("other", "none"))
    assert isinstance(wrong, AnalyzerCreateError)
    assert await place.ask(lambda db: db.delete_analyzer("words", force=True)) is True
    assert await place.ask(lambda db: db.delete_analyzer("words", ignore_missing=True)) is False
    gone = await raised_by(place, lambda db: db.delete_analyzer("words"))
    assert isinstance(gone, AnalyzerDeleteError)
    assert isinstance(await raised_by(place, lambda db: db.analyzer("words")), AnalyzerGetError)


# --- What runs on the server


async def test_async_jobs(place: Place) -> None:
    job = await place.db.begin_async_execution().version()
    while await job.status() == "pending":
        await asyncio.sleep(0.01)
    assert job.id in await place.ask(lambda db: db.async_jobs("done", count=1000))
    assert await place.ask(lambda db: db.clear_async_jobs(threshold=1)) is True
    assert await job.result() == await place.db.version()


async def test_tasks(place: Place) -> None:
    if place.version == "4.0":
        gone = await raised_by(place, lambda db: db.tasks())
        assert isinstance(gone, TaskListError)
        assert "exists only before 4.0; instead: a scheduler outside of the server" in str(gone)
        return
    name = f"sweep {place.db.name}"
    made = await place.ask(lambda db: db.create_task(name, "f()", {"a": 1}, period=60, offset=60))
    assert (made["name"], made["period"], made["type"]) == (name, 60, "periodic")
    assert await place.ask(lambda db: db.task(made["id"])) == made
    assert made in await place.ask(lambda db: db.tasks())
    assert await place.ask(lambda db: db.delete_task(made["id"])) is True
    assert await place.ask(lambda db: db.delete_task(made["id"], ignore_missing=True)) is False
    assert isinstance(await raised_by(place, lambda db: db.task(made["id"])), TaskGetError)


async def test_what_newer_servers_lack_is_an_error_that_says_so(place: Place) -> None:
    if place.version == "4.0":
        gone = await raised_by(place, lambda db: db.execute_transaction("function () {}"))
        assert isinstance(gone, TransactionExecuteError)
        assert str(gone).endswith("instead: begin_transaction()")
        gone = await raised_by(place, lambda db: db.aql.functions())
        assert isinstance(gone, AQLFunctionListError)
    # Asked to run it later, a server refuses at once what it does not know.
    if place.version != "3.11" and place.context != "async":
        gone = await raised_by(place, lambda db: db.pregel.create_job("school", "pagerank"))
        assert isinstance(gone, PregelJobCreateError)
        assert "exists only before 3.12" in str(gone)


# --- AQL


async def test_aql_is_watched(place: Place) -> None:
    before = await place.ask(lambda db: db.aql.tracking())
    assert before["track_slow_queries"] is True
    changed = await place.ask(lambda db: db.aql.set_tracking(max_slow_queries=5))
    assert changed == {**before, "max_slow_queries": 5}
    await place.db.aql.set_tracking(max_slow_queries=before["max_slow_queries"])
    assert isinstance(await place.ask(lambda db: db.aql.queries()), list)
    assert await place.ask(lambda db: db.aql.clear_slow_queries()) is True
    assert await place.ask(lambda db: db.aql.slow_queries()) == []
    missing = await raised_by(place, lambda db: db.aql.kill("1"))
    assert isinstance(missing, AQLQueryKillError)


async def test_the_results_cache(place: Place) -> None:
    before = await place.ask(lambda db: db.aql.cache.properties())
    changed = await place.ask(lambda db: db.aql.cache.configure("demand", max_results=64))
    assert (changed["mode"], changed["max_results"]) == ("demand", 64)
    await place.db.aql.cache.configure(before["mode"], before["max_results"])
    assert await place.ask(lambda db: db.aql.cache.clear()) is True
    assert await place.ask(lambda db: db.aql.cache.entries()) == []


async def test_user_functions(place: Place) -> None:
    if place.version == "4.0":
        return
    name, code = "school::older", "function (age) { return age + 1; }"
    assert await place.ask(lambda db: db.aql.create_function(name, code)) == {"is_new": True}
    assert await place.ask(lambda db: db.aql.create_function(name, code)) == {"is_new": False}
    (listed,) = await place.ask(lambda db: db.aql.functions())
    assert (listed["name"], listed["code"]) == (name, code)
    assert await place.ask(lambda db: db.aql.delete_function("school", group=True)) == {
        "deleted": 1
    }
    gone = await place.ask(lambda db: db.aql.delete_function(name, ignore_missing=True))
    assert gone is False


# --- The server


async def test_the_server_tells_of_itself(place: Place) -> None:
    version = await place.ask(lambda db: db.version())
    assert version.startswith(place.version)
    assert (await place.ask(lambda db: db.status()))["version"] == version
    assert (await place.ask(lambda db: db.details()))["server-version"] == version
    assert (await place.ask(lambda db: db.engine()))["name"] == "rocksdb"
    assert await place.ask(lambda db: db.role()) == "SINGLE"
    assert isinstance(await place.ask(lambda db: db.time()), datetime)
    metrics = await place.ask(lambda db: db.metrics())
    assert metrics.startswith("# HELP ")
    assert metrics.endswith("\n")


async def test_the_log(place: Place) -> None:
    levels = await place.ask(lambda db: db.log_levels())
    changed = await place.ask(lambda db: db.set_log_levels(queries="DEBUG"))
    assert changed == {**levels, "queries": "DEBUG"}
    await place.db.set_log_levels(queries=levels["queries"])
    if place.version != "4.0":
        log = await place.ask(lambda db: db.read_log(upto="info", size=1))
        assert [len(log[name]) for name in ("lid", "topic", "level", "timestamp", "text")] == [
            1
        ] * 5
        assert log["total_amount"] >= 1
