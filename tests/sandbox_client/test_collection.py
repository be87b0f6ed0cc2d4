"""A collection's methods do what they say, in every context and with servers of every version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch.client import ArangoClient
from arango_fastbatch.errno import INDEX_NOT_FOUND, QUERY_FUNCTION_NAME_UNKNOWN
from arango_fastbatch.exceptions import (
    CollectionLoadError,
    CollectionResponsibleShardError,
    DocumentDeleteError,
    DocumentGetError,
    DocumentInsertError,
    DocumentRevisionError,
    DocumentUpdateError,
    IndexCreateError,
    IndexDeleteError,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox_client.conftest import Place

KRIS = {"_key": "Kris", "age": 20, "address": {"city": "Bonn"}}
RITA = {"_key": "Rita", "age": 22, "address": {"city": "Köln"}}
JAKE = {"_key": "Jake", "age": 24, "address": None}
ALL = [KRIS, RITA, JAKE]


async def keys(cursor: Any) -> set[str]:
    return {document["_key"] async for document in cursor}


async def stored(place: Place) -> dict[str, Any]:
    """The documents by key, without what the server adds."""
    return {
        document["_key"]: {name: value for name, value in document.items() if name[0] != "_"}
        async for document in await place.students.all()
    }


@pytest.fixture
async def full(place: Place) -> Place:
    """With three students."""
    await place.students.insert_many(ALL)
    return place


# --- Many documents


async def test_insert_many(place: Place) -> None:
    documents = [KRIS, {"_id": "students/Rita", "age": 22}, KRIS]
    kris, rita, again = await place.do(lambda s: s.insert_many(documents, return_new=True))
    assert kris["_id"] == "students/Kris"
    assert kris["new"]["age"] == 20
    assert rita["_key"] == "Rita"
    assert isinstance(again, DocumentInsertError)
    assert again.error_code == 1210
    assert set(await stored(place)) == {"Kris", "Rita"}


async def test_insert_many_overwriting(full: Place) -> None:
    (kris,) = await full.do(
        lambda s: s.insert_many([{"_key": "Kris", "a": 1}], overwrite=True, return_old=True)
    )
    assert kris["old"]["age"] == 20
    assert kris["_old_rev"] == kris["old"]["_rev"]
    assert (await stored(full))["Kris"] == {"a": 1}


async def test_update_many(full: Place) -> None:
    changes = [
        {"_key": "Kris", "age": None, "address": {"zip": 1}},
        {"_key": "Rita", "_rev": "other"},
        {"_key": "Nobody"},
    ]
    kris, rita, nobody = await full.do(lambda s: s.update_many(changes, keep_none=False))
    assert kris["_old_rev"] != kris["_rev"]
    assert isinstance(rita, DocumentRevisionError)
    assert isinstance(nobody, DocumentUpdateError)
    assert (await stored(full))["Kris"] == {"address": {"city": "Bonn", "zip": 1}}


async def test_update_many_whatever_the_revisions(full: Place) -> None:
    changes = [{"_key": "Rita", "_rev": "other", "address": {}}]
    (rita,) = await full.do(lambda s: s.update_many(changes, check_rev=False, merge=False))
    assert rita["_key"] == "Rita"
    assert (await stored(full))["Rita"] == {"age": 22, "address": {}}


async def test_replace_many(full: Place) -> None:
    (kris,) = await full.do(
        lambda s: s.replace_many([{"_id": "students/Kris", "a": 1}], return_new=True)
    )
    assert kris["new"]["a"] == 1
    assert (await stored(full))["Kris"] == {"a": 1}


async def test_delete_many(full: Place) -> None:
    kris, rita, nobody = await full.do(
        lambda s: s.delete_many(["Kris", {"_key": "Rita", "_rev": "other"}, "students/Nobody"])
    )
    assert kris["_key"] == "Kris"
    assert isinstance(rita, DocumentRevisionError)
    assert isinstance(nobody, DocumentDeleteError)
    assert set(await stored(full)) == {"Rita", "Jake"}


async def test_silent_writes(full: Place) -> None:
    assert await full.do(lambda s: s.insert_many([{"_key": "New"}, KRIS], silent=True)) is True
    assert await full.do(lambda s: s.update_many([{"_key": "New", "a": 1}], silent=True)) is True
    assert await full.do(lambda s: s.replace_many([{"_key": "New"}], silent=True)) is True
    assert await full.do(lambda s: s.delete_many(["Kris"], silent=True)) is True
    assert set(await stored(full)) == {"New", "Rita", "Jake"}


async def test_get_many(full: Place) -> None:
    asked = ["Rita", "Nobody", {"_id": "students/Kris"}, "Rita"]
    documents = await full.do(lambda s: s.get_many(asked))
    assert [document["_key"] for document in documents] == ["Rita", "Kris"]


async def test_many_in_a_collection_that_is_not_there(place: Place) -> None:
    with pytest.raises(DocumentInsertError, match="1203"):
        await place.do(lambda s: s.insert_many([{}]), "nowhere")


async def test_import_bulk(full: Place) -> None:
    documents = [{"_key": "Kris", "a": 1}, {"_key": "New"}]
    counts = await full.do(lambda s: s.import_bulk(documents, halt_on_error=False))
    assert (counts["created"], counts["errors"], len(counts["details"])) == (1, 1, 1)
    counts = await full.do(lambda s: s.import_bulk(documents, on_duplicate="replace"))
    assert (counts["created"], counts["updated"]) == (0, 2)
    assert (await stored(full))["Kris"] == {"a": 1}


# --- Reading


async def test_all(full: Place) -> None:
    cursor = await full.do(lambda s: s.all())
    assert cursor.count() == 3
    assert await keys(cursor) == {"Kris", "Rita", "Jake"}
    assert len(await keys(await full.do(lambda s: s.all(skip=1, limit=1)))) == 1
    assert len(await keys(await full.do(lambda s: s.all(skip=1)))) == 2
    assert await keys(await full.do(lambda s: s.all(limit=0))) == set()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"age": 20}, {"Kris"}),
        ({"age": 20.0}, {"Kris"}),
        ({"age": "20"}, set()),
        ({"address.city": "Köln"}, {"Rita"}),
        ({"address": {"city": "Köln"}}, {"Rita"}),
        ({"address": {}}, set()),
        ({"address": None}, {"Jake"}),
        ({"nothing": None}, {"Kris", "Rita", "Jake"}),
        ({"address.city": None}, {"Jake"}),
        ({"_key": "Kris", "age": 20}, {"Kris"}),
        ({"_key": "Kris", "age": 22}, set()),
        ({"age` == 20 || doc.`age": 1}, set()),
        ({}, {"Kris", "Rita", "Jake"}),
    ],
    ids=str,
)
async def test_find(full: Place, filters: dict[str, Any], found: set[str]) -> None:
    assert await keys(await full.do(lambda s: s.find(filters))) == found


async def test_find_in_range(full: Place) -> None:
    assert await keys(await full.do(lambda s: s.find_in_range("age", 20, 24))) == {"Kris", "Rita"}
    cursor = await full.do(lambda s: s.find_in_range("age", 20, 25, skip=1, limit=1))
    assert cursor.count() == 1


async def test_keys_and_ids(full: Place) -> None:
    assert {key async for key in await full.do(lambda s: s.keys())} == {"Kris", "Rita", "Jake"}
    ids = {item async for item in await full.do(lambda s: s.ids())}
    assert ids == {"students/Kris", "students/Rita", "students/Jake"}


async def test_random(full: Place) -> None:
    assert (await full.do(lambda s: s.random()))["_key"] in {"Kris", "Rita", "Jake"}
    await full.students.truncate()
    assert await full.do(lambda s: s.random()) is None


async def test_export(full: Place) -> None:
    cursor = await full.do(lambda s: s.export(count=True, batch_size=1))
    assert cursor.count() == 3
    assert await keys(cursor) == {"Kris", "Rita", "Jake"}
    cursor = await full.do(lambda s: s.export(filter_fields=["age"]))
    assert sorted([item["age"] async for item in cursor]) == [20, 22, 24]
    cursor = await full.do(
        lambda s: s.export(filter_fields=["_id", "_rev", "age"], filter_type="exclude", limit=1)
    )
    assert [set(item) async for item in cursor] == [{"_key", "address"}]


async def test_reading_a_collection_that_is_not_there(place: Place) -> None:
    for call in (lambda s: s.all(), lambda s: s.find({"a": 1}), lambda s: s.random()):
        with pytest.raises(DocumentGetError, match="1203"):
            await place.do(call, "nowhere")


# --- Matching


async def test_update_match(full: Place) -> None:
    body = {"age": None, "address": {"zip": 1}}
    changed = await full.do(
        lambda s: s.update_match({"address.city": "Bonn"}, body, keep_none=False, sync=True)
    )
    assert changed == 1
    assert (await stored(full))["Kris"] == {"address": {"city": "Bonn", "zip": 1}}
    assert await full.do(lambda s: s.update_match({"age": 22}, body, merge=False)) == 1
    assert (await stored(full))["Rita"] == {"age": None, "address": {"zip": 1}}


async def test_replace_match(full: Place) -> None:
    assert await full.do(lambda s: s.replace_match({}, {"a": 1}, limit=2)) == 2
    assert sorted(map(str, (await stored(full)).values())).count("{'a': 1}") == 2
    assert await full.do(lambda s: s.replace_match({"a": 1}, {"a": 2})) == 2


async def test_delete_match(full: Place) -> None:
    assert await full.do(lambda s: s.delete_match({"age": 99})) == 0
    assert await full.do(lambda s: s.delete_match({}, limit=0)) == 0
    assert await full.do(lambda s: s.delete_match({"age": 20}, sync=False)) == 1
    assert set(await stored(full)) == {"Rita", "Jake"}
    assert await full.do(lambda s: s.delete_match({})) == 2


async def test_a_match_that_the_server_refuses(full: Place) -> None:
    with pytest.raises(DocumentUpdateError):
        await full.do(lambda s: s.update_match({}, "no document"))


# --- Existence


async def test_has(full: Place) -> None:
    assert await full.do(lambda s: s.has("Kris")) is True
    assert await full.do(lambda s: s.has({"_id": "students/Nobody"})) is False
    with pytest.raises(DocumentRevisionError):
        await full.do(lambda s: s.has({"_key": "Kris", "_rev": "other"}))


async def test_in(full: Place, capfd: pytest.CaptureFixture[str]) -> None:
    async def ask(students: Any) -> Any:
        assert "Kris" in students
        assert {"_key": "Kris", "_rev": "other"} in students
        assert "students/Nobody" not in students

    async def ask_in_vain(students: Any) -> Any:
        with pytest.raises(TypeError, match=f"{full.context} context"):
            "Kris" in students  # noqa: B015 - the question is what is tested
        return await students.count()

    await full.do(ask if full.context in {"default", "transaction"} else ask_in_vain)
    assert capfd.readouterr() == ("", "")


# --- Indexes


async def test_indexes(place: Place) -> None:
    made = await place.do(
        lambda s: s.add_persistent_index(["age", "name"], sparse=True, name="by_age")
    )
    assert made["new"]
    assert (made["type"], made["fields"], made["name"]) == ("persistent", ["age", "name"], "by_age")
    again = await place.do(
        lambda s: s.add_persistent_index(["age", "name"], sparse=True, name="by_age")
    )
    assert not again["new"]
    primary, listed = await place.do(lambda s: s.indexes())
    assert (primary["id"], primary["type"]) == ("0", "primary")
    assert listed["id"] == made["id"]
    assert await place.do(lambda s: s.load_indexes()) is True
    assert await place.do(lambda s: s.delete_index(made["id"])) is True
    assert await place.do(lambda s: s.delete_index(made["id"], ignore_missing=True)) is False
    with pytest.raises(IndexDeleteError) as missing:
        await place.do(lambda s: s.delete_index(made["id"]))
    assert missing.value.error_code == INDEX_NOT_FOUND


async def test_kinds_of_indexes(place: Place) -> None:
    ttl = await place.do(lambda s: s.add_ttl_index("created", 3600))
    assert (ttl["type"], ttl["expiry_time"]) == ("ttl", 3600)
    geo = await place.do(lambda s: s.add_geo_index(["place"], ordered=True))
    assert (geo["type"], geo["geo_json"]) == ("geo", True)


async def test_old_kinds_of_indexes(place: Place) -> None:
    is_new = place.version == "4.0"
    made = await place.do(lambda s: s.add_hash_index(["age"], unique=True, deduplicate=False))
    assert made["type"] == ("persistent" if is_new else "hash")
    made = await place.do(lambda s: s.add_skiplist_index(["age"]))
    assert made["type"] == ("persistent" if is_new else "skiplist")
    if is_new:
        with pytest.raises(IndexCreateError, match=r"fulltext exists only before 4\.0; instead"):
            await place.do(lambda s: s.add_fulltext_index(["text"], min_length=3))
    else:
        made = await place.do(lambda s: s.add_fulltext_index(["text"], min_length=3))
        assert made["type"] == "fulltext"


async def test_an_index_that_documents_violate(full: Place) -> None:
    await full.students.update_match({}, {"age": 1})
    with pytest.raises(IndexCreateError, match="1210"):
        await full.do(lambda s: s.add_persistent_index(["age"], unique=True))


# --- The collection as a whole


async def test_properties(place: Place) -> None:
    properties = await place.do(lambda s: s.properties())
    assert (properties["name"], properties["type"], properties["edge"]) == ("students", 2, False)
    assert (properties["system"], properties["sync"]) == (False, False)
    assert properties["key_options"]["key_generator"] == "traditional"
    assert (await place.do(lambda s: s.configure(sync=True)))["sync"] is True
    assert (await place.students.properties())["sync"] is True


async def test_figures(full: Place) -> None:
    assert await full.do(lambda s: s.count()) == 3
    assert (await full.do(lambda s: s.statistics()))["documents_size"] > 0
    before = await full.do(lambda s: s.revision())
    checksum = await full.do(lambda s: s.checksum(with_rev=True, with_data=True))
    await full.students.update({"_key": "Kris", "age": 21})
    assert await full.do(lambda s: s.revision()) != before
    assert await full.do(lambda s: s.checksum(with_rev=True, with_data=True)) != checksum
    assert await full.do(lambda s: s.recalculate_count()) is True


async def test_truncate(full: Place) -> None:
    assert await full.do(lambda s: s.truncate()) is True
    assert await full.students.count() == 0


async def test_load_and_unload(place: Place) -> None:
    if place.version == "4.0":
        with pytest.raises(CollectionLoadError, match=r"exists only before 4\.0"):
            await place.do(lambda s: s.load())
    else:
        assert await place.do(lambda s: s.load()) is True
        assert await place.do(lambda s: s.unload()) is True


async def test_responsible_shard_is_for_clusters(place: Place) -> None:
    with pytest.raises(CollectionResponsibleShardError):
        await place.do(lambda s: s.responsible_shard({"_key": "Kris"}))


async def test_rename(full: Place) -> None:
    assert await full.do(lambda s: s.rename("pupils")) is True
    assert await full.db.collection("pupils").count() == 3


async def test_a_renamed_wrapper_goes_on(full: Place) -> None:
    students = full.students
    await students.rename("pupils")
    assert students.name == "pupils"
    assert await students.has("pupils/Kris")
    assert "pupils/Kris" in students


# --- What a server has no more


async def test_a_text_search_says_what_to_use_instead(
    server_of: Callable[[str], str],
) -> None:
    async with ArangoClient(server_of("4.0")) as client:
        users = (await client.db("_system")).collection("_users")
        with pytest.raises(DocumentGetError, match="instead: an AQL query on a view") as raised:
            await users.find_by_text("user", "root")
        assert raised.value.error_code == QUERY_FUNCTION_NAME_UNKNOWN
