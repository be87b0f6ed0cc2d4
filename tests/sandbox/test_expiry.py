"""Documents go when their time has come, in any collection with an index of type ttl."""

import asyncio
import subprocess
import sys

from arango_fastbatch.sandbox.aql.source import WriteOptions
from arango_fastbatch.sandbox.expiry import expire
from arango_fastbatch.sandbox.profile import Profile
from arango_fastbatch.sandbox.serving import assembled
from arango_fastbatch.sandbox.settings import Settings
from arango_fastbatch.sandbox.store.index_kinds import complete
from arango_fastbatch.sandbox.store.indexes import make_index
from arango_fastbatch.sandbox.store.journal import Journal

PROFILE = Profile.of("3.12")
PLAIN = WriteOptions()


def collection_with(documents, expire_after):
    store = assembled(Settings(PROFILE)).store
    collection = store.find("_system").create_collection("c")
    request = {"type": "ttl", "fields": ["at"], "expireAfter": expire_after}
    for _ in collection.add_index_steps(make_index("9", complete(request, "ttl", PROFILE))):
        pass
    for document in documents:
        collection.insert(document, PLAIN)
    return store, collection


def keys(collection):
    return [document["_key"] for document in collection.documents()]


def test_numbers_are_seconds_and_texts_are_dates():
    store, collection = collection_with(
        [
            {"_key": "past", "at": 900},
            {"_key": "now", "at": 990},
            {"_key": "later", "at": 991},
            {"_key": "past_date", "at": "1970-01-01T00:15:00Z"},
            {"_key": "later_date", "at": "1970-01-01T00:16:40Z"},
            {"_key": "no_date", "at": "soon"},
            {"_key": "none"},
            {"_key": "null", "at": None},
            {"_key": "list", "at": [1]},
        ],
        10,
    )
    asyncio.run(expire(store, 1000))
    assert keys(collection) == ["later", "later_date", "no_date", "none", "null", "list"]
    asyncio.run(expire(store, 1e9))
    assert keys(collection) == ["no_date", "none", "null", "list"]


def test_what_a_transaction_has_written_has_time_until_it_ends():
    store, collection = collection_with([{"_key": "a", "at": 1}], 0)
    journal = Journal()
    collection.update("a", {"n": 1}, PLAIN, None, journal)
    asyncio.run(expire(store, 1000))
    assert keys(collection) == ["a"]
    journal.commit()
    asyncio.run(expire(store, 1000))
    assert keys(collection) == []


def test_a_server_sees_to_it(call):
    name = call.collection("expiring")
    index = {"type": "ttl", "fields": ["at"], "expireAfter": 0}
    call("POST", f"/_api/index?collection={name}", index)
    call("POST", f"/_api/document/{name}", {"_key": "a", "at": 1})
    for _ in range(200):
        if call("GET", f"/_api/document/{name}/a").status == 404:
            break
        asyncio.run(asyncio.sleep(0.1))
    assert call("GET", f"/_api/document/{name}/a").error[:2] == (404, 1202)


def test_stored_documents_are_kept_from_the_garbage_collector():
    """In a process of its own: there is one collector for all servers of a process."""
    code = (
        "import gc, time\n"
        "from arango_fastbatch.sandbox import Sandbox, collector\n"
        "collector._PAUSE_SECONDS, collector._MANY_DOCUMENTS = 0.01, 0\n"
        "with Sandbox():\n"
        "    while not gc.get_freeze_count():\n"
        "        time.sleep(0.01)\n"
        "print(gc.get_freeze_count())"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "0\n"
