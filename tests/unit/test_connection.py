"""Connections: bodies, tokens, hosts; and credentials that are nowhere but in the request."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.scripted import error_body

from arango_fastbatch import ArangoClient, HTTPClient, Response
from arango_fastbatch.connection import (
    BasicConnection,
    JwtConnection,
    JwtSuperuserConnection,
    UserTokenConnection,
)
from arango_fastbatch.connection.token import _expiry
from arango_fastbatch.exceptions import (
    JWTAuthError,
    RequestInvalidError,
    SerializationError,
    ServerConnectionError,
    ServerUnreachableError,
)
from arango_fastbatch.request import Request
from arango_fastbatch.resolver import RoundRobinHostResolver, SingleHostResolver

if TYPE_CHECKING:
    pass

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


@pytest.mark.parametrize(("method", "sent"), [("post", 1), ("delete", 1), ("GET", 2), ("head", 2)])
async def test_broken_connection_is_tried_again_only_for_reads(method: str, sent: int) -> None:
    http = Scripted(ServerConnectionError("reset"))
    with pytest.raises(ServerConnectionError, match="reset"):
        await connection(http, ("http://a", "http://b")).send_request(Request(method, "/x"))
    assert len(http.asked) == sent


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


async def test_a_token_may_be_thought_to_live_longer() -> None:
    """Where the server's clock is behind, every token of its seems to have ended."""
    http = Scripted(jwt_answer(time.time() - 60), (200, b"{}"))
    db = await jwt(http)
    assert db.conn.exp_leeway == 0
    db.conn.exp_leeway = 120
    await db.conn.send_request(Request("get", "/x"))
    assert len(http.asked) == 2


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


async def test_user_token() -> None:
    http = Scripted((200, b"{}"))
    made = token({"exp": 4e9})
    client = ArangoClient("http://h", http_client=http)
    db = await client.db("test", user_token=made)
    assert isinstance(db.conn, UserTokenConnection)
    await db.conn.send_request(Request("get", "/x"))
    assert http.asked[0]["headers"]["Authorization"] == f"bearer {made}"
    assert http.asked[0]["auth"] is None
    with pytest.raises(ValueError, match="one of"):
        await client.db("test", user_token="t0ken", superuser_token="t0ken")
    with pytest.raises(RequestInvalidError):
        await client.db("test", user_token="t0ken\r\nx: y")


async def test_an_access_token_is_a_password() -> None:
    http = Scripted((200, b"{}"))
    db = await ArangoClient("http://h", http_client=http).db("test", "", "v1.abc")
    await db.conn.send_request(Request("get", "/x"))
    assert http.asked[0]["auth"] == ("", "v1.abc")


async def test_unknown_method() -> None:
    with pytest.raises(ValueError, match="invalid auth_method: kerberos"):
        await ArangoClient("http://h").db("test", auth_method="kerberos")


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
