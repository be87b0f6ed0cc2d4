"""Foxx services: installed, set up and shown, with a 501 for whatever would run their code."""

import io
import json
import zipfile

import pytest
from tests.sandbox.conftest import Caller

from arango_fastbatch.sandbox import Sandbox

FOXX = "/_api/foxx"
MOUNT = "?mount=/shop/front"
MANIFEST = {
    "name": "shop",
    "version": "1.2.3",
    "license": "MIT",
    "main": "index.js",
    "scripts": {"setup": "setup.js", "sendMail": "mail.js"},
    "configuration": {
        "currency": {"default": "eur", "description": "what prices are in"},
        "maxItems": {"type": "integer"},
        "isOpen": {"type": "boolean", "required": False},
        "theme": {"type": "json", "required": False},
    },
    "dependencies": {"mail-service": "mailer:^1.0.0", "log": {"required": False}},
}
FILES = {"index.js": "", "setup.js": "", "mail.js": "", "README.md": "# A shop"}


def archive(manifest=MANIFEST, files=FILES, folder=""):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        for name, content in files.items():
            written.writestr(folder + name, content)
        if manifest is not None:
            text = manifest if isinstance(manifest, str) else json.dumps(manifest)
            written.writestr(folder + "manifest.json", text)
    return packed.getvalue()


@pytest.fixture(scope="module", params=["3.11", "3.12"])
def server(request):
    with Sandbox(server_version=request.param) as url:
        yield Caller(url)


@pytest.fixture
def call(server):
    yield server
    for service in server("GET", FOXX).json:
        server("DELETE", f"{FOXX}/service?mount={service['mount']}&teardown=false")


@pytest.fixture
def shop(call):
    """An installed service."""
    reply = install(call)
    assert reply.status == 201
    return reply.json


def send(call, method, path, source, kind="application/zip"):
    return call(method, path, source, headers={"Content-Type": kind})


def install(call, manifest=MANIFEST, files=FILES, options="&setup=false", mount=MOUNT):
    return send(call, "POST", f"{FOXX}{mount}{options}", archive(manifest, files))


def test_there_is_no_javascript_in_4(tmp_path):
    with Sandbox(server_version="4.0") as url:
        assert Caller(url)("GET", FOXX).error[:2] == (404, 404)


def test_an_archive_is_installed_as_its_manifest_says(call, shop):
    assert (shop["mount"], shop["name"], shop["version"]) == ("/shop/front", "shop", "1.2.3")
    assert (shop["development"], shop["legacy"]) == (False, False)
    manifest = shop["manifest"]
    assert (manifest["author"], manifest["main"]) == ("", "index.js")
    option = {"type": "string", "required": True, **MANIFEST["configuration"]["currency"]}
    assert manifest["configuration"]["currency"] == option
    mailer = {"name": "mailer", "version": "^1.0.0", "required": True}
    assert manifest["dependencies"]["mail-service"] == mailer
    assert call("GET", f"{FOXX}/service{MOUNT}").json == shop
    shown = {name: shop[name] for name in ("mount", "name", "version", "development", "legacy")}
    assert call("GET", FOXX).json == [shown | {"provides": {}}]


def test_services_belong_to_their_databases(call, shop):
    call("POST", "/_api/database", {"name": "elsewhere"})
    assert call("GET", f"/_db/elsewhere{FOXX}").json == []
    assert call("GET", f"/_db/elsewhere{FOXX}/service{MOUNT}").error[:2] == (400, 400)
    call("DELETE", "/_api/database/elsewhere")


def test_a_script_is_a_service_too(call):
    reply = send(call, "POST", f"{FOXX}?mount=/js", b"'use strict';", "application/javascript")
    assert reply.status == 201
    assert reply.json["manifest"]["main"] == "index.js"
    packed = call("POST", f"{FOXX}/download?mount=/js")
    assert packed.headers["content-type"] == "application/zip"
    assert packed.headers["content-disposition"] == 'attachment; filename="js.zip"'
    with zipfile.ZipFile(io.BytesIO(packed.body)) as read:
        assert read.read("index.js") == b"'use strict';"


