"""What calls are made of: requests, answers, connections, clients, tools."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any

from tests.peer.plan import Program, ok, raw, recorded, ref, step

MODULE = "connection"

ERROR = {"error": True, "code": 404, "errorNum": 1203, "errorMessage": "collection not found"}
VERSION = recorded("GET /_api/version")


def token(**payload: Any) -> str:
    """A JSON Web Token; its signature is nobody's."""
    pieces = ({"alg": "HS256", "typ": "JWT"}, payload)
    coded = [urlsafe_b64encode(json.dumps(piece).encode()).decode().rstrip("=") for piece in pieces]
    return ".".join([*coded, "c2lnbmF0dXJl"])


USER = {"preferred_username": "root", "iss": "arangodb"}
FAR = 4102444800
VALID = token(**USER, iat=1700000000, exp=FAR)
OTHER = token(**USER, iat=1700000001, exp=FAR)
EXPIRED = token(**USER, iat=1600000000, exp=1600003600)
CLIENT = step("client:ArangoClient", hosts=ref("url"), into="client")
LOGIN = {"username": "root", "password": "passwd", "auth_method": "jwt"}

REQUESTS = [
    Program(
        "normalize_headers",
        "each",
        [
            step("request:normalize_headers", None),
            step("request:normalize_headers", {}),
            step("request:normalize_headers", {"Content-Type": "text/plain", "X-A": "B"}),
        ],
        module="request",
    ),
    Program(
        "normalize_params",
        "each",
        [
            step("request:normalize_params", None),
            step("request:normalize_params", {}),
            step("request:normalize_params", {"a": True, "b": False, "c": 5, "d": "x", "e": 1.5}),
            step("request:normalize_params", {"a": None, "b": [1]}),
        ],
        module="request",
    ),
    Program(
        "Request.__init__",
        "each",
        [
            step("request:Request", "get", "/_api/version"),
            step(
                "request:Request",
                "POST",
                "/_api/x",
                {"A": "B"},
                {"c": True},
                {"d": 1},
                "e",
                ["f"],
                ["g"],
                False,
            ),
        ],
        module="request",
    ),
    Program(
        "Response.__init__",
        "as it is made",
        [
            step(
                "response:Response",
                method="GET",
                url="http://server/_api/version",
                headers={"a": "b"},
                status_code=200,
                status_text="OK",
                raw_body="{}",
            ),
        ],
        module="response",
    ),
]


def response(status: int, text: str, into: str) -> dict[str, Any]:
    """A step that makes an answer."""
    return step(
        "response:Response",
        "get",
        "http://server/_api/x",
        {"a": "b"},
        status,
        "Whatever",
        text,
        into=into,
    )


