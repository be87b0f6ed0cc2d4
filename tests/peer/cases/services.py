"""Rooms of their own: Foxx services."""

from __future__ import annotations

from tests.peer.plan import Method, ok, raw

MODULE = "foxx"

MOUNT = {"mount": "/shop"}
SERVICE = {
    "mount": "/shop",
    "path": "/var/lib/arangodb3-apps/_db/test/shop/APP",
    "name": "shop",
    "version": "1.2.0",
    "development": False,
    "legacy": False,
    "provides": {},
    "manifest": {
        "name": "shop",
        "version": "1.2.0",
        "main": "index.js",
        "defaultDocument": "index.html",
        "engines": {"arangodb": "^3.0.0"},
        "configuration": {"currency": {"type": "string"}},
    },
    "checksum": "7a3f",
    "options": {"configuration": {}, "dependencies": {}},
}
LISTED = {
    key: SERVICE[key] for key in ("mount", "name", "version", "development", "legacy", "provides")
}
MADE = ok(SERVICE, 201)
CONFIG = ok({"currency": {"title": "Currency", "value": "EUR", "warning": None}})
CHANGED_CONFIG = ok({"values": {"currency": "EUR"}})
DEPENDENCIES = ok({"mail": {"title": "Mail", "name": "mailer", "version": "^1.0.0"}})
CHANGED_DEPENDENCIES = ok({"values": {"mail": "/mailer"}, "warnings": {"mail": "none"}})
REPORT = {
    "stats": {"tests": 1, "passes": 1, "failures": 0, "pending": 0, "duration": 2},
    "tests": [{"title": "adds", "fullTitle": "sum adds", "duration": 1}],
    "pending": [],
    "failures": [],
    "passes": [{"title": "adds"}],
}
FILE = {"$": "file", "name": "shop.zip", "text": "PK not really"}
JS_FILE = {"$": "file", "name": "shop.js", "text": "'use strict';"}
OTHER_FILE = {"$": "file", "name": "shop.tar", "text": "tar"}
GIVEN = {
    "config": {"currency": "EUR"},
    "dependencies": {"mail": "/mailer"},
}
CREATE = {**GIVEN, "development": True, "setup": False, "legacy": True}
CREATE_FILE = {"development": True, "setup": False, "legacy": True, **GIVEN}
CHANGE = {**GIVEN, "teardown": True, "setup": False, "legacy": True, "force": True}
CHANGE_FILE = {"teardown": True, "setup": False, "legacy": True, "force": True, **GIVEN}
FILES = [
    ("a script", {"filename": JS_FILE}),
    ("another file", {"filename": OTHER_FILE}),
    ("no such file", {"filename": "gone.zip"}),
]

METHODS = [
    Method("Foxx.services", options={"exclude_system": True}, answer=ok([LISTED])),
    Method(
        "Foxx.service",
        dict(MOUNT),
        answer=ok(SERVICE),
        also=[("answer: without manifest", {}, ok(LISTED))],
        errors=[(404, 3009)],
    ),
    Method(
        "Foxx.create_service",
        {**MOUNT, "source": "/srv/shop"},
        CREATE,
        answer=MADE,
        errors=[(409, 3011)],
    ),
    Method(
        "Foxx.create_service_with_file",
        {**MOUNT, "filename": FILE},
        CREATE_FILE,
        answer=MADE,
        also=FILES,
    ),
    *(
        Method(
            f"Foxx.{change}_service", {**MOUNT, "source": "/srv/shop"}, CHANGE, answer=ok(SERVICE)
        )
        for change in ("update", "replace")
    ),
    *(
        Method(
            f"Foxx.{change}_service_with_file",
            {**MOUNT, "filename": FILE},
            CHANGE_FILE,
            answer=ok(SERVICE),
            also=FILES,
        )
        for change in ("update", "replace")
    ),
    Method(
        "Foxx.delete_service",
        dict(MOUNT),
        {"teardown": True},
        answer={"status": 204},
    ),
    Method("Foxx.config", dict(MOUNT), answer=CONFIG),
    *(
        Method(f"Foxx.{change}_config", {**MOUNT, "config": GIVEN["config"]}, answer=CHANGED_CONFIG)
        for change in ("update", "replace")
    ),
    Method("Foxx.dependencies", dict(MOUNT), answer=DEPENDENCIES),
    *(
        Method(
            f"Foxx.{change}_dependencies",
            {**MOUNT, "dependencies": GIVEN["dependencies"]},
            answer=CHANGED_DEPENDENCIES,
        )
        for change in ("update", "replace")
    ),
    Method("Foxx.enable_development", dict(MOUNT), answer=ok(SERVICE)),
    Method("Foxx.disable_development", dict(MOUNT), answer=ok(SERVICE)),
    Method("Foxx.readme", dict(MOUNT), answer=raw("# Shop\n\nSells things.\n")),
    Method(
        "Foxx.swagger",
        dict(MOUNT),
        answer=ok({"swagger": "2.0", "basePath": "/_db/test/shop", "paths": {}}),
        also=[("answer: without basePath", {}, ok({"swagger": "2.0"}))],
    ),
    Method("Foxx.download", dict(MOUNT), answer=raw("PK not really")),
    Method("Foxx.commit", options={"replace": True}, answer={"status": 204}),
    Method("Foxx.scripts", dict(MOUNT), answer=ok({"setup": "Setup", "send-mail": "Send mail"})),
    Method(
        "Foxx.run_script",
        {**MOUNT, "name": "send-mail"},
        {"arg": [{"to": "anna"}]},
        answer=ok([1]),
        also=[
            ("arg: a text", {"arg": "anna"}),
            ("arg: an object", {"arg": {"to": "anna"}}),
            ("answer: null", {}, {"status": 200, "text": "null"}),
        ],
    ),
    Method(
        "Foxx.run_tests",
        dict(MOUNT),
        {
            "reporter": "xunit",
            "idiomatic": True,
            "output_format": "x-ldjson",
            "name_filter": "adds",
        },
        answer=ok(REPORT),
        answers={
            "output_format": raw('["start",{"total":1}]\r\n["end",{}]\r\n'),
            "idiomatic": raw("ok 1 adds"),
        },
        also=[
            ("output_format text", {"output_format": "text"}, raw("ok 1 adds")),
            ("output_format xml", {"output_format": "xml"}, raw("<testsuite/>")),
            ("reporter tap", {"reporter": "tap"}, ok(["1..1", "ok 1 adds"])),
        ],
    ),
]
