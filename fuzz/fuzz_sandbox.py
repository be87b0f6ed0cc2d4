"""Fuzz the sandbox in process: random requests and AQL texts.

    python -m fuzz.fuzz_sandbox [--seconds S] [--cases N] [--seed SEED] [--server-version V ...]

Of four cases one is an AQL text, made by the grammar's own rules and then damaged (see
`tests.sandbox.aql_texts`). What is malformed must be refused as such: an answer with a status of
500 and arangod's number for a broken server (4), an answer that is no JSON where it says it is, or
one that takes too long is shown with the seed that brings it back. Figures are printed in the end.
"""

# ruff: noqa: S311, T201 - it prints, and wants numbers that a seed brings back

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import logging
import random
import time
from collections import Counter
from typing import Any
from urllib.parse import quote

from tests.sandbox.aql_texts import Texts

from arango_fastbatch.sandbox.api import ROUTES
from arango_fastbatch.sandbox.message import Request
from arango_fastbatch.sandbox.profile import Profile
from arango_fastbatch.sandbox.routing import Route
from arango_fastbatch.sandbox.serving import assembled
from arango_fastbatch.sandbox.settings import Settings

SLOW_SECONDS = 20.0
FRESH_EVERY = 5_000
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROOT = "Basic " + base64.b64encode(b"root:").decode()
GUEST = "Basic " + base64.b64encode(b"guest:").decode()
_WITH_TEXTS = ("/_api/cursor", "/_api/explain", "/_api/query")
NAMES = ("c", "e", "v", "g", "_users", "_graphs", "a", "b", "1", "root", "guest", "none", "_system")
SUFFIXES = (
    "properties",
    "count",
    "rename",
    "truncate",
    "edge",
    "vertex",
    "database",
    "begin",
    "all",
    "service",
    "configuration",
    "dependencies",
    "development",
    "download",
    "batch",
    "dump",
    "inventory",
    "logger-state",
    "applier-config",
    "tail",
    "range",
)
PARAMETERS = (
    "collection",
    "type",
    "overwriteMode",
    "returnNew",
    "silent",
    "complete",
    "vertex",
    "mount",
    "batchId",
    "from",
    "setup",
)
VALUES = (
    "c",
    "e",
    "true",
    "false",
    "documents",
    "array",
    "auto",
    "update",
    "v/a",
    "-1",
    "",
    "x",
    "/shop",
    "0",
)
HEADERS = ("if-match", "if-none-match", "x-arango-trx-id", "x-arango-async", "content-type")
FIELDS = (
    *(
        "name",
        "type",
        "query",
        "bindVars",
        "options",
        "collections",
        "fields",
        "_key",
        "_id",
        "_rev",
    ),
    *("_from", "_to", "edgeDefinitions", "collection", "from", "to", "links", "indexes", "grant"),
    *(
        "user",
        "passwd",
        "batchSize",
        "ttl",
        "count",
        "write",
        "read",
        "keyOptions",
        "schema",
        "keys",
    ),
    *("computedValues", "example", "newValue", "limit", "mode", "command", "period", "valid_until"),
)
TEXTS = (
    "c",
    "e",
    "v/a",
    "persistent",
    "arangosearch",
    "rw",
    "function () {}",
    "a",
    "",
    "\0",
    "é",
    "_x",
)
TOKENS = (
    *("FOR", "d", "IN", "c", "e", "FILTER", "SORT", "LIMIT", "RETURN", "LET", "x", "=", "COLLECT"),
    *(
        "INTO",
        "INSERT",
        "UPDATE",
        "REPLACE",
        "REMOVE",
        "UPSERT",
        "WITH",
        "OUTBOUND",
        "ANY",
        "GRAPH",
    ),
    *("1", "2.5", "'a'", "null", "true", "@a", "@@c", "d.a", "d['b']", "[1, 2]", "{a: 1}", "1..3"),
    *("==", "!=", "<", "&&", "OR", "NOT", "+", "-", "*", "/", "%", "?", ":", ",", "(", ")", "[*]"),
    *("LENGTH(d)", "CONCAT('a', 1)", "SUM([1])", "NEW", "OLD", "DISTINCT", "AGGREGATE", "// c\n"),
    *('"', "'", "`", "/*", "[", "]", "{", "}", ".", "..", "=~", "LIKE", "DOCUMENT('c/a')", "ASC"),
)
QUERIES = (
    "FOR d IN c FILTER d.a == 1 SORT d._key LIMIT 2 RETURN d",
    "FOR d IN c UPDATE d WITH {n: 1} IN c RETURN NEW",
    "FOR v, x, p IN 1..2 ANY 'v/a' e RETURN p",
    "FOR d IN c COLLECT k = d.a INTO g RETURN {k, n: LENGTH(g)}",
    "INSERT {_key: 'z', a: [1, {b: null}]} INTO c OPTIONS {overwriteMode: 'replace'}",
    "RETURN (FOR i IN 1..5 FILTER i % 2 == 0 RETURN i * 2)[*]",
)


