"""Faults on purpose: slow answers, broken connections, refusals, cut answers.

A rule is ``ACTION[=VALUE][@CONDITION,CONDITION...]``.

=====================  ==========================================================================
``delay=SECONDS``      wait before the request is looked at
``hold=SECONDS``       run the request, then wait before it is answered
``status=CODE``        answer this status, and do not run the request
``reset``              break the connection, and do not run the request; ``reset=after``: run it
``close``              end the connection without an answer; ``close=after``: run the request
``truncate=BYTES``     run the request, answer so much of the body, end the connection; without a
                       number: half of it
``queue=SECONDS``      say that the request has waited so long in the server's queue
=====================  ==========================================================================

Conditions, all of which must hold: ``method=POST``, ``path=/_api/cursor`` (its beginning, without
a database in front), ``after=N`` (not the first N of these), ``every=N`` (each Nth of them),
``times=N`` (no more than N of them), ``chance=P`` (of 1; the same requests in the same order meet
the same chances).
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ACTIONS = ("delay", "hold", "status", "reset", "close", "truncate", "queue")
_HALF = -1
_FOREVER = 1 << 62


@dataclass
class Plan:
    """What goes wrong with one request.

    Args:
        delay: Seconds before it is looked at.
        hold: Seconds between its end and its answer.
        queue: Seconds that it is said to have waited.
        status: What it is answered instead of being run; None: it is run.
        is_lost: Whether it is not run and gets no answer.
        answer_is_lost: Whether it is run and gets no answer.
        with_reset: Whether a lost connection is reset, or ended in good order.
        cut: How much of the answer's body is sent; None: all.
    """

    delay: float = 0.0
    hold: float = 0.0
    queue: float = 0.0
    status: int | None = None
    is_lost: bool = False
    answer_is_lost: bool = False
    with_reset: bool = False
    cut: int | None = None

    def kept(self, length: int) -> int:
        """How much of a body of some length is sent."""
        if self.cut is None:
            return length
        return length // 2 if self.cut == _HALF else min(self.cut, length)


@dataclass
class _Rule:
    action: str
    value: str
    method: str | None = None
    path: str = ""
    after: int = 0
    every: int = 1
    times: int = _FOREVER
    chance: float = 1.0
    _seen: int = 0
    _done: int = 0
    _dice: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 # no secret

    def strikes(self, method: str, path: str) -> bool:
        """Whether it is this request's turn."""
        if self.method not in {None, method} or not path.startswith(self.path):
            return False
        self._seen += 1
        if self._seen <= self.after or (self._seen - self.after) % self.every:
            return False
        if self._done >= self.times or self._dice.random() >= self.chance:
            return False
        self._done += 1
        return True

    def apply(self, plan: Plan) -> None:
        """Add to a plan what this rule does."""
        if self.action in {"delay", "hold", "queue"}:
            setattr(plan, self.action, getattr(plan, self.action) + float(self.value))
        elif self.action == "status":
            plan.status = int(self.value)
        elif self.action == "truncate":
            plan.cut = int(self.value) if self.value else _HALF
        else:
            plan.with_reset = self.action == "reset"
            if self.value == "after":
                plan.answer_is_lost = True
            else:
                plan.is_lost = True


class Mischief:
    """The faults of one server.

    Args:
        rules: The rules, as texts.
        latency: Seconds that every answer takes longer.

    Raises:
        ValueError: A rule is none; says which and why.
    """

    def __init__(self, rules: Iterable[str], latency: float = 0.0) -> None:
        self._rules = [parse_rule(rule) for rule in rules]
        self._latency = latency
        self.is_none = not self._rules and not latency

    def plan(self, method: str, path: str) -> Plan:
        """What goes wrong with a request.

        Args:
            method: Its method.
            path: Its path and query, as they came.
        """
        plan = Plan(delay=self._latency)
        if path.startswith("/_db/"):
            path = "/" + path[5:].partition("/")[2]
        for rule in self._rules:
            if rule.strikes(method, path):
                rule.apply(plan)
        return plan


def parse_rule(text: str) -> _Rule:
    """The rule that a text describes.

    Raises:
        ValueError: It describes none; says why.
    """
    what, _, conditions = text.partition("@")
    action, _, value = what.partition("=")
    rule = _Rule(action.strip(), value.strip())
    try:
        _check_action(rule)
        for condition in filter(None, conditions.split(",")):
            name, _, wanted = condition.partition("=")
            _add_condition(rule, name.strip(), wanted.strip())
    except ValueError as error:
        raise ValueError(f"fault rule {text!r}: {error}") from None
    return rule


def _check_action(rule: _Rule) -> None:
    action, value = rule.action, rule.value
    if action not in _ACTIONS:
        raise ValueError(f"unknown action (known: {', '.join(_ACTIONS)})")
    if action in {"delay", "hold", "queue"} and not 0 <= _number(value, "seconds") < math.inf:
        raise ValueError("expecting seconds from 0 on")
    if action == "status" and not 400 <= _whole(value, "a status") <= 599:
        raise ValueError("the status must be one of an error")
    if action == "truncate" and value:
        _whole(value, "a number of bytes")
    if action in {"reset", "close"} and value not in {"", "before", "after"}:
        raise ValueError("expecting 'before' or 'after'")


def _whole(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"expecting {what}, not {text!r}")
    return int(text)


def _number(text: str, what: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"expecting {what}, not {text!r}") from None


def _add_condition(rule: _Rule, name: str, wanted: str) -> None:
    if name == "method":
        rule.method = wanted.upper()
    elif name == "path":
        rule.path = wanted
    elif name in {"after", "every", "times"}:
        number = _whole(wanted, f"a number for {name}")
        if number < (1 if name == "every" else 0):
            raise ValueError(f"{name} is too small")
        setattr(rule, name, number)
    elif name == "chance":
        rule.chance = _number(wanted, "a chance")
        if not 0 <= rule.chance <= 1:
            raise ValueError("a chance is between 0 and 1")
    else:
        raise ValueError(f"unknown condition {name!r}")