def test_a_form_brings_options_along(call):
    source = archive()
    fields = [
        (b'name="source"\r\nContent-Type: application/zip', source),
        (b'name="configuration"', b'{"maxItems": "7"}'),
        (b'name="dependencies"', b'{"mail-service": "/mail"}'),
    ]
    body = b"".join(
        b"--limit\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + content + b"\r\n"
        for head, content in fields
    )
    kind = "multipart/form-data; boundary=limit"
    path = f"{FOXX}{MOUNT}&setup=false"
    assert send(call, "POST", path, body, kind).error[:2] == (400, 400)
    assert send(call, "POST", path, body + b"--limit--\r\n", kind).status == 201
    values = call("GET", f"{FOXX}/configuration{MOUNT}&minimal=true").json
    assert values == {"currency": "eur", "maxItems": 7}
    values = call("GET", f"{FOXX}/dependencies{MOUNT}&minimal=true").json
    assert values == {"mail-service": "/mail"}
    # The archive is kept as it came.
    assert call("POST", f"{FOXX}/download{MOUNT}").body == source


def test_a_source_is_fetched_from_where_it_is(call, tmp_path):
    file = tmp_path / "shop.zip"
    file.write_bytes(archive(folder="shop-1.2.3/"))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"name": "folder"}')
    for number, (source, name) in enumerate([(file, "shop"), (folder, "folder")]):
        path = f"{FOXX}?mount=/m{number}&setup=false"
        assert call("POST", path, {"source": str(source)}).json["name"] == name
    nowhere = str(tmp_path / "nowhere")
    path = f"{FOXX}{MOUNT}"
    text = f"ArangoError 3014: source path not found\nLocation: {nowhere}"
    assert call("POST", path, {"source": nowhere}).error == (400, 3014, text)
    # Port 0 is nobody's.
    assert call("POST", path, {"source": "http://127.0.0.1:0/"}).error[:2] == (400, 3015)
    assert call("POST", path, {}).error[:2] == (400, 400)
    broken = {"source": str(file), "configuration": "{"}
    assert call("POST", path, broken).error[:2] == (400, 3013)


@pytest.mark.parametrize(
    ("manifest", "files", "number"),
    [
        (None, FILES, 3012),
        ("{", FILES, 3000),
        ("[" * 10_000, FILES, 3000),
        ("[]", FILES, 3000),
        ({"name": "no name"}, FILES, 3001),
        ({"version": 1}, FILES, 3001),
        ({"scripts": {"a": 1}}, FILES, 3001),
        ({"configuration": {"a": {"type": "other"}}}, FILES, 3001),
        ({"configuration": {"a": {"unknown": 1}}}, FILES, 3001),
        ({"dependencies": {"a": 1}}, FILES, 3001),
        ({"provides": {"a": "new"}}, FILES, 3001),
        ({"main": "missing.js"}, FILES, 3103),
        ({"scripts": {"a": "missing"}}, FILES, 3103),
    ],
)
def test_bundles_that_are_none_are_refused(call, manifest, files, number):
    assert install(call, manifest, files).error[:2] == (400, number)
    assert call("GET", FOXX).json == []


def test_damaged_archives_are_refused(call):
    whole = archive()
    for data in (whole[:50], whole[:-30], b"PK\x03\x04", whole.replace(b"manifest", b"manifold")):
        assert send(call, "POST", f"{FOXX}{MOUNT}", data).error[:2] == (400, 3012)
    damaged = bytearray(whole)
    at = whole.index(b'"shop"')
    damaged[at : at + 6] = b'"flop"'
    assert send(call, "POST", f"{FOXX}{MOUNT}", bytes(damaged)).error[:2] == (400, 3000)


@pytest.mark.parametrize("mount", ["/_own", "/shop/app", "/APP/x", "/a/", "a/b", "/a b"])
def test_where_nothing_may_be_mounted(call, mount):
    path = f"{FOXX}?mount={mount.replace(' ', '%20')}&setup=false"
    status, number, text = send(call, "POST", path, archive()).error
    assert (status, number) == (400, 3007)
    assert mount in text


