"""Databases and what is in them: collections, graphs, views, analyzers; JavaScript transactions."""

from __future__ import annotations

from tests.peer.notation import Json
from tests.peer.plan import Method, Program, ok, recorded, ref, step

MODULE = "database"

GRAPH = recorded("POST /_api/gharial")
VIEW = recorded("GET /_api/view/{name}/properties")
LINKS: Json = {
    "links": {
        "students": {
            "analyzers": ["text_en"],
            "fields": {"name": {"analyzers": ["identity"]}},
            "includeAllFields": True,
            "trackListPositions": False,
            "storeValues": "id",
        }
    },
    "cleanupIntervalStep": 2,
}
FULL_VIEW = ok(
    {
        **VIEW["body"],
        "consolidationPolicy": {**VIEW["body"]["consolidationPolicy"], "threshold": 0.5},
        "primarySort": [{"field": "name", "direction": "asc"}],
        "storedValues": [{"fields": ["name"], "compression": "lz4"}],
    }
)
ANALYZER = recorded("POST /_api/analyzer")

METHODS = [
    # --- Databases
    Method(
        "Database.properties",
        answer=ok(
            result={
                "id": "1",
                "name": "test",
                "path": "/var/lib/arangodb3/databases/database-1",
                "isSystem": False,
                "sharding": "flexible",
                "replicationFactor": 3,
                "writeConcern": 2,
            }
        ),
    ),
    Method("Database.databases", answer=recorded("GET /_db/_system/_api/database")),
    Method(
        "Database.has_database",
        {"name": "_system"},
        answer=recorded("GET /_db/_system/_api/database"),
        also=[("another", {"name": "other"})],
    ),
    Method(
        "Database.create_database",
        {"name": "shop"},
        {
            "users": [
                {"username": "anna", "password": "p", "active": False, "extra": {"a": 1}},
                {"username": "bert", "password": ""},
            ],
            "replication_factor": 3,
            "write_concern": 2,
            "sharding": "single",
        },
        answer=ok(result=True, status=201),
        wrong={"users": [[{"password": "p"}], [{"username": "anna"}], [5]]},
        errors=[(409, 1207)],
    ),
    Method(
        "Database.delete_database",
        {"name": "shop"},
        {"ignore_missing": True},
        answer=recorded("DELETE /_api/database/{name}"),
        errors=[(404, 1228)],
    ),
    # --- Collections
    Method(
        "Database.collections",
        answer=recorded("GET /_api/collection"),
        also=[
            (
                "answer: every kind and status",
                {},
                ok(
                    result=[
                        {
                            "id": str(status),
                            "name": f"c{status}",
                            "status": status,
                            "type": 3 if status % 2 else 2,
                            "isSystem": bool(status % 2),
                        }
                        for status in range(1, 9)
                    ]
                ),
            ),
            ("answer: none", {}, ok(result=[])),
        ],
    ),
    Method(
        "Database.has_collection",
        {"name": "demo"},
        answer=recorded("GET /_api/collection"),
        also=[("another", {"name": "students"})],
    ),
    Method(
        "Database.create_collection",
        {"name": "students"},
        {
            "sync": True,
            "system": True,
            "edge": True,
            "user_keys": False,
            "key_increment": 5,
            "key_offset": 1,
            "key_generator": "autoincrement",
            "shard_fields": ["zip"],
            "shard_count": 3,
            "replication_factor": 2,
            "shard_like": "teachers",
            "sync_replication": True,
            "enforce_replication_factor": False,
            "sharding_strategy": "hash",
            "smart_join_attribute": "zip",
            "write_concern": 2,
            "schema": {"rule": {"type": "object"}},
        },
        answer=recorded("POST /_api/collection"),
        also=[("key_generator padded", {"key_generator": "padded"})],
        errors=[(400, 1208), (409, 1207)],
    ),
    Method(
        "Database.delete_collection",
        {"name": "students"},
        {"ignore_missing": True, "system": True},
        answer=recorded("DELETE /_api/collection/{name}"),
        errors=[(403, 1218)],
    ),
    # --- Graphs
    Method(
        "Database.graphs",
        answer=recorded("GET /_api/gharial"),
        also=[("answer: smart", {}, ok(graphs=[GRAPH["body"]["graph"]]))],
    ),
    Method(
        "Database.has_graph",
        {"name": "social"},
        answer=recorded("GET /_api/gharial"),
        also=[("another", {"name": "school"})],
    ),
    Method(
        "Database.create_graph",
        {"name": "school"},
        {
            "edge_definitions": [
                {
                    "edge_collection": "teach",
                    "from_vertex_collections": ["teachers"],
                    "to_vertex_collections": ["students"],
                }
            ],
            "orphan_collections": ["rooms"],
            "smart": True,
            "smart_field": "zip",
            "shard_count": 3,
        },
        answer=GRAPH,
        wrong={"edge_definitions": [[{}], ["teach"]]},
        errors=[(409, 1925), (400, 1921)],
    ),
    Method(
        "Database.delete_graph",
        {"name": "school"},
        {"ignore_missing": True, "drop_collections": True},
        answer=recorded("DELETE /_api/gharial/{graph}"),
        errors=[(404, 1924)],
    ),
    # --- Views
    Method("Database.views", answer=recorded("GET /_api/view")),
    Method(
        "Database.view",
        {"name": "found"},
        answer=FULL_VIEW,
        also=[
            (
                "answer: search-alias",
                {},
                recorded("GET /_api/view/{name}/properties search-alias"),
            )
        ],
    ),
    Method(
        "Database.create_view",
        {"name": "found", "view_type": "arangosearch"},
        {"properties": LINKS},
        answer=recorded("POST /_api/view"),
        errors=[(409, 1207)],
    ),
    Method(
        "Database.create_arangosearch_view",
        {"name": "found"},
        {"properties": LINKS},
        answer=recorded("POST /_api/view"),
        errors=[(409, 1207)],
    ),
    *(
        Method(
            f"Database.{change}_{kind}",
            {"name": "found", "properties": LINKS},
            answer=recorded("PATCH /_api/view/{name}/properties"),
        )
        for change in ("update", "replace")
        for kind in ("view", "arangosearch_view")
    ),
    Method(
        "Database.rename_view",
        {"name": "found", "new_name": "sought"},
        answer=recorded("GET /_api/view/{name}/properties"),
    ),
    Method(
        "Database.delete_view",
        {"name": "found"},
        {"ignore_missing": True},
        answer=recorded("DELETE /_api/view/{name}"),
    ),
    # --- Analyzers
    Method(
        "Database.analyzers",
        answer=ok(result=[{**ANALYZER["body"], "features": ["norm"]}, ANALYZER["body"]]),
    ),
    Method(
        "Database.analyzer",
        {"name": "testAnalyzer"},
        answer=recorded("GET /_api/analyzer/{name}"),
    ),
    Method(
        "Database.create_analyzer",
        {"name": "words", "analyzer_type": "text"},
        {"properties": {"locale": "en.utf-8"}, "features": ["frequency", "norm"]},
        answer=ANALYZER,
    ),
    Method(
        "Database.delete_analyzer",
        {"name": "words"},
        {"force": True, "ignore_missing": True},
        answer=ok(name="test::words"),
    ),
    # --- JavaScript transactions
    Method(
        "Database.execute_transaction",
        {"command": "function (params) { return params.n; }"},
        {
            "params": {"n": 1},
            "read": ["students"],
            "write": ["teachers"],
            "sync": True,
            "timeout": 5,
            "max_size": 100000,
            "allow_implicit": True,
            "intermediate_commit_count": 10,
            "intermediate_commit_size": 1000,
        },
        answer=recorded("POST /_api/transaction"),
        also=[
            ("one collection by its name", {"read": "students", "write": "teachers"}),
            ("answer: nothing", {}, ok()),
            ("answer: null", {}, ok(result=None)),
        ],
        errors=[(500, 1650)],
    ),
    # --- Objects
    Program(
        "Database.name",
        "objects",
        [
            step("db.name"),
            step("db.db_name"),
            step("db.username"),
            step("db.context"),
            step("db.conn"),
            step("db.__repr__"),
            *(
                step(f"db.{room}")
                for room in (
                    "aql",
                    "backup",
                    "cluster",
                    "foxx",
                    "pregel",
                    "replication",
                    "wal",
                )
            ),
            step("db.collection", "students"),
            step("db.graph", "school"),
            step("db.__getitem__", "students"),
            step("db.aql.__repr__"),
            step("db.aql.cache"),
            step("db.aql.cache.__repr__"),
            step("db.foxx.__repr__"),
            step("db.pregel.__repr__"),
        ],
    ),
    Program(
        "StandardDatabase.begin_async_execution",
        "objects",
        [
            step("db.begin_async_execution", into="later"),
            step("later.__repr__"),
            step("later.context"),
            step("later.collection", "students"),
            step("later.begin_async_execution"),
        ],
    ),
    Program(
        "StandardDatabase.begin_batch_execution",
        "objects",
        [
            step("db.begin_batch_execution", into="batch"),
            step("batch.__repr__"),
            step("batch.context"),
            step("batch.queued_jobs"),
            step("batch.collection", "students"),
            step("batch.begin_batch_execution"),
        ],
    ),
    Program(
        "StandardDatabase.__init__",
        "made by hand",
        [
            step("database:StandardDatabase", ref("conn"), into="other"),
            step("other.__repr__"),
            step("other.context"),
            step("other.version"),
        ],
        [recorded("GET /_api/version")],
    ),
]
