"""Any mixture of calls gives in a batch what the same calls give one by one.

Both run against a sandbox, in two databases that begin alike; results, exceptions and what is
stored in the end must be the same, revisions aside.
"""

from __future__ import annotations

import asyncio
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arango_fastbatch import ArangoClient
from arango_fastbatch.cursor import Cursor
from arango_fastbatch.exceptions import ArangoClientError, ArangoError, ArangoServerError
from arango_fastbatch.sandbox import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

Operation = tuple[str, tuple[Any, ...], dict[str, Any]]

# Few, so that calls meet; with what has to be encoded in a path.
KEYS = ["a", "b", "c", "1", "x:y@z", "p%q", "it's"]
FIELDS = ["n", "text", "deep", "list", "ä"]

NUMBERS = {
    "rule": {"properties": {"n": {"type": "number"}}, "required": ["n"]},
    "level": "strict",
    "message": "n is a number",
}
ALL = "FOR d IN c SORT d._key RETURN UNSET(d, '_rev')"

keys = st.sampled_from(KEYS)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(-1e9, 1e9, allow_nan=False).filter(lambda number: number != int(number)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner),
    max_leaves=5,
)
bodies = st.dictionaries(st.sampled_from(FIELDS), values, max_size=3)
# As the server's own fields would be, if documents could not say such things.
said = st.fixed_dictionaries(
    {},
    optional={
        "error": st.booleans(),
        "errorNum": st.sampled_from([1200, 1202, "1210"]),
        "code": st.just(404),
        "_rev": st.just("_wrong"),
        "_oldRev": st.just("x"),
        "unique": st.sampled_from([1, 2]),
    },
)
names = st.one_of(
    keys.map(lambda key: {"_key": key}),
    keys.map(lambda key: {"_id": f"c/{key}"}),
    keys.map(lambda key: {"_id": f"c/{key}", "_key": key}),
    st.builds(lambda key, other: {"_id": f"c/{key}", "_key": other}, keys, keys),
)
documents = st.one_of(
    st.builds(lambda key, body: {"_key": key, **body}, keys, bodies),
    st.builds(lambda name, body, more: {**name, **body, **more}, names, bodies, said),
)
numbers = st.builds(lambda key, value: {"_key": key, "n": value}, keys, scalars)
# What the server refuses, or takes for something else.
oddities = st.sampled_from(
    [
        *({"_key": key} for key in ["", "a b", "a/b", "ü", "x" * 255, 7, None, ["a"]]),
        *({"_key": "a", "_id": other} for other in ["c", "c/", "d/a", 7]),
        *("text", '{"_key":"a"}', '{"_key":"b","n":1,"n":2}'),
        {"_key": "a", "_from": "c/a", "_to": "c/b", "deep": {"_key": 1, "_rev": 1}},
    ]
)
odd_keys = st.sampled_from(["", "a b", "c/a", "d/a", "a/b/c", "ü", "x" * 255, "?x=1", "..", "%2F"])
flags = st.booleans()


