"""Faults on purpose, TLS, and what a server says of its queue."""

import http.client
import json
import ssl
import subprocess
import time

import pytest
from tests.sandbox.conftest import Caller

from arango_fastbatch.sandbox import Sandbox
from arango_fastbatch.sandbox.mischief import Mischief, parse_rule


def faulty(*rules, **settings):
    return Sandbox(faults=rules, **settings)


def statuses(call, count, method="GET", path="/_api/version"):
    return [call(method, path).status for _ in range(count)]


def test_a_status_instead_of_an_answer():
    with faulty("status=503@method=GET,path=/_api/v,every=3", "status=401@method=PUT") as url:
        call = Caller(url)
        assert statuses(call, 6) == [200, 200, 503, 200, 200, 503]
        assert statuses(call, 3, path="/_api/engine") == [200] * 3
        assert call("PUT", "/_api/version").error[:2] == (401, 11)
        for _ in range(2):
            call("GET", "/_api/version")
        full = call("GET", "/_db/_system/_api/version")
        assert full.error == (503, 21003, "queue is full")


def test_a_request_that_is_refused_is_not_run():
    with faulty("status=503@method=POST,path=/_api/document,times=1") as url:
        call = Caller(url)
        name = call.collection("refused")
        assert statuses(call, 2, "POST", f"/_api/document/{name}?x=1") == [503, 400]
        assert call("GET", f"/_api/collection/{name}/count").json["count"] == 0


@pytest.mark.parametrize("action", ["reset", "close"])
@pytest.mark.parametrize("when", ["", "=before", "=after"])
def test_a_connection_that_ends_before_or_after_the_request_is_run(action, when):
    with faulty(f"{action}{when}@method=POST,path=/_api/document,times=1") as url:
        call = Caller(url)
        name = call.collection("broken")
        expected = ConnectionResetError if action == "reset" else http.client.RemoteDisconnected
        with pytest.raises((expected, ConnectionResetError)):
            call("POST", f"/_api/document/{name}", {})
        count = call("GET", f"/_api/collection/{name}/count").json["count"]
        assert count == (1 if when == "=after" else 0)
        assert call("POST", f"/_api/document/{name}", {}).status == 202


@pytest.mark.parametrize(
    ("rule", "kept"), [("truncate=10", 10), ("truncate=0", 0), ("truncate", None)]
)
def test_an_answer_that_is_cut(rule, kept):
    with faulty(f"{rule}@path=/_api/version") as url, Sandbox() as whole_url:
        whole = Caller(whole_url)("GET", "/_api/version").body
        with pytest.raises(http.client.IncompleteRead) as cut:
            Caller(url)("GET", "/_api/version")
        assert cut.value.partial == whole[: len(whole) // 2 if kept is None else kept]


def test_waiting():
    with faulty("delay=0.2@path=/_api/version", "hold=0.2@path=/_api/version") as url:
        call = Caller(url)
        begun = time.monotonic()
        assert call("GET", "/_api/engine").status == 200
        assert call("GET", "/_api/version").status == 200
        assert time.monotonic() - begun >= 0.4
    with Sandbox(latency=0.1) as url:
        begun = time.monotonic()
        assert Caller(url)("GET", "/_api/version").status == 200
        assert time.monotonic() - begun >= 0.1


def test_the_queue():
    with faulty("queue=2.5@path=/_api/version") as url:
        call = Caller(url)
        waited = "x-arango-queue-time-seconds"
        assert call("GET", "/_api/version").headers[waited] == "2.500000"
        assert call("GET", "/_api/engine").headers[waited] == "0.000000"
        refused = call("GET", "/_api/version", None, {waited: "1"})
        assert refused.error == (412, 21004, "queue time violated")
        for most in ("3", "0", "nonsense"):
            assert call("GET", "/_api/version", None, {waited: most}).status == 200


def test_chances_are_the_same_every_time():
    def struck():
        mischief = Mischief(["status=500@chance=0.5"])
        return [mischief.plan("GET", "/").status for _ in range(50)]

    first = struck()
    assert first == struck()
    assert {None, 500} == set(first)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "explode",
        "delay",
        "delay=-1",
        "delay=soon",
        "status=200",
        "status=x",
        "truncate=-1",
        "reset=later",
        "reset@every=0",
        "reset@times=-1",
        "reset@chance=2",
        "reset@weather=fine",
    ],
)
def test_rules_that_are_none(rule):
    with pytest.raises(ValueError, match="fault rule"):
        parse_rule(rule)
    with pytest.raises(ValueError, match="fault rule"):
        Sandbox(faults=[rule])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    try:
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
                *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
                *("-keyout", str(key), "-out", str(cert)),
            ],
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("needs the program openssl")
    return str(cert), str(key)


def test_tls(certificate):
    cert, key = certificate
    with Sandbox(tls_cert=cert, tls_key=key) as url:
        assert url.startswith("https://127.0.0.1:")
        context = ssl.create_default_context(cafile=cert)
        port = int(url.rpartition(":")[2])
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=30)
        connection.request("GET", "/_api/version", headers={"Authorization": "Basic cm9vdDo="})
        assert json.loads(connection.getresponse().read())["server"] == "arango"
        connection.close()
        strict = ssl.create_default_context()
        stranger = http.client.HTTPSConnection("127.0.0.1", port, context=strict, timeout=30)
        with pytest.raises(ssl.SSLError):
            stranger.connect()


def test_a_certificate_that_is_not_there(tmp_path):
    sandbox = Sandbox(tls_cert=str(tmp_path / "none.pem"))
    with pytest.raises(FileNotFoundError):
        sandbox.start()
