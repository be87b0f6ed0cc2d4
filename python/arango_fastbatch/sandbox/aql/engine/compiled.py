"""What an expression becomes, and what compiles one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ..context import Row

if TYPE_CHECKING:
    from ..language.nodes import Node, Variable

__all__ = ["Compiled", "Compiler", "Evaluate", "KindTable", "literal"]

Evaluate = Callable[[Row], Any]


@dataclass(frozen=True)
class Compiled:
    """An expression, compiled.

    Args:
        run: The closure.
        dynamic: Whether its value differs from row to row.
        literal: Whether ``value`` is its value, whatever the run.
        value: The value of a literal.
    """

    run: Evaluate
    dynamic: bool
    literal: bool = False
    value: Any = None


def literal(value: Any) -> Compiled:
    """An expression that is its value."""
    return Compiled(lambda _row: value, dynamic=False, literal=True, value=value)


class Compiler(Protocol):
    """What compiles the expressions of a query, as its parts see it."""

    #: Bind parameters that must be names of attributes.
    attribute_parameters: set[str]

    def slot(self, variable: Variable) -> int:
        """The place of a variable in a row."""

    def compile(self, node: Node) -> Compiled:
        """Compile an expression, to be told what kind it is."""

    def expression(self, node: Node) -> Evaluate:
        """Compile an expression that stands for itself."""

    def once(self, compiled: Compiled) -> Compiled:
        """The expression, computed once a run if no row has a part in it."""

    def operands(self, operands: list[Compiled]) -> tuple[list[Evaluate], bool]:
        """The closures of operands, and whether what is made of them differs from row to row."""


KindTable = dict[str, Callable[[Compiler, "Node"], Compiled]]
