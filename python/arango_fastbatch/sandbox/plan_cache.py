"""Plans of queries, kept where a query asks for it (3.12.4 and later).

Plans are made anew here for every run: what is kept is only what can be seen of them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .result_cache import identity

if TYPE_CHECKING:
    from .aql import CompiledQuery
    from .store.collection import Collection
    from .store.database import Database

_MAX_ENTRIES = 128
_BYTES_A_PLAN = 1500


@dataclass
class CachedPlan:
    """One plan.

    Args:
        number: What identifies it, a number as text.
        text: The query.
        bind_vars: Those of its bind parameters that name collections.
        full_count: Whether it was asked for with ``fullCount``.
        sources: The collections it reads.
    """

    number: str
    text: str
    bind_vars: dict[str, Any]
    full_count: bool
    sources: list[Collection]
    hits: int = 0
    created: float = field(default_factory=time.time)

    def is_valid(self, database: Database) -> bool:
        """Whether its collections are those of a database."""
        return all(database.find(source.name) is source for source in self.sources)

    def public(self) -> dict[str, Any]:
        """The plan as `/_api/query-plan-cache` shows it."""
        return {
            "hash": self.number,
            "query": self.text,
            "queryHash": int(identity(self.text, {})),
            "bindVars": self.bind_vars,
            "fullCount": self.full_count,
            "dataSources": [source.name for source in self.sources],
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.created)),
            "hits": self.hits,
            "memoryUsage": _BYTES_A_PLAN + 2 * len(self.text),
        }


class PlanCache:
    """The plans of all databases of a server."""

    def __init__(self) -> None:
        self._databases: dict[str, dict[str, CachedPlan]] = {}

    def use(
        self,
        database: Database,
        text: str,
        query: CompiledQuery,
        binds: dict[str, Any],
        *,
        full_count: bool,
    ) -> str | None:
        """Look for a query's plan, and keep it where it is not there.

        Returns:
            What identifies the plan, where it was there.
        """
        bound = {name: value for name, value in binds.items() if name.startswith("@")}
        number = identity(text, bound, full_count)
        plans = self._databases.setdefault(database.name, {})
        plan = plans.get(number)
        if plan is not None and plan.is_valid(database):
            plan.hits += 1
            return number
        sources = [database.find(name) for name in query.collections]
        known = [source for source in sources if source is not None]
        plans[number] = CachedPlan(number, text, bound, full_count, known)
        while len(plans) > _MAX_ENTRIES:
            del plans[next(iter(plans))]
        return None

    def entries(self, database: Database) -> list[CachedPlan]:
        """The plans of a database."""
        plans = self._databases.get(database.name, {}).values()
        return [plan for plan in plans if plan.is_valid(database)]

    def clear(self, database: Database) -> None:
        """Forget the plans of a database."""
        self._databases.pop(database.name, None)
