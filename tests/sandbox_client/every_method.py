"""A call of every method of the API that asks the server, in a small world in which it can work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from arango_fastbatch.database import StandardDatabase
from arango_fastbatch.request import Request


@dataclass
class World:
    """A database with students, a graph, and names that nobody else uses.

    Attributes:
        plain: The database in the default context.
        system: The database ``_system``, likewise.
        db: The database in the context of the call.
        name: A name for what belongs to the server, such as a user.
        archive: The file of a Foxx service.
        made: What `Call.given` gave.
    """

    plain: StandardDatabase[Any]
    system: StandardDatabase[Any]
    db: Any
    name: str
    archive: str
    made: Any = None

    @property
    def students(self) -> Any:
        """The collection of the call."""
        return self.db.collection("students")

    @property
    def graph(self) -> Any:
        """The graph of the call."""
        return self.db.graph("school")

    @property
    def teachers(self) -> Any:
        """A collection of the graph's vertices."""
        return self.graph.vertex_collection("teachers")

    @property
    def teach(self) -> Any:
        """The collection of the graph's edges."""
        return self.graph.edge_collection("teach")

    async def fill(self) -> None:
        """Make what calls work on."""
        students = await self.plain.create_collection("students")
        await students.insert_many(
            [
                {"_key": "anna", "age": 20, "place": [50.9, 6.9], "about": "likes maths"},
                {"_key": "bert", "age": 30, "place": [48.1, 11.6], "about": "likes music"},
            ]
        )
        graph = await self.plain.create_graph("school")
        await graph.create_edge_definition("teach", ["teachers"], ["lectures"])
        await graph.insert_vertex("teachers", {"_key": "t"})
        await graph.insert_vertex("lectures", {"_key": "l"})
        await graph.link("teach", "teachers/t", "lectures/l", {"_key": "e"})


Step = Callable[[World], Awaitable[Any]]


@dataclass(frozen=True)
class Call:
    """A call.

    Attributes:
        step: Makes it, in the world's context.
        given: What has to be there before, made in the default context.
        in_system: Whether only the database ``_system`` may be asked.
    """

    step: Step
    given: Step | None = None
    in_system: bool = False


def _user(w: World) -> Awaitable[Any]:
    return w.plain.create_user(w.name, "secret")


def _view(w: World) -> Awaitable[Any]:
    return w.plain.create_view("v", "arangosearch", {})


def _task(w: World) -> Awaitable[Any]:
    return w.plain.create_task("t", "1", {}, 600, task_id=w.name)


def _geo(w: World) -> Awaitable[Any]:
    return w.plain.collection("students").add_geo_index(["place"])


def _function(w: World) -> Awaitable[Any]:
    return w.plain.aql.create_function("my::f", "function () { return 1; }")


def _service(w: World) -> Awaitable[Any]:
    return w.plain.foxx.create_service_with_file("/s", w.archive)


async def _fulltext(w: World) -> None:
    await w.plain.collection("students").add_fulltext_index(["about"])


async def _slow(w: World) -> None:
    await w.plain.aql.set_tracking(enabled=True)


async def _dump(w: World) -> Any:
    return (await w.plain.replication.create_dump_batch())["id"]


async def _tick(w: World) -> Any:
    return (await w.plain.wal.last_tick())["tick"]


async def _token(w: World) -> Any:
    return (await w.plain.create_access_token("root", w.name, LATER))["id"]


# Seconds since 1970: in 2100.
LATER = 4102444800
RECTANGLE = (50.0, 6.0, 52.0, 8.0)
NEW = {"age": 40}

