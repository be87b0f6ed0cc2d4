"""From what a method takes to the cases that show all that it does.

A table in `tests.peer.cases` gives plausible values for a method's parameters and the server's
answer; here they become calls with the required arguments only, with all, with each optional one
alone and with its empty values, with arguments of wrong types, and with answers that are errors.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.peer.api import Member
from tests.peer.notation import Json

ANSWERS = Path(__file__).parent / "answers.jsonl"

# Where the objects of a case come from: see `tests.peer.program.Objects`.
OBJECTS = {
    "AQL": "db.aql",
    "AQLQueryCache": "db.aql.cache",
    "Backup": "db.backup",
    "Cluster": "db.cluster",
    "Collection": "col",
    "Database": "db",
    "EdgeCollection": "edges",
    "Foxx": "db.foxx",
    "Graph": "graph",
    "Pregel": "db.pregel",
    "Replication": "db.replication",
    "StandardCollection": "col",
    "StandardDatabase": "db",
    "VertexCollection": "vertices",
    "WAL": "db.wal",
}

# Errors that any method may meet; None is an answer that is no JSON, such as a proxy's.
ERRORS = (
    (400, 10),
    (401, 11),
    (403, 11),
    (404, 1202),
    (404, 1203),
    (404, 9999),
    (409, 1210),
    (412, 1200),
    (500, 4),
    (500, None),
    (503, 503),
    (503, None),
)

# What is tried for a value, whether or not a method refuses it.
_WRONG = {
    bool: ("x",),
    dict: ("x", ["x"]),
    float: ("x",),
    int: ("x", -1),
    list: (5,),
    str: (5,),
}
_EMPTY: dict[type, Any] = {dict: {}, float: 0, int: 0, list: [], str: ""}


def recorded(key: str, *, headers: Json | None = None, **changes: Any) -> Json:
    """An answer that a real server gave.

    Args:
        key: Method and path, as the answers' file has them.
        headers: Headers besides.
        changes: Fields of the body that are different here.
    """
    answer = json.loads(json.dumps(_recorded()[key]))
    if changes:
        answer["body"] = {**answer["body"], **changes}
    return {**answer, "headers": headers} if headers else answer


_ANSWERS: dict[str, Json] = {}


def _recorded() -> dict[str, Json]:
    if not _ANSWERS:
        for line in ANSWERS.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            _ANSWERS[said.pop("of")] = said
    return _ANSWERS


def ok(body: Any = None, status: int = 200, **fields: Any) -> Json:
    """An answer: a body as it is, or fields beside those that most answers have."""
    if body is None:
        body = {"error": False, "code": status, **fields}
    return {"status": status, "body": body}


def raw(content: str, status: int = 200, headers: Json | None = None) -> Json:
    """An answer that is no JSON."""
    answer: Json = {"status": status, "text": content}
    return {**answer, "headers": headers} if headers else answer


@dataclass
class Method:
    """What a method takes, and what it is answered.

    Attributes:
        name: Class and method, such as "Database.create_task".
        required: Values of the required parameters, in their order.
        options: Values of the optional parameters, none of them the default.
        answer: What the server says, or what it says one request after the other.
        answers: What it says instead where one of these options is given; "all" for all of them.
        also: More cases: label, changed arguments by name, and the answer, if it is another.
        wrong: More wrong values by parameter.
        errors: More errors that the server may answer.
        module: The module that the class is in.
        contexts: Whether calls in other contexts are tried.
    """

    name: str
    required: Json = field(default_factory=dict)
    options: Json = field(default_factory=dict)
    answer: Any = None
    answers: dict[str, Any] = field(default_factory=dict)
    also: Sequence[tuple[Any, ...]] = ()
    wrong: dict[str, Sequence[Any]] = field(default_factory=dict)
    errors: Sequence[tuple[int, int | None]] = ()
    module: str = ""
    contexts: bool = True

    @property
    def call(self) -> str:
        """How a case names the method."""
        kind, _, method = self.name.partition(".")
        return f"{OBJECTS[kind]}.{method}"

    def answers_for(self, given: Sequence[str], label: str = "") -> list[Any]:
        """The answers for a call with these options."""
        answer = self.answers.get(label)
        if answer is None:
            fitting = [self.answers[name] for name in given if name in self.answers]
            answer = fitting[0] if fitting else self.answer
        return list(answer) if isinstance(answer, list) else [answer]

    def demand_complete(self, member: Member) -> None:
        """See that the table has every parameter, in its order, and no default as a value.

        Args:
            member: The method, as the list of the API has it.

        Raises:
            AssertionError: If it has not.
        """
        named = [p for p in member.parameters if not p.variadic]
        required = [p.name for p in named if p.default is None]
        optional = [p.name for p in named if p.default is not None]
        assert list(self.required) == required, (self.name, required, list(self.required))
        if len(named) == len(member.parameters):
            assert list(self.options) == optional, (self.name, optional, list(self.options))
        for parameter in named:
            if parameter.default is not None:
                value = repr(self.options[parameter.name])
                assert value != parameter.default, (self.name, parameter.name)

    # --- Cases

    def cases(self, member: Member) -> Iterator[Json]:
        """The cases but those with errors of the server.

        Args:
            member: The method, as the list of the API has it.
        """
        self.demand_complete(member)
        defaults = {p.name: p.default for p in member.parameters}
        yield self._case("required", {}, ())
        positional = not any(p.variadic for p in member.parameters)
        if len(self.options) > 1:
            yield self._case("all", self.options, tuple(self.options), positional=positional)
        for name, value in self.options.items():
            yield self._case(name, {name: value}, (name,))
            for empty in _empties(value, defaults.get(name)):
                label = f"{name}={json.dumps(empty)}"
                yield self._case(label, {name: empty}, ())
        for label, changes, *answer in self.also:
            yield self._case(label, changes, tuple(changes), answer=answer[0] if answer else None)
        yield from self._wrong_cases()

    def _wrong_cases(self) -> Iterator[Json]:
        given = {**self.required, **self.options}
        for name, value in given.items():
            wrong: list[Any] = [None] if name in self.required else []
            wrong += _WRONG.get(type(value), ())
            for bad in (*wrong, *self.wrong.get(name, ())):
                yield self._case(f"wrong {name}={json.dumps(bad)}", {name: bad}, ())

    def _case(
        self,
        label: str,
        changes: Json,
        given: Sequence[str],
        *,
        positional: bool = False,
        answer: Any = None,
    ) -> Json:
        required = {name: changes.get(name, value) for name, value in self.required.items()}
        rest = {name: value for name, value in changes.items() if name not in required}
        case: Json = {"method": f"{self.module}.{self.name}", "case": label, "call": self.call}
        args = [*required.values(), *(rest.values() if positional else ())]
        if args:
            case["args"] = args
        if rest and not positional:
            case["kwargs"] = rest
        answers = self.answers_for(given, label)
        if answer is not None:
            answers = answer if isinstance(answer, list) else [answer]
        case["answers"] = answers
        return case


def _empties(value: Any, default: str | None) -> list[Any]:
    """Values that are easily taken for none at all."""
    if isinstance(value, bool):
        return [not value] if repr(not value) != default else []
    empty = _EMPTY.get(type(value))
    if empty is None or repr(empty) == default or empty == value:
        return []
    return [empty]


@dataclass
class Program:
    """Several calls one after the other, for what has a state.

    Attributes:
        name: Which class and method it is about.
        label: What it shows.
        steps: The calls: path, arguments, and "as" for a name of the result.
        answers: What the server says, request after request.
        module: The module that the class is in.
    """

    name: str
    label: str
    steps: Sequence[Json]
    answers: Sequence[Any] = ()
    module: str = ""

    def case(self) -> Json:
        """The case."""
        return {
            "method": f"{self.module}.{self.name}",
            "case": self.label,
            "answers": list(self.answers),
            "steps": [dict(step) for step in self.steps],
        }


def step(call: str, *args: Any, into: str | None = None, **kwargs: Any) -> Json:
    """One call of a program.

    Args:
        call: The path of what is called.
        args: Arguments.
        into: A name for the result.
        kwargs: Arguments by name.
    """
    written: Json = {"call": call}
    if args:
        written["args"] = list(args)
    if kwargs:
        written["kwargs"] = kwargs
    if into is not None:
        written["as"] = into
    return written


def ref(name: str) -> Json:
    """An object that an earlier call has made."""
    return {"$": "ref", "name": name}
