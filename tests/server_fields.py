"""Which fields real servers send, and under which names results show them.

``data/server_fields.json`` has, for each formatter, the fields of the bodies that it is given:
their paths, and the paths that results have (a list, where a result has two of them). ``*`` stands
for the items of a list, or for names that users choose. The facts come from answers that were
recorded from real servers and from descriptions of their HTTP API, which are not part of the
repository:

    python -m tests.server_fields DIRECTORY

reads the files there and adds what is not in the list yet, without a name: which name it has, is
for a person to say, and until then the tests fail.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

Json = dict[str, Any]
Names = dict[str, str | list[str] | None]

FACTS = Path(__file__).parent / "data" / "server_fields.json"

# What of a field is handed on as it is: users define it, or take it apart themselves.
_OPAQUE = frozenset(
    {"aggregators", "bindVars", "clients", "computedValues", "expression", "extra", "features"}
    | {"fields", "fieldValueTypes", "masterContext", "params", "prefixFields", "primarySort"}
    | {"reports", "schema", "shards", "storedValues"}
)
# Below these, names are a user's or a server's own.
_NAMED = frozenset({"DBServers", "links", "list", "workerStatus"})
_ENVELOPE = frozenset({"error", "code", "errorNum", "errorMessage"})


class Source(NamedTuple):
    """Where a formatter's bodies are found in answers.

    Attributes:
        formatter: Its name without ``format_``.
        method: Regular expression of the HTTP method.
        path: Regular expression of the path below the database.
        within: Names on the way from the answer to the body; ``*`` for each item of a list.
    """

    formatter: str
    method: str
    path: str
    within: tuple[str, ...] = ()


_SOURCES = [
    Source("aql_cache", "GET|PUT", "/_api/query-cache/properties"),
    Source("aql_query", "GET", "/_api/query/(current|slow)", ("*",)),
    Source("aql_tracking", "GET|PUT", "/_api/query/properties"),
    Source("backup_transfer", "POST", "/_admin/backup/(up|down)load", ("result",)),
    Source("backup_restore", "POST", "/_admin/backup/restore", ("result",)),
    Source("backups", "POST", "/_admin/backup/list", ("result",)),
    Source("backup", "POST", "/_admin/backup/create", ("result",)),
    Source("collection", "POST", "/_api/collection"),
    Source("collection", "GET|PUT", "/_api/collection/[^/]+/properties"),
    Source("cursor_statistics", "POST|PUT", "/_api/cursor(/.*)?", ("extra", "stats")),
    Source("database", "GET", "/_api/database/current", ("result",)),
    Source("edge", "POST|PUT|PATCH", "/_api/gharial/[^/]+/edge/[^/]+/.*"),
    Source("graph_properties", "GET|POST", "/_api/gharial(/[^/]+)?", ("graph",)),
    Source("graph_properties", "GET", "/_api/gharial", ("graphs", "*")),
    Source("index", "POST", "/_api/index(#.*)?"),
    Source("index", "GET", "/_api/index", ("indexes", "*")),
    Source("index", "GET", "/_api/index/.*"),
    Source("pregel_job_data", "GET", "/_api/control_pregel/(history/)?[0-9{].*"),
    Source("query_cache_entry", "GET", "/_api/query-cache/entries", ("*",)),
    Source("query_statistics", "GET", "/_api/edges/.*", ("stats",)),
    Source("replication_applier_config", "GET|PUT", "/_api/replication/applier-config"),
    Source("replication_applier_state", "GET|PUT", "/_api/replication/applier-(state|st.*)"),
    Source("replication_logger_state", "GET", "/_api/replication/logger-state"),
    Source("server_status", "GET", "/_admin/status"),
    Source("statistics", "GET", "/_api/collection/[^/]+/figures", ("figures",)),
    Source("tick_values", "GET", "/_api/wal/(range|lastTick)"),
    Source("user", "POST", "/_api/user"),
    Source("user", "GET", "/_api/user/[^/]+"),
    Source("user", "GET", "/_api/user", ("result", "*")),
    Source("vertex", "POST|PUT|PATCH", "/_api/gharial/[^/]+/vertex/[^/]+/.*"),
    Source("view", "POST", "/_api/view(#.*)?"),
    Source("view", "GET", "/_api/view/[^/]+"),
    Source("view", "GET|PUT|PATCH", "/_api/view/[^/]+/properties(#.*)?"),
]


def facts() -> dict[str, Names]:
    """The list: for each formatter, fields and what results call them."""
    listed: dict[str, Names] = json.loads(FACTS.read_text())
    return listed


def sent(directory: Path) -> dict[str, set[str]]:
    """For each formatter, the fields that the files in a directory show.

    Args:
        directory: Where recorded exchanges (``*-exchanges.jsonl``) and descriptions of the HTTP API
            (``*-http-api.json``) are.
    """
    found: dict[str, set[str]] = {}
    for path in sorted(directory.glob("*-exchanges.jsonl")):
        for method, url, body in _recorded(path):
            for source in _SOURCES:
                if _fits(source, method, url):
                    for inner in _within(body, source.within):
                        found.setdefault(source.formatter, set()).update(_fields(inner))
    for path in sorted(directory.glob("*-http-api.json")):
        for method, url, schema in _described(path):
            for source in _SOURCES:
                if _fits(source, method, url):
                    inner = _schema_within(schema, source.within)
                    found.setdefault(source.formatter, set()).update(_schema_fields(inner))
    return {formatter: _most_precise(fields) for formatter, fields in found.items()}


def _most_precise(fields: set[str]) -> set[str]:
    """Without fields that are nothing in one answer and have fields of their own in another."""
    return {field for field in fields if not any(f.startswith(f"{field}.") for f in fields)}


def _fits(source: Source, method: str, url: str) -> bool:
    return bool(re.fullmatch(source.method, method) and re.fullmatch(source.path, url))


# --- Recorded answers


def _recorded(path: Path) -> Iterator[tuple[str, str, Any]]:
    for line in path.read_text().splitlines():
        for exchange in json.loads(line)["exchanges"]:
            if exchange["status"] < 400 and isinstance(exchange["response"], (dict, list)):
                url = re.sub(r"^/_db/[^/]+|\?.*$", "", exchange["url"])
                yield exchange["method"], url.rstrip("/"), exchange["response"]


def _within(body: Any, names: tuple[str, ...]) -> Iterator[Json]:
    if not names:
        if isinstance(body, dict):
            yield body
    elif names[0] == "*" and isinstance(body, list):
        for item in body:
            yield from _within(item, names[1:])
    elif isinstance(body, dict) and names[0] in body:
        yield from _within(body[names[0]], names[1:])


def _fields(body: Any, before: str = "") -> Iterator[str]:
    for name, value in body.items():
        if not before and name in _ENVELOPE:
            continue
        inner = _bodies(name, value)
        if not inner:
            yield before + name
        for below, item in inner:
            yield from _fields(item, f"{before}{name}.{below}")


def _bodies(name: str, value: Any) -> list[tuple[str, Json]]:
    """The bodies within a field, and what stands before their fields."""
    if name in _OPAQUE:
        return []
    if isinstance(value, dict) and name in _NAMED:
        return [("*.", item) for item in value.values() if isinstance(item, dict)]
    if isinstance(value, dict) and value:
        return [("", value)]
    if isinstance(value, list):
        return [("*.", item) for item in value if isinstance(item, dict)]
    return []


# --- Descriptions of the HTTP API


def _described(path: Path) -> Iterator[tuple[str, str, Json]]:
    for url, methods in json.loads(path.read_text())["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation.get("responses", {}).items():
                for content in answer.get("content", {}).values():
                    if status.startswith("2"):
                        target = url.replace("/_db/{database-name}", "")
                        yield method.upper(), target, content.get("schema", {})


def _schema_within(schema: Json, names: tuple[str, ...]) -> Json:
    for name in names:
        schema = schema.get("items", {}) if name == "*" else _properties(schema).get(name, {})
    # The list of graphs is described with one level more than servers send.
    return _properties(schema).get("graph", schema)


def _properties(schema: Json) -> Json:
    own: Json = dict(schema.get("properties", {}))
    for combination in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(combination, []):
            own |= _properties(part)
    return own


def _schema_fields(schema: Json, before: str = "") -> Iterator[str]:
    for name, inner in _properties(schema).items():
        if not before and name in _ENVELOPE:
            continue
        below, item = ("*.", inner["items"]) if "items" in inner else ("", inner)
        if name in _NAMED and isinstance(inner.get("additionalProperties"), dict):
            below, item = "*.", inner["additionalProperties"]
        if name in _OPAQUE or not _properties(item):
            yield before + name
        else:
            yield from _schema_fields(item, f"{before}{name}.{below}")


def main(directory: str) -> None:
    """Add the fields that files in a directory show and that are not listed yet."""
    listed = facts() if FACTS.exists() else {}
    for formatter, fields in sent(Path(directory)).items():
        names = listed.setdefault(formatter, {})
        for field in sorted(fields - names.keys()):
            names[field] = None
            sys.stderr.write(f"no name yet: {formatter} {field}\n")
    FACTS.write_text(json.dumps(listed, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