DATABASE: dict[str, Call] = {
    "analyzer": Call(lambda w: w.db.analyzer("text_en")),
    "analyzers": Call(lambda w: w.db.analyzers()),
    "async_jobs": Call(lambda w: w.db.async_jobs("done")),
    "begin_transaction": Call(lambda w: w.db.begin_transaction(read="students")),
    "clear_async_jobs": Call(lambda w: w.db.clear_async_jobs(threshold=1)),
    "collections": Call(lambda w: w.db.collections()),
    "create_analyzer": Call(lambda w: w.db.create_analyzer("a", "identity")),
    "create_arangosearch_view": Call(lambda w: w.db.create_arangosearch_view("v")),
    "create_collection": Call(lambda w: w.db.create_collection("c")),
    "create_access_token": Call(lambda w: w.db.create_access_token("root", w.name, LATER)),
    "create_database": Call(lambda w: w.db.create_database(w.name), in_system=True),
    "create_graph": Call(lambda w: w.db.create_graph("g")),
    "create_task": Call(lambda w: w.db.create_task("t", "1", {}, 600, task_id=w.name)),
    "create_user": Call(lambda w: w.db.create_user(w.name, "secret")),
    "create_view": Call(lambda w: w.db.create_view("v", "arangosearch", {})),
    "databases": Call(lambda w: w.db.databases(), in_system=True),
    "delete_access_token": Call(lambda w: w.db.delete_access_token("root", w.made), _token),
    "delete_analyzer": Call(
        lambda w: w.db.delete_analyzer("a"), lambda w: w.plain.create_analyzer("a", "identity")
    ),
    "delete_collection": Call(lambda w: w.db.delete_collection("students")),
    "delete_database": Call(
        lambda w: w.db.delete_database(w.name),
        lambda w: w.system.create_database(w.name),
        in_system=True,
    ),
    "delete_document": Call(lambda w: w.db.delete_document("students/anna")),
    "delete_graph": Call(lambda w: w.db.delete_graph("school")),
    "delete_task": Call(lambda w: w.db.delete_task(w.name), _task),
    "delete_user": Call(lambda w: w.db.delete_user(w.name), _user),
    "delete_view": Call(lambda w: w.db.delete_view("v"), _view),
    "details": Call(lambda w: w.db.details()),
    "document": Call(lambda w: w.db.document("students/anna")),
    "echo": Call(lambda w: w.db.echo()),
    "encryption": Call(lambda w: w.db.encryption()),
    "engine": Call(lambda w: w.db.engine()),
    "execute": Call(lambda w: w.db.execute(Request("get", "/_api/version"), lambda it: it.body)),
    "execute_transaction": Call(
        lambda w: w.db.execute_transaction("function () { return 1; }", read="students")
    ),
    "graphs": Call(lambda w: w.db.graphs()),
    "has_collection": Call(lambda w: w.db.has_collection("students")),
    "has_database": Call(lambda w: w.db.has_database("_system"), in_system=True),
    "has_document": Call(lambda w: w.db.has_document("students/anna")),
    "has_graph": Call(lambda w: w.db.has_graph("school")),
    "has_user": Call(lambda w: w.db.has_user("root")),
    "insert_document": Call(lambda w: w.db.insert_document("students", {"_key": "carl"})),
    "jwt_secrets": Call(lambda w: w.db.jwt_secrets()),
    "list_access_tokens": Call(lambda w: w.db.list_access_tokens("root")),
    "list_transactions": Call(lambda w: w.db.list_transactions()),
    "log_levels": Call(lambda w: w.db.log_levels()),
    "metrics": Call(lambda w: w.db.metrics()),
    "permission": Call(lambda w: w.db.permission("root", "_system")),
    "permissions": Call(lambda w: w.db.permissions("root")),
    "properties": Call(lambda w: w.db.properties()),
    "read_log": Call(lambda w: w.db.read_log(upto="trace")),
    "reload_jwt_secrets": Call(lambda w: w.db.reload_jwt_secrets()),
    "reload_routing": Call(lambda w: w.db.reload_routing()),
    "reload_tls": Call(lambda w: w.db.reload_tls()),
    "rename_view": Call(lambda w: w.db.rename_view("v", "w"), _view),
    "replace_arangosearch_view": Call(lambda w: w.db.replace_arangosearch_view("v", {}), _view),
    "replace_document": Call(lambda w: w.db.replace_document({"_id": "students/anna", **NEW})),
    "replace_user": Call(lambda w: w.db.replace_user(w.name, "other"), _user),
    "replace_view": Call(lambda w: w.db.replace_view("v", {}), _view),
    "required_db_version": Call(lambda w: w.db.required_db_version()),
    "reset_permission": Call(lambda w: w.db.reset_permission(w.name, "_system"), _user),
    "role": Call(lambda w: w.db.role()),
    "run_tests": Call(lambda w: w.db.run_tests(["t"])),
    "set_log_levels": Call(lambda w: w.db.set_log_levels(queries="INFO")),
    "shutdown": Call(lambda w: w.db.shutdown()),
    "statistics": Call(lambda w: w.db.statistics()),
    "status": Call(lambda w: w.db.status()),
    "task": Call(lambda w: w.db.task(w.name), _task),
    "tasks": Call(lambda w: w.db.tasks()),
    "time": Call(lambda w: w.db.time()),
    "tls": Call(lambda w: w.db.tls()),
    "update_arangosearch_view": Call(lambda w: w.db.update_arangosearch_view("v", {}), _view),
    "update_document": Call(lambda w: w.db.update_document({"_id": "students/anna", **NEW})),
    "update_permission": Call(lambda w: w.db.update_permission(w.name, "ro", "_system"), _user),
    "update_user": Call(lambda w: w.db.update_user(w.name, active=False), _user),
    "update_view": Call(lambda w: w.db.update_view("v", {}), _view),
    "user": Call(lambda w: w.db.user("root")),
    "users": Call(lambda w: w.db.users()),
    "version": Call(lambda w: w.db.version()),
    "view": Call(lambda w: w.db.view("v"), _view),
    "views": Call(lambda w: w.db.views()),
}
COLLECTION: dict[str, Call] = {
    "add_fulltext_index": Call(lambda w: w.students.add_fulltext_index(["about"])),
    "add_geo_index": Call(lambda w: w.students.add_geo_index(["place"])),
    "add_hash_index": Call(lambda w: w.students.add_hash_index(["age"])),
    "add_index": Call(lambda w: w.students.add_index("persistent", ["age"])),
    "add_persistent_index": Call(lambda w: w.students.add_persistent_index(["age"])),
    "add_skiplist_index": Call(lambda w: w.students.add_skiplist_index(["age"])),
    "add_ttl_index": Call(lambda w: w.students.add_ttl_index(["age"], 60)),
    "all": Call(lambda w: w.students.all()),
    "checksum": Call(lambda w: w.students.checksum()),
    "configure": Call(lambda w: w.students.configure(sync=True)),
    "count": Call(lambda w: w.students.count()),
    "delete": Call(lambda w: w.students.delete("anna")),
    "delete_index": Call(
        lambda w: w.students.delete_index("i"),
        lambda w: w.plain.collection("students").add_persistent_index(["age"], name="i"),
    ),
    "delete_many": Call(lambda w: w.students.delete_many(["anna"])),
    "delete_match": Call(lambda w: w.students.delete_match({"age": 20})),
    "export": Call(lambda w: w.students.export()),
    "find": Call(lambda w: w.students.find({"age": 20})),
    "find_by_text": Call(lambda w: w.students.find_by_text("about", "maths"), _fulltext),
    "find_in_box": Call(lambda w: w.students.find_in_box(*RECTANGLE), _geo),
    "find_in_radius": Call(lambda w: w.students.find_in_radius(51, 7, 1e5), _geo),
    "find_in_range": Call(lambda w: w.students.find_in_range("age", 10, 25)),
    "find_near": Call(lambda w: w.students.find_near(51, 7), _geo),
    "get": Call(lambda w: w.students.get("anna")),
    "get_index": Call(lambda w: w.students.get_index("0")),
    "get_many": Call(lambda w: w.students.get_many(["anna", "bert"])),
    "has": Call(lambda w: w.students.has("anna")),
    "ids": Call(lambda w: w.students.ids()),
    "import_bulk": Call(lambda w: w.students.import_bulk([{"_key": "carl"}])),
    "indexes": Call(lambda w: w.students.indexes()),
    "insert": Call(lambda w: w.students.insert({"_key": "carl"})),
    "insert_many": Call(lambda w: w.students.insert_many([{"_key": "carl"}])),
    "keys": Call(lambda w: w.students.keys()),
    "load": Call(lambda w: w.students.load()),
    "load_indexes": Call(lambda w: w.students.load_indexes()),
    "properties": Call(lambda w: w.students.properties()),
    "random": Call(lambda w: w.students.random()),
    "recalculate_count": Call(lambda w: w.students.recalculate_count()),
    "rename": Call(lambda w: w.students.rename("pupils")),
    "replace": Call(lambda w: w.students.replace({"_key": "anna", **NEW})),
    "replace_many": Call(lambda w: w.students.replace_many([{"_key": "anna", **NEW}])),
    "replace_match": Call(lambda w: w.students.replace_match({"age": 20}, NEW)),
    "responsible_shard": Call(lambda w: w.students.responsible_shard({"_key": "anna"})),
    "revision": Call(lambda w: w.students.revision()),
    "statistics": Call(lambda w: w.students.statistics()),
    "truncate": Call(lambda w: w.students.truncate()),
    "unload": Call(lambda w: w.students.unload()),
    "update": Call(lambda w: w.students.update({"_key": "anna", **NEW})),
    "update_many": Call(lambda w: w.students.update_many([{"_key": "anna", **NEW}])),
    "update_match": Call(lambda w: w.students.update_match({"age": 20}, NEW)),
}
VERTICES: dict[str, Call] = {
    "delete": Call(lambda w: w.teachers.delete("t")),
    "get": Call(lambda w: w.teachers.get("t")),
    "insert": Call(lambda w: w.teachers.insert({"_key": "u"})),
    "replace": Call(lambda w: w.teachers.replace({"_key": "t", **NEW})),
    "update": Call(lambda w: w.teachers.update({"_key": "t", **NEW})),
}
ENDS = {"_from": "teachers/t", "_to": "lectures/l"}
EDGES: dict[str, Call] = {
    "delete": Call(lambda w: w.teach.delete("e")),
    "edges": Call(lambda w: w.teach.edges("teachers/t")),
    "get": Call(lambda w: w.teach.get("e")),
    "insert": Call(lambda w: w.teach.insert({**ENDS})),
    "link": Call(lambda w: w.teach.link("teachers/t", "lectures/l")),
    "replace": Call(lambda w: w.teach.replace({"_key": "e", **ENDS})),
    "update": Call(lambda w: w.teach.update({"_key": "e", **NEW})),
}
GRAPH: dict[str, Call] = {
    "create_edge_definition": Call(lambda w: w.graph.create_edge_definition("d", ["x"], ["y"])),
    "create_vertex_collection": Call(lambda w: w.graph.create_vertex_collection("x")),
    "delete_edge": Call(lambda w: w.graph.delete_edge("teach/e")),
    "delete_edge_definition": Call(lambda w: w.graph.delete_edge_definition("teach")),
    "delete_vertex": Call(lambda w: w.graph.delete_vertex("teachers/t")),
    "delete_vertex_collection": Call(
        lambda w: w.graph.delete_vertex_collection("x"),
        lambda w: w.plain.graph("school").create_vertex_collection("x"),
    ),
    "edge": Call(lambda w: w.graph.edge("teach/e")),
    "edge_definitions": Call(lambda w: w.graph.edge_definitions()),
    "edges": Call(lambda w: w.graph.edges("teach", "teachers/t")),
    "has_edge": Call(lambda w: w.graph.has_edge("teach/e")),
    "has_edge_collection": Call(lambda w: w.graph.has_edge_collection("teach")),
    "has_edge_definition": Call(lambda w: w.graph.has_edge_definition("teach")),
    "has_vertex": Call(lambda w: w.graph.has_vertex("teachers/t")),
    "has_vertex_collection": Call(lambda w: w.graph.has_vertex_collection("teachers")),
    "insert_edge": Call(lambda w: w.graph.insert_edge("teach", {**ENDS})),
    "insert_vertex": Call(lambda w: w.graph.insert_vertex("teachers", {"_key": "u"})),
    "link": Call(lambda w: w.graph.link("teach", "teachers/t", "lectures/l")),
    "properties": Call(lambda w: w.graph.properties()),
    "replace_edge": Call(lambda w: w.graph.replace_edge({"_id": "teach/e", **ENDS})),
    "replace_edge_definition": Call(
        lambda w: w.graph.replace_edge_definition("teach", ["teachers"], ["lectures"])
    ),
    "replace_vertex": Call(lambda w: w.graph.replace_vertex({"_id": "teachers/t", **NEW})),
    "traverse": Call(lambda w: w.graph.traverse("teachers/t")),
    "update_edge": Call(lambda w: w.graph.update_edge({"_id": "teach/e", **NEW})),
    "update_vertex": Call(lambda w: w.graph.update_vertex({"_id": "teachers/t", **NEW})),
    "vertex": Call(lambda w: w.graph.vertex("teachers/t")),
    "vertex_collections": Call(lambda w: w.graph.vertex_collections()),
}
AQL: dict[str, Call] = {
    "clear_slow_queries": Call(lambda w: w.db.aql.clear_slow_queries()),
    "create_function": Call(
        lambda w: w.db.aql.create_function("my::f", "function () { return 1; }")
    ),
    "delete_function": Call(lambda w: w.db.aql.delete_function("my::f"), _function),
    "execute": Call(lambda w: w.db.aql.execute("RETURN 1")),
    "explain": Call(lambda w: w.db.aql.explain("RETURN 1")),
    "functions": Call(lambda w: w.db.aql.functions()),
    # No query runs that could be killed; which one is not there, the server knows.
    "kill": Call(lambda w: w.db.aql.kill("1")),
    "queries": Call(lambda w: w.db.aql.queries()),
    "set_tracking": Call(lambda w: w.db.aql.set_tracking(max_slow_queries=10)),
    "slow_queries": Call(lambda w: w.db.aql.slow_queries(), _slow),
    "tracking": Call(lambda w: w.db.aql.tracking()),
    "validate": Call(lambda w: w.db.aql.validate("RETURN 1")),
    "cache.clear": Call(lambda w: w.db.aql.cache.clear()),
    "cache.configure": Call(lambda w: w.db.aql.cache.configure(mode="off")),
    "cache.entries": Call(lambda w: w.db.aql.cache.entries()),
    "cache.properties": Call(lambda w: w.db.aql.cache.properties()),
}
FOXX: dict[str, Call] = {
    "commit": Call(lambda w: w.db.foxx.commit()),
    "config": Call(lambda w: w.db.foxx.config("/s"), _service),
    "create_service": Call(lambda w: w.db.foxx.create_service("/s", w.archive)),
    "create_service_with_file": Call(lambda w: w.db.foxx.create_service_with_file("/s", w.archive)),
    "delete_service": Call(lambda w: w.db.foxx.delete_service("/s"), _service),
    "dependencies": Call(lambda w: w.db.foxx.dependencies("/s"), _service),
    "disable_development": Call(lambda w: w.db.foxx.disable_development("/s"), _service),
    "download": Call(lambda w: w.db.foxx.download("/s"), _service),
    "enable_development": Call(lambda w: w.db.foxx.enable_development("/s"), _service),
    "readme": Call(lambda w: w.db.foxx.readme("/s"), _service),
    "replace_config": Call(lambda w: w.db.foxx.replace_config("/s", {}), _service),
    "replace_dependencies": Call(lambda w: w.db.foxx.replace_dependencies("/s", {}), _service),
    "replace_service": Call(lambda w: w.db.foxx.replace_service("/s", w.archive), _service),
    "replace_service_with_file": Call(
        lambda w: w.db.foxx.replace_service_with_file("/s", w.archive), _service
    ),
    "run_script": Call(lambda w: w.db.foxx.run_script("/s", "setup"), _service),
    "run_tests": Call(lambda w: w.db.foxx.run_tests("/s"), _service),
    "scripts": Call(lambda w: w.db.foxx.scripts("/s"), _service),
    "service": Call(lambda w: w.db.foxx.service("/s"), _service),
    "services": Call(lambda w: w.db.foxx.services()),
    "swagger": Call(lambda w: w.db.foxx.swagger("/s"), _service),
    "update_config": Call(lambda w: w.db.foxx.update_config("/s", {}), _service),
    "update_dependencies": Call(lambda w: w.db.foxx.update_dependencies("/s", {}), _service),
    "update_service": Call(lambda w: w.db.foxx.update_service("/s", w.archive), _service),
    "update_service_with_file": Call(
        lambda w: w.db.foxx.update_service_with_file("/s", w.archive), _service
    ),
}
PREGEL: dict[str, Call] = {
    "create_job": Call(lambda w: w.db.pregel.create_job("school", "pagerank")),
    "delete_job": Call(lambda w: w.db.pregel.delete_job("1")),
    "job": Call(lambda w: w.db.pregel.job("1")),
}
LEADER = "tcp://127.0.0.1:1"
REPLICATION: dict[str, Call] = {
    "applier_config": Call(lambda w: w.db.replication.applier_config()),
    "applier_state": Call(lambda w: w.db.replication.applier_state()),
    "cluster_inventory": Call(lambda w: w.db.replication.cluster_inventory()),
    "create_dump_batch": Call(lambda w: w.db.replication.create_dump_batch()),
    "delete_dump_batch": Call(lambda w: w.db.replication.delete_dump_batch(w.made), _dump),
    "dump": Call(lambda w: w.db.replication.dump("students", batch_id=w.made), _dump),
    "extend_dump_batch": Call(lambda w: w.db.replication.extend_dump_batch(w.made, 60), _dump),
    "inventory": Call(lambda w: w.db.replication.inventory(w.made), _dump),
    "logger_first_tick": Call(lambda w: w.db.replication.logger_first_tick()),
    "logger_state": Call(lambda w: w.db.replication.logger_state()),
    "make_slave": Call(lambda w: w.db.replication.make_slave(LEADER)),
    "server_id": Call(lambda w: w.db.replication.server_id()),
    "set_applier_config": Call(lambda w: w.db.replication.set_applier_config(LEADER)),
    "start_applier": Call(lambda w: w.db.replication.start_applier()),
    "stop_applier": Call(lambda w: w.db.replication.stop_applier()),
    "synchronize": Call(lambda w: w.db.replication.synchronize(LEADER)),
}
LOG: dict[str, Call] = {
    "configure": Call(lambda w: w.db.wal.configure()),
    "flush": Call(lambda w: w.db.wal.flush()),
    "last_tick": Call(lambda w: w.db.wal.last_tick()),
    "properties": Call(lambda w: w.db.wal.properties()),
    # The sandbox's log has nothing in it but its end.
    "tail": Call(lambda w: w.db.wal.tail(w.made), _tick),
    "tick_ranges": Call(lambda w: w.db.wal.tick_ranges()),
    "transactions": Call(lambda w: w.db.wal.transactions()),
}
BACKUP: dict[str, Call] = {
    "create": Call(lambda w: w.db.backup.create()),
    "delete": Call(lambda w: w.db.backup.delete("b")),
    "download": Call(lambda w: w.db.backup.download("b", "local://x", {})),
    "get": Call(lambda w: w.db.backup.get()),
    "restore": Call(lambda w: w.db.backup.restore("b")),
    "upload": Call(lambda w: w.db.backup.upload("b", "local://x", {})),
}
CLUSTER: dict[str, Call] = {
    "endpoints": Call(lambda w: w.db.cluster.endpoints()),
    "health": Call(lambda w: w.db.cluster.health()),
    "server_count": Call(lambda w: w.db.cluster.server_count()),
    "server_engine": Call(lambda w: w.db.cluster.server_engine("PRMR-1")),
    "server_id": Call(lambda w: w.db.cluster.server_id()),
    "server_role": Call(lambda w: w.db.cluster.server_role()),
    "server_statistics": Call(lambda w: w.db.cluster.server_statistics("PRMR-1")),
    "server_version": Call(lambda w: w.db.cluster.server_version("PRMR-1")),
    "toggle_maintenance_mode": Call(lambda w: w.db.cluster.toggle_maintenance_mode("on")),
}

CALLS: dict[str, Call] = {
    f"{wrapper}.{name}": call
    for wrapper, calls in {
        "db": DATABASE,
        "collection": COLLECTION,
        "vertices": VERTICES,
        "edges": EDGES,
        "graph": GRAPH,
        "db.aql": AQL,
        "db.foxx": FOXX,
        "db.pregel": PREGEL,
        "db.replication": REPLICATION,
        "db.wal": LOG,
        "db.backup": BACKUP,
        "db.cluster": CLUSTER,
    }.items()
    for name, call in calls.items()
}