CONNECTIONS = [
    Program("BaseConnection.db_name", "objects", [step("conn.db_name"), step("conn.username")]),
    Program(
        "BaseConnection.serialize",
        "each",
        [
            step("conn.serialize", "a"),
            step("conn.serialize", None),
            step("conn.serialize", 5),
            step("conn.serialize", {"$": "object"}),
            step("conn.deserialize", '{"a": [1, null]}'),
            step("conn.deserialize", "not JSON"),
            step("conn.deserialize", ""),
            step("conn.normalize_data", None),
            step("conn.normalize_data", "text"),
        ],
    ),
    Program(
        "BaseConnection.prep_response",
        "each",
        [
            made
            for status, text in (
                (200, '{"a": 1}'),
                (200, "text"),
                (404, '{"error": true, "errorNum": 1203, "errorMessage": "gone"}'),
                (404, "text"),
                (200, '{"errorNum": 1203, "errorMessage": "gone"}'),
                (204, ""),
                (304, ""),
                (200, "[1]"),
            )
            for made in (
                response(status, text, "answer"),
                step("conn.prep_response", ref("answer")),
            )
        ],
    ),
    Program(
        "BaseConnection.prep_response",
        "left as text",
        [
            response(200, '{"a": 1}', "answer"),
            step("conn.prep_response", ref("answer"), False),
            response(404, '{"error": true, "errorNum": 1203, "errorMessage": "gone"}', "answer"),
            step("conn.prep_response", ref("answer"), deserialize=False),
        ],
    ),
    Program(
        "BaseConnection.prep_bulk_err_response",
        "an item",
        [
            response(202, "[]", "answer"),
            step("conn.prep_bulk_err_response", ref("answer"), ERROR),
        ],
    ),
    Program(
        "BaseConnection.ping",
        "each",
        [step("conn.ping")] * 7,
        [ok(result=[]), (401, 11), (403, 11), (404, 1228), (500, 4), (503, None), ok(result=[])],
    ),
    Program(
        "BasicConnection.send_request",
        "each",
        [
            made
            for kwargs in (
                {"method": "get", "endpoint": "/_api/version", "params": {"details": True}},
                {"method": "post", "endpoint": "/_api/x", "data": {"a": 1}},
                {"method": "put", "endpoint": "/_api/x", "data": "text"},
                {"method": "get", "endpoint": "/_api/x", "headers": {"If-Match": "_x"}},
                {"method": "get", "endpoint": "/_api/x", "deserialize": False},
                {"method": "delete", "endpoint": "/_api/x"},
            )
            for made in (
                step("request:Request", **kwargs, into="request"),
                step("conn.send_request", ref("request")),
            )
        ],
        [VERSION, ok(), ok(), ok(), raw("text"), (404, 1203)],
    ),
    Program(
        "JwtConnection.send_request",
        "a token",
        [
            CLIENT,
            step("client.db", "test", **LOGIN, into="db"),
            step("db.conn"),
            step("db.version"),
            step("db.conn.refresh_token"),
            step("db.version"),
        ],
        [ok({"jwt": VALID}), VERSION, ok({"jwt": OTHER}), VERSION],
    ),
    Program(
        "JwtConnection.send_request",
        "renewed when it is refused",
        [
            CLIENT,
            step("client.db", "test", **LOGIN, into="db"),
            step("db.version"),
            step("db.version"),
        ],
        [ok({"jwt": VALID}), (401, 11), ok({"jwt": OTHER}), VERSION, VERSION],
    ),
    Program(
        "JwtConnection.send_request",
        "refused again",
        [
            CLIENT,
            step("client.db", "test", **LOGIN, into="db"),
            step("db.version"),
        ],
        [ok({"jwt": VALID}), (401, 11), ok({"jwt": OTHER}), (401, 11)],
    ),
    Program(
        "JwtConnection.send_request",
        "refused for another reason",
        [
            CLIENT,
            step("client.db", "test", **LOGIN, into="db"),
            step("db.version"),
        ],
        [ok({"jwt": VALID}), (401, 10)],
    ),
    Program(
        "JwtConnection.refresh_token",
        "refused",
        [
            CLIENT,
            step("client.db", "test", **LOGIN),
            step("client.db", "test", **LOGIN),
            step("client.db", "test", **LOGIN),
        ],
        [(401, 11), (404, 1228), (503, None)],
    ),
    Program(
        "JwtConnection.refresh_token",
        "expired from the beginning",
        [
            CLIENT,
            step("client.db", "test", **LOGIN),
        ],
        [ok({"jwt": EXPIRED})],
    ),
    Program(
        "JwtSuperuserConnection.send_request",
        "a token",
        [
            CLIENT,
            step("client.db", "test", superuser_token=VALID, into="db"),
            step("db.conn"),
            step("db.username"),
            step("db.version"),
            step("client.db", "test", verify=True, superuser_token=VALID),
        ],
        [VERSION, ok(result=[])],
    ),
]

CLIENTS = [
    Program(
        "ArangoClient.__init__",
        "hosts",
        [
            CLIENT,
            step("client.hosts"),
            step("client:ArangoClient", into="other"),
            step("other.hosts"),
            step("other.__repr__"),
            step("client:ArangoClient", "http://a:1,http://b:2", into="two"),
            step("two.hosts"),
            step("two.__repr__"),
            step("client:ArangoClient", ["http://a:1/", "http://b:2"], "random", into="list"),
            step("list.hosts"),
            step("list.__repr__"),
        ],
        module="client",
    ),
    Program(
        "ArangoClient.db",
        "each",
        [
            CLIENT,
            step("client.db", into="db"),
            step("db.name"),
            step("db.username"),
            step("db.version"),
            step("client.db", "shop", "anna", "p", True, "basic", None, into="shop"),
            step("shop.version"),
            step("client.db", "shop", auth_method="BASIC"),
            step("client.db", "shop", auth_method="none"),
            step("client.db", "shop", verify=True),
            step("client.db", "shop", verify=True),
            step("client.db", "shop", verify=True),
            step("client.close"),
        ],
        [VERSION, ok(result=[]), VERSION, (401, 11), (500, 4), (503, None)],
        module="client",
    ),
]

METHODS = [*REQUESTS, *CONNECTIONS, *CLIENTS]
