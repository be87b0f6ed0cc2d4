"""Record what python-aioarango puts on the wire and gives back, for every public method.

``PEER_PYTHON -m tests.peer.record [module …]`` from the repository's root, where ``PEER_PYTHON`` is
a Python that has python-aioarango 1.0.0. The recordings go to ``tests/data/peer``.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.peer import facts
from tests.peer.api import Member, members
from tests.peer.notation import Json
from tests.peer.plan import ERRORS, Method, Program
from tests.peer.program import CONTEXTS, Done, Library, library, run
from tests.peer.server import answer_bytes, expanded

PEER = "python_aioarango"
TABLES = (
    "documents",
    "collection_shared",
    "collection_queries",
    "graph",
    "database",
    "server",
    "users",
    "aql",
    "services",
    "replication",
    "administration",
    "state",
    "contexts",
    "pieces",
    "tools",
    "formatting",
)
# In which errors of the server a method may see more than an error: looked for far and wide.
SEARCHED_STATUSES = (304, 400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 500, 501, 503)
SEARCHED_WITH_EVERY_NUMBER = (400, 404, 409, 412, 500)
UNKNOWN = 9999
MOST_EXAMPLES = 4
REFUSED = (404, 1203)
_CALL = ("method", "call", "args", "kwargs")
# An outcome with more numbers than these hangs on the HTTP status alone.
MANY_NUMBERS = 20


def entries() -> list[Method | Program]:
    """All entries of the tables, with their modules."""
    found: list[Method | Program] = []
    for name in TABLES:
        content = import_module(f"tests.peer.cases.{name}")
        for listed, table in sorted(vars(content).items()):
            if listed.endswith("METHODS"):
                for entry in table:
                    entry.module = entry.module or content.MODULE
                    found.append(entry)
    return found


class Unwired:
    """An HTTP client without wires, for the many errors that turn out to be nothing special."""

    def __init__(self, opened: Library) -> None:
        self.script = opened.script
        self.response = opened.module("response").Response

    def create_session(self, host: str) -> Unwired:
        """A session: this object itself."""
        return self

    async def aclose(self) -> None:
        """Nothing to close."""

    async def send_request(self, method: str, url: str, **_: Any) -> Any:
        """Answer as the server would."""
        answer = self.script._next({}) if self.script.recording else {"status": 200, "body": {}}
        text, _type = answer_bytes(answer)
        headers = answer.get("headers", {})
        return self.response(method, url, headers, answer["status"], "Whatever", text.decode())


class Recorder:
    """Runs cases against the peer.

    Args:
        wired: The peer with its own HTTP client.
        unwired: The peer with `Unwired`.
    """

    def __init__(self, wired: Library, unwired: Library) -> None:
        self._wired = wired
        self._unwired = unwired
        numbers = vars(wired.module("errno")).values()
        self._numbers = sorted({number for number in numbers if isinstance(number, int)})

    async def program(self, entry: Program) -> Json:
        """Record a program."""
        case = entry.case()
        for written, done in zip(case["steps"], await run(self._wired, case), strict=True):
            if done.sent:
                written["sent"] = done.sent
            written.update(done.outcome)
        return case

    async def method(self, entry: Method, member: Member) -> list[Json]:
        """Record a method."""
        cases = []
        for case in entry.cases(member):
            done = (await run(self._wired, case))[0]
            case["sent"] = done.sent
            case.update(done.outcome)
            cases.append(case)
        first = cases[0]
        cases += await self._refused(first, entry, "refused", {})
        for case in _with_options(cases):
            cases += await self._refused(case, entry, f"{case['case']}, refused", {})
        if "ignore_missing" in entry.options:
            ignoring = {"ignore_missing": True}
            cases += await self._refused(first, entry, "refused, ignore_missing", ignoring)
        if entry.contexts:
            refused = await self._refused_once(first)
            normal = [case for case in cases if case["case"] in {"required", "all"}]
            for case in [*normal, refused]:
                cases += await self._in_contexts(case)
        return cases

    # --- Errors

    async def _refused(self, first: Json, entry: Method, label: str, kwargs: Json) -> list[Json]:
        """What errors of the server become; those with the same outcome on one line."""
        base: Json = {name: first[name] for name in _CALL if name in first}
        if kwargs:
            base["kwargs"] = kwargs
        special = await self._special_errors(base)
        groups: dict[str, Json] = {}
        for answer in dict.fromkeys((*ERRORS, *entry.errors, *special)):
            done = (await run(self._wired, {**base, "answers": [list(answer)]}))[0]
            outcome = _in_short(done, list(answer))
            key = json.dumps([done.sent, outcome])
            group = groups.setdefault(
                key, {**base, "case": label, "each": [], "sent": done.sent, **outcome}
            )
            group["each"].append(list(answer))
        return list(groups.values())

    async def _special_errors(self, base: Json) -> list[tuple[int, int]]:
        """Errors that have another outcome than most, and their neighbours that may not."""
        tried = [(status, UNKNOWN) for status in SEARCHED_STATUSES]
        tried += [(s, number) for s in SEARCHED_WITH_EVERY_NUMBER for number in self._numbers]
        usual = await self._kind(base, (400, UNKNOWN))
        special = defaultdict(list)
        for answer in tried:
            kind = await self._kind(base, answer)
            if kind != usual:
                special[kind].append(answer)
        found: list[tuple[int, int]] = []
        for group in special.values():
            statuses = sorted({status for status, _ in group})
            numbers = sorted({number for _, number in group})
            if len(numbers) > MANY_NUMBERS:
                found += [(status, UNKNOWN) for status in statuses]
            else:
                found += [(s, n) for n in numbers[:MOST_EXAMPLES] for s in (400, 404, 409, 500)]
                found += group[:MOST_EXAMPLES]
        return found

    async def _kind(self, base: Json, answer: tuple[int, int]) -> str:
        done = (await run(self._unwired, {**base, "answers": [list(answer)]}))[0]
        raised = done.outcome.get("raised")
        return json.dumps(raised["class"] if raised else done.outcome)

    # --- Contexts

    async def _refused_once(self, first: Json) -> Json:
        """One case with an error, which stands for all of them in the other contexts."""
        status, number = REFUSED
        case = {**first, "case": f"refused {status}/{number}", "answers": [[status, number]]}
        for name in facts.OUTCOMES:
            case.pop(name, None)
        done = (await run(self._wired, case))[0]
        return {**case, **done.outcome}

    async def _in_contexts(self, case: Json) -> list[Json]:
        """The contexts in which a case goes another way than by their rules."""
        deviant = []
        for context in CONTEXTS[1:]:
            done = (await run(self._wired, case, context))[0]
            same = done.outcome == facts.in_context(facts.outcome_of(case), context)
            if not same or done.sent != facts.sent_in_context(case["sent"], context):
                other = {name: case[name] for name in facts.HANDED_DOWN if name in case}
                other.update(method=case["method"], case=case["case"], context=context)
                deviant.append({**other, "sent": done.sent, **done.outcome})
        return deviant


def _with_options(cases: list[Json]) -> list[Json]:
    """The case with all options, and one for each endpoint that only some option leads to."""
    first, *others = [case for case in cases if not case["case"].startswith("wrong ")]
    seen = [_endpoint(first)]
    found = []
    for case in others:
        if case["case"] == "all" or _endpoint(case) not in seen:
            found.append(case)
            seen.append(_endpoint(case))
    return found


def _endpoint(case: Json) -> list[str] | None:
    return [case["sent"][0][name] for name in ("method", "path")] if case["sent"] else None


def _in_short(done: Done, answer: list[Any]) -> Json:
    raised = done.outcome.get("raised")
    for unread in (False, True):
        if raised and raised == facts.standard_error(raised["class"], expanded(answer), unread):
            return {"raised": raised["class"], **({"unread": True} if unread else {})}
    return done.outcome


async def record(wanted: set[str]) -> None:
    """Record everything, or some modules.

    Args:
        wanted: The modules, none for all.
    """
    listed = {member.path: member for member in members()}
    folder = Path(tempfile.mkdtemp())
    async with library(PEER, folder) as wired, library(PEER, folder) as unwired:
        unwired.use(Unwired(unwired))
        recorder = Recorder(wired, unwired)
        cases: dict[str, list[Json]] = defaultdict(list)
        for entry in entries():
            if wanted and entry.module not in wanted:
                continue
            if isinstance(entry, Program):
                cases[entry.module].append(await recorder.program(entry))
            else:
                member = listed[f"{entry.module}.{entry.name}"]
                cases[entry.module] += await recorder.method(entry, member)
    for module, recorded in cases.items():
        facts.write(module, sorted(recorded, key=lambda case: str(case["method"])))
        print(f"{module}: {len(recorded)} lines")  # noqa: T201 - a command says what it did


if __name__ == "__main__":
    asyncio.run(record(set(sys.argv[1:])))
