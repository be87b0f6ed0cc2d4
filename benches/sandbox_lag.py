"""How long single requests keep a sandbox from answering others: `python -m benches.sandbox_lag`.

A server runs in a process of its own, with a task in its loop that notes how much processor time
the loop's thread has used between two of its turns. That is how long others would have waited,
however busy the machine is. Work in other threads counts as the time that passed (marked ``~``),
since it is the interpreter that is shared then.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import gzip
import http.client
import json
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import urlsplit

from arango_fastbatch.sandbox.collector import gentle_collection
from arango_fastbatch.sandbox.profile import Profile
from arango_fastbatch.sandbox.serving import running_server
from arango_fastbatch.sandbox.settings import Settings

_HEADERS = {"Authorization": "Basic " + base64.b64encode(b"root:").decode()}
_TICK_SECONDS = 0.001
_SETTLE_SECONDS = 0.02


@dataclass
class Lag:
    """The longest that a loop was held, in seconds.

    Args:
        busy: By the processor time of its own thread.
        passed: By the clock.
    """

    busy: float = 0.0
    passed: float = 0.0


def serve(version: str, pipe: Connection, *, embedded: bool) -> None:
    """Run a server until the pipe says None; answers whatever else it says with the lag since."""
    lag = Lag()

    async def watch() -> None:
        while True:
            busy, passed = time.thread_time(), time.perf_counter()
            await asyncio.sleep(_TICK_SECONDS)
            lag.busy = max(lag.busy, time.thread_time() - busy)
            lag.passed = max(lag.passed, time.perf_counter() - passed - _TICK_SECONDS)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        over = asyncio.Event()

        def tell() -> None:
            pipe.send((lag.busy, lag.passed))
            lag.busy = lag.passed = 0.0

        def asked() -> None:
            if pipe.recv() is None:
                over.set()
            # What has just held the loop is seen at the next turn.
            loop.call_later(_SETTLE_SECONDS, tell)

        async with running_server(Settings(Profile.of(version))) as (url, server):
            watching = loop.create_task(watch())
            loop.add_reader(pipe.fileno(), asked)
            pipe.send(url)
            if embedded:
                await over.wait()
            else:
                async with gentle_collection(server):
                    await over.wait()
            watching.cancel()

    asyncio.run(main())


class Server:
    """A server to ask, and to be asked how long it was held."""

    def __init__(self, version: str, *, embedded: bool = False) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(version, theirs), kwargs={"embedded": embedded}, daemon=True
        )
        self._process.start()
        self._address = urlsplit(self._pipe.recv()).netloc

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """The status and body of an answer."""
        connection = http.client.HTTPConnection(self._address, timeout=300)
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        connection.request(method, path, body, _HEADERS | (headers or {}))
        response = connection.getresponse()
        data = response.read()
        connection.close()
        return response.status, data

    def query(self, text: str, **more: Any) -> tuple[int, bytes]:
        """The answer to a query, all rows in one batch."""
        return self.ask("POST", "/_api/cursor", {"query": text, "batchSize": 10_000_000} | more)

    def lag(self) -> Lag:
        """The longest that the loop was held since the last question."""
        self._pipe.send("lag")
        return Lag(*self._pipe.recv())

    def stop(self) -> None:
        """End it."""
        self._pipe.send(None)
        self._process.join()


def lines(count: int) -> bytes:
    """Documents to import."""
    row = '{"_key":"k%d","n":%d,"a":%d,"text":"some text of document %d","sub":{"x":[%d]}}'
    return "\n".join(row % (n, n, n % 1000, n, n) for n in range(count)).encode()


LONG = "FOR i IN 1..3 RETURN [" + ", ".join(f"i == {n} + i * {n}" for n in range(20_000)) + "]"
DEEP = "RETURN " + "[" * 400 + "]" * 400

QUERIES = {
    "scan, return all": "FOR d IN big RETURN d",
    "scan, filter": "FOR d IN big FILTER d.a == 3 && d.n < 0 RETURN d",
    "sort all": "FOR d IN big SORT d.text DESC RETURN d.n",
    "sort 1m numbers": "FOR i IN 1..1000000 SORT (i * 7919) % 1000003 LIMIT 999000, 10 RETURN i",
    "collect 1m groups": "FOR i IN 1..1000000 COLLECT x = i WITH COUNT INTO n RETURN n",
    "collect into": "FOR d IN big COLLECT a = d.a INTO g RETURN LENGTH(g)",
    "collect aggregate": "FOR i IN 1..1000000 COLLECT AGGREGATE s = STDDEV(i) RETURN s",
    "collect unique": "FOR i IN 1..1000000 COLLECT AGGREGATE u = UNIQUE(i) RETURN LENGTH(u)",
    "distinct": "FOR i IN 1..1000000 RETURN DISTINCT i",
    "new objects": "FOR i IN 1..500000 RETURN {a: i, b: [i, {c: i}]}",
    "nested loops": "FOR i IN 1..3000 FOR j IN 1..1000 FILTER i == -j RETURN 1",
    "subquery array": "LET a = (FOR d IN big RETURN d) RETURN LENGTH(a)",
    "array of a query": "RETURN (FOR d IN big RETURN d.n)",
    "range": "RETURN LENGTH(1..10000000 - 1)",
    "range 1e9": "RETURN LENGTH(1..1000000000)",
    "RANGE 1e9": "RETURN LENGTH(RANGE(1, 1000000000))",
    "sum of range": "RETURN SUM(1..3000000)",
    "sorted": "RETURN LENGTH(SORTED(RANGE(1000000, 1)))",
    "unique": "RETURN LENGTH(UNIQUE(1..1000000))",
    "union": "RETURN LENGTH(UNION_DISTINCT(1..1000000, 5..1000005))",
    "percentile": "RETURN PERCENTILE(1..1000000, 50)",
    "reverse": "RETURN LENGTH(REVERSE(1..3000000))",
    "expansion": "RETURN LENGTH((1..1000000)[* FILTER CURRENT % 2 == 0 RETURN CURRENT * 2])",
    "expansion by row": "FOR i IN 1..3 RETURN LENGTH((1..300000 + i)[* RETURN CURRENT * 2])",
    "sum by row": "FOR i IN 1..5 RETURN SUM(1..1000000 + i)",
    "in array": "LET a = 1..1000000 FOR i IN 1..10 FILTER i IN a RETURN i",
    "pow": "RETURN POW(10, 1000000000)",
    "repeat": "RETURN LENGTH(REPEAT('x', 1000000000))",
    "repeat 16 MB": "RETURN CHAR_LENGTH(CONCAT(REPEAT('xy', 8000000), REPEAT('xy', 8000000)))",
    "split": "RETURN LENGTH(SPLIT(REPEAT('x,', 4000000), ','))",
    "text doubling": "LET a = REPEAT('x', 16000000) LET b = CONCAT(a,a,a,a) LET c = CONCAT(b,b,b,b)"
    " RETURN CHAR_LENGTH(CONCAT(c,c,c,c))",
    "levenshtein": "RETURN LEVENSHTEIN_DISTANCE(REPEAT('a', 2000), REPEAT('b', 2000))",
    "levenshtein by row": "FOR i IN 1..5 RETURN LEVENSHTEIN_DISTANCE(REPEAT('a', 900 + i),"
    " REPEAT('b', 900))",
    "ngram": "RETURN NGRAM_SIMILARITY(REPEAT('ab', 900), REPEAT('bc', 900), 2)",
    "like": "RETURN LIKE(REPEAT('a', 1000000), '%a%a%a%a%a%a%b')",
    "regex (a+)+": "RETURN 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' =~ '^(a+)+$'",
    "regex by row": "FOR i IN 1..3 RETURN CONCAT(REPEAT('a', 30), '!', i) =~ '^(a|a)+$'",
    "regex replace": "RETURN REGEX_REPLACE(REPEAT('a', 30000), '(a|aa)+$b', 'x')",
    "regex nested": "RETURN REGEX_TEST(REPEAT('a', 5000), '(.*)*(.*)*(.*)*b')",
    "json": "RETURN LENGTH(JSON_STRINGIFY(1..1000000))",
    "json parse": "RETURN LENGTH(JSON_PARSE(CONCAT('[', REPEAT('1,', 3000000), '1]')))",
    "long text": LONG,
    "deep text": DEEP,
    "very deep text": "RETURN " + "[" * 100_000,
    "parentheses": "RETURN " + "(" * 5000 + "1" + ")" * 5000,
    "traversal": "FOR v, e, p IN 0..6 ANY 'vertices/1' edges RETURN p.vertices[*].n",
    "shortest path": "FOR v IN ANY SHORTEST_PATH 'vertices/1' TO 'vertices/9999' edges RETURN v",
    "k shortest": "FOR p IN ANY K_SHORTEST_PATHS 'vertices/1' TO 'vertices/7' edges LIMIT 5"
    " RETURN 1",
    "star": "FOR v IN 1..1 ANY 'vertices/0' star RETURN v.n",
    "insert": "FOR i IN 1..200000 INSERT {_key: TO_STRING(i), n: i, s: {x: [i]}} INTO fresh",
    "upsert": "FOR i IN 1..50000 UPSERT {_key: TO_STRING(i)} INSERT {} UPDATE {b: i} IN fresh",
    "update": "FOR d IN fresh UPDATE d WITH {b: 1, c: {d: 1}} IN fresh",
    "replace": "FOR d IN fresh REPLACE d WITH {b: 1} IN fresh RETURN NEW",
    "fails late": "FOR d IN fresh UPDATE d WITH {b: d._key == '200000' ? ASSERT(false, 'x') : 1}"
    " IN fresh",
    "remove": "FOR d IN fresh REMOVE d IN fresh",
}


Steps = Iterator[tuple[str, tuple[int, bytes]]]


def scenarios(server: Server, count: int) -> Steps:
    """Name what is done and do it; with the answer."""
    yield "first query", server.query("RETURN 1")
    for name, kind in (("big", 2), ("copy", 2), ("vertices", 2), ("edges", 3), ("star", 3)):
        server.ask("POST", "/_api/collection", {"name": name, "type": kind})
    server.ask("POST", "/_api/collection", {"name": "fresh"})
    body = lines(count)
    yield "import lines", server.ask("POST", "/_api/import?collection=big&type=documents", body)
    yield from documents(server, b"[" + body.replace(b"\n", b",") + b"]")
    yield from indexes(server)
    yield from simple_queries(server, count)
    graph(server)
    yield "edges", server.ask("GET", "/_api/edges/star?vertex=vertices/0")
    for name, text in QUERIES.items():
        yield name, server.query(text, options={"maxRuntime": 60})
    yield "explain", server.ask("POST", "/_api/explain", {"query": LONG})
    yield "parse", server.ask("POST", "/_api/query", {"query": LONG})
    yield "rename", server.ask("PUT", "/_api/collection/big/rename", {"name": "bigger"})
    yield "drop", server.ask("DELETE", "/_api/collection/bigger")


def documents(server: Server, array: bytes) -> Steps:
    """Arrays of documents, and documents with arrays."""
    ask, copy = server.ask, "/_api/document/copy"
    complete = "/_api/import?collection=copy&type=array&complete=true&overwrite=true"
    yield "import array", ask("POST", "/_api/import?collection=copy&type=array", array)
    yield "import complete", ask("POST", complete, array)
    yield "truncate", ask("PUT", "/_api/collection/copy/truncate")
    yield "insert array", ask("POST", f"{copy}?returnNew=true", array)
    yield "get array", ask("PUT", f"{copy}?onlyget=true", array)
    yield "replace array", ask("PUT", copy, array)
    yield "update array", ask("PATCH", copy, array)
    yield "remove array", ask("DELETE", copy, array)
    yield "large in array", ask("POST", f"{copy}?returnNew=true", b'[{"a": ' + array + b"}, {}]")
    yield "large document", ask("POST", copy, b'{"_key": "x", "a": ' + array + b"}")
    yield "get it", ask("GET", f"{copy}/x")
    yield "replace it", ask("PUT", f"{copy}/x", b'{"a": 1}')
    binds = {"a": list(range(1_000_000))}
    yield "large bind", server.query("RETURN LENGTH(@a)", bindVars=binds)
    yield "broken array", ask("POST", copy, array[:-1])
    headers = {"Content-Encoding": "gzip"}
    yield "compressed", ask("POST", copy, gzip.compress(array, 1), headers)


def indexes(server: Server) -> Steps:
    """Indexes over many documents."""
    path = "/_api/index?collection=big"
    for kind, field in (("persistent", "n"), ("persistent", "text"), ("ttl", "n")):
        index = {"type": kind, "fields": [field], "expireAfter": 10**10}
        yield f"index {kind} {field}", server.ask("POST", path, index)
    expanded = {"type": "persistent", "fields": ["a", "sub.x[*]"]}
    yield "index expanded", server.ask("POST", path, expanded)
    unique = {"type": "persistent", "fields": ["a"], "unique": True}
    yield "unique conflict", server.ask("POST", path, unique)
    yield "figures", server.ask("GET", "/_api/collection/big/figures?details=true")
    yield "checksum", server.ask("GET", "/_api/collection/big/checksum?withData=true")


def simple_queries(server: Server, count: int) -> Steps:
    """/_api/simple and /_api/export."""
    keys = [f"k{n}" for n in range(count)]
    for name, more in (
        ("all", {"batchSize": 10**7}),
        ("all-keys", {}),
        ("any", {}),
        ("by-example", {"example": {"sub.x": [7]}}),
        ("range", {"attribute": "n", "left": 5, "right": 10**6}),
        ("lookup-by-keys", {"keys": keys}),
        ("remove-by-keys", {"collection": "copy", "keys": keys}),
    ):
        body = {"collection": "big"} | more
        yield f"simple {name}", server.ask("PUT", f"/_api/simple/{name}", body)
    yield "export", server.ask("POST", "/_api/export?collection=big", {"batchSize": 10**7})


def graph(server: Server) -> None:
    """Make 20,000 vertices, 60,000 edges, and a vertex with 100,000 more."""
    numbers = range(20_000)
    vertices = [{"_key": str(n), "n": n} for n in numbers]
    edges = [
        {"_from": f"vertices/{n}", "_to": f"vertices/{(n * k + 1) % 20_000}"}
        for n in numbers
        for k in (1, 7, 13)
    ]
    star = [{"_from": "vertices/0", "_to": f"vertices/{n}"} for n in numbers] * 5
    for name, many in (("vertices", vertices), ("edges", edges), ("star", star)):
        server.ask("POST", f"/_api/document/{name}", many)
    server.lag()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=200_000, help="documents")
    parser.add_argument("--server-version", default="3.12")
    parser.add_argument("--embedded", action="store_true", help="leave the collector alone")
    options = parser.parse_args()
    server = Server(options.server_version, embedded=options.embedded)
    print(f"{'':24}{'held ms':>10}{'~ ms':>10}{'took s':>10}  status")
    began = time.perf_counter()
    for name, answer in scenarios(server, options.count):
        took, lag = time.perf_counter() - began, server.lag()
        status, data = answer
        refused = data[-60:].decode(errors="replace") if status >= 300 else ""
        figures = f"{lag.busy * 1e3:10.1f}{lag.passed * 1e3:10.1f}{took:10.2f}"
        print(f"{name:24}{figures}  {status} {refused}", flush=True)
        began = time.perf_counter()
    server.stop()


if __name__ == "__main__":
    main()
