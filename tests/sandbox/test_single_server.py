"""What concerns clusters, secrets, and the server's end, as a single server has it."""

import base64
import contextlib
import hashlib
import hmac
import json
import ssl
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tests.faults.streams import make_certificate
from tests.sandbox.conftest import Caller

from arango_fastbatch.sandbox import Sandbox

LINES = ("3.11", "3.12", "4.0")
SECRET = "a secret"


def token(claims):
    """A token of the server's secret (RFC 7519, HS256)."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    message = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    seal = hmac.digest(SECRET.encode(), message, hashlib.sha256)
    return (message + b"." + base64.urlsafe_b64encode(seal).rstrip(b"=")).decode()


SUPERUSER = {"Authorization": f"Bearer {token({'iss': 'arangodb', 'server_id': 'test'})}"}


@pytest.fixture(scope="module", params=LINES)
def server(request):
    with Sandbox(server_version=request.param, jwt_secret=SECRET) as url:
        yield Caller(url), request.param


@pytest.fixture
def call(server):
    return server[0]


@pytest.fixture
def line(server):
    return server[1]


def as_superuser(call, method, path):
    return call(method, path, headers=SUPERUSER, user=None)


def test_a_single_server_is_no_cluster(call, line):
    for command in ("numberOfServers", "nodeVersion?ServerID=x", "rebalance", "shardDistribution"):
        reply = call("GET", f"/_admin/cluster/{command}")
        assert reply.error == (403, 403, "only allowed on coordinators")
    reply = call("GET", "/_admin/cluster/health")
    failover = "only allowed on single server with active failover"
    assert reply.error == (403, 403, failover if line == "3.11" else "only allowed on coordinators")
    assert call("PUT", "/_admin/cluster/maintenance", "on").error[:2] == (403, 403)
    assert call("GET", "/_admin/cluster/other").error == (400, 400, "invalid command 'other'")
    wanted = (400, 400) if line == "4.0" else (403, 403)
    assert call("GET", "/_admin/cluster/nodeStatistics?ServerID=x").error[:2] == wanted
    assert call("GET", "/_admin/cluster").error[:2] == (400, 601)
    text = "cannot serve this request for this deployment type"
    assert call("GET", "/_api/cluster/endpoints").error == (501, 9, text)
    assert call("GET", "/_api/cluster/other").error[:2] == (404, 404)


def test_backups_are_there_since_everybody_has_them(call, line):
    wanted = (404, 404) if line == "3.11" else (501, 9)
    assert call("POST", "/_admin/backup/create", {}).error[:2] == wanted
    with Sandbox(server_version="3.12.4") as url:
        assert Caller(url)("POST", "/_admin/backup/create", {}).error[:2] == (404, 404)


def test_the_secret_of_tokens_is_for_superusers(call, line):
    path = "/_admin/server/jwt"
    if line == "3.11":
        assert as_superuser(call, "GET", path).error[:2] == (404, 404)
        return
    for method in ("GET", "POST"):
        assert call(method, path).error[:2] == (403, 11)
    known = as_superuser(call, "GET", path).json["result"]
    assert known["passive"] == []
    assert len(known["active"]["sha256"]) == 64
    assert as_superuser(call, "POST", path).error[:2] == (400, 10)


def test_keys_of_encryption_are_not_rotated_where_nothing_is_encrypted(call):
    assert call("POST", "/_admin/server/encryption").error[:2] == (404, 404)


def test_certificates_are_shown_where_there_are_any(call):
    path = "/_admin/server/tls"
    assert call("GET", path).json["result"] == {}
    text = "only superusers may reload TLS data"
    assert call("POST", path).error == (403, 11, text)
    assert as_superuser(call, "POST", path).json["result"] == {}
    assert call("PUT", path).error[:2] == (403, 11)


def test_certificates_are_shown_with_the_hash_of_their_key(tmp_path):
    certificate, key = make_certificate(tmp_path)
    sandbox = Sandbox(tls_cert=str(certificate), tls_key=str(key), jwt_secret=SECRET)
    trusting = ssl.create_default_context(cafile=str(certificate))
    with sandbox as url:

        def ask(method):
            asked = Request(f"{url}/_admin/server/tls", method=method, headers=SUPERUSER)
            return urlopen(asked, context=trusting, timeout=30)

        with ask("GET") as reply:
            shown = json.load(reply)["result"]["keyfile"]
        with pytest.raises(HTTPError) as refused:
            ask("POST")
        refused.value.close()
    whole = key.read_bytes() + certificate.read_bytes()
    assert shown == {
        "sha256": hashlib.sha256(whole).hexdigest(),
        "certificates": [certificate.read_text()],
        "privateKeySha256": hashlib.sha256(key.read_bytes()).hexdigest(),
    }
    assert refused.value.code == 501


def test_an_embedded_server_does_not_end_its_program(call):
    assert call("DELETE", "/_admin/shutdown").error[:2] == (501, 9)
    assert call("GET", "/_admin/shutdown").error[:2] == (501, 9)
    assert call("GET", "/_api/version").status == 200


def test_the_command_ends_when_an_administrator_says_so():
    command = [sys.executable, "-m", "arango_fastbatch.sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            call = Caller(process.stdout.readline().split()[0])
            call("POST", "/_api/user", {"user": "guest", "passwd": ""})
            call("PUT", "/_api/user/guest/database/_system", {"grant": "ro"})
            refused = call("DELETE", "/_admin/shutdown", user=("guest", ""))
            assert refused.error == (403, 403, "you need admin rights to trigger shutdown")
            assert call("DELETE", "/_admin/shutdown?soft=true").error[:2] == (501, 9)
            assert call("DELETE", "/_admin/shutdown").json == "OK"
            assert process.wait(timeout=30) == 0
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()


def test_no_pregel_job_has_ever_run(call, line):
    path = "/_api/control_pregel"
    if line != "3.11":
        assert call("GET", path).error[:2] == (404, 404)
        return
    assert call("GET", path).json == call("GET", f"{path}/history").json == []
    assert call("DELETE", f"{path}/history").json == ""
    for job in ("1", "history/1"):
        for method in ("GET", "DELETE"):
            reply = call(method, f"{path}/{job}")
            assert reply.error == (404, 1600, "Execution number is invalid")
    assert call("GET", f"{path}/1/2").error[:2] == (400, 601)
    assert call("DELETE", path).error[:2] == (400, 601)
    assert call("POST", path, {}).error == (404, 404, "invalid algorithm")
    body = {"algorithm": "pagerank"}
    assert call("POST", path, body).error == (400, 10, "expecting graphName as string")
    assert call("POST", path, body | {"graphName": "no"}).error[:2] == (404, 1924)
    named = body | {"vertexCollections": ["v"], "edgeCollections": ["e"]}
    status, number, text = call("POST", path, named).error
    assert (status, number) == (501, 9)
    assert "pagerank" in text
