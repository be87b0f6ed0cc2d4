"""Random texts that look like AQL: whatever they are, a query must answer rows or a fault.

``python -m tests.sandbox.aql_texts 1000000`` tries as many.
"""

from __future__ import annotations

import random
import sys
import time

from tests.sandbox.aql_memory import MemorySource

from arango_fastbatch.sandbox.aql import QueryOptions, compile_query
from arango_fastbatch.sandbox.aql.registry import find_function, function_names
from arango_fastbatch.sandbox.faults import ArangoFault

FUNCTIONS = [name for name in function_names((3, 12, 9)) if name != "SLEEP"]
LITERALS = [
    *("null", "true", "false", "0", "1", "-1", "2.5", "1e308", "9223372036854775807", "''"),
    *("'a'", "'c/1'", "'2020-02-29'", "'%a_'", "'P1D'", "'day'", "'\\ud83d'", "[]", "{}"),
    *("[1, 2, null]", "[[1], 'a']", "{a: 1, b: {c: null}}", "{_key: '1'}", "1..3"),
    "@v",
]
BINARY = [
    *("+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "AND", "OR", "IN"),
    *("NOT IN", "LIKE", "NOT LIKE", "=~", "!~", "..", "ANY ==", "ALL <", "NONE IN"),
    "AT LEAST (1) ==",
]
SNIPPETS = [
    *("(", ")", "[", "]", "{", "}", ",", ".", ":", "?", "*", "[*]", "[**]", "[?]", "@", "@@c"),
    *("FOR", "RETURN", "FILTER", "LET", "COLLECT", "SORT", "LIMIT", "INTO", "WITH", "GRAPH"),
    *("OPTIONS", "DISTINCT", "AGGREGATE", "PRUNE", "SEARCH", "WINDOW", "`", "'", '"', "/*"),
    *("//", "\n", "\0", "é", "\ud800", "=", "::", "$", "#", "\\"),
]


class Texts:
    """Makes texts.

    Args:
        seed: For the same ones again.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # chance for tests
        self._names: list[str] = []
        self._made = 0

    def _name(self) -> str:
        """A variable's name that was not there before."""
        self._made += 1
        return f"v{self._made}"

    def _leaf(self) -> str:
        """A variable that is known, or a literal; now and then what is neither."""
        if self._names and self._random.random() < 0.5:
            return self._random.choice(self._names) + self._random.choice(["", "", ".a", "._key"])
        if self._random.random() < 0.01:
            return self._random.choice(["CURRENT", "NEW", "OLD", "c", "@@v", "nowhere"])
        return self._random.choice(LITERALS)

    def text(self) -> str:
        """A query, sometimes with something broken in it."""
        self._names, self._made = [], 0
        text = self.query(2)
        for _ in range(self._random.choice([0, 0, 0, 1, 2])):
            place = self._random.randrange(len(text) + 1)
            kind = self._random.randrange(3)
            if kind == 0:
                text = text[:place] + self._random.choice(SNIPPETS) + text[place:]
            elif kind == 1:
                text = text[:place] + text[place + self._random.randrange(5) :]
            else:
                other = self._random.randrange(len(text) + 1)
                text = text[:place] + text[min(place, other) : max(place, other)] + text[place:]
        return text

    def query(self, depth: int) -> str:
        """Statements."""
        outside = list(self._names)
        statements = [self.statement(depth) for _ in range(self._random.randrange(4))]
        if self._random.random() < 0.15:
            statements.append(self.modification(depth))
            if self._random.random() < 0.5:
                self._names = outside
                return " ".join(statements)
        loops = any(statement.startswith("FOR") for statement in statements)
        distinct = self._random.choice(["", "DISTINCT "]) if loops else ""
        statements.append(f"RETURN {distinct}{self.expression(depth)}")
        self._names = outside
        return " ".join(statements)

    def statement(self, depth: int) -> str:
        """One statement."""
        e = self.expression
        name, other = self._name(), self._name()
        made, make = self._random.choice(
            [
                ([name], lambda: f"FOR {name} IN c"),
                ([name], lambda: f"FOR {name} IN TO_ARRAY({e(depth)})"),
                ([name], lambda: f"FOR {name} IN {e(depth)}"),
                ([name], lambda: f"FOR {name} IN 1..5"),
                ([name], lambda: f"FOR {name} IN c FILTER {name}._key == {e(depth)}"),
                ([name], lambda: f"FOR {name} IN c FILTER {name}.a IN {e(depth)}"),
                ([name, other], lambda: f"FOR {name}, {other} IN 0..2 ANY {e(depth)} e"),
                ([name], lambda: f"FOR {name} IN 1..2 ANY 'c/1' e {self.options()}"),
                ([name], lambda: f"FOR {name} IN OUTBOUND SHORTEST_PATH 'c/1' TO {e(depth)} e"),
                ([], lambda: f"FILTER {e(depth)}"),
                ([name], lambda: f"LET {name} = {e(depth)}"),
                ([], lambda: f"SORT {e(depth)}, {e(depth)} DESC"),
                (
                    [],
                    lambda: (
                        f"LIMIT {self._random.choice(['1', '0, 2', '@v', '2', '-1', e(depth)])}"
                    ),
                ),
                ([name, other], lambda: f"COLLECT {name} = {e(depth)} INTO {other}"),
                ([name, other], lambda: f"COLLECT {name} = {e(depth)} WITH COUNT INTO {other}"),
                ([name], lambda: f"COLLECT AGGREGATE {name} = {self.aggregate(depth)}"),
            ]
        )
        text = make()
        if text.startswith("COLLECT"):
            self._names = []
        self._names += made
        return text

    def _literal(self) -> str:
        return self._random.choice(LITERALS)

    def options(self) -> str:
        """Options of a loop."""
        names = ["order", "bfs", "uniqueVertices", "weightAttribute", "defaultWeight"]
        name = self._random.choice([*names, "edgeCollections", "vertexCollections"])
        value = self._random.choice(["'bfs'", "'weighted'", "'global'", self._literal()])
        return f"OPTIONS {{{name}: {value}}}"

    def aggregate(self, depth: int) -> str:
        """A call of an aggregate function."""
        name = self._random.choice(["SUM", "MAX", "MIN", "AVG", "UNIQUE", "STDDEV", "BIT_AND"])
        return f"{name}({self.expression(depth)})"

    def modification(self, depth: int) -> str:
        """A statement that writes."""
        e = self.expression
        return self._random.choice(
            [
                lambda: f"INSERT {e(depth)} INTO c OPTIONS {{overwriteMode: {self._literal()}}}",
                lambda: f"UPDATE {e(depth)} WITH {e(depth)} IN c",
                lambda: f"REPLACE {e(depth)} IN c",
                lambda: f"REMOVE {e(depth)} IN c OPTIONS {{ignoreErrors: true}}",
                lambda: f"UPSERT {{a: {e(depth)}}} INSERT {e(depth)} UPDATE {e(depth)} IN c",
            ]
        )()

    def expression(self, depth: int) -> str:
        """An expression."""
        if depth <= 0:
            return self._leaf()
        e = self.expression
        return self._random.choice(
            [
                self._leaf,
                lambda: f"{e(depth - 1)} {self._random.choice(BINARY)} {e(depth - 1)}",
                lambda: f"({e(depth - 1)} ? {e(depth - 1)} : {e(depth - 1)})",
                lambda: f"({e(depth - 1)})[{e(depth - 1)}].a",
                lambda: f"({e(depth - 1)})[* FILTER {e(depth - 1)} LIMIT 2 RETURN {e(depth - 1)}]",
                lambda: f"({e(depth - 1)})[? ANY FILTER {e(depth - 1)}]",
                lambda: f"[{e(depth - 1)}, {e(depth - 1)}]",
                lambda: f"{{a: {e(depth - 1)}, [{e(depth - 1)}]: {e(depth - 1)}}}",
                lambda: f"-{e(depth - 1)}",
                lambda: f"!{e(depth - 1)}",
                lambda: f"({self.query(depth - 1)})",
                self.call,
                self.call,
            ]
        )()

    def call(self) -> str:
        """A call of some function with some arguments."""
        name = self._random.choice(FUNCTIONS)
        for count in self._random.sample(range(5), 5):
            try:
                find_function(name, count, (3, 12, 9))
            except ArangoFault:
                continue
            break
        arguments = ", ".join(self._leaf() for _ in range(count))
        return f"{name}({arguments})"


def run(text: str) -> bool:
    """Run a text against a small database; whether it was a query."""
    source = MemorySource(c=[{"_key": "1", "a": 1}, {"_key": "2", "a": [None, "x"]}])
    source.create("e", edge=True)
    try:
        query = compile_query(text, {"v": 2} if "@v" in text else {})
        query.run(source, QueryOptions(memory_limit=10_000_000, profile=2))
        query.explain(source, patient=True)
    except ArangoFault as fault:
        if not 400 <= fault.status < 600 or not fault.message:
            raise AssertionError(fault) from fault
        return False
    return True


def main(count: int) -> None:
    """Try as many texts, and say how it went."""
    seed = int(time.time())
    texts = Texts(seed)
    began, valid = time.perf_counter(), 0
    for number in range(count):
        text = texts.text()
        try:
            valid += run(text)
        except BaseException:
            print(f"seed {seed}, text {number}: {text!r}")  # noqa: T201  # to be found again
            raise
    took = time.perf_counter() - began
    print(f"{count} texts, {valid} of them queries, in {took:.0f} s")  # noqa: T201  # the result


if __name__ == "__main__":
    main(int(sys.argv[1]))
