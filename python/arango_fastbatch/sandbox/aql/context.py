"""One run of a query: its options, counters, warnings, and what all its parts share."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from ... import errno
from .errors import AqlFault, AqlWarning, fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..faults import ArangoFault
    from .aside import Aside
    from .language.nodes import Node
    from .source import AqlSource, CollectionSource

__all__ = ["Context", "QueryOptions", "QueryResult", "Row", "Stats"]

_Value = TypeVar("_Value")

#: The variables of a query by their numbers, the context before them: ``row[0]`` is the context.
Row = list[Any]


@dataclass(frozen=True)
class QueryOptions:
    """Options of a run, as the cursor API has them under ``options``.

    Args:
        full_count: Count what the last LIMIT of the query's main part left out, too.
        fail_on_warning: A warning fails the query.
        max_warning_count: Warnings kept; further ones are dropped.
        memory_limit: Bytes that the query may use, 0 for any number.
        max_runtime: Seconds that the query may take, 0 for any time.
        profile: 0, 1 or 2, as the option of that name.
    """

    full_count: bool = False
    fail_on_warning: bool = False
    max_warning_count: int = 10
    memory_limit: int = 0
    max_runtime: float = 0.0
    profile: int = 0


@dataclass
class Stats:
    """What a run did, under arangod's names (see ``as_json``)."""

    writes_executed: int = 0
    writes_ignored: int = 0
    document_lookups: int = 0
    scanned_full: int = 0
    scanned_index: int = 0
    cursors_created: int = 0
    cursors_rearmed: int = 0
    filtered: int = 0
    full_count: int | None = None
    execution_time: float = 0.0
    peak_memory: int = 0

    def as_json(self, version: tuple[int, ...]) -> dict[str, Any]:
        """The object ``extra.stats`` of a cursor."""
        shown: dict[str, Any] = {
            "writesExecuted": self.writes_executed,
            "writesIgnored": self.writes_ignored,
        }
        if version >= (3, 12):
            shown |= {"documentLookups": self.document_lookups, "seeks": 0}
        shown |= {"scannedFull": self.scanned_full, "scannedIndex": self.scanned_index}
        if (3, 12) <= version < (4,):
            shown["searchParallelism"] = 1
        shown |= {
            "cursorsCreated": self.cursors_created,
            "cursorsRearmed": self.cursors_rearmed,
            "cacheHits": 0,
            "cacheMisses": 0,
            "filtered": self.filtered,
            "httpRequests": 0,
        }
        if self.full_count is not None:
            shown["fullCount"] = self.full_count
        return shown | {
            "executionTime": self.execution_time,
            "peakMemoryUsage": self.peak_memory,
            "intermediateCommits": 0,
        }


@dataclass
class QueryResult:
    """What a run answers.

    Args:
        rows: The values returned.
        stats: ``extra.stats``.
        warnings: ``extra.warnings``: objects with ``code`` and ``message``.
        full_count: Number of rows without the last LIMIT, where asked for.
        profile: ``extra.profile``: seconds by phase, where asked for.
        plan: ``extra.plan``, where the profile was asked for in full.
    """

    rows: list[Any]
    stats: dict[str, Any]
    warnings: list[dict[str, Any]]
    full_count: int | None = None
    profile: dict[str, float] | None = None
    plan: dict[str, Any] | None = None


