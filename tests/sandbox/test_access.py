import base64
import hashlib
import hmac
import json
import time

import pytest


@pytest.fixture
def user(call):
    """A user who may do nothing yet."""
    call("DELETE", "/_api/user/eve")
    assert call("POST", "/_api/user", {"user": "eve", "passwd": "pw"}).status == 201
    yield ("eve", "pw")
    call("DELETE", "/_api/user/eve")


@pytest.fixture
def database(call):
    call("POST", "/_api/database", {"name": "shared"})
    call("POST", "/_db/shared/_api/collection", {"name": "things"})
    yield "shared"
    call("DELETE", "/_api/database/shared")


def _grant(call, level, *where):
    path = "/".join(where)
    assert call("PUT", f"/_api/user/eve/database/{path}", {"grant": level}).status == 200


REFUSED = (401, 11, "not authorized to execute this request")


def test_who_does_not_log_in_is_refused_everywhere(call):
    for path in ("/_api/version", "/_db/none/_api/version"):
        reply = call("GET", path, user=None)
        assert reply.error == REFUSED
        assert "www-authenticate" in reply.headers
    assert call("GET", "/_api/version", user=("root", "wrong")).error == REFUSED
    assert call("GET", "/_api/version", headers={"Authorization": "Basic !"}, user=None).error
    assert call("GET", "/_api/unknown", user=None).status in {401, 404}


def test_a_database_one_may_not_see_looks_like_none(call, user, database):
    missing = call("GET", "/_db/none/_api/version", user=user)
    hidden = call("GET", f"/_db/{database}/_api/version", user=user)
    assert missing.error == hidden.error == REFUSED
    assert call("GET", "/_db/none/_api/version").error == (404, 1228, "database not found")


def test_rights_on_databases_and_collections(call, user, database):
    path = f"/_db/{database}/_api/document/things"
    _grant(call, "ro", database)
    assert call("GET", "/_api/database/user", user=user).error == REFUSED
    databases = call("GET", f"/_db/{database}/_api/database/user", user=user).json["result"]
    assert databases == [database]
    assert call("POST", path, {}, user=user).error == (403, 1004, "read only: things [write]")
    assert call("POST", f"/_db/{database}/_api/collection", {"name": "x"}, user=user).status == 403
    _grant(call, "rw", database, "things")
    assert call("POST", path, {"_key": "a"}, user=user).status == 202
    _grant(call, "none", database, "things")
    assert call("GET", f"{path}/a", user=user).error == (403, 11, "forbidden: things [read]")
    call("DELETE", f"/_api/user/eve/database/{database}/things")
    _grant(call, "rw", database)
    assert call("GET", f"{path}/a", user=user).status == 200
    body = {"query": "FOR t IN things RETURN t._key"}
    reply = call("POST", f"/_db/{database}/_api/cursor", body, user=user)
    assert reply.json["result"] == ["a"]


def test_users_see_and_change_themselves_only(call, user):
    assert call("GET", "/_api/user/eve", user=user).json["user"] == "eve"
    assert call("GET", "/_api/user/root", user=user).status == 401
    assert call("GET", "/_api/user", user=user).status == 401
    assert call("PATCH", "/_api/user/eve", {"passwd": "new"}, user=user).status == 200
    assert call("GET", "/_api/user/eve", user=user).status == 401
    assert call("GET", "/_api/user/eve", user=("eve", "new")).status == 200


def test_an_inactive_user_is_out(call, user):
    _grant(call, "rw", "_system")
    assert call("GET", "/_api/version", user=user).status == 200
    call("PATCH", "/_api/user/eve", {"active": False})
    assert call("GET", "/_api/version", user=user).error == REFUSED


def test_users_are_refused_by_number(call, user):
    again = call("POST", "/_api/user", {"user": "eve"})
    assert again.error == (409, 1702, "duplicate user")
    assert call("POST", "/_api/user", {"user": ""}).error == (400, 1700, "invalid user name")
    assert call("DELETE", "/_api/user/nobody").error == (404, 1703, "user not found")


def test_a_new_database_brings_its_users(call):
    users = [{"username": "ann", "passwd": "a"}]
    call("POST", "/_api/database", {"name": "anns", "users": users})
    assert call("GET", "/_db/anns/_api/version", user=("ann", "a")).status == 200
    call("DELETE", "/_api/database/anns")
    call("DELETE", "/_api/user/ann")


def _log_in(call, name, password):
    body = {"username": name, "password": password}
    return call("POST", "/_open/auth", body, user=None)


def _bearer(token):
    return {"Authorization": f"bearer {token}"}


def _token(claims, secret=b"secret", algorithm="HS256"):
    """A token made by hand, as an operator would make one."""

    def encode(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    header = {"alg": algorithm, "typ": "JWT"}
    text = b".".join(encode(json.dumps(piece).encode()) for piece in (header, claims))
    return (text + b"." + encode(hmac.new(secret, text, hashlib.sha256).digest())).decode()


def test_a_token_stands_for_its_user(call):
    reply = _log_in(call, "root", "")
    token = reply.json["jwt"]
    assert call("GET", "/_api/version", headers=_bearer(token), user=None).status == 200
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["preferred_username"] == "root"
    assert claims["iss"] == "arangodb"
    assert 3500 < claims["exp"] - time.time() <= 3600


def test_two_tokens_of_one_second_differ(call):
    assert len({_log_in(call, "root", "").json["jwt"] for _ in range(3)}) == 3


def test_bad_log_ins(call):
    assert _log_in(call, "root", "wrong").error == (401, 401, "Wrong credentials")
    assert call("POST", "/_open/auth", {"username": 1}, user=None).status == 400
    assert call("POST", "/_open/auth", b"{", user=None).error[:2] == (400, 600)
    assert call("GET", "/_open/auth", user=None).status == 405


def test_a_superuser_token_opens_everything(call):
    token = _token({"iss": "arangodb", "server_id": "me"})
    assert call("GET", "/_api/database", headers=_bearer(token), user=None).status == 200


@pytest.mark.parametrize(
    "token",
    [
        _token({"iss": "arangodb", "server_id": "me"}, secret=b"other"),
        _token({"iss": "arangodb", "server_id": "me"}, algorithm="none"),
        _token({"iss": "somebody", "server_id": "me"}),
        _token({"iss": "arangodb"}),
        _token({"iss": "arangodb", "preferred_username": "nobody"}),
        _token({"iss": "arangodb", "preferred_username": "root", "exp": 1}),
        "a.b.c",
        "nonsense",
        "",
    ],
)
def test_tokens_that_prove_nothing(call, token):
    assert call("GET", "/_api/version", headers=_bearer(token), user=None).error == REFUSED