def test_mounts_are_demanded_and_taken_once(call, shop):
    assert call("POST", FOXX).error == (400, 400, 'query parameter "mount" is required')
    assert call("POST", f"{FOXX}?mount=x").error[:2] == (400, 400)
    text = 'ArangoError 3011: service already exists\nMount path: "/shop/front".'
    assert install(call).error == (409, 3011, text)
    for method, what in (
        ("GET", "service"),
        ("PUT", "service"),
        ("PATCH", "configuration"),
        ("DELETE", "service"),
        ("POST", "tests"),
    ):
        reply = call(method, f"{FOXX}/{what}?mount=/none", {})
        assert reply.error == (400, 400, 'No service installed at mount path "/none".')
    assert call("GET", f"{FOXX}/other{MOUNT}").error[:2] == (404, 404)


def test_what_would_run_is_refused_by_name(call, shop):
    status, number, text = install(call, options="", mount="?mount=/run").error
    assert (status, number) == (501, 9)
    assert 'the script "setup" of the service at "/run"' in text
    assert len(call("GET", FOXX).json) == 1
    assert call("POST", f"{FOXX}/tests{MOUNT}").error[:2] == (501, 9)
    assert call("POST", f"{FOXX}/scripts/sendMail{MOUNT}", {}).error[:2] == (501, 9)
    assert call("GET", f"{FOXX}/swagger{MOUNT}").error[:2] == (501, 9)
    assert call("GET", "/shop/front/prices").error[:2] == (501, 9)
    assert call("GET", "/shop/fronts").error[:2] == (404, 404)
    # There is no such script, so that there is nothing to run.
    assert call("POST", f"{FOXX}/scripts/teardown{MOUNT}").json is None
    assert call("POST", f"{FOXX}/scripts/other{MOUNT}").error[:2] == (400, 3016)


def test_scripts_and_words_are_shown(call, shop):
    assert call("GET", f"{FOXX}/scripts{MOUNT}").json == {"setup": "Setup", "sendMail": "Send Mail"}
    readme = call("GET", f"{FOXX}/readme{MOUNT}")
    assert (readme.body, readme.headers["content-type"]) == (
        b"# A shop",
        "text/plain; charset=utf-8",
    )
    install(call, {}, {}, mount="?mount=/bare")
    assert call("GET", f"{FOXX}/readme?mount=/bare").status == 204
    assert call("GET", f"{FOXX}/swagger?mount=/bare").json["paths"] == {}
    assert call("POST", f"{FOXX}/commit").status == 204


def test_options_are_read_as_their_types_say(call, shop):
    path = f"{FOXX}/configuration{MOUNT}"
    shown = call("GET", path).json
    assert shown["currency"]["title"] == "Currency"
    assert shown["currency"]["current"] == "eur"
    assert "current" not in shown["maxItems"]
    values = {"maxItems": "12", "isOpen": "yes", "theme": '{"dark": true}'}
    reply = call("PATCH", path, values).json
    assert reply == {
        "values": {"currency": "eur", "maxItems": 12, "isOpen": True, "theme": {"dark": True}}
    }
    assert call("GET", path).json["maxItems"]["currentRaw"] == "12"
    wrong = {"maxItems": 1.5, "currency": 1, "isOpen": "maybe", "theme": "{", "size": 1}
    warnings = call("PATCH", path, wrong).json["warnings"]
    assert warnings["maxItems"] == "must be an integer"
    assert warnings["currency"] == "must be a string"
    assert warnings["isOpen"] == "must be a boolean"
    assert warnings["size"] == "is not allowed"
    assert "theme" in warnings
    assert call("GET", f"{path}&minimal=true").json == reply["values"]
    for number in ("inf", "nan", "x", True):
        warnings = call("PATCH", path, {"maxItems": number}).json["warnings"]
        assert warnings == {"maxItems": "must be a number"}
    left = call("PUT", path, {"currency": "usd"}).json
    assert left == {"values": {"currency": "usd"}, "warnings": {"maxItems": "is required"}}
    full = call("PUT", f"{path}&minimal=false", {}).json
    assert full["maxItems"]["warning"] == "is required"
    assert call("PATCH", path, b"[]").error[:2] == (400, 400)


