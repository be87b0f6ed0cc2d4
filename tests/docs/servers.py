"""Which methods which servers have: the table of docs/servers.md.

``python -m tests.docs.servers`` is a filter for that page.
It is made from the operation rows: a method has those that its source names, itself or through what
it calls of its class and of its module.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from arango_fastbatch.aql import AQL, AQLQueryCache
from arango_fastbatch.backup import Backup
from arango_fastbatch.cluster import Cluster
from arango_fastbatch.collection import EdgeCollection, StandardCollection, VertexCollection
from arango_fastbatch.collection.single import Rows
from arango_fastbatch.database import StandardDatabase
from arango_fastbatch.dialect import Version
from arango_fastbatch.foxx import Foxx
from arango_fastbatch.graph import Graph
from arango_fastbatch.operation import Operation
from arango_fastbatch.pregel import Pregel
from arango_fastbatch.replication import Replication
from arango_fastbatch.wal import WAL

BEGIN = (
    "<!-- servers: made by `python -m tests.docs.servers`, held by tests/docs/test_servers.py -->"
)
END = "<!-- servers: end -->"

WRAPPERS: dict[str, type] = {
    "db": StandardDatabase,
    "collection": StandardCollection,
    "vertices": VertexCollection,
    "edges": EdgeCollection,
    "graph": Graph,
    "db.aql": AQL,
    "db.aql.cache": AQLQueryCache,
    "db.foxx": Foxx,
    "db.pregel": Pregel,
    "db.replication": Replication,
    "db.wal": WAL,
    "db.backup": Backup,
    "db.cluster": Cluster,
}
"""The objects with methods that ask the server."""

LINES = {"3.11": ("3.11", "3.12"), "3.12": ("3.12", "4.0"), "4.0": ("4.0", None)}
"""Lines of versions: the first one, and the first one of the next line."""


@dataclass(frozen=True)
class Method:
    """A method, and the operation rows that it may call."""

    wrapper: str
    name: str
    rows: tuple[Operation[Any], ...]

    @property
    def path(self) -> str:
        """How a program writes it."""
        return f"{self.wrapper}.{self.name}"

    def lacks(self, version: Version) -> list[Operation[Any]]:
        """The rows that servers of a version do not have."""
        return [row for row in self.rows if not lives(row, version)]

    def works(self, version: Version) -> bool:
        """Whether it can be called: something that it may call is there."""
        return not self.rows or len(self.lacks(version)) < len(self.rows)


def lives(row: Operation[Any], version: Version) -> bool:
    """Whether servers of a version have what a row needs."""
    begun = row.since is None or version >= Version.of(row.since)
    return begun and (row.until is None or version < Version.of(row.until))


@cache
def methods() -> tuple[Method, ...]:
    """The methods of all wrappers that ask the server, each where it is first."""
    return tuple(
        Method(wrapper, name, tuple(dict.fromkeys(_rows(kind, function))))
        for wrapper, kind in WRAPPERS.items()
        for name, function in sorted(inspect.getmembers(kind, inspect.iscoroutinefunction))
        if not name.startswith("_") and not _is_shared(kind, name)
    )


def _is_shared(kind: type, name: str) -> bool:
    """Whether a special kind of collection has a method from all collections."""
    common = inspect.getattr_static(StandardCollection, name, None)
    return kind is not StandardCollection and inspect.getattr_static(kind, name) is common


def _rows(
    kind: type, function: Callable[..., Any], seen: set[Any] | None = None
) -> Iterator[Operation[Any]]:
    """The rows that a function names, and those of what it calls."""
    seen = set() if seen is None else seen
    if function in seen:
        return
    seen.add(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    names = inspect.unwrap(function).__globals__
    for node in ast.walk(tree):
        found = _named(node, kind, names)
        if isinstance(found, Operation):
            yield found
        elif inspect.isfunction(found) and found.__module__.startswith("arango_fastbatch"):
            yield from _rows(kind, found, seen)


def _named(node: ast.AST, kind: type, names: dict[str, Any]) -> Any:
    """What a name or an attribute in a method's source stands for, as far as that can be told."""
    if isinstance(node, ast.Name):
        return kind if node.id == "self" else names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _named(node.value, kind, names)
        if isinstance(owner, Rows):
            return getattr(owner, node.attr)
        return None if owner is None else inspect.getattr_static(owner, node.attr, None)
    return None


# --- The table


def cell(method: Method, line: str) -> str:
    """What a line of versions makes of a method."""
    first, after = LINES[line]
    moments = {first, *_changes(method, first, after)}
    told = {moment: _at(method, Version.of(moment)) for moment in moments}
    if len(set(told.values())) == 1:
        return told[first]
    last = max(told, key=Version.of)
    return f"{told[first]}, from {last} on {told[last]}"


def _changes(method: Method, first: str, after: str | None) -> set[str]:
    """The versions within a line in which something comes or goes."""
    dates = {date for row in method.rows for date in (row.since, row.until) if date is not None}
    return {
        date
        for date in dates
        if Version.of(date) > Version.of(first)
        and (after is None or Version.of(date) < Version.of(after))
    }


def _at(method: Method, version: Version) -> str:
    if not method.works(version):
        return "no"
    missing = method.lacks(version)
    if not missing:
        return "yes"
    return "yes (1)" if all(row.bridged for row in missing) else "partly"


def note(method: Method) -> str:
    """What comes and goes, and what to use instead."""
    notes = []
    for row in method.rows:
        if row.since is None and row.until is None:
            continue
        what = row.what or f"`{row.method} {row.path}`"
        lives_in = f"since {row.since}" if row.since else f"until {row.until}"
        instead = f"; instead: {row.instead}" if row.instead and not row.bridged else ""
        notes.append(f"{what} {lives_in}{instead}")
    return "<br>".join(dict.fromkeys(notes))


def table() -> str:
    """The table as Markdown: for each wrapper what every server has, then each other method."""
    lines = [
        f"| method | {' | '.join(LINES)} | what comes and goes |",
        f"| --- |{' --- |' * (len(LINES) + 1)}",
    ]
    everywhere = ["yes"] * len(LINES)
    for wrapper in WRAPPERS:
        own = [method for method in methods() if method.wrapper == wrapper]
        cells = {method: [cell(method, line) for line in LINES] for method in own}
        common = [f"`{method.name}`" for method in own if cells[method] == everywhere]
        if common:
            lines.append(f"| `{wrapper}`: {', '.join(common)} | {' | '.join(everywhere)} | |")
        lines += [
            f"| `{method.path}` | {' | '.join(cells[method])} | {note(method)} |"
            for method in own
            if cells[method] != everywhere
        ]
    return "\n".join(lines)


def renewed(page: str) -> str:
    """A page with the table of this moment between its marks."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{tail}"


if __name__ == "__main__":
    # A filter: the page on standard input, the renewed one on standard output.
    sys.stdout.write(renewed(sys.stdin.read()))
