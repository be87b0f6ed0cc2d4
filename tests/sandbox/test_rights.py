"""Who may do what: every path and method, asked by users of all rights."""

import itertools

import pytest
from tests.sandbox.conftest import Caller

from arango_fastbatch.sandbox.api import ROUTES

LEVELS = ("none", "ro", "rw")
EVE = ("eve", "")

# What a request demands, and how it is refused otherwise.
ANYBODY, READ, WRITE, MAKE, MAKE_OF, CHANGE, ADMINISTRATE = range(7)

_DOCUMENT = "/_api/document/things"
_GRAPH = "/_api/gharial/map"
_EDGES = {"collection": "ways", "from": ["things"], "to": ["things"]}
_EXAMPLE = {"collection": "things", "example": {"a": 1}}
_KEYS = {"collection": "things", "keys": ["none"]}

# Method, path, body and demand; nothing here leaves anything behind that is not made again.
ASKED = [
    ("POST", _DOCUMENT, {}, WRITE),
    ("POST", _DOCUMENT, [{}, {}], WRITE),
    ("GET", f"{_DOCUMENT}/k", None, READ),
    ("HEAD", f"{_DOCUMENT}/k", None, READ),
    ("PUT", f"{_DOCUMENT}?onlyget=true", ["k"], READ),
    ("PUT", _DOCUMENT, [{"_key": "none"}], WRITE),
    ("PUT", f"{_DOCUMENT}/k", {}, WRITE),
    ("PATCH", _DOCUMENT, [{"_key": "none"}], WRITE),
    ("PATCH", f"{_DOCUMENT}/k", {}, WRITE),
    ("DELETE", _DOCUMENT, ["none"], WRITE),
    ("DELETE", f"{_DOCUMENT}/none", None, WRITE),
    ("POST", "/_api/import?collection=things&type=documents", b"{}", WRITE),
    ("GET", "/_api/edges/ways?vertex=things/k", None, READ),
    ("POST", "/_api/edges/ways", ["things/k"], READ),
    ("POST", "/_api/cursor", {"query": "FOR t IN things RETURN t"}, READ),
    ("POST", "/_api/cursor", {"query": "RETURN DOCUMENT('things/k')"}, READ),
    ("POST", "/_api/cursor", {"query": "FOR v IN ANY 'things/k' ways RETURN v"}, READ),
    ("POST", "/_api/cursor", {"query": "INSERT {} INTO things"}, WRITE),
    ("POST", "/_api/cursor", {"query": "FOR t IN things REMOVE 'none' IN things"}, WRITE),
    ("POST", "/_api/explain", {"query": "FOR t IN things RETURN t"}, READ),
    ("POST", "/_api/explain", {"query": "INSERT {} INTO things"}, WRITE),
    ("POST", "/_api/export?collection=things", {}, READ),
    ("GET", "/_api/collection/things", None, READ),
    ("GET", "/_api/collection/things/properties", None, READ),
    ("GET", "/_api/collection/things/count", None, READ),
    ("GET", "/_api/collection/things/figures", None, READ),
    ("GET", "/_api/collection/things/revision", None, READ),
    ("GET", "/_api/collection/things/checksum", None, READ),
    ("PUT", "/_api/collection/things/load", None, READ),
    ("PUT", "/_api/collection/things/unload", None, READ),
    ("PUT", "/_api/collection/things/compact", None, READ),
    ("PUT", "/_api/collection/things/loadIndexesIntoMemory", None, READ),
    ("PUT", "/_api/collection/things/recalculateCount", None, WRITE),
    ("PUT", "/_api/collection/things/truncate", None, WRITE),
    ("PUT", "/_api/collection/things/properties", {"cacheEnabled": False}, CHANGE),
    ("PUT", "/_api/collection/things/rename", {"name": "things"}, CHANGE),
    ("POST", "/_api/collection", {"name": "things"}, MAKE),
    ("DELETE", "/_api/collection/things", None, CHANGE),
    ("GET", "/_api/index?collection=things", None, READ),
    ("GET", "/_api/index/things/0", None, READ),
    ("GET", "/_api/index/selectivity?collection=things", None, READ),
    ("POST", "/_api/index?collection=things", {"type": "persistent", "fields": ["a"]}, CHANGE),
    ("DELETE", "/_api/index/things/12345", None, CHANGE),
    ("GET", _GRAPH, None, ANYBODY),
    ("POST", "/_api/gharial", {"name": "other", "edgeDefinitions": [_EDGES]}, MAKE_OF),
    ("DELETE", _GRAPH, None, MAKE),
    ("POST", f"{_GRAPH}/edge", _EDGES | {"collection": "roads"}, MAKE_OF),
    ("PUT", f"{_GRAPH}/edge/ways", _EDGES, MAKE_OF),
    ("DELETE", f"{_GRAPH}/edge/ways", None, MAKE),
    ("DELETE", f"{_GRAPH}?dropCollections=true", None, CHANGE),
    ("POST", f"{_GRAPH}/vertex", {"collection": "spots"}, MAKE_OF),
    ("GET", f"{_GRAPH}/vertex/things/k", None, READ),
    ("POST", f"{_GRAPH}/vertex/things", {}, WRITE),
    ("PUT", f"{_GRAPH}/vertex/things/k", {}, WRITE),
    ("PATCH", f"{_GRAPH}/vertex/things/k", {}, WRITE),
    ("DELETE", f"{_GRAPH}/vertex/things/none", None, WRITE),
    ("GET", f"{_GRAPH}/edge/ways/w", None, READ),
    ("POST", f"{_GRAPH}/edge/ways", {"_from": "things/k", "_to": "things/k"}, WRITE),
    ("PUT", f"{_GRAPH}/edge/ways/none", {"_from": "things/k", "_to": "things/k"}, WRITE),
    ("PATCH", f"{_GRAPH}/edge/ways/none", {}, WRITE),
    ("DELETE", f"{_GRAPH}/edge/ways/none", None, WRITE),
    ("GET", "/_api/view", None, ANYBODY),
    ("GET", "/_api/view/seen", None, READ),
    ("GET", "/_api/view/seen/properties", None, READ),
    ("POST", "/_api/view", {"name": "seen", "type": "arangosearch"}, MAKE),
    ("PUT", "/_api/view/seen/properties", {"links": {"things": {}}}, MAKE_OF),
    ("PATCH", "/_api/view/seen/properties", {}, MAKE_OF),
    ("PUT", "/_api/view/seen/rename", {"name": "seen"}, MAKE_OF),
    ("DELETE", "/_api/view/seen", None, MAKE_OF),
    ("GET", "/_api/analyzer", None, ANYBODY),
    ("GET", "/_api/analyzer/text_en", None, ANYBODY),
    ("POST", "/_api/analyzer", {"name": "mine", "type": "identity"}, MAKE),
    ("DELETE", "/_api/analyzer/mine", None, MAKE),
    ("GET", "/_api/aqlfunction", None, ANYBODY),
    ("POST", "/_api/aqlfunction", {"name": "a::b", "code": "function () {}"}, MAKE),
    ("DELETE", "/_api/aqlfunction/a::b", None, MAKE),
    ("GET", "/_api/tasks", None, ANYBODY),
    ("POST", "/_api/tasks", {"id": "t", "command": "1"}, MAKE),
    ("PUT", "/_api/tasks/t", {"command": "1"}, MAKE),
    ("DELETE", "/_api/tasks/t", None, MAKE),
    ("POST", "/_api/transaction/begin", {"collections": {"read": ["things"]}}, READ),
    ("POST", "/_api/transaction/begin", {"collections": {"write": ["things"]}}, WRITE),
    ("POST", "/_api/transaction/begin", {"collections": {"exclusive": ["things"]}}, WRITE),
    ("PUT", "/_api/simple/all", {"collection": "things"}, READ),
    ("PUT", "/_api/simple/all-keys", {"collection": "things"}, READ),
    ("PUT", "/_api/simple/any", {"collection": "things"}, READ),
    ("PUT", "/_api/simple/by-example", _EXAMPLE, READ),
    ("PUT", "/_api/simple/first-example", _EXAMPLE, READ),
    ("PUT", "/_api/simple/lookup-by-keys", _KEYS, READ),
    ("PUT", "/_api/simple/remove-by-example", _EXAMPLE, WRITE),
    ("PUT", "/_api/simple/remove-by-keys", _KEYS, WRITE),
    ("PUT", "/_api/simple/replace-by-example", _EXAMPLE | {"newValue": {}}, WRITE),
    ("PUT", "/_api/simple/update-by-example", _EXAMPLE | {"newValue": {}}, WRITE),
    ("GET", "/_api/query/current", None, ANYBODY),
    ("PUT", "/_api/query/properties", {}, MAKE),
    ("PUT", "/_api/query-cache/properties", {}, MAKE),
    ("DELETE", "/_api/query-cache", None, MAKE),
    ("GET", "/_api/collection", None, ANYBODY),
    ("GET", "/_api/gharial", None, ANYBODY),
    ("GET", "/_api/query/slow", None, ANYBODY),
    ("POST", "/_api/query", {"query": "FOR t IN things RETURN t"}, ANYBODY),
    ("DELETE", "/_api/query/slow", None, ANYBODY),
    ("GET", "/_api/query-cache/entries", None, ANYBODY),
    ("GET", "/_api/query-cache/properties", None, ANYBODY),
    ("GET", "/_api/transaction", None, ANYBODY),
    ("PUT", "/_api/transaction/1", None, ANYBODY),
    ("DELETE", "/_api/transaction/1", None, ANYBODY),
    ("PUT", "/_api/cursor/1", None, ANYBODY),
    ("DELETE", "/_api/cursor/1", None, ANYBODY),
    ("PUT", "/_api/export/1", None, ANYBODY),
    ("DELETE", "/_api/export/1", None, ANYBODY),
    ("GET", "/_api/job/done", None, ANYBODY),
    ("PUT", "/_api/job/1", None, ANYBODY),
    ("DELETE", "/_api/job/1", None, ANYBODY),
    ("GET", "/_api/database/user", None, ANYBODY),
    ("GET", "/_api/database/current", None, ANYBODY),
    ("GET", "/_api/version", None, ANYBODY),
    ("GET", "/_api/engine", None, ANYBODY),
    ("GET", "/_admin/echo", None, ANYBODY),
    ("GET", "/_admin/time", None, ANYBODY),
    ("GET", "/_admin/status", None, ANYBODY),
    ("GET", "/_admin/statistics", None, ANYBODY),
    ("GET", "/_admin/statistics-description", None, ANYBODY),
    ("GET", "/_admin/metrics", None, ANYBODY),
    ("GET", "/_admin/metrics/v2", None, ANYBODY),
    ("GET", "/_admin/license", None, ANYBODY),
    ("GET", "/_admin/server/role", None, ANYBODY),
    ("GET", "/_admin/server/id", None, ANYBODY),
    ("GET", "/_admin/server/mode", None, ANYBODY),
    ("GET", "/_admin/database/target-version", None, ANYBODY),
    ("GET", "/_api/user", None, ADMINISTRATE),
    ("GET", "/_api/user/root", None, ADMINISTRATE),
    ("POST", "/_api/user", {"user": "root"}, ADMINISTRATE),
    ("PUT", "/_api/user/root", {"passwd": ""}, ADMINISTRATE),
    ("PUT", "/_api/user/root/database/x", {"grant": "rw"}, ADMINISTRATE),
    ("PATCH", "/_api/user/root", {"passwd": ""}, ADMINISTRATE),
    ("DELETE", "/_api/user/root/database/x", None, ADMINISTRATE),
    ("DELETE", "/_api/user/nobody", None, ADMINISTRATE),
    ("GET", "/_admin/log", None, ADMINISTRATE),
    ("GET", "/_admin/log/entries", None, ADMINISTRATE),
    ("GET", "/_admin/log/level", None, ADMINISTRATE),
    ("PUT", "/_admin/log/level", {}, ADMINISTRATE),
    ("DELETE", "/_admin/log/level", None, ADMINISTRATE),
    ("DELETE", "/_admin/log/entries", None, ADMINISTRATE),
    ("PUT", "/_admin/server/mode", {"mode": "default"}, ADMINISTRATE),
    ("PUT", "/_admin/compact", {}, ADMINISTRATE),
    ("GET", "/_api/engine/stats", None, ADMINISTRATE),
    ("POST", "/_admin/routing/reload", None, ADMINISTRATE),
    ("GET", "/_api/foxx", None, ANYBODY),
    ("POST", "/_api/foxx?mount=/s", b"", MAKE),
    ("PUT", "/_api/foxx/service?mount=/s", b"", MAKE),
    ("PATCH", "/_api/foxx/service?mount=/s", b"", MAKE),
    ("DELETE", "/_api/foxx/service?mount=/none", None, ANYBODY),
    ("GET", "/_admin/wal/transactions", None, ANYBODY),
    ("PUT", "/_admin/wal/flush", None, ANYBODY),
    ("GET", "/_api/wal/lastTick", None, ADMINISTRATE),
    ("PUT", "/_api/wal/tail", [], ADMINISTRATE),
    ("POST", "/_api/replication/batch", {}, ANYBODY),
    ("GET", "/_api/replication/logger-state", None, ADMINISTRATE),
    ("PUT", "/_api/replication/applier-stop", None, ADMINISTRATE),
    ("DELETE", "/_api/replication/applier-state", None, ADMINISTRATE),
    ("GET", "/_api/control_pregel", None, ANYBODY),
    ("POST", "/_api/control_pregel", {}, ANYBODY),
    ("DELETE", "/_api/control_pregel/1", None, ANYBODY),
    ("DELETE", "/_admin/shutdown", None, ADMINISTRATE),
]
# These are asked of `_system` only, or show nothing and change nothing of anybody's.
APART = {
    ("POST", "/_api/database"),
    ("DELETE", "/_api/database"),
    ("GET", "/_api/endpoint"),
    ("POST", "/_open/auth"),
    ("GET", "/_admin/server/availability"),
    ("PUT", "/_admin/license"),
    ("PUT", "/_api/version"),
    ("POST", "/_api/version"),
    *((method, "/_admin/echo") for method in ("POST", "PUT", "PATCH", "DELETE", "HEAD")),
    # Each of their parts is a request of its own: see test_batch.py.
    ("POST", "/_api/batch"),
    ("PUT", "/_api/batch"),
    # These need an index, and are cursors over what `by-example` reads.
    *(
        ("PUT", f"/_api/simple/{name}")
        for name in ("fulltext", "near", "range", "within", "within-rectangle")
    ),
    # See test_access_tokens.py.
    *((method, "/_api/token") for method in ("GET", "POST", "DELETE")),
    # See test_query_caches.py.
    *((method, "/_api/query-plan-cache") for method in ("GET", "DELETE")),
    # Of 3.12 and later, and for everybody.
    ("GET", "/_admin/deployment/id"),
    ("GET", "/_admin/options-public"),
    ("GET", "/_api/key-generators"),
    # Refused to everybody, or to all but superusers: see test_single_server.py.
    *((method, "/_admin/cluster") for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
    ("GET", "/_api/cluster"),
    *((method, "/_admin/server/tls") for method in ("GET", "POST")),
    *((method, "/_admin/server/jwt") for method in ("GET", "POST")),
    ("POST", "/_admin/server/encryption"),
}


def test_every_path_and_method_is_asked():
    def route_of(path):
        path = path.partition("?")[0]
        fitting = (r.path for r in ROUTES if f"{path}/".startswith(f"{r.path}/"))
        return max(fitting, key=len)

    asked = {(method, route_of(path)) for method, path, *_ in ASKED}
    assert not asked & APART
    there = {(method, route.path) for route in ROUTES for method in route.handlers}
    assert there == asked | APART


@pytest.fixture
def room(call_311):
    """A database with a user whose rights are still to be given."""
    call_311("POST", "/_api/user", {"user": "eve"})
    call_311("POST", "/_api/database", {"name": "room"})
    yield Room(call_311)
    call_311("DELETE", "/_api/database/room")
    call_311("DELETE", "/_api/user/eve")


class Room:
    """A database, and what is in it before each request."""

    def __init__(self, call: Caller):
        self._call = call

    def root(self, method, path, body=None):
        return self._call(method, f"/_db/room{path}", body)

    def eve(self, method, path, body=None):
        return self._call(method, f"/_db/room{path}", body, user=EVE)

    def furnish(self, on_database, on_collections):
        self.root("POST", "/_api/collection", {"name": "things"})
        self.root("POST", "/_api/collection", {"name": "ways", "type": 3})
        self.root("POST", "/_api/document/things?overwriteMode=replace", {"_key": "k", "a": 1})
        way = {"_key": "w", "_from": "things/k", "_to": "things/k"}
        self.root("POST", "/_api/document/ways?overwriteMode=replace", way)
        for graph in ("map", "other"):
            self.root("DELETE", f"/_api/gharial/{graph}")
        self.root("POST", "/_api/gharial", {"name": "map", "edgeDefinitions": [_EDGES]})
        self.root("POST", "/_api/view", {"name": "seen", "type": "arangosearch"})
        self.root("PUT", "/_api/view/seen/properties", {"links": {"things": {}}})
        self._grant(on_database, "room")
        for name in ("things", "ways", "*"):
            self._grant(on_collections, "room", name)

    def _grant(self, level, *where):
        path = "/_api/user/eve/database/" + "/".join(where)
        assert self._call("PUT", path, {"grant": level}).status == 200

    def contents(self):
        """What nobody may change who is refused."""
        queries = [
            self.root("GET", "/_api/collection?excludeSystem=true").json["result"],
            self.root("GET", "/_api/index?collection=things").json["indexes"],
            self.root("GET", "/_api/gharial").json["graphs"],
            self.root("GET", "/_api/view/seen/properties").json,
            self.root("PUT", "/_api/document/things?onlyget=true", ["k"]).json,
            self.root("GET", "/_api/collection/things/count").json["count"],
            self.root("GET", "/_api/collection/ways/count").json["count"],
        ]
        return [self._settled(part) for part in queries]

    def _settled(self, part):
        """Without what shows that time goes on."""
        if isinstance(part, list):
            return [self._settled(item) for item in part]
        if isinstance(part, dict):
            return {k: self._settled(v) for k, v in part.items() if k != "selectivityEstimate"}
        return part


def _is_allowed(demand, on_database, on_collections):
    may_read, may_write = on_collections != "none", on_collections == "rw"
    return {
        ANYBODY: True,
        READ: may_read,
        WRITE: may_write,
        MAKE: on_database == "rw",
        MAKE_OF: on_database == "rw" and may_read,
        CHANGE: on_database == "rw" and may_write,
        ADMINISTRATE: False,
    }[demand]


@pytest.mark.parametrize(("on_database", "on_collections"), list(itertools.product(LEVELS, LEVELS)))
def test_rights_are_demanded_everywhere(room, on_database, on_collections):
    wrong = []
    before = None
    for method, path, body, demand in ASKED:
        if before is None:
            room.furnish(on_database, on_collections)
            before = room.contents()
        reply = room.eve(method, path, body)
        number = reply.error[1] if reply.body and reply.status in {401, 403} else None
        is_refused = True
        if on_database == "none":
            is_right = reply.status == 401 and number in {11, None}
        elif _is_allowed(demand, on_database, on_collections):
            is_refused = False
            is_right = reply.status not in {401, 403, 500} or path == "/_admin/server/id"
        else:
            is_right = reply.status == 403 and number in {11, 403, 1004, None}
        is_change = demand not in {ANYBODY, READ}
        if not is_right or (is_refused and is_change and room.contents() != before):
            wrong.append((method, path, demand, reply.status, reply.body))
        if not is_refused and is_change:
            room.eve("DELETE", "/_api/transaction/write")
            before = None
    assert not wrong, "\n".join(map(str, wrong))


def test_refusals_say_why(room):
    room.furnish("rw", "none")
    hidden = (403, 11, "No access to collection 'things'")
    for method, path in (("GET", ""), ("GET", "/count"), ("PUT", "/truncate"), ("DELETE", "")):
        assert room.eve(method, f"/_api/collection/things{path}").error == hidden
    reading = (403, 11, "forbidden: things [read]")
    assert room.eve("GET", "/_api/index?collection=things").error == reading
    body = {"type": "persistent", "fields": ["a"]}
    assert room.eve("POST", "/_api/index?collection=things", body).error == (403, 11, "forbidden")
    room.furnish("rw", "ro")
    error = (403, 11, "Insufficient rights to drop collection things")
    assert room.eve("DELETE", "/_api/collection/things").error == error
    writing = (403, 1004, "read only: things [write]")
    assert room.eve("PUT", "/_api/collection/things/truncate").error == writing
    assert room.eve("POST", "/_api/document/things", {}).error == writing
    renaming = {"name": "stuff"}
    path = "/_api/collection/things/rename"
    assert room.eve("PUT", path, renaming).error == (403, 11, "forbidden")
    room.furnish("ro", "rw")
    error = (403, 11, "cannot create collection in room: forbidden")
    assert room.eve("POST", "/_api/collection", {"name": "more"}).error == error


def test_lists_leave_out_what_one_may_not_see(room, call_311):
    room.furnish("ro", "none")
    names = [c["name"] for c in room.eve("GET", "/_api/collection").json["result"]]
    assert "things" not in names
    assert room.eve("GET", "/_api/view").json["result"] == []
    assert room.eve("GET", "/_api/database/user").json["result"] == ["room"]
    assert room.eve("GET", "/_api/database").error[:2] == (403, 1230)
    assert call_311("GET", "/_api/database", user=EVE).error[:2] == (401, 11)


def test_what_one_makes_is_ones_own_and_forgotten_with_it(room, call_311):
    room.furnish("rw", "none")
    rights = "/_api/user/eve/database/room"
    assert room.eve("POST", "/_api/collection", {"name": "own"}).status == 200
    assert call_311("GET", f"{rights}/own").json["result"] == "rw"
    assert room.eve("POST", "/_api/document/own", {}).status == 202
    room.eve("DELETE", "/_api/collection/own")
    assert call_311("GET", f"{rights}/own?configured=true").json["result"] == "undefined"
    call_311("DELETE", "/_api/database/room")
    assert call_311("GET", f"{rights}?configured=true").json["result"] == "undefined"
    call_311("POST", "/_api/database", {"name": "room", "users": [{"username": "eve"}]})
    for user in ("eve", "root"):
        for where in ("room", "room/*"):
            path = f"/_api/user/{user}/database/{where}?configured=true"
            assert call_311("GET", path).json["result"] == "rw"


def test_databases_are_made_by_administrators(call_311):
    call_311("POST", "/_api/user", {"user": "eve"})
    for level in ("ro", "rw"):
        call_311("PUT", "/_api/user/eve/database/_system", {"grant": level})
        is_allowed = level == "rw"
        made = call_311("POST", "/_api/database", {"name": "eves"}, user=EVE)
        assert made.status == (201 if is_allowed else 403)
        dropped = call_311("DELETE", "/_api/database/eves", user=EVE)
        assert dropped.status == (200 if is_allowed else 403)
        assert call_311("GET", "/_api/database", user=EVE).status == (200 if is_allowed else 403)
        assert call_311("GET", "/_api/user", user=EVE).status == (200 if is_allowed else 403)
        assert call_311("GET", "/_admin/log", user=EVE).status == (200 if is_allowed else 403)
        status = call_311("PUT", "/_admin/server/mode", {"mode": "default"}, user=EVE).status
        assert status == (200 if is_allowed else 403)
    call_311("DELETE", "/_api/user/eve")