def test_dependencies_say_where_services_are(call, shop):
    path = f"{FOXX}/dependencies{MOUNT}"
    assert call("GET", path).json["mail-service"]["title"] == "Mail service"
    reply = call("PATCH", path, {"mail-service": "/mail", "other": "/x"}).json
    assert reply == {"values": {"mail-service": "/mail"}, "warnings": {"other": "is not allowed"}}
    assert call("GET", path).json["mail-service"]["current"] == "/mail"
    reply = call("PUT", path, {"log": 1}).json
    assert reply["warnings"] == {"log": "must be a string", "mail-service": "is required"}
    assert reply["values"] == {}


def test_an_upgrade_keeps_what_was_set_and_a_replacement_does_not(call, shop):
    service, path = f"{FOXX}/service{MOUNT}&setup=false", f"{FOXX}/configuration{MOUNT}"
    call("PATCH", path, {"maxItems": 3})
    call("POST", f"{FOXX}/development{MOUNT}")
    newer = archive(MANIFEST | {"version": "2.0.0"})
    upgraded = send(call, "PATCH", service, newer).json
    assert (upgraded["version"], upgraded["development"]) == ("2.0.0", True)
    assert upgraded["checksum"] != shop["checksum"]
    assert call("GET", f"{path}&minimal=true").json["maxItems"] == 3
    replaced = send(call, "PUT", service, newer).json
    assert replaced["development"] is False
    assert "maxItems" not in call("GET", f"{path}&minimal=true").json
    bad = send(call, "PUT", service, archive({"main": "no"}))
    assert bad.error[:2] == (400, 3103)
    assert call("GET", f"{FOXX}/service{MOUNT}").json["version"] == "2.0.0"


def test_a_forced_exchange_needs_nothing_to_be_there(call):
    for method, mount in (("PUT", "/x"), ("PATCH", "/y")):
        path = f"{FOXX}/service?mount={mount}&setup=false"
        assert send(call, method, path, archive()).error[:2] == (400, 400)
        assert send(call, method, f"{path}&force=true", archive()).status == 200


def test_development_mode_and_its_end(call):
    manifest = {name: value for name, value in MANIFEST.items() if name != "scripts"}
    assert install(call, manifest, options="&development=true").json["development"] is True
    path = f"{FOXX}/development{MOUNT}"
    assert call("DELETE", path).json["development"] is False
    assert call("POST", path).json["development"] is True


def test_a_service_of_2_8_is_a_legacy_one(call):
    reply = install(call, options="&setup=false&legacy=true")
    assert reply.json["legacy"] is True
    assert reply.json["manifest"]["engines"] == {"arangodb": "^2.8.0"}
    for number, (range_, is_old) in enumerate(
        [("<3", True), ("2.x || ~2.8.1", True), ("^3.0.0", False), (">=2.8", False)]
    ):
        engines = {"engines": {"arangodb": range_}}
        assert install(call, engines, {}, mount=f"?mount=/l{number}").json["legacy"] is is_old


def test_a_service_is_taken_away(call, shop):
    path = f"{FOXX}/service{MOUNT}"
    assert call("DELETE", path).status == 204
    assert call("DELETE", path).error[:2] == (400, 400)
    assert call("GET", "/shop/front").error[:2] == (404, 404)
    manifest = MANIFEST | {"scripts": {"teardown": "mail.js"}}
    install(call, manifest)
    assert call("DELETE", path).error[:2] == (501, 9)
    assert call("DELETE", f"{path}&teardown=maybe").error[:2] == (400, 400)
    assert call("DELETE", f"{path}&teardown=false").status == 204
