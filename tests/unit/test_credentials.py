"""Credentials: they are nowhere but in the request; and hosts, which hold none."""

from __future__ import annotations

import copy
import logging
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.scripted import GoneError, Message, Peer, error_body, serve
from tests.unit.test_connection import SECRET, SECRETS, Scripted, jwt_answer

from arango_fastbatch import ArangoClient, DefaultHTTPClient
from arango_fastbatch.exceptions import (
    ArangoError,
    ArangoServerError,
)

if TYPE_CHECKING:
    from collections.abc import Callable


async def every_kind() -> list[Any]:
    http = Scripted(jwt_answer(4e9))
    client = ArangoClient("http://h", http_client=http)
    return [
        await client.db("test", "root", SECRET),
        await client.db("test", "root", SECRET, auth_method="jwt"),
        await client.db("test", superuser_token="t0ken"),
        await client.db("test", user_token="t0ken"),
    ]


def secrets_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


async def test_no_repr_shows_them() -> None:
    for db in await every_kind():
        batch = db.begin_batch_execution()
        for thing in (db, db.conn, batch, db.collection("c"), db.aql, db.conn._http):
            assert secrets_in(repr(thing)) == []
            assert secrets_in(str(thing)) == []


async def test_no_pickle_holds_them() -> None:
    for db in await every_kind():
        for thing in (db.conn, db, db.collection("c"), db.begin_batch_execution()):
            for make in (pickle.dumps, copy.copy, copy.deepcopy):
                if make is copy.copy and thing is not db.conn:
                    continue
                with pytest.raises(TypeError):
                    make(thing)


async def failures(behave: Callable[[Peer, Message], Any]) -> list[BaseException]:
    """The exceptions of a plain call and of a batch with every kind of credentials."""

    async def script(peer: Peer) -> None:
        from contextlib import suppress

        with suppress(GoneError):
            message = await peer.request()
            if message.target.endswith("/_open/auth"):
                await peer.answer(*jwt_answer(4e9), ("Connection", "close"))
            else:
                await behave(peer, message)

    class OneTry(DefaultHTTPClient):
        RETRY_ATTEMPTS = 0

    found: list[BaseException] = []
    async with serve(script) as server, ArangoClient(server.url, http_client=OneTry()) as client:
        for options in (
            {"username": "root", "password": SECRET},
            {"username": "root", "password": SECRET, "auth_method": "jwt"},
            {"superuser_token": "t0ken"},
            {"user_token": "t0ken"},
        ):
            db = await client.db("test", **options)  # type: ignore[arg-type]  # by variable
            batch = db.begin_batch_execution()
            await batch.collection("c").insert({})
            for call in (db.collection("c").insert({}), batch.commit()):
                with pytest.raises(ArangoError) as caught:
                    await call
                found.append(caught.value)
    return found


async def garbage(peer: Peer, _: Message) -> None:
    await peer.send(b"garbage\r\n\r\n")


async def forbidden(peer: Peer, _: Message) -> None:
    await peer.answer(403, error_body(403, 11, "forbidden"), ("Connection", "close"))


async def reset(peer: Peer, _: Message) -> None:
    peer.reset()


@pytest.mark.parametrize("behave", [garbage, forbidden, reset])
async def test_no_exception_and_no_log_shows_them(
    behave: Callable[[Peer, Message], Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    import traceback

    found = await failures(behave)
    assert len(found) == 8
    for error in found:
        causes: list[BaseException] = [error]
        while causes[-1].__cause__ is not None:
            causes.append(causes[-1].__cause__)
        for cause in causes:
            assert secrets_in(repr(cause)) == []
            assert secrets_in(repr(vars(cause))) == []
        assert secrets_in("".join(traceback.format_exception(error))) == []
        data = pickle.dumps(error)
        assert [secret for secret in SECRETS if secret.encode() in data] == []
        copied = pickle.loads(data)
        assert str(copied) == str(error)
        if isinstance(error, ArangoServerError):
            assert secrets_in(repr(error.request.headers)) == []
    for record in caplog.records:
        assert secrets_in(record.getMessage()) == []


@pytest.mark.parametrize(
    "hosts",
    [
        f"http://admin:{SECRET}@h:8529",
        ["http://a", f"https://:{SECRET}@h"],
        f"http://{SECRET}@h",
    ],
)
def test_no_host_holds_them(hosts: Any) -> None:
    with pytest.raises(ValueError, match=r"db\(\)") as caught:
        ArangoClient(hosts)
    assert secrets_in(str(caught.value)) == []


@pytest.mark.parametrize("hosts", ["", "h:8529", "http://", "ftp://h", ["http://h", ""], "h"])
def test_what_is_no_host(hosts: Any) -> None:
    with pytest.raises(ValueError, match="a host is a URL"):
        ArangoClient(hosts)


def test_hosts_are_lists_or_text_with_commas() -> None:
    expected = ["http://a:1", "https://b"]
    assert ArangoClient("http://a:1/ , https://b").hosts == expected
    assert ArangoClient(expected).hosts == expected


@pytest.mark.parametrize("size", [0, -1])
def test_batches_have_a_size(size: int) -> None:
    with pytest.raises(ValueError, match="max_batch_bytes"):
        ArangoClient(max_batch_bytes=size)
