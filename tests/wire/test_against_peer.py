"""Every recorded call of python-aioarango, made with arango_fastbatch: the same on both ends."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.peer import facts
from tests.peer.api import members
from tests.peer.expectation import Expected, fits
from tests.peer.notation import Json
from tests.peer.program import CONTEXTS, Done, Library, library, run
from tests.wire.differences import DIFFERENCES, Difference

OURS = "arango_fastbatch"
# Of the servers that answered; who is told it need not ask.
VERSION = "3.11.14"
IN_EVERY_CONTEXT = {"required", "all", "refused 404/1203"}
# Made by the methods of others.
MADE = {
    "BaseConnection",
    "BasicConnection",
    "Collection",
    "JwtConnection",
    "JwtSuperuserConnection",
}


def recordings() -> dict[str, list[Json]]:
    """The recorded cases by method."""
    by_method = defaultdict(list)
    for module in facts.modules():
        for case in facts.recorded(module):
            by_method[case["method"]].append(case)
    return by_method


RECORDINGS = recordings()
METHODS = sorted(RECORDINGS)


@dataclass
class Trial:
    """A case in a context."""

    case: Json
    context: str


def trials(cases: list[Json]) -> Iterator[Trial]:
    """The cases of a method, those that are there for it in every context."""
    deviant = {(case["case"], case["context"]): case for case in cases if "context" in case}
    for case in cases:
        if "context" in case:
            continue
        yield Trial(case, "default")
        if case["case"] not in IN_EVERY_CONTEXT:
            continue
        for context in CONTEXTS[1:]:
            by_rule = Expected(
                facts.sent_in_context(case["sent"], context),
                facts.in_context(facts.outcome_of(case), context),
            )
            other = deviant.get((case["case"], context))
            if other is not None:
                yield Trial({**other, "by_rule": by_rule}, context)
            else:
                moved = {**case, "sent": by_rule.sent, **by_rule.outcome}
                yield Trial(moved, context)


@dataclass
class Judged:
    """What became of a method's trials."""

    failures: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    """Names of the differences that showed themselves."""


async def judge(judged: Judged, opened: Library, method: str) -> None:
    """Run a method's trials: all of them, or those in batches if the server has no endpoint."""
    differences = [one for one in DIFFERENCES if one.speaks_for(method)]
    for trial in trials(RECORDINGS[method]):
        if trial.context != "batch" and not opened.script.has_batches:
            continue
        case = translated(trial.case, differences)
        for index, done in enumerate(await run(opened, case, trial.context)):
            compare(judged, trial, index, done, differences)


def translated(case: Json, differences: list[Difference]) -> Json:
    """The case with the answers that the other wire path gets."""
    for difference in differences:
        if difference.answers is None or "steps" in case:
            continue
        recorded = Expected(case["sent"], facts.outcome_of(case))
        if difference.rule(case, recorded) != recorded:
            answers = [difference.answers(answer) for answer in case["answers"]]
            case = {**case, "answers": answers}
    return case


def compare(
    judged: Judged, trial: Trial, index: int, done: Done, differences: list[Difference]
) -> None:
    """Compare what was done with what is expected."""
    step = a_step(trial.case, index)
    recorded = Expected(step["sent"], facts.outcome_of(step))
    expected = recorded
    applied = []
    for difference in differences:
        changed = difference.rule(step, expected)
        if changed != expected:
            applied.append(difference)
        expected = changed
    if not expected.is_met(done.sent, done.outcome):
        pairs = ((expected.sent, done.sent), (expected.outcome, done.outcome))
        judged.failures += [
            f"{trial.case['case']} ({trial.context}) {step['call']}:\n"
            f"  expected {_text(wanted)}\n  actual   {_text(actual)}"
            for wanted, actual in pairs
            if not fits(wanted, actual)
        ]
    if not recorded.is_met(done.sent, done.outcome):
        judged.shown |= {difference.name for difference in applied}


def a_step(case: Json, index: int) -> Json:
    """One call of a case, with what the case says about it."""
    about = {"method": case["method"], "case": case["case"], "sent": []}
    return {**about, **(case["steps"][index] if "steps" in case else case)}


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr, ensure_ascii=False)


@pytest.mark.parametrize("method", METHODS)
async def test_recorded(method: str, tmp_path: Path) -> None:
    judged = Judged()
    for has_batches in (True, False):
        async with library(OURS, tmp_path, server_version=VERSION) as opened:
            opened.script.has_batches = has_batches
            await judge(judged, opened, method)
    if judged.failures:
        pytest.fail("\n".join(judged.failures), pytrace=False)
    named = {one.name for one in DIFFERENCES if method in one.methods}
    assert named - judged.shown == set(), "these differences are none any more"


def test_every_method_of_the_api_is_recorded() -> None:
    called = {
        step["call"].replace(":", ".").rpartition(".")[2]
        for cases in RECORDINGS.values()
        for case in cases
        for step in case.get("steps", [])
    }
    unknown = [
        member.path
        for member in members()
        if member.path not in RECORDINGS
        and member.name not in called
        # To make an object is to call its class; some are made by others only.
        and not (member.name == "__init__" and ({member.owner} & called or member.owner in MADE))
    ]
    assert unknown == []


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.name)
def test_a_difference_is_about_what_was_recorded(difference: Difference) -> None:
    assert difference.methods <= RECORDINGS.keys()
    assert any(
        difference.rule(step, expected) != expected
        for method, cases in RECORDINGS.items()
        if difference.speaks_for(method)
        for trial in trials(cases)
        for index in range(len(trial.case.get("steps", [trial.case])))
        for step in [a_step(trial.case, index)]
        for expected in [Expected(step["sent"], facts.outcome_of(step))]
    )