def value(source: random.Random, depth: int = 3) -> Any:
    """A value of JSON, of what bodies are made of."""
    match source.randrange(9 if depth else 6):
        case 0:
            return None
        case 1:
            return source.random() < 0.5
        case 2:
            return source.choice((0, 1, -1, 2, 2**31, 2**63, -(2**63), 1.5, 1e300, 3))
        case 3 | 4 | 5:
            return source.choice((*TEXTS, *QUERIES))
        case 6:
            return [value(source, depth - 1) for _ in range(source.randrange(4))]
        case _:
            chosen = source.choices(FIELDS, k=source.randrange(5))
            return {name: value(source, depth - 1) for name in chosen}


def aql(source: random.Random) -> str:
    """A text that is a query, was one before something happened to it, or never was."""
    if source.random() < 0.5:
        return Texts(source.randrange(1 << 32)).text()
    if source.random() < 0.4:
        return " ".join(source.choices(TOKENS, k=source.randint(1, 25)))
    words = source.choice(QUERIES).split(" ")
    for _ in range(source.randrange(4)):
        place = source.randrange(len(words))
        match source.randrange(3):
            case 0:
                words[place] = source.choice(TOKENS)
            case 1:
                words.insert(place, source.choice(TOKENS))
            case _:
                words = words[:place] + words[place + 1 :] or ["RETURN"]
    return " ".join(words)


def body(source: random.Random, path: str) -> bytes:
    """A body: a query, JSON, damaged JSON, lines, or bytes."""
    if path.startswith(_WITH_TEXTS) and source.random() < 0.8:
        asked: dict[str, Any] = {"query": aql(source)}
        if source.random() < 0.3:
            asked["bindVars"] = {"a": value(source), "@c": source.choice(("c", "none", 1))}
        if "@v" in asked["query"]:
            asked["bindVars"] = {"v": value(source)}
        if source.random() < 0.3:
            asked["options"] = {"maxRuntime": 1, "fullCount": True, "profile": 2}
        # What a fuzzer asks for may be endless.
        asked["memoryLimit"] = 4 << 20
        asked.setdefault("options", {})["maxRuntime"] = 1
        return json.dumps(asked).encode()
    match source.randrange(6):
        case 0:
            return b""
        case 1:
            return source.randbytes(source.randint(0, 60))
        case 2:
            data = bytearray(json.dumps(value(source)).encode())
            for _ in range(source.randint(1, 3)):
                data[source.randrange(len(data))] = source.choice(b'{}[]",:\\\x00\xff0e-')
            return bytes(data)
        case 3:
            return b"\n".join(
                json.dumps(value(source)).encode() for _ in range(source.randrange(5))
            )
        case _:
            fields = source.choices(FIELDS, k=source.randrange(7))
            return json.dumps({name: value(source) for name in fields}).encode()


def request(source: random.Random, routes: list[Route]) -> Request:
    """A request to some path that the server has, or to one that it has not."""
    route = source.choice(routes)
    path = "/_api/cursor" if source.random() < 0.25 else route.path
    method = source.choice(METHODS)
    if source.random() < 0.9:
        method = "POST" if path != route.path else source.choice(list(route.handlers))
    known = (*NAMES, *SUFFIXES)
    for _ in range(source.choice((0, 0, 1, 1, 2, 2, 3, 4)) if route.suffixes else 0):
        if path == "/_api/cursor" and source.random() < 0.9:
            break
        path += "/" + (
            source.choice(known)
            if source.random() < 0.9
            else quote(aql(source)[:20], errors="replace")
        )
    if source.random() < 0.05:
        path = "/_db/" + source.choice(NAMES) + path
    target = path if source.random() < 0.95 else path.replace("a", "%61")
    if source.random() < 0.4:
        pairs = [
            f"{source.choice(PARAMETERS)}={quote(source.choice(VALUES))}"
            for _ in range(source.randint(1, 3))
        ]
        target += "?" + "&".join(pairs)
    if source.random() < 0.01:
        target = source.choice(("", "/", "//", "/%", "/%ff", "?", "/_db", "/_db/", "*", "x"))
    headers = {"authorization": GUEST if source.random() < 0.1 else ROOT}
    if source.random() < 0.2:
        chosen = source.choice(("true", "store", "1", "x", '"_a"', "multipart/form-data", "\x00"))
        headers[source.choice(HEADERS)] = chosen
    return Request(method, target, headers, body(source, path))


