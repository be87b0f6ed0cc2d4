"""The operation rows: each says one thing, whichever way its request is made."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import arango_fastbatch
from arango_fastbatch.collection.single import Rows
from arango_fastbatch.operation import Operation

# What rows are found in: not the sandbox, which is another program.
MODULES = [
    module.name
    for module in pkgutil.walk_packages(arango_fastbatch.__path__, "arango_fastbatch.")
    if ".sandbox" not in module.name and not module.name.endswith("__main__")
]


def rows_in(module: str) -> Iterator[tuple[str, Operation[Any]]]:
    """The rows of a module, alone or in a table of rows."""
    for name, value in vars(import_module(module)).items():
        table = value._asdict() if isinstance(value, Rows) else {"": value}
        for attribute, row in table.items():
            if isinstance(row, Operation):
                yield f"{module}.{name}.{attribute}".rstrip("."), row


ROWS = {
    name.removeprefix("arango_fastbatch."): row
    for module in MODULES
    for name, row in rows_in(module)
}


def scope_of(row: Operation[Any]) -> dict[str, str]:
    return dict.fromkeys(re.findall(r"{(\w+)}", row.path), "s%20t")


def test_there_are_rows() -> None:
    assert len(ROWS) > 50


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("given", [True, False], ids=["every option", "no option"])
def test_a_kept_head_is_the_head_of_a_single_request(name: str, given: bool) -> None:
    row = ROWS[name]
    options = tuple(
        f"v/{position}" if given and position % 2 else given or None
        for position in range(len(row.query))
    )
    key = "k%20y" if "{key}" in row.path else ""
    scope = scope_of(row)
    before, after = row.head(scope, options)
    assert before + key + after == row.request(scope, options, key).target


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_ends_says_what_to_use_instead(name: str) -> None:
    row = ROWS[name]
    assert (row.until is None) == (row.instead is None)
    assert row.method == row.method.upper()
    assert row.path.startswith("/")
    assert "?" not in row.path