@dataclass
class Context:
    """The state of one run.

    Args:
        source: The database.
        options: The run's options.
        binds: Values of the bind parameters.
        version: The server's version.
    """

    source: AqlSource
    options: QueryOptions
    binds: Mapping[str, Any]
    version: tuple[int, ...]
    stats: Stats = field(default_factory=Stats)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    #: values computed once, by the number of their expression
    constants: list[Any] = field(default_factory=list)
    #: what parts of the query keep for their next row
    memo: dict[object, Any] = field(default_factory=dict)
    #: rows and blocks that came out of statements, by their identity, where a profile is wanted
    counts: dict[int, list[int]] = field(default_factory=dict)
    #: seconds that the query asked to sleep since it was last left
    pause: float = 0.0
    #: what is to be computed in another thread before the run goes on
    aside: Aside | None = None
    #: whether what is computed now may take as long as it likes
    patient: bool = False
    #: when the run's turn ends, by ``time.perf_counter``
    turn_ends: float = math.inf
    #: how the thread of an `Aside` looks into the store, which belongs to the run's own thread
    reach: Callable[[Callable[[], Any]], Any] | None = None
    phase: str = "executing"
    started: float = field(default_factory=time.time)
    memory: int = 0
    _collections: dict[str, CollectionSource] = field(default_factory=dict)

    def open_collections(self, collections: Mapping[str, str]) -> None:
        """Open the collections that a query names.

        Args:
            collections: Their names, or an @ and the bind parameter that names one, with "read" or
                "write".

        Raises:
            ArangoFault: 1203 where one does not exist, 11 where the user may not.
        """
        for name, mode in collections.items():
            self._collections[name] = self.source.collection(self.actual_name(name), mode)

    def collection(self, name: str) -> CollectionSource:
        """An opened collection, or one that the query comes to name only while it runs."""
        opened = self._collections.get(name)
        if opened is None:
            opened = self._collections[name] = self.source.collection(name, "read")
        return opened

    def opened(self, node: Node) -> CollectionSource:
        """The collection that a "collection" or "datasource parameter" node names."""
        return self.collection("@" + node.name if node.kind != "collection" else node.name)

    def actual_name(self, name: str) -> str:
        """The name of a collection where a query may have a bind parameter for it."""
        return str(self.binds[name[1:]]) if name.startswith("@") else name

    def read(self, look: Callable[[], _Value]) -> _Value:
        """What a look into the store gives, in whichever thread this is."""
        if not self.patient or self.reach is None:
            return look()
        found: _Value = self.reach(look)
        return found

    def is_turn_over(self) -> bool:
        """Whether others should have their turn."""
        return time.perf_counter() > self.turn_ends

    def worded(self, refused: ArangoFault, phase: str) -> ArangoFault:
        """A fault of the source with what arangod adds to it in queries."""
        if isinstance(refused, AqlFault):
            return refused
        return AqlFault(refused.errno, refused.message, phase, refused.status)

    def check_runtime(self, seconds: float) -> None:
        """Stop a run that takes too long.

        Raises:
            ArangoFault: 1500 over the run's ``max_runtime``.
        """
        if 0 < self.options.max_runtime < seconds:
            raise AqlFault(errno.QUERY_KILLED, "query killed", self.phase)

    def warn(self, number: int, text: str) -> None:
        """Note a warning.

        Raises:
            ArangoFault: Where the run is to fail on warnings.
        """
        if self.options.fail_on_warning:
            raise AqlFault(number, text, self.phase)
        if len(self.warnings) < self.options.max_warning_count:
            self.warnings.append({"code": number, "message": text})

    def warned(self, problem: AqlWarning | OverflowError, function: str = "") -> None:
        """What stands for a value that could not be computed: null, and a warning.

        Args:
            problem: Why it could not; Python's own complaint means that a number got too large.
            function: The function that was called.
        """
        if isinstance(problem, OverflowError):
            self.warn(errno.QUERY_NUMBER_OUT_OF_RANGE, "number out of range")
        else:
            text = problem.text or f"invalid argument type in call to function '{function}()'"
            self.warn(problem.number, text)

    def charge(self, values: Sequence[Any]) -> None:
        """Account for values that are kept.

        Args:
            values: A block of them; the first stands for all.

        Raises:
            ArangoFault: 32 over the run's memory limit.
        """
        if values:
            self.memory += len(values) * _weight(values[0])
            self.stats.peak_memory = max(self.stats.peak_memory, self.memory)
        if 0 < self.options.memory_limit < self.memory:
            text = f"query would use more memory than allowed (limit: {self.options.memory_limit})"
            raise fault(errno.RESOURCE_LIMIT, text, self.phase)


def _weight(value: Any, depth: int = 3) -> int:
    """Roughly the bytes of a value; of a row, those of its variables."""
    kind = type(value)
    if kind is str:
        return 8 + len(value)
    if kind not in {list, dict} or not depth:
        return 8
    members = list(value.values()) if kind is dict else value
    some = members[:8]
    weight = sum(_weight(member, depth - 1) for member in some)
    return 16 + weight * len(members) // max(1, len(some))