async def prepare(settings: Settings) -> Any:
    """A server with a little of everything in it."""
    server = assembled(settings)
    setup = [
        ("POST", "/_api/collection", {"name": "c"}),
        ("POST", "/_api/collection", {"name": "v"}),
        ("POST", "/_api/collection", {"name": "e", "type": 3}),
        ("POST", "/_api/document/c", [{"_key": key, "a": n} for n, key in enumerate("abc")]),
        ("POST", "/_api/document/v", [{"_key": key} for key in "abc"]),
        ("POST", "/_api/document/e", [{"_from": "v/a", "_to": "v/b"}]),
        ("POST", "/_api/index?collection=c", {"type": "persistent", "fields": ["a"]}),
        ("POST", "/_api/user", {"user": "guest", "passwd": ""}),
        ("PUT", "/_api/user/guest/database/_system", {"grant": "ro"}),
    ]
    for method, target, content in setup:
        data = json.dumps(content).encode()
        await server.dispatcher.answer(Request(method, target, {"authorization": ROOT}, data))
    return server


async def one(server: Any, asked: Request) -> tuple[int, str]:
    """Ask, and judge: the status, and what is wrong with the answer (nothing: empty)."""
    begun = time.perf_counter()
    try:
        answer = await asyncio.wait_for(server.dispatcher.answer(asked), SLOW_SECONDS)
    except asyncio.TimeoutError:
        return 0, "no answer"
    data = b"".join(await answer.pieces())
    if time.perf_counter() - begun > SLOW_SECONDS:
        return answer.status, "slow"
    is_json = answer.content_type is not None and "json" in answer.content_type
    try:
        content = json.loads(data) if is_json and data else None
    except ValueError:
        return answer.status, "no JSON"
    if answer.status >= 500 and isinstance(content, dict) and content.get("errorNum") in {0, 4}:
        return answer.status, "broken"
    return answer.status, ""


async def run(version: str, options: argparse.Namespace) -> int:
    """Fuzz until the time is over or the cases are done; gives the number of findings."""
    profile = Profile.of(version)
    settings = Settings(profile)
    routes = [r for r in ROUTES if r.handlers and profile.has(r.since, r.until)]
    statuses: Counter[int] = Counter()
    findings = 0
    begun = time.monotonic()
    case = queries = 0
    server = await prepare(settings)
    while case < options.cases if options.cases else time.monotonic() - begun < options.seconds:
        if case % FRESH_EVERY == FRESH_EVERY - 1:
            server = await prepare(settings)
        source = random.Random(f"{options.seed}/{case}")
        asked = request(source, routes)
        queries += asked.path.startswith(_WITH_TEXTS)
        status, wrong = await one(server, asked)
        statuses[status] += 1
        if wrong:
            findings += 1
            print(f"case {case}: {wrong}: {asked.method} {asked.path} {dict(asked.query)}")
            print(f"    {asked.headers} {asked.body[:300]!r}")
        case += 1
    seconds = time.monotonic() - begun
    figures = f"{case} requests in {seconds:.0f} s, {queries} of them with AQL texts"
    print(f"as {profile.text}: {figures}, {findings} findings (seed {options.seed})")
    print("  statuses: " + ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items())))
    return findings


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10.0, help="for each version")
    parser.add_argument("--cases", type=int, default=0, help="instead of seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--server-version", nargs="+", default=["3.11", "3.12", "4.0"])
    logging.basicConfig(level=logging.ERROR)
    options = parser.parse_args()
    return 1 if sum(asyncio.run(run(version, options)) for version in options.server_version) else 0


if __name__ == "__main__":
    raise SystemExit(main())