def options(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of these keyword arguments."""
    return st.fixed_dictionaries({}, optional=strategies)


def call(
    name: str,
    *arguments: st.SearchStrategy[Any],
    keywords: st.SearchStrategy[dict[str, Any]] | None = None,
) -> st.SearchStrategy[Operation]:
    """Calls of a method."""
    none: st.SearchStrategy[dict[str, Any]] = st.just({})
    return st.tuples(st.just(name), st.tuples(*arguments), none if keywords is None else keywords)


bind_vars = st.builds(lambda value: {"bind_vars": {"v": value}}, values)
RETURNS = {"return_new": flags, "return_old": flags, "silent": flags}
operations = st.one_of(
    call(
        "insert",
        documents,
        keywords=options(
            **RETURNS,
            overwrite=flags,
            overwrite_mode=st.sampled_from(["ignore", "replace", "update", "conflict"]),
            keep_none=flags,
            merge=flags,
        ),
    ),
    call(
        "update",
        documents,
        keywords=options(**RETURNS, check_rev=flags, sync=flags, merge=flags, keep_none=flags),
    ),
    call("replace", documents, keywords=options(**RETURNS, check_rev=flags, sync=flags)),
    call(
        "delete",
        st.one_of(keys, documents),
        keywords=options(
            ignore_missing=flags, return_old=flags, check_rev=flags, sync=flags, silent=flags
        ),
    ),
    *(call(name, oddities) for name in ("insert", "update", "replace", "delete", "get")),
    *(call(name, odd_keys) for name in ("delete", "get", "has")),
    call("nowhere.insert", bodies),
    call("strict.insert", numbers),
    *(call(f"nowhere.{name}", documents) for name in ("update", "replace")),
    *(call(f"nowhere.{name}", keys) for name in ("delete", "get", "has")),
    call("delete", keys, keywords=st.just({"rev": "_wrong"})),
    call("get", keys),
    call("get", keys, keywords=st.just({"rev": "_wrong", "check_rev": True})),
    call("has", keys),
    call("insert_many", st.lists(documents, max_size=4), keywords=options(**RETURNS)),
    call("delete_many", st.lists(documents, max_size=4), keywords=options(return_old=flags)),
    call("get_many", st.lists(keys, max_size=4)),
    call("count"),
    call("truncate"),
    call("update_match", bodies, bodies),
    call("delete_match", bodies),
    call(
        "aql",
        st.just(ALL),
        keywords=options(count=flags),
    ),
    call("aql", st.just("RETURN @v"), keywords=bind_vars),
    call("aql", st.sampled_from(["RETURN", "INVALID QUERY", "RETURN 1 / 0", "RETURN @missing"])),
)
# Neighbours of one kind are what is merged.
runs = st.one_of(
    operations.map(lambda one: [one]),
    *(
        st.builds(
            lambda name, many, keywords: [(name, (one,), keywords) for one in many],
            st.just(name),
            st.lists(what, min_size=2, max_size=6),
            keywords,
        )
        for name, what, keywords in (
            ("insert", documents, options(**RETURNS, overwrite_mode=st.just("replace"))),
            ("update", documents, options(**RETURNS, check_rev=flags)),
            ("replace", documents, options(**RETURNS, check_rev=flags)),
            ("delete", keys, options(return_old=flags, ignore_missing=flags)),
            ("get", keys, options()),
            ("strict.insert", numbers, options(silent=flags, overwrite_mode=st.just("replace"))),
            ("nowhere.insert", bodies, options(silent=flags)),
            ("nowhere.delete", keys, options(ignore_missing=flags)),
            ("nowhere.get", keys, options()),
        )
    ),
)
mixtures = st.lists(runs, max_size=10).map(lambda several: [*chain.from_iterable(several)])
limits = st.fixed_dictionaries(
    {},
    optional={
        "flush_count": st.integers(1, 10),
        "flush_bytes": st.integers(1, 2000),
        "max_batch_bytes": st.integers(1, 2000),
    },
)


def start(db: Any, operation: Operation) -> Any:
    """Begin a call in a database or in a batch of it."""
    name, arguments, keywords = operation
    if name == "aql":
        return db.aql.execute(*arguments, **keywords)
    collection, _, method = name.rpartition(".")
    return getattr(db.collection(collection or "c"), method)(*arguments, **keywords)


def plain(value: Any) -> Any:
    """A result as something that can be compared: revisions differ, and that is all right."""
    if isinstance(value, dict):
        return {
            name: plain(child)
            for name, child in value.items()
            if name not in {"_rev", "_old_rev", "_oldRev"}
        }
    if isinstance(value, list):
        return [plain(child) for child in value]
    if isinstance(value, Cursor):
        return "cursor", plain(list(value.batch() or [])), value.count(), value.has_more()
    if isinstance(value, ArangoServerError):
        return (
            type(value),
            value.message,
            value.error_message,
            value.error_code,
            value.http_code,
            value.http_method,
            value.url.partition("/_api")[2],
            value.request.endpoint,
            value.request.params,
        )
    if isinstance(value, (ArangoError, TypeError)):
        return type(value), str(value)
    return value


async def outcome(awaitable: Any) -> Any:
    try:
        return plain(await awaitable)
    except (ArangoError, TypeError) as error:
        return plain(error)


async def queued(batch: Any, mixture: list[Operation], expected: list[Any]) -> list[Any]:
    """Queue calls. What is refused at once, as it would be without a batch, is taken from both."""
    jobs = []
    for operation in mixture:
        refusal = None
        try:
            jobs.append(await start(batch, operation))
        except (ArangoClientError, TypeError) as error:
            refusal = plain(error)
        if refusal is not None:
            assert expected.pop(len(jobs)) == refusal
    return jobs


def result(job: Any) -> Any:
    try:
        return plain(job.result())
    except ArangoError as error:
        return plain(error)


async def stored(db: Any) -> Any:
    cursor = await db.aql.execute(ALL)
    return [document async for document in cursor]


@pytest.fixture(scope="module", params=["3.11", "4.0"], ids=["multipart", "pipelined"])
def client(request: pytest.FixtureRequest) -> Iterator[ArangoClient]:
    """A client of a server with the databases "one" and "other"."""

    async def prepare(client: ArangoClient) -> None:
        system = await client.db("_system")
        for name in ("one", "other"):
            await system.create_database(name)
            db = await client.db(name)
            collection = await db.create_collection("c")
            await collection.add_persistent_index(
                ["unique"], unique=True, sparse=True, name="named"
            )
            await db.create_collection("strict", schema=NUMBERS)

    with Sandbox(server_version=request.param) as url:
        client = ArangoClient(url)
        asyncio.run(prepare(client))
        yield client


MODEST = settings(
    max_examples=60,
    deadline=None,
    # The client is shared on purpose; every example begins with empty collections.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@MODEST
@given(mixture=mixtures, limits=limits)
def test_results_and_store_are_the_same(
    client: ArangoClient, mixture: list[Operation], limits: dict[str, int]
) -> None:
    async def main() -> None:
        one, other = await client.db("one"), await client.db("other")
        for db in (one, other):
            for name in ("c", "strict"):
                await db.collection(name).truncate()
        expected = [await outcome(start(one, operation)) for operation in mixture]
        async with other.begin_batch_execution(**limits) as batch:
            jobs = await queued(batch, mixture, expected)
        assert [result(job) for job in jobs] == expected
        # Reading a result changes nothing.
        assert [result(job) for job in jobs] == expected
        assert await stored(other) == await stored(one)
        failures = [is_failure(one_result) for one_result in expected]
        report = batch.report
        assert report.sent == len(expected)
        assert report.unknown == 0
        assert report.failed == sum(failures)
        assert report.succeeded == len(expected) - report.failed
        assert [index for index, _ in report.first_failures] == [
            index for index, failed in enumerate(failures) if failed
        ]

    asyncio.run(main())


def is_failure(result: Any) -> bool:
    return isinstance(result, tuple) and isinstance(result[0], type)


@MODEST
@given(mixture=mixtures, limits=limits)
def test_store_and_report_are_the_same_without_results(
    client: ArangoClient, mixture: list[Operation], limits: dict[str, int]
) -> None:
    async def main() -> None:
        one, other = await client.db("one"), await client.db("other")
        for db in (one, other):
            for name in ("c", "strict"):
                await db.collection(name).truncate()
        expected = [await outcome(start(one, operation)) for operation in mixture]
        async with other.begin_batch_execution(False, **limits) as batch:
            assert set(await queued(batch, mixture, expected)) <= {None}
        assert await stored(other) == await stored(one)
        failures = [
            (index, failure) for index, failure in enumerate(expected) if is_failure(failure)
        ]
        assert batch.report.failed == len(failures)
        assert batch.report.succeeded == len(expected) - len(failures)
        assert [(index, plain(error)) for index, error in batch.report.first_failures] == failures

    asyncio.run(main())
