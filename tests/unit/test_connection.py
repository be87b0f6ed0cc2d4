"""Connections: bodies, tokens, hosts; and credentials that are nowhere but in the request."""

from __future__ import annotations

import asyncio
import base64
import copy
import json
import logging
import pickle
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.scripted import GoneError, Message, Peer, error_body, serve

from arango_fastbatch import ArangoClient, DefaultHTTPClient, HTTPClient, Response
from arango_fastbatch.connection import (
    BasicConnection,
    JwtConnection,
    JwtSuperuserConnection,
)
from arango_fastbatch.connection.token import _expiry
from arango_fastbatch.exceptions import (
    ArangoError,
    ArangoServerError,
    JWTAuthError,
    SerializationError,
    ServerConnectionError,
    ServerUnreachableError,
)
from arango_fastbatch.request import Request
from arango_fastbatch.resolver import RoundRobinHostResolver, SingleHostResolver

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = "pa55wörd"
SECRETS = [
    SECRET,
    SECRET.encode().hex(),
    base64.b64encode(f"root:{SECRET}".encode()).decode(),
    "t0ken",
]


class Scripted(HTTPClient):
    """Gives prepared answers, and keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def create_session(self, host: str) -> str:
        return f"session of {host}"

    async def send_request(self, **asked: Any) -> Response:  # type: ignore[override]  # by name
        self.asked.append(asked)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return Response(asked["method"], asked["url"], {"X": "1"}, status, "Reason", body)


def connection(
    http: HTTPClient, hosts: tuple[str, ...] = ("http://h",), **options: Any
) -> BasicConnection:
    from arango_fastbatch import codec

    sessions = [http.create_session(host) for host in hosts]
    return BasicConnection(
        hosts,
        SingleHostResolver(),
        sessions,
        options.get("db_name", "test"),
        "root",
        SECRET,
        http,
        options.get("serializer", codec.dumps),
        options.get("deserializer", codec.loads),
    )


# --- Requests


async def test_request_on_its_way() -> None:
    http = Scripted((200, b'{"a":1}'))
    conn = connection(http, db_name="tä st/")
    reply = await conn.send_request(
        Request("post", "/_api/x", {"X-Mine": "1"}, {"a": True, "b": "ä"}, {"c": None})
    )
    assert reply.body == {"a": 1}
    (asked,) = http.asked
    assert asked == {
        "session": "session of http://h",
        "method": "post",
        "url": "http://h/_db/t%C3%A4%20st%2F/_api/x",
        "headers": {"charset": "utf-8", "content-type": "application/json", "x-mine": "1"},
        "params": {"a": "1", "b": "ä"},
        "data": '{"c":null}',
        "auth": ("root", SECRET),
    }


@pytest.mark.parametrize(
    ("data", "sent"),
    [
        (None, None),
        ("text", "text"),
        (b"\xff", b"\xff"),
        ("", ""),
        ({"a": "ä"}, '{"a":"ä"}'),
        ([], "[]"),
        (0, "0"),
    ],
)
def test_normalize_data(data: Any, sent: Any) -> None:
    assert connection(Scripted((200, b""))).normalize_data(data) == sent


async def test_error_is_no_exception_here() -> None:
    http = Scripted((404, error_body(404, 1202, "document not found")))
    reply = await connection(http).send_request(Request("get", "/x"))
    assert not reply.is_success
    assert (reply.error_code, reply.error_message) == (1202, "document not found")


async def test_body_that_is_not_to_be_read() -> None:
    conn = connection(Scripted((200, b'{"a":1}')))
    reply = await conn.send_request(Request("get", "/x", deserialize=False))
    assert reply.body == '{"a":1}'


def test_serialize_and_deserialize() -> None:
    conn = connection(Scripted((200, b"")))
    assert conn.serialize({"a": 1}) == '{"a":1}'
    assert conn.deserialize('{"a":1}') == {"a": 1}
    with pytest.raises(SerializationError):
        conn.serialize(float("nan"))


def test_serializer_of_ones_own() -> None:
    for serializer in (json.dumps, lambda value: json.dumps(value).encode()):
        conn = connection(Scripted((200, b"")), serializer=serializer, deserializer=json.loads)
        assert conn.serialize({"a": 1}) == '{"a": 1}'
        assert conn.encode({"a": 1}) == b'{"a": 1}'
        assert conn.encode("text") == b"text"
        assert conn.encode(None) == b""
        assert conn.decode(b'{"a":1}') == {"a": 1}
        assert conn.decode(b"<html>\xff") == "<html>\ufffd"
        assert conn.decode(b"") == ""


def test_failed_item_of_many() -> None:
    conn = connection(Scripted((200, b"")))
    parent = Response("POST", "http://h/x", {"a": "b"}, 202, "Accepted", b"[]")
    body = {"error": True, "errorNum": 1210, "errorMessage": "conflict"}
    item = conn.prep_bulk_err_response(parent, body)
    assert not item.is_success
    assert (item.error_code, item.error_message) == (1210, "conflict")
    assert item.body == body
    assert json.loads(item.raw_body) == body
    assert (item.status_code, item.url, item.method) == (202, "http://h/x", "post")


# --- Ping


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"", "bad username and/or password"),
        (403, b"", "bad username and/or password"),
        (503, error_body(503, 503, "starting up"), "starting up"),
        (502, b"<html>", "bad server response"),
    ],
)
async def test_ping(status: int, body: bytes, said: str) -> None:
    with pytest.raises(ServerConnectionError, match=said):
        await connection(Scripted((status, body))).ping()
    assert await connection(Scripted((200, b"{}"))).ping() == 200


async def test_verify_asks_before_anything_else() -> None:
    async with ArangoClient("http://h", http_client=Scripted((401, b""))) as client:
        with pytest.raises(ServerConnectionError, match="password"):
            await client.db("test", verify=True)


# --- Hosts

UNREACHABLE = ServerUnreachableError("refused")


@pytest.mark.parametrize("count", [1, 2, 3])
async def test_each_host_is_tried_once_without_retries(count: int) -> None:
    http = Scripted(UNREACHABLE)
    hosts = tuple(f"http://h{number}" for number in range(count))
    with pytest.raises(ServerUnreachableError):
        await connection(http, hosts).send_request(Request("get", "/x"))
    assert [asked["url"] for asked in http.asked] == [f"{host}/_db/test/x" for host in hosts]
    assert [asked["session"] for asked in http.asked] == [f"session of {host}" for host in hosts]


async def test_retries_go_round_with_growing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    http = Scripted(UNREACHABLE)
    http.RETRY_ATTEMPTS = 3  # type: ignore[attr-defined]  # as the default client has it
    pauses = []

    async def sleep(pause: float) -> None:
        pauses.append(pause)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    with pytest.raises(ServerUnreachableError):
        await connection(http, ("http://a", "http://b")).send_request(Request("get", "/x"))
    assert [asked["url"][7] for asked in http.asked] == ["a", "b", "a", "b", "a"]
    assert len(pauses) == 3
    for pause, longest in zip(pauses, (0.05, 0.1, 0.2), strict=True):
        assert longest / 2 <= pause <= longest


async def test_broken_connection_is_not_tried_again() -> None:
    http = Scripted(ServerConnectionError("reset"))
    with pytest.raises(ServerConnectionError, match="reset"):
        await connection(http, ("http://a", "http://b")).send_request(Request("get", "/x"))
    assert len(http.asked) == 1


async def test_resolver_chooses() -> None:
    http = Scripted((200, b""))
    conn = connection(http, ("http://a", "http://b", "http://c"))
    conn._resolver = RoundRobinHostResolver(3)
    for _ in range(4):
        await conn.send_request(Request("get", "/x"))
    assert [asked["url"][7] for asked in http.asked] == ["a", "b", "c", "a"]


# --- Tokens


def token(claims: Any) -> str:
    text = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"head.{text}.signature"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        (token({"exp": 1234}), 1234),
        (token({"exp": 1234.5, "iat": 1}), 1234.5),
        (token({"iat": 1}), float("inf")),
        (token({"exp": None}), float("inf")),
        (token([1]), float("inf")),
        ("", float("inf")),
        ("a.b", float("inf")),
        ("a.%%%.c", float("inf")),
        ("no token at all", float("inf")),
    ],
)
def test_expiry(text: str, ends: float) -> None:
    assert _expiry(text) == ends


def jwt_answer(expires: float, name: str = "t0ken") -> tuple[int, bytes]:
    return 200, json.dumps({"jwt": token({"exp": expires, "name": name})}).encode()


async def jwt(http: HTTPClient) -> Any:
    client = ArangoClient("http://h", http_client=http)
    return await client.db("test", "root", SECRET, auth_method="JWT")


async def test_token_is_asked_for_and_used() -> None:
    http = Scripted(jwt_answer(time.time() + 3600), (200, b"{}"))
    db = await jwt(http)
    assert isinstance(db.conn, JwtConnection)
    await db.conn.send_request(Request("get", "/x"))
    log_in, call = http.asked
    assert log_in["url"] == "http://h/_db/test/_open/auth"
    assert json.loads(log_in["data"]) == {"username": "root", "password": SECRET}
    assert log_in.get("auth") is None
    assert call["auth"] is None
    assert call["headers"]["Authorization"].startswith("bearer head.")


@pytest.mark.parametrize(("left", "renewals"), [(3600, 0), (60, 0), (5, 1), (-5, 1)])
async def test_token_is_renewed_shortly_before_its_end(left: float, renewals: int) -> None:
    fresh = jwt_answer(time.time() + 3600, "second")
    http = Scripted(jwt_answer(time.time() + left), *[fresh] * renewals, (200, b"{}"))
    db = await jwt(http)
    for _ in range(3):
        await db.conn.send_request(Request("get", "/x"))
    assert sum(asked["url"].endswith("/_open/auth") for asked in http.asked) == 1 + renewals


async def test_refused_token_is_renewed_once_and_the_request_repeated() -> None:
    http = Scripted(jwt_answer(4e9), (401, b""), jwt_answer(4e9, "second"), (200, b'{"a":1}'))
    db = await jwt(http)
    reply = await db.conn.send_request(Request("get", "/x"))
    assert reply.body == {"a": 1}
    first, second = http.asked[1]["headers"], http.asked[3]["headers"]
    assert first["Authorization"] != second["Authorization"]


async def test_refused_again_is_refused() -> None:
    http = Scripted(jwt_answer(4e9), (401, b""), jwt_answer(4e9), (401, b""))
    db = await jwt(http)
    reply = await db.conn.send_request(Request("get", "/x"))
    assert reply.status_code == 401
    assert len(http.asked) == 4


@pytest.mark.parametrize(
    "answer",
    [
        (401, error_body(401, 401, "Wrong credentials")),
        (200, b"{}"),
        (200, b"<html>jwt</html>"),
        (200, b'["jwt"]'),
        (200, b'{"jwt":null}'),
        (200, b""),
        (502, b"<html>"),
    ],
)
async def test_no_token(answer: tuple[int, bytes]) -> None:
    with pytest.raises(JWTAuthError) as caught:
        await jwt(Scripted(answer))
    assert caught.value.http_code == answer[0]
    assert caught.value.request.data is None


async def test_superuser_token() -> None:
    http = Scripted((200, b"{}"))
    db = await ArangoClient("http://h", http_client=http).db("test", superuser_token="t0ken")
    assert isinstance(db.conn, JwtSuperuserConnection)
    assert db.username is None
    await db.conn.send_request(Request("get", "/x"))
    assert http.asked[0]["headers"]["Authorization"] == "bearer t0ken"
    assert http.asked[0]["auth"] is None


async def test_unknown_method() -> None:
    with pytest.raises(ValueError, match="invalid auth_method: kerberos"):
        await ArangoClient("http://h").db("test", auth_method="kerberos")


# --- Credentials are nowhere else


async def every_kind() -> list[Any]:
    http = Scripted(jwt_answer(4e9))
    client = ArangoClient("http://h", http_client=http)
    return [
        await client.db("test", "root", SECRET),
        await client.db("test", "root", SECRET, auth_method="jwt"),
        await client.db("test", superuser_token="t0ken"),
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
    assert len(found) == 6
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
        f"http://root:{SECRET}@h:8529",
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


# --- Clones


async def test_clone_has_sessions_of_its_own() -> None:
    class Counting(Scripted):
        made = 0

        def create_session(self, host: str) -> str:
            self.made += 1
            return f"{host} {self.made}"

    http = Counting((200, b"{}"))
    conn = connection(http)
    twin = conn.clone()
    await conn.send_request(Request("get", "/x"))
    await twin.send_request(Request("get", "/x"))
    first, second = http.asked
    assert first.pop("session") == "http://h 1"
    assert second.pop("session") == "http://h 2"
    assert first == second
