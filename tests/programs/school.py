"""A school's register, as somebody may have written it on python-aioarango; takes a server's URL.

It uses most of what a server of 3.11 has, and writes what came of each call as a line of JSON.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

from python_aioarango import ArangoClient
from python_aioarango.http import DefaultHTTPClient
from school_contexts import batches, jobs, transactions
from school_documents import collections, documents_by_id
from school_questions import graphs, queries
from telling import described, tell, tried

if TYPE_CHECKING:
    from python_aioarango.database import StandardDatabase
    from python_aioarango.response import Response


async def administration(sys_db: StandardDatabase) -> None:
    """Databases, users and what they may do."""
    tell("has test", await sys_db.has_database("school"))
    await tried(
        "create database",
        sys_db.create_database(
            "school", users=[{"username": "anna", "password": "geheim", "active": True}]
        ),
    )
    await tried("create it again", sys_db.create_database("school"))
    tell("databases", sorted(await sys_db.databases()))
    await tried("user", sys_db.user("anna"))
    await tried("create user", sys_db.create_user("bert", "pass", True, {"room": 5}))
    await tried("users", sys_db.users())
    await tried("update user", sys_db.update_user("bert", extra={"room": 6}))
    await tried("replace user", sys_db.replace_user("bert", "other"))
    await tried("grant", sys_db.update_permission("bert", "ro", "school"))
    await tried("permission", sys_db.permission("bert", "school"))
    await tried("permissions", sys_db.permissions("bert"))
    await tried("reset", sys_db.reset_permission("bert", "school"))
    await tried("no such user", sys_db.user("carl"))
    await tried("ignored", sys_db.delete_user("carl", ignore_missing=True))
    await tried("engine", described(sys_db.engine()))
    tell("details", sorted(await sys_db.details()))
    await tried("role", sys_db.role())
    await tried("log levels", described(sys_db.set_log_levels(queries="debug")))


async def views_and_tasks(db: StandardDatabase) -> None:
    """Views, analyzers, tasks."""
    await tried(
        "view", described(db.create_view("found", "arangosearch", {"cleanupIntervalStep": 5}))
    )
    await tried("views", described(db.views()))
    await tried(
        "link",
        described(db.update_view("found", {"links": {"students": {"includeAllFields": True}}})),
    )
    await tried(
        "search view",
        described(db.create_arangosearch_view("more", {"consolidationIntervalMsec": 9})),
    )
    await tried("rename", db.rename_view("more", "less"))
    await tried("no view", db.view("more"))
    await tried("delete", db.delete_view("less"))
    await tried("delete, ignored", db.delete_view("less", ignore_missing=True))
    await tried(
        "analyzer", described(db.create_analyzer("words", "text", {"locale": "en"}, ["frequency"]))
    )
    await tried("one analyzer", described(db.analyzer("words")))
    tell("analyzers", len(await db.analyzers()) > 1)
    await tried("delete analyzer", db.delete_analyzer("words"))
    await tried("no analyzer", db.delete_analyzer("words"))
    await tried(
        "task", described(db.create_task("t", "1+1", {"x": 1}, period=60, task_id="my-task"))
    )
    await tried("one task", described(db.task("my-task")))
    tell("tasks", [task["id"] for task in await db.tasks() if task["id"] == "my-task"])
    await tried("delete task", db.delete_task("my-task"))
    await tried("no task", db.task("my-task"))


class Counting(DefaultHTTPClient):
    """Counts what is sent."""

    REQUEST_TIMEOUT = 30
    RETRY_ATTEMPTS = 2

    def __init__(self) -> None:
        super().__init__()
        self.methods: list[str] = []

    async def send_request(
        self,
        session: Any,
        method: str,
        url: str,
        headers: Any = None,
        params: Any = None,
        data: Any = None,
        auth: Any = None,
    ) -> Response:
        """Send, and count."""
        self.methods.append(method.upper())
        return await super().send_request(session, method, url, headers, params, data, auth)


async def main(url: str) -> None:
    """Everything, one after the other."""
    http = Counting()
    client = ArangoClient(hosts=url, http_client=http)
    sys_db = await client.db("_system", username="root", password="passwd", verify=True)
    await administration(sys_db)
    db = await client.db("school", username="anna", password="geheim", auth_method="jwt")
    tell("database", [db.name, db.db_name, db.username, db.context, repr(db)])
    students = await collections(db)
    await documents_by_id(db)
    await queries(db)
    await graphs(db)
    await batches(db)
    await jobs(db)
    await transactions(db)
    await views_and_tasks(db)
    await tried("truncate", students.truncate())
    await tried("count", students.count())
    await tried("delete collection", db.delete_collection("students"))
    await tried("delete it again", db.delete_collection("students"))
    await tried("ignored", db.delete_collection("students", ignore_missing=True))
    await tried("delete graph", db.delete_graph("school", drop_collections=True))
    tell("collections", sorted(c["name"] for c in await db.collections() if not c["system"]))
    stranger = await client.db("school", username="anna", password="wrong")
    await tried("wrong password", stranger.collections())
    await tried("wrong password, verified", client.db("school", "anna", "wrong", verify=True))
    await tried("delete user", sys_db.delete_user("bert"))
    await tried("delete user", sys_db.delete_user("anna"))
    await tried("delete database", sys_db.delete_database("school"))
    tell("sent", {"GET", "PUT", "POST", "PATCH", "DELETE"} <= set(http.methods))
    await client.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
