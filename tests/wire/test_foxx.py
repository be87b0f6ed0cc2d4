"""Foxx services: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from tests.wire.cases import Case, Refused, by_error
from tests.wire.exchange import CONTEXTS, Asked, Raw

from arango_fastbatch.exceptions import (
    FoxxCommitError,
    FoxxConfigGetError,
    FoxxConfigReplaceError,
    FoxxConfigUpdateError,
    FoxxDependencyGetError,
    FoxxDependencyReplaceError,
    FoxxDependencyUpdateError,
    FoxxDevModeDisableError,
    FoxxDevModeEnableError,
    FoxxDownloadError,
    FoxxReadmeGetError,
    FoxxScriptListError,
    FoxxScriptRunError,
    FoxxServiceCreateError,
    FoxxServiceDeleteError,
    FoxxServiceGetError,
    FoxxServiceListError,
    FoxxServiceReplaceError,
    FoxxServiceUpdateError,
    FoxxSwaggerGetError,
    FoxxTestRunError,
)

SERVICE = {"mount": "/shop", "manifest": {"defaultDocument": "a.html", "main": "b.js"}}
SHOP = {"mount": "/shop", "manifest": {"default_document": "a.html", "main": "b.js"}}
MOUNT = "mount=%2Fsh%20op"
OPTIONS = {"currency": {"type": "string", "current": "EUR"}}
CHANGED = {"values": {"currency": "EUR"}, "warnings": {}}
CHANGE: dict[str, Any] = {
    "config": {"c": 1},
    "dependencies": {"d": "/x"},
    "teardown": False,
    "setup": True,
    "legacy": False,
    "force": True,
}
BROUGHT = {"source": "/srv/shop", "configuration": {"c": 1}, "dependencies": {"d": "/x"}}

CASES = {
    "services": Case(
        lambda db: db.foxx.services(),
        Asked("GET", "/_api/foxx?excludeSystem=0"),
        [SERVICE],
        [SHOP],
    ),
    "services, every option": Case(
        lambda db: db.foxx.services(True), Asked("GET", "/_api/foxx?excludeSystem=1"), [], []
    ),
    "service": Case(
        lambda db: db.foxx.service("/sh op"),
        Asked("GET", f"/_api/foxx/service?{MOUNT}"),
        SERVICE,
        SHOP,
    ),
    "create_service": Case(
        lambda db: db.foxx.create_service("/sh op", "/srv/shop"),
        Asked("POST", f"/_api/foxx?{MOUNT}", {"source": "/srv/shop"}),
        SERVICE,
        SHOP,
        201,
    ),
    "create_service, every option": Case(
        lambda db: db.foxx.create_service(
            "/sh op", "/srv/shop", {"c": 1}, {"d": "/x"}, True, False, True
        ),
        Asked("POST", f"/_api/foxx?{MOUNT}&development=1&setup=0&legacy=1", BROUGHT),
        SERVICE,
        SHOP,
        201,
    ),
    "update_service": Case(
        lambda db: db.foxx.update_service("/sh op", "/srv/shop"),
        Asked("PATCH", f"/_api/foxx/service?{MOUNT}", {"source": "/srv/shop"}),
        SERVICE,
        SHOP,
    ),
    "update_service, every option": Case(
        lambda db: db.foxx.update_service("/sh op", "/srv/shop", **CHANGE),
        Asked(
            "PATCH",
            f"/_api/foxx/service?{MOUNT}&teardown=0&setup=1&legacy=0&force=1",
            BROUGHT,
        ),
        SERVICE,
        SHOP,
    ),
    "replace_service": Case(
        lambda db: db.foxx.replace_service("/sh op", "/srv/shop"),
        Asked("PUT", f"/_api/foxx/service?{MOUNT}", {"source": "/srv/shop"}),
        SERVICE,
        SHOP,
    ),
    "replace_service, every option": Case(
        lambda db: db.foxx.replace_service("/sh op", "/srv/shop", **CHANGE),
        Asked("PUT", f"/_api/foxx/service?{MOUNT}&teardown=0&setup=1&legacy=0&force=1", BROUGHT),
        SERVICE,
        SHOP,
    ),
    "delete_service": Case(
        lambda db: db.foxx.delete_service("/sh op"),
        Asked("DELETE", f"/_api/foxx/service?{MOUNT}"),
        Raw(""),
        True,
    ),
    "delete_service, every option": Case(
        lambda db: db.foxx.delete_service("/sh op", False),
        Asked("DELETE", f"/_api/foxx/service?{MOUNT}&teardown=0"),
        Raw(""),
        True,
    ),
    "config": Case(
        lambda db: db.foxx.config("/sh op"),
        Asked("GET", f"/_api/foxx/configuration?{MOUNT}"),
        OPTIONS,
        OPTIONS,
    ),
    "update_config": Case(
        lambda db: db.foxx.update_config("/sh op", {"c": 1}),
        Asked("PATCH", f"/_api/foxx/configuration?{MOUNT}", {"c": 1}),
        CHANGED,
        CHANGED,
    ),
    "replace_config": Case(
        lambda db: db.foxx.replace_config("/sh op", {"c": 1}),
        Asked("PUT", f"/_api/foxx/configuration?{MOUNT}", {"c": 1}),
        CHANGED,
        CHANGED,
    ),
    "dependencies": Case(
        lambda db: db.foxx.dependencies("/sh op"),
        Asked("GET", f"/_api/foxx/dependencies?{MOUNT}"),
        OPTIONS,
        OPTIONS,
    ),
    "update_dependencies": Case(
        lambda db: db.foxx.update_dependencies("/sh op", {"d": "/x"}),
        Asked("PATCH", f"/_api/foxx/dependencies?{MOUNT}", {"d": "/x"}),
        CHANGED,
        CHANGED,
    ),
    "replace_dependencies": Case(
        lambda db: db.foxx.replace_dependencies("/sh op", {"d": "/x"}),
        Asked("PUT", f"/_api/foxx/dependencies?{MOUNT}", {"d": "/x"}),
        CHANGED,
        CHANGED,
    ),
    "enable_development": Case(
        lambda db: db.foxx.enable_development("/sh op"),
        Asked("POST", f"/_api/foxx/development?{MOUNT}"),
        SERVICE,
        SHOP,
    ),
    "disable_development": Case(
        lambda db: db.foxx.disable_development("/sh op"),
        Asked("DELETE", f"/_api/foxx/development?{MOUNT}"),
        SERVICE,
        SHOP,
    ),
    "readme": Case(
        lambda db: db.foxx.readme("/sh op"),
        Asked("GET", f"/_api/foxx/readme?{MOUNT}"),
        Raw("# Shöp\r\n\r\n"),
        "# Shöp\r\n\r\n",
    ),
    "swagger": Case(
        lambda db: db.foxx.swagger("/sh op"),
        Asked("GET", f"/_api/foxx/swagger?{MOUNT}"),
        {"swagger": "2.0", "basePath": "/x", "paths": {}},
        {"swagger": "2.0", "base_path": "/x", "paths": {}},
    ),
    "download": Case(
        lambda db: db.foxx.download("/sh op"),
        Asked("POST", f"/_api/foxx/download?{MOUNT}"),
        Raw("PK\r\n"),
        "PK\r\n",
    ),
    "commit": Case(lambda db: db.foxx.commit(), Asked("POST", "/_api/foxx/commit"), Raw(""), True),
    "commit, every option": Case(
        lambda db: db.foxx.commit(False),
        Asked("POST", "/_api/foxx/commit?replace=0"),
        Raw(""),
        True,
    ),
    "scripts": Case(
        lambda db: db.foxx.scripts("/sh op"),
        Asked("GET", f"/_api/foxx/scripts?{MOUNT}"),
        {"setup": "Setup"},
        {"setup": "Setup"},
    ),
    "run_script": Case(
        lambda db: db.foxx.run_script("/sh op", "a/b"),
        Asked("POST", f"/_api/foxx/scripts/a%2Fb?{MOUNT}"),
        None,
        None,
    ),
    "run_script, every option": Case(
        lambda db: db.foxx.run_script("/sh op", "mail", {"to": ["a"]}),
        Asked("POST", f"/_api/foxx/scripts/mail?{MOUNT}", {"to": ["a"]}),
        {"sent": 1},
        {"sent": 1},
    ),
    "run_tests": Case(
        lambda db: db.foxx.run_tests("/sh op"),
        Asked("POST", f"/_api/foxx/tests?{MOUNT}&reporter=default"),
        Raw('{"stats":{}}'),
        '{"stats":{}}',
    ),
    "run_tests, every option": Case(
        lambda db: db.foxx.run_tests("/sh op", "tap", True, "text", "a b"),
        Asked(
            "POST",
            f"/_api/foxx/tests?{MOUNT}&reporter=tap&idiomatic=1&filter=a%20b",
            accept="text/plain",
        ),
        Raw("1..1\nok 1\n"),
        "1..1\nok 1\n",
    ),
    **{
        f"run_tests, as {name}": Case(
            lambda db, name=name: db.foxx.run_tests("/sh op", output_format=name),
            Asked("POST", f"/_api/foxx/tests?{MOUNT}&reporter=default", accept=accepted),
            Raw("x"),
            "x",
        )
        for name, accepted in (
            ("x-ldjson", "application/x-ldjson"),
            ("xml", "application/xml"),
            ("json", None),
        )
    },
}
CALLS = {
    ("GET", "/_api/foxx", FoxxServiceListError): lambda f: f.services(),
    ("GET", "/_api/foxx/service", FoxxServiceGetError): lambda f: f.service("/a"),
    ("POST", "/_api/foxx", FoxxServiceCreateError): lambda f: f.create_service("/a", "s"),
    ("PATCH", "/_api/foxx/service", FoxxServiceUpdateError): lambda f: f.update_service("/a", "s"),
    ("PUT", "/_api/foxx/service", FoxxServiceReplaceError): lambda f: f.replace_service("/a", "s"),
    ("DELETE", "/_api/foxx/service", FoxxServiceDeleteError): lambda f: f.delete_service("/a"),
    ("GET", "/_api/foxx/configuration", FoxxConfigGetError): lambda f: f.config("/a"),
    ("PATCH", "/_api/foxx/configuration", FoxxConfigUpdateError): (
        lambda f: f.update_config("/a", {})
    ),
    ("PUT", "/_api/foxx/configuration", FoxxConfigReplaceError): (
        lambda f: f.replace_config("/a", {})
    ),
    ("GET", "/_api/foxx/dependencies", FoxxDependencyGetError): lambda f: f.dependencies("/a"),
    ("PATCH", "/_api/foxx/dependencies", FoxxDependencyUpdateError): (
        lambda f: f.update_dependencies("/a", {})
    ),
    ("PUT", "/_api/foxx/dependencies", FoxxDependencyReplaceError): (
        lambda f: f.replace_dependencies("/a", {})
    ),
    ("POST", "/_api/foxx/development", FoxxDevModeEnableError): (
        lambda f: f.enable_development("/a")
    ),
    ("DELETE", "/_api/foxx/development", FoxxDevModeDisableError): (
        lambda f: f.disable_development("/a")
    ),
    ("GET", "/_api/foxx/readme", FoxxReadmeGetError): lambda f: f.readme("/a"),
    ("GET", "/_api/foxx/swagger", FoxxSwaggerGetError): lambda f: f.swagger("/a"),
    ("POST", "/_api/foxx/download", FoxxDownloadError): lambda f: f.download("/a"),
    ("POST", "/_api/foxx/commit", FoxxCommitError): lambda f: f.commit(),
    ("GET", "/_api/foxx/scripts", FoxxScriptListError): lambda f: f.scripts("/a"),
    ("POST", "/_api/foxx/scripts/{key}", FoxxScriptRunError): lambda f: f.run_script("/a", "s"),
    ("POST", "/_api/foxx/tests", FoxxTestRunError): lambda f: f.run_tests("/a"),
}
REFUSED = by_error(
    Refused(
        error,
        (lambda db, call=call: call(db.foxx),),
        f"{method} {path} exists only before 4.0; instead: a service outside of the server",
    )
    for (method, path, error), call in CALLS.items()
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_a_call_is_one_request(case: str, context: str) -> None:
    await CASES[case].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("error", REFUSED)
async def test_an_error_is_the_methods_own(error: str, context: str) -> None:
    await REFUSED[error].holds(context)
