"""Results in Python's spelling, where they are more than a table says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from arango_fastbatch import formatter

if TYPE_CHECKING:
    from collections.abc import Callable

    from arango_fastbatch.typings import Json


def test_a_written_vertex_or_edge_is_what_the_answer_holds() -> None:
    for kind, format_it in (("vertex", formatter.format_vertex), ("edge", formatter.format_edge)):
        answer = {"error": False, "code": 202, kind: {"_key": "a", "_oldRev": "b", "later": 1}}
        metadata = {"_key": "a", "_old_rev": "b", "later": 1}
        assert format_it(answer) == metadata
        assert format_it({**answer, "old": {"a": 1}}) == {kind: metadata, "old": {"a": 1}}
        assert format_it({**answer, "new": {"a": 1}}) == {kind: metadata, "new": {"a": 1}}


def test_a_graph_has_formatted_edge_definitions() -> None:
    graph = {
        "_id": "_graphs/g",
        "_key": "g",
        "_rev": "r",
        "name": "g",
        "orphanCollections": ["o"],
        "edgeDefinitions": [{"collection": "e", "from": ["f"], "to": ["t"], "later": 1}],
        "isSmart": True,
        "smartGraphAttribute": "s",
        "numberOfShards": 3,
        "replicationFactor": 2,
        "later": 1,
    }
    assert formatter.format_graph_properties(graph) == {
        "id": "_graphs/g",
        "key": "g",
        "revision": "r",
        "name": "g",
        "orphan_collections": ["o"],
        "edge_definitions": [
            {
                "edge_collection": "e",
                "from_vertex_collections": ["f"],
                "to_vertex_collections": ["t"],
                "later": 1,
            }
        ],
        "smart": True,
        "smart_field": "s",
        "shard_count": 3,
        "replication_factor": 2,
        "later": 1,
    }


# What fields with fields of their own become, and what they become where they have none.
INNER: dict[str, tuple[Callable[[Json], Json], str, Any, str, Any]] = {
    "a view's policy": (
        formatter.format_view,
        "consolidationPolicy",
        {"segmentsMin": 1, "later": 2},
        "consolidation_policy",
        {"segments_min": 1, "later": 2},
    ),
    "a view's links": (
        formatter.format_view,
        "links",
        {"students": {"includeAllFields": True, "fields": {"a": {"storeValues": "id"}}}},
        "links",
        {"students": {"include_all_fields": True, "fields": {"a": {"storeValues": "id"}}}},
    ),
    "a transfer's servers": (
        formatter.format_backup_transfer,
        "DBServers",
        {"SNGL": {"Status": "STARTED", "Progress": {"Total": 1, "Rate": 2}}},
        "dbservers",
        {"SNGL": {"status": "STARTED", "progress": {"total": 1, "Rate": 2}}},
    ),
    "the list of backups": (
        formatter.format_backups,
        "list",
        {"b": {"id": "b", "nrFiles": 3}},
        "list",
        {"b": {"backup_id": "b", "file_count": 3}},
    ),
    "a status's server": (
        formatter.format_server_status,
        "serverInfo",
        {"writeOpsEnabled": True, "readOnly": False, "serverId": "1"},
        "server_info",
        {"write_ops_enabled": True, "read_only": False, "server_id": "1", "serverId": "1"},
    ),
    "the applier's state": (
        formatter.format_replication_applier_state,
        "state",
        {"progress": {"failedConnects": 1}, "lastError": {"errorNum": 0}},
        "state",
        {"progress": {"failed_connects": 1}, "last_error": {"error_num": 0}},
    ),
    "the applier's server": (
        formatter.format_replication_applier_state,
        "server",
        {"version": "3.11.14", "serverId": "1", "engine": "rocksdb"},
        "server",
        {"version": "3.11.14", "server_id": "1", "engine": "rocksdb"},
    ),
    "the logger's state": (
        formatter.format_replication_logger_state,
        "state",
        {"lastLogTick": "1"},
        "state",
        {"last_log_tick": "1"},
    ),
    "the server of ticks": (
        formatter.format_tick_values,
        "server",
        {"version": "3.12.9", "serverId": "1"},
        "server",
        {"version": "3.12.9", "server_id": "1"},
    ),
    "an inventory's state": (
        formatter.format_replication_inventory,
        "state",
        {"totalEvents": 1},
        "state",
        {"total_events": 1},
    ),
    "an inventory's collections": (
        formatter.format_replication_inventory,
        "collections",
        [
            {
                "allInSync": True,
                "indexes": [{"id": "s/1", "geoJson": True}],
                "parameters": {"type": 3, "isSystem": False},
            }
        ],
        "collections",
        [
            {
                "all_in_sync": True,
                "indexes": [{"id": "1", "geo_json": True}],
                "parameters": {"type": 3, "edge": True, "system": False},
            }
        ],
    ),
    "an inventory's views": (
        formatter.format_replication_inventory,
        "views",
        [{"globallyUniqueId": "h/1", "links": {}}],
        "views",
        [{"global_id": "h/1", "links": {}}],
    ),
    "an inventory's properties": (
        formatter.format_replication_inventory,
        "properties",
        {"isSystem": True},
        "properties",
        {"system": True},
    ),
    "an inventory's databases": (
        formatter.format_replication_inventory,
        "databases",
        {"d": {"id": "1", "collections": [{"isReady": True}], "properties": {"isSystem": True}}},
        "databases",
        {"d": {"id": "1", "collections": [{"is_ready": True}], "properties": {"system": True}}},
    ),
}


@pytest.mark.parametrize("name", INNER)
def test_what_is_within_is_formatted_too(name: str) -> None:
    format_it, theirs, value, ours, expected = INNER[name]
    assert format_it({theirs: value}) == {ours: expected}
    assert format_it({theirs: None}) == {ours: None}


def test_a_service_keeps_all_that_is_its_own() -> None:
    manifest = {"defaultDocument": "index.html", "mainFile": "a.js", "error": True, "code": 1}
    body = {"mount": "/a", "isBundled": True, "manifest": manifest}
    assert formatter.format_service_data(body) == {
        "mount": "/a",
        "isBundled": True,
        "manifest": {
            "default_document": "index.html",
            "mainFile": "a.js",
            "error": True,
            "code": 1,
        },
    }
    assert manifest["defaultDocument"] == "index.html"
    assert formatter.format_service_data({"mount": "/a"}) == {"mount": "/a"}


def test_certificates_have_the_servers_own_names() -> None:
    body = {"keyfile": {"sha256": "a", "privateKeySHA256": "b"}, "clientCA": {}, "SNI": {}}
    assert formatter.format_tls(body) == body


def test_the_headers_of_a_dump_are_texts_and_flags() -> None:
    headers = {
        "X-Arango-Replication-Active": "true",
        "X-Arango-Replication-Checkmore": "false",
        "x-arango-replication-frompresent": "true",
        "x-arango-replication-lastincluded": "5",
        "x-arango-replication-lastscanned": "6",
        "x-arango-replication-lasttick": "7",
        "content-type": "application/x-arango-dump",
    }
    assert formatter.format_replication_header(headers) == {
        "active": True,
        "check_more": False,
        "from_present": True,
        "last_included": "5",
        "last_scanned": "6",
        "last_tick": "7",
    }
    assert formatter.format_replication_header({}) == {}
