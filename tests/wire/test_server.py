"""The server and its administration: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

from datetime import datetime

import pytest
from tests.wire.cases import Case, Refused
from tests.wire.exchange import CONTEXTS, Asked, Raw

from arango_fastbatch.exceptions import (
    JWTSecretListError,
    JWTSecretReloadError,
    ServerDetailsError,
    ServerEchoError,
    ServerEncryptionError,
    ServerEngineError,
    ServerLogLevelError,
    ServerLogLevelSetError,
    ServerMetricsError,
    ServerReadLogError,
    ServerReloadRoutingError,
    ServerRequiredDBVersionError,
    ServerRoleError,
    ServerRunTestsError,
    ServerShutdownError,
    ServerStatisticsError,
    ServerStatusError,
    ServerTimeError,
    ServerTLSError,
    ServerTLSReloadError,
    ServerVersionError,
)

OK = {"error": False, "code": 200}
SECRETS = {"active": {"sha256": "a"}, "passive": []}
CERTIFICATES = {"keyfile": {"sha256": "a", "privateKeySHA256": "b"}, "SNI": {}}
METRICS = "# HELP a_total Number\r\n# TYPE a_total counter\na_total 1\n\n"
LOG = {
    "total": 7,
    "messages": [
        {
            "id": 5,
            "topic": "x",
            "level": "INFO",
            "date": "1970-01-01T00:00:07Z",
            "message": "y",
        },
        {
            "id": 6,
            "topic": "z",
            "level": "FATAL",
            "date": "2025-05-23T18:16:15.250Z",
            "message": "",
        },
    ],
}
READ = {
    "total_amount": 7,
    "lid": [5, 6],
    "topic": ["x", "z"],
    "level": [3, 0],
    "timestamp": [7, 1748024175],
    "text": ["y", ""],
}

CASES = {
    "version": Case(
        lambda db: db.version(),
        Asked("GET", "/_api/version?details=0"),
        {"server": "arango", "version": "3.11.14"},
        "3.11.14",
    ),
    "details": Case(
        lambda db: db.details(),
        Asked("GET", "/_api/version?details=1"),
        {"version": "3.11.14", "details": {"mode": "server"}},
        {"mode": "server"},
    ),
    "required_db_version": Case(
        lambda db: db.required_db_version(),
        Asked("GET", "/_admin/database/target-version"),
        {**OK, "version": "31102"},
        "31102",
    ),
    "engine": Case(
        lambda db: db.engine(),
        Asked("GET", "/_api/engine"),
        {"name": "rocksdb", "supports": {"aliases": {}}, "endianness": "big"},
        {"name": "rocksdb", "supports": {"aliases": {}}, "endianness": "big"},
    ),
    "status": Case(
        lambda db: db.status(),
        Asked("GET", "/_admin/status"),
        {"foxxApi": True, "pid": 1, "serverInfo": {"readOnly": False}, "coordinator": {"a": 1}},
        {"foxx_api": True, "pid": 1, "server_info": {"read_only": False}, "coordinator": {"a": 1}},
    ),
    "role": Case(
        lambda db: db.role(),
        Asked("GET", "/_admin/server/role"),
        {**OK, "role": "SINGLE", "mode": "default"},
        "SINGLE",
    ),
    "time": Case(
        lambda db: db.time(),
        Asked("GET", "/_admin/time"),
        {**OK, "time": 1748024177.5},
        datetime.fromtimestamp(1748024177.5),
    ),
    "echo": Case(
        lambda db: db.echo(), Asked("GET", "/_admin/echo"), {"user": "root"}, {"user": "root"}
    ),
    "statistics": Case(
        lambda db: db.statistics(),
        Asked("GET", "/_admin/statistics"),
        {**OK, "time": 1.5, "system": {"userTime": 2}},
        {"time": 1.5, "system": {"userTime": 2}},
    ),
    "statistics, described": Case(
        lambda db: db.statistics(description=True),
        Asked("GET", "/_admin/statistics-description"),
        {**OK, "groups": [], "figures": []},
        {"groups": [], "figures": []},
    ),
    "metrics": Case(
        lambda db: db.metrics(), Asked("GET", "/_admin/metrics"), Raw(METRICS), METRICS
    ),
    "metrics, that look like JSON": Case(
        lambda db: db.metrics(), Asked("GET", "/_admin/metrics"), Raw("5"), "5"
    ),
    "read_log": Case(
        lambda db: db.read_log(),
        Asked("GET", "/_admin/log/entries"),
        LOG,
        READ,
    ),
    "read_log, every option": Case(
        lambda db: db.read_log("debug", 0, 1, 2, 3, "a b&c", "desc"),
        Asked(
            "GET",
            "/_admin/log/entries"
            "?upto=debug&level=0&start=1&size=2&offset=3&search=a%20b%26c&sort=desc",
        ),
        LOG,
        READ,
    ),
    "log_levels": Case(
        lambda db: db.log_levels(),
        Asked("GET", "/_admin/log/level"),
        {"queries": "INFO"},
        {"queries": "INFO"},
    ),
    "set_log_levels": Case(
        lambda db: db.set_log_levels(),
        Asked("PUT", "/_admin/log/level", {}),
        {"queries": "INFO"},
        {"queries": "INFO"},
    ),
    "set_log_levels, of any topic": Case(
        lambda db: db.set_log_levels(queries="DEBUG", self="INFO", **{"audit-view": "INFO"}),
        Asked(
            "PUT", "/_admin/log/level", {"queries": "DEBUG", "self": "INFO", "audit-view": "INFO"}
        ),
        {"queries": "DEBUG"},
        {"queries": "DEBUG"},
    ),
    "tls": Case(
        lambda db: db.tls(),
        Asked("GET", "/_admin/server/tls"),
        {**OK, "result": CERTIFICATES},
        CERTIFICATES,
    ),
    "reload_tls": Case(
        lambda db: db.reload_tls(),
        Asked("POST", "/_admin/server/tls"),
        {**OK, "result": CERTIFICATES},
        CERTIFICATES,
    ),
    "jwt_secrets": Case(
        lambda db: db.jwt_secrets(),
        Asked("GET", "/_admin/server/jwt"),
        {**OK, "result": SECRETS},
        SECRETS,
    ),
    "reload_jwt_secrets": Case(
        lambda db: db.reload_jwt_secrets(),
        Asked("POST", "/_admin/server/jwt"),
        {**OK, "result": SECRETS},
        SECRETS,
    ),
    "encryption": Case(
        lambda db: db.encryption(),
        Asked("POST", "/_admin/server/encryption"),
        {**OK, "result": {"encryption-keys": []}},
        {"encryption-keys": []},
    ),
    "reload_routing": Case(
        lambda db: db.reload_routing(), Asked("POST", "/_admin/routing/reload"), Raw(""), True
    ),
    "run_tests": Case(
        lambda db: db.run_tests(["a.js"]),
        Asked("POST", "/_admin/test", {"tests": ["a.js"]}),
        {"passed": True},
        {"passed": True},
    ),
    "shutdown": Case(
        lambda db: db.shutdown(), Asked("DELETE", "/_admin/shutdown"), Raw("OK"), True
    ),
}
REFUSED = [
    Refused(ServerVersionError, (lambda db: db.version(),)),
    Refused(ServerDetailsError, (lambda db: db.details(),)),
    Refused(
        ServerRequiredDBVersionError,
        (lambda db: db.required_db_version(),),
        "GET /_admin/database/target-version exists only before 4.0; instead: version()",
    ),
    Refused(ServerEngineError, (lambda db: db.engine(),)),
    Refused(ServerStatusError, (lambda db: db.status(),)),
    Refused(ServerRoleError, (lambda db: db.role(),)),
    Refused(ServerTimeError, (lambda db: db.time(),)),
    Refused(
        ServerEchoError,
        (lambda db: db.echo(),),
        "GET /_admin/echo exists only before 4.0; instead: nothing, it was for debugging",
    ),
    Refused(
        ServerStatisticsError,
        (lambda db: db.statistics(),),
        "GET /_admin/statistics exists only before 4.0; instead: metrics()",
    ),
    Refused(
        ServerStatisticsError,
        (lambda db: db.statistics(True),),
        "GET /_admin/statistics-description exists only before 4.0; instead: metrics()",
    ),
    Refused(ServerMetricsError, (lambda db: db.metrics(),)),
    Refused(ServerReadLogError, (lambda db: db.read_log(),)),
    Refused(ServerLogLevelError, (lambda db: db.log_levels(),)),
    Refused(ServerLogLevelSetError, (lambda db: db.set_log_levels(a="INFO"),)),
    Refused(ServerTLSError, (lambda db: db.tls(),)),
    Refused(ServerTLSReloadError, (lambda db: db.reload_tls(),)),
    Refused(JWTSecretListError, (lambda db: db.jwt_secrets(),)),
    Refused(JWTSecretReloadError, (lambda db: db.reload_jwt_secrets(),)),
    Refused(ServerEncryptionError, (lambda db: db.encryption(),)),
    Refused(
        ServerReloadRoutingError,
        (lambda db: db.reload_routing(),),
        "POST /_admin/routing/reload exists only before 4.0; instead: nothing, there are no Foxx"
        " services to route to",
    ),
    Refused(
        ServerRunTestsError,
        (lambda db: db.run_tests([]),),
        "POST /_admin/test exists only before 4.0; instead: nothing, the server runs no JavaScript",
    ),
    Refused(ServerShutdownError, (lambda db: db.shutdown(),)),
]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_a_call_is_one_request(case: str, context: str) -> None:
    await CASES[case].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("refused", REFUSED, ids=lambda one: one.error.__name__)
async def test_an_error_is_the_methods_own(refused: Refused, context: str) -> None:
    await refused.holds(context)
