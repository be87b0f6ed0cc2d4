"""Expressions into Python closures.

A closure takes a row and gives a value. What a query computes from constants and bind parameters
alone is computed once a run, before the first row, as arangod's optimizer does: its warnings then
come once, too. Such an expression is numbered, and a run keeps its value in ``Context.constants``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .calls import CALLS
from .compiled import Compiled, Evaluate, KindTable
from .expansions import EXPANSIONS
from .operands import OPERANDS
from .operators import OPERATORS

if TYPE_CHECKING:
    from ..context import Row
    from ..language.nodes import Node, Variable

__all__ = ["ExpressionCompiler"]

_KINDS: KindTable = {**OPERATORS, **OPERANDS, **EXPANSIONS, **CALLS}


class ExpressionCompiler:
    """Compiles the expressions of one query.

    Args:
        variables: All variables of the query, by their numbers.
    """

    def __init__(self, variables: dict[int, Variable]) -> None:
        self._slots = {variable: index for index, variable in enumerate(variables.values(), 1)}
        #: the closures whose values a run computes first
        self.constants: list[Evaluate] = []
        self.attribute_parameters: set[str] = set()
        self.width = len(self._slots) + 1

    def slot(self, variable: Variable) -> int:
        """The place of a variable in a row."""
        return self._slots[variable]

    def expression(self, node: Node) -> Evaluate:
        """Compile an expression that stands for itself.

        Args:
            node: A resolved expression.

        Returns:
            Its closure.
        """
        return self.once(self.compile(node)).run

    def compile(self, node: Node) -> Compiled:
        """Compile an expression, to be told what kind it is.

        Args:
            node: A resolved expression.

        Returns:
            Its closure and its kind.
        """
        return _KINDS[node.kind](self, node)

    def once(self, compiled: Compiled) -> Compiled:
        """The expression, computed once a run if no row has a part in it."""
        if compiled.dynamic or compiled.literal:
            return compiled
        number = len(self.constants)
        self.constants.append(compiled.run)

        def run(row: Row) -> Any:
            return row[0].constants[number]

        return Compiled(run, dynamic=False)

    def operands(self, operands: list[Compiled]) -> tuple[list[Evaluate], bool]:
        """The closures of operands, and whether what is made of them differs from row to row."""
        dynamic = any(operand.dynamic for operand in operands)
        if dynamic:
            operands = [self.once(operand) for operand in operands]
        return [operand.run for operand in operands], dynamic
