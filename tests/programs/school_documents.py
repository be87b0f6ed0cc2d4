"""The register's documents: collections, indexes, single documents and many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from python_aioarango import DocumentInsertError, DocumentRevisionError
from python_aioarango.utils import get_doc_id, is_none_or_int
from telling import described, items, tell, tried

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from python_aioarango.collection import StandardCollection
    from python_aioarango.database import StandardDatabase


async def collections(db: StandardDatabase) -> StandardCollection:
    """Collections and their documents."""
    await tried("create", db.create_collection("students", key_generator="traditional"))
    await tried("create again", db.create_collection("students"))
    students = db.collection("students")
    tell("repr", repr(students))
    tell("names", [students.name, students.db_name, students.context, students.username])
    await tried(
        "hash index", described(students.add_hash_index(["first"], unique=False, name="by_first"))
    )
    await tried(
        "persistent", described(students.add_persistent_index(["age", "room"], sparse=True))
    )
    await tried("geo", described(students.add_geo_index(["place"], ordered=True)))
    await tried(
        "ttl", described(students.add_ttl_index(["gone"], expiry_time=3600, name="by_gone"))
    )
    tell("indexes", [index["type"] for index in await students.indexes()])
    await tried("insert", students.insert({"_key": "Jake", "age": 22, "first": "Jake"}))
    try:
        await students.insert({"_key": "Jake", "age": 23})
    except DocumentInsertError as error:
        tell("duplicate", error)
    await tried("silent", students.insert({"_key": "Kris", "age": 20}, silent=True))
    await tried("overwrite", students.insert({"_key": "Kris", "age": 21}, overwrite=True))
    await tried(
        "overwrite mode",
        students.insert(
            {"_key": "Kris", "first": "Kris"}, overwrite_mode="update", return_new=True
        ),
    )
    await tried("wrong id", students.insert({"_id": "teachers/Kris"}))
    await tried("get", students.get("Kris"))
    await tried("get nothing", students.get("Nobody"))
    await tried("has", students.has({"_id": "students/Kris"}))
    kris = await students.get("students/Kris")
    assert kris is not None
    await tried("update", students.update({**kris, "tags": ["ä", "✓"]}, return_old=True))
    try:
        await students.update({**kris, "age": 50})
    except DocumentRevisionError as error:
        tell("old revision", error)
    await tried("not checked", students.update({**kris, "age": 50}, check_rev=False))
    await tried("old get", students.get("Kris", rev=kris["_rev"]))
    await tried("replace", students.replace({"_key": "Kris", "age": 3, "n": None}))
    await tried("drop null", students.update({"_key": "Kris", "n": None}, keep_none=False))
    await tried("delete with old", students.delete("Kris", return_old=True))
    await tried("delete nothing", students.delete("Kris"))
    await tried("ignore", students.delete("Kris", ignore_missing=True))
    await tried(
        "insert many",
        students.insert_many(
            [{"_key": str(n), "age": n % 7, "place": [n, n]} for n in range(20)], return_new=True
        ),
    )
    await tried("some fail", students.insert_many([{"_key": "1"}, {"_key": "a b"}, {"_key": "x"}]))
    await tried("update many", students.update_many([{"_key": "1", "age": 5}, {"_key": "nope"}]))
    await tried("replace many", students.replace_many([{"_key": "2", "age": 5, "name": "Q"}]))
    await tried("delete many", students.delete_many(["3", {"_key": "4"}, "nope"]))
    await tried("get many", students.get_many(["1", "2", "nope"]))
    await tried("import", students.import_bulk([{"_key": "i1"}, {"_key": "i2"}, {"_key": "i1"}]))
    await tried(
        "import details",
        students.import_bulk([{"_key": "i1"}, {"a": 1}], details=True, on_duplicate="ignore"),
    )
    await tried("update match", students.update_match({"age": 5}, {"five": True}))
    await tried("replace match", students.replace_match({"_key": "i2"}, {"age": 90}))
    await tried("delete match", students.delete_match({"age": 90}, limit=2))
    tell("find", sorted([d["_key"] for d in await items(await students.find({"age": 5}))]))
    tell("find some", len(await items(await students.find({}, skip=2, limit=3))))
    tell("all", len(await items(await students.all())))
    tell("ids", sorted(await items(await students.ids()))[:3])
    tell("keys", sorted(await items(await students.keys()))[:3])
    tell("random", type(await students.random()).__name__)
    near = await items(await students.find_near(3.0, 3.0, limit=2))
    tell("near", [doc["_key"] for doc in near])
    await tried("count", students.count())
    await tried("properties", described(students.properties()))
    await tried("configure", described(students.configure(sync=True)))
    await tried("checksum", _kind(students.checksum()))
    await tried("revision", _kind(students.revision()))
    tell("statistics", sorted(await students.statistics()))
    await tried("index gone", students.delete_index("99999999"))
    await tried("index gone, ignored", students.delete_index("99999999", ignore_missing=True))
    await tried("find no index", students.find_by_text("nothing", "x"))
    await tried("no collection", db.collection("nothing").insert({}))
    await tried("count of nothing", db.collection("nothing").count())
    await tried("rename", db.collection("students").rename("pupils"))
    await tried("rename back", db.collection("pupils").rename("students"))
    return students


async def _kind(awaitable: Awaitable[Any]) -> str:
    return type(await awaitable).__name__


async def documents_by_id(db: StandardDatabase) -> None:
    """A database's methods for documents of any collection."""
    await tried("insert_document", db.insert_document("students", {"_key": "D", "a": 1}))
    await tried("document", db.document("students/D"))
    await tried("has_document", db.has_document({"_id": "students/D"}))
    await tried("update_document", db.update_document({"_id": "students/D", "a": 2}))
    await tried("replace_document", db.replace_document({"_id": "students/D", "b": 2}))
    await tried("delete_document", db.delete_document("students/D"))
    await tried("document without id", db.document({"_key": "D"}))
    tell("get_doc_id", get_doc_id({"_id": "students/D"}))
    tell("is_none_or_int", [is_none_or_int(value) for value in (None, 1, -1, "1")])
