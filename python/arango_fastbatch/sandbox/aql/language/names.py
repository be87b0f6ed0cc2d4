"""What is known about names while a query is resolved: scopes, variables, collections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .... import errno
from ..errors import AqlFault, fault
from .nodes import Node, Variable

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Names", "Resolved", "declared", "is_collection", "references"]


@dataclass
class Resolved:
    """A query whose names are settled.

    Args:
        statements: Its statements, in the order in which they run.
        variables: All variables, by their numbers.
        parameters: Names of the bind parameters, in the order of their first use.
        collections: Names of collections to "read" or "write"; a bind parameter that names one
            stands with an @ before its own name.
        functions: The functions called.
        next_id: The number of the next variable.
    """

    statements: list[Node] = field(default_factory=list)
    variables: dict[int, Variable] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)
    collections: dict[str, str] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    next_id: int = 0

    def root(self) -> Node:
        """The tree as /_api/query shows it."""
        root = Node("root")
        root.nodes = self.statements
        root.measure()
        return root


@dataclass
class _Scope:
    kind: str
    names: dict[str, Variable] = field(default_factory=dict)


class Names:
    """The names of one query, and where they hold.

    A FOR begins a scope, a COLLECT ends all loops and begins another, a subquery has its own. A
    name may stand for one thing only, however far outside the other is.

    Args:
        version: The server's version.
    """

    def __init__(self, version: tuple[int, ...]) -> None:
        self.version = version
        self.resolved = Resolved()
        self._scopes = [_Scope("main")]
        self._written: set[str] = set()

    # Scopes

    def begin(self, kind: str) -> None:
        """Begin a scope: "for", "collect" or "subquery"."""
        self._scopes.append(_Scope(kind))

    def end(self) -> None:
        """End the current scope."""
        self._scopes.pop()

    @property
    def in_loop(self) -> bool:
        """Whether the current scope is that of a FOR or COLLECT."""
        return self._scopes[-1].kind in {"for", "collect"}

    def end_loops(self) -> None:
        """End the loops of the current query or subquery."""
        while self.in_loop:
            self._scopes.pop()

    # Variables

    def new(self, name: str) -> Variable:
        """A variable that no name finds."""
        variable = Variable(self.resolved.next_id, name)
        self.resolved.variables[variable.id] = variable
        self.resolved.next_id += 1
        return variable

    def temporary(self, suffix: str = "") -> Variable:
        """A variable that the query did not name. Before 3.12 its name took a number, too."""
        number = self.resolved.next_id
        if self.version < (3, 12):
            self.resolved.next_id += 1
        return self.new(f"{number}{suffix}")

    def declare(self, name: str) -> Variable:
        """A variable that the query names, in the current scope.

        Raises:
            ArangoFault: 1510 for a name with an underscore in front, 1511 for one that is taken.
        """
        if name.startswith("_"):
            text = f"variable name '{name}' has an invalid format"
            raise fault(errno.QUERY_VARIABLE_NAME_INVALID, text)
        if any(name in scope.names for scope in self._scopes):
            text = f"variable '{name}' is assigned multiple times"
            raise fault(errno.QUERY_VARIABLE_REDECLARED, text)
        variable = self.new(name)
        self.bind(name, variable)
        return variable

    def declare_special(self, name: str) -> Variable:
        """OLD or NEW: each data modification brings its own."""
        variable = self.new(name)
        self.bind(name, variable)
        return variable

    def bind(self, name: str, variable: Variable) -> None:
        """Let a name stand for a variable in the current scope."""
        self._scopes[-1].names[name] = variable

    def find(self, name: str) -> Variable | None:
        """The variable that a name stands for."""
        for scope in reversed(self._scopes):
            variable = scope.names.get(name)
            if variable is None and name in {"OLD", "NEW"}:
                variable = scope.names.get("$" + name)
            if variable is not None:
                return variable
        return None

    # Collections

    def use(self, collection: Node, mode: str) -> None:
        """Note that the query reads or writes a collection.

        Args:
            collection: A "collection" or "datasource parameter" node.
            mode: "read" or "write".

        Raises:
            ArangoFault: 1579 where the query wrote to it before.
        """
        name = collection.name
        if collection.kind == "datasource parameter":
            self.resolved.parameters.setdefault(name)
            name = "@" + name
        self.refuse_after_writing(name, f"collection '{collection.name}'")
        if mode == "write" or name not in self.resolved.collections:
            self.resolved.collections[name] = mode
        if mode == "write":
            self._written.add(name)

    def refuse_after_writing(self, key: str | None, what: str) -> None:
        """Refuse what reads after the query wrote.

        Args:
            key: The collection's key in ``Resolved.collections``; None for what may read any.
            what: How the fault names it.

        Raises:
            ArangoFault: 1579.
        """
        if (key is None and self._written) or key in self._written:
            raise AqlFault(
                errno.QUERY_ACCESS_AFTER_MODIFICATION,
                f"access after data-modification by {what}",
                "optimizing ast",
            )


def is_collection(node: Node) -> bool:
    """Whether a node names a collection."""
    return node.kind in {"collection", "datasource parameter"}


def declared(statement: Node) -> Iterator[Variable]:
    """The variables that a loop or LET makes; those of its subqueries are not among them."""
    for node in statement.nodes:
        if node.kind == "variable":
            yield node.value
        elif node.kind == "prune":
            yield from declared(node)


def references(node: Node) -> Iterator[Variable]:
    """The variables that a node refers to, those of its subqueries included."""
    pending = [node]
    while pending:
        node = pending.pop()
        if node.kind == "reference":
            yield node.value
        pending.extend(node.nodes)
