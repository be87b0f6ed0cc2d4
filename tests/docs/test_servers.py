"""The page on servers has the table that the operation rows make."""

from __future__ import annotations

import pytest
from tests.docs.pages import ROOT
from tests.docs.servers import WRAPPERS, cell, methods, renewed
from tests.unit.test_rows import ROWS

from arango_fastbatch.dialect import Version
from arango_fastbatch.operation import Operation

METHODS = {method.path: method for method in methods()}

# What is not a wrapper's: a cursor that a program has made by hand.
ELSEWHERE = {"cursor.NEXT_EXPORTED"}


def test_the_table_is_that_of_this_moment() -> None:
    page = (ROOT / "docs" / "servers.md").read_text(encoding="utf-8")
    assert renewed(page) == page, "run `python -m tests.docs.servers <docs/servers.md`"


def test_every_row_that_not_all_servers_have_belongs_to_a_method() -> None:
    named = {row for method in methods() for row in method.rows}
    dated = {name: row for name, row in ROWS.items() if row.is_dated}
    assert {name for name, row in dated.items() if row not in named} == ELSEWHERE


def test_every_wrapper_has_methods() -> None:
    assert {method.wrapper for method in methods()} == set(WRAPPERS)
    assert len(METHODS) == len(methods()) > 200


@pytest.mark.parametrize(
    ("path", "cells"),
    [
        ("collection.insert", ["yes", "yes", "yes"]),
        ("collection.get", ["yes", "yes", "yes"]),
        ("collection.add_hash_index", ["yes", "yes", "yes"]),
        ("collection.load", ["yes", "yes", "no"]),
        ("collection.find_near", ["yes", "yes", "yes (1)"]),
        ("graph.traverse", ["yes", "partly", "partly"]),
        ("db.pregel.create_job", ["yes", "no", "no"]),
        ("db.replication.server_id", ["yes", "yes, from 3.12.10 on no", "no"]),
        ("db.statistics", ["yes", "yes", "no"]),
        ("db.wal.properties", ["no", "no", "no"]),
    ],
)
def test_cells(path: str, cells: list[str]) -> None:
    assert [cell(METHODS[path], line) for line in ("3.11", "3.12", "4.0")] == cells


def test_rows_are_found_behind_other_methods() -> None:
    assert ROWS["collection.documents.ROWS.get"] in METHODS["collection.get"].rows
    assert ROWS["collection.vertex.ROWS.insert"] in METHODS["vertices.insert"].rows
    assert {ROWS["collection.geo.NEAR"], ROWS["collection.geo.LIST"]} <= set(
        METHODS["collection.find_near"].rows
    )


def test_a_patch_level_counts() -> None:
    method = METHODS["db.replication.server_id"]
    assert method.works(Version.of("3.12.9"))
    assert not method.works(Version.of("3.12.10"))
    assert all(isinstance(row, Operation) for row in method.rows)
