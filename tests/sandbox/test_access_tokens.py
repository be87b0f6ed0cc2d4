"""Access tokens: passwords that expire."""

import time

import pytest

PATH = "/_api/token/eve"


@pytest.fixture
def user(call):
    call("DELETE", "/_api/user/eve")
    call("POST", "/_api/user", {"user": "eve", "passwd": "pw"})
    call("PUT", "/_api/user/eve/database/_system", {"grant": "ro"})
    yield ("eve", "pw")
    call("DELETE", "/_api/user/eve")


def make(call, name="laptop", seconds=3600, **options):
    return call("POST", PATH, {"name": name, "valid_until": time.time() + seconds}, **options)


def test_a_token_is_shown_once_and_stands_for_the_password(call, user):
    made = make(call, user=user).json
    assert made["active"] is True
    assert made["token"].startswith("v1.")
    assert made["fingerprint"] == f"v1...{made['token'][-6:]}"
    shown = call("GET", PATH, user=user).json["tokens"]
    assert shown == [{name: made[name] for name in made if name != "token"}]
    assert call("GET", "/_api/version", user=("eve", made["token"])).status == 200
    assert call("GET", "/_api/version", user=("", made["token"])).status == 200
    assert call("GET", "/_api/version", user=("root", made["token"])).status == 401
    body = {"password": made["token"]}
    jwt = call("POST", "/_open/auth", body, user=None).json["jwt"]
    bearer = {"Authorization": f"bearer {jwt}"}
    assert call("GET", PATH, headers=bearer, user=None).status == 200


def test_a_token_that_expired_or_was_revoked_opens_nothing(call, user):
    late = make(call, "late", -1).json
    assert late["active"] is False
    assert call("GET", "/_api/version", user=("eve", late["token"])).status == 401
    good = make(call).json
    assert call("GET", "/_api/version", user=("eve", good["token"])).status == 200
    assert call("DELETE", f"{PATH}/{good['id']}", user=user).status == 200
    assert call("GET", "/_api/version", user=("eve", good["token"])).status == 401
    assert call("GET", "/_api/version", user=("eve", "v1.zz")).status == 401
    assert call("GET", "/_api/version", user=("", "v1.5b5d")).status == 401


def test_whose_tokens_one_may_see(call, user):
    assert make(call).status == 200
    assert call("GET", "/_api/token/root", user=user).error[:2] == (403, 403)
    assert call("POST", "/_api/token/root", {"name": "x"}, user=user).error[:2] == (403, 403)
    assert call("GET", PATH).status == 200
    assert call("GET", "/_api/token/nobody").error[:2] == (404, 1703)


def test_what_is_asked_wrongly(call, user):
    assert make(call).status == 200
    assert make(call).error[:2] == (409, 1207)
    assert call("POST", PATH, {}).error[:2] == (400, 10)
    assert call("POST", PATH, []).error[:2] == (400, 10)
    assert call("DELETE", f"{PATH}/99").error[:2] == (404, 404)
    assert call("DELETE", PATH).error[:2] == (400, 400)
    assert call("GET", "/_api/token").error[:2] == (400, 400)


def test_older_servers_have_none(call_311):
    assert call_311("GET", "/_api/token/root").status == 404
