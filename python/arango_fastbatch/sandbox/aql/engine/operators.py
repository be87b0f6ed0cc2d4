"""Operators into closures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .... import errno
from ..aside import MANY_MEMBERS, LengthyError, gathered
from ..errors import UNCOMPUTED, fault
from ..language.nodes import LEFT_CHAINS
from ..values import add, divide, is_true, modulo, multiply, number, subtract, to_number
from .comparisons import array_comparison, comparison, membership
from .compiled import Compiled, Compiler, KindTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..context import Row
    from ..language.nodes import Node

__all__ = ["OPERATORS", "bounded_range"]

#: Longest range that becomes an array, as in arangod.
MAX_RANGE = 10_000_000

_ARITHMETIC: dict[str, Callable[[Any, Any], int | float]] = {
    "plus": add,
    "minus": subtract,
    "times": multiply,
    "division": divide,
    "modulus": modulo,
}


def _chain(compiler: Compiler, node: Node) -> Compiled:
    """Binary operators, left operands first: a chain may be as long as a tree is high."""
    chain = []
    while node.kind in LEFT_CHAINS:
        chain.append(node)
        node = node.nodes[0]
    left = compiler.compile(node)
    while chain:
        parent = chain.pop()
        if parent.kind in {"logical and", "logical or"}:
            operands = [left, compiler.compile(parent.nodes[1])]
            while chain and chain[-1].kind == parent.kind:
                operands.append(compiler.compile(chain.pop().nodes[1]))
            left = _logical(compiler, parent.kind, operands)
        else:
            left = _arithmetic(compiler, parent.kind, left, compiler.compile(parent.nodes[1]))
    return left


def _logical(compiler: Compiler, kind: str, operands: list[Compiled]) -> Compiled:
    (*first, last), dynamic = compiler.operands(operands)
    stop = kind == "logical or"

    def run(row: Row) -> Any:
        for evaluate in first:
            value = evaluate(row)
            if is_true(value) is stop:
                return value
        return last(row)

    return Compiled(run, dynamic)


def _arithmetic(compiler: Compiler, kind: str, left: Compiled, right: Compiled) -> Compiled:
    (first, second), dynamic = compiler.operands([left, right])
    compute = _ARITHMETIC[kind]

    def run(row: Row) -> Any:
        try:
            return compute(first(row), second(row))
        except UNCOMPUTED as problem:
            return row[0].warned(problem)

    return Compiled(run, dynamic)


def _sign(compiler: Compiler, node: Node) -> Compiled:
    (operand,), dynamic = compiler.operands([compiler.compile(node.nodes[0])])
    negative = node.kind == "unary minus"

    def run(row: Row) -> Any:
        value = to_number(operand(row))
        return number(-value) if negative else value

    return Compiled(run, dynamic)


def _not(compiler: Compiler, node: Node) -> Compiled:
    (operand,), dynamic = compiler.operands([compiler.compile(node.nodes[0])])
    return Compiled(lambda row: not is_true(operand(row)), dynamic)


def _comparison(compiler: Compiler, node: Node) -> Compiled:
    operands = [compiler.compile(child) for child in node.nodes]
    (left, right), dynamic = compiler.operands(operands)
    known = operands[1].value if operands[1].literal else None
    return Compiled(comparison(node.kind.removeprefix("compare "), left, right, known), dynamic)


def _membership(compiler: Compiler, node: Node) -> Compiled:
    (left, right), dynamic = compiler.operands([compiler.compile(child) for child in node.nodes])
    return Compiled(membership(left, right, negated=node.kind == "compare not in"), dynamic)


def _array_comparison(compiler: Compiler, node: Node) -> Compiled:
    left, right, quantifier = node.nodes
    operands = [compiler.compile(child) for child in (left, right, *quantifier.nodes)]
    (first, second, *least), dynamic = compiler.operands(operands)
    sign = node.kind.removeprefix("array compare ")
    run = array_comparison(sign, quantifier.value, first, second, least[0] if least else None)
    return Compiled(run, dynamic)


def _ternary(compiler: Compiler, node: Node) -> Compiled:
    operands = [compiler.compile(child) for child in node.nodes]
    (condition, *middle, otherwise), dynamic = compiler.operands(operands)

    def short(row: Row) -> Any:
        value = condition(row)
        return value if is_true(value) else otherwise(row)

    if not middle:
        return Compiled(short, dynamic)
    then = middle[0]

    def run(row: Row) -> Any:
        return then(row) if is_true(condition(row)) else otherwise(row)

    return Compiled(run, dynamic)


def _range(compiler: Compiler, node: Node) -> Compiled:
    (low, high), dynamic = compiler.operands([compiler.compile(child) for child in node.nodes])

    def run(row: Row) -> list[int]:
        numbers = bounded_range(low(row), high(row))
        if len(numbers) <= MANY_MEMBERS:
            return list(numbers)
        if not row[0].patient:
            raise LengthyError
        return gathered(numbers)

    return Compiled(run, dynamic)


def bounded_range(low: Any, high: Any, *, limit: bool = True) -> range:
    """The numbers of ``low..high``, upwards or downwards.

    Args:
        low: Where it begins.
        high: Where it ends, itself included.
        limit: Whether it is to become an array.

    Returns:
        The numbers.

    Raises:
        ArangoFault: 32 where there are too many of them for an array.
    """
    first, last = int(to_number(low)), int(to_number(high))
    if limit and abs(last - first) >= MAX_RANGE:
        raise fault(errno.RESOURCE_LIMIT, "too many elements in range", "executing")
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


_SIGNS = ("==", "!=", "<", "<=", ">", ">=")
OPERATORS: KindTable = {
    **dict.fromkeys(LEFT_CHAINS, _chain),
    **{f"compare {sign}": _comparison for sign in _SIGNS},
    **{f"array compare {sign}": _array_comparison for sign in (*_SIGNS, "in", "not in")},
    "compare in": _membership,
    "compare not in": _membership,
    "ternary": _ternary,
    "range": _range,
    "unary plus": _sign,
    "unary minus": _sign,
    "unary not": _not,
}
