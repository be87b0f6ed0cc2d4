"""Names into variables and collections, subqueries into statements of their own.

arangod does this while it parses: a subquery inside an expression becomes a LET in front of the
statement it stands in, and the expression refers to that. Here it is a pass over the finished tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ... import errno
from .errors import fault, located, unsupported
from .nodes import Node, Variable, is_constant
from .registry import find_function

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Resolved", "resolve"]

_CHAINS = {"logical and", "logical or", "plus", "minus", "times", "division", "modulus"}
_LOGICAL = {"logical and", "logical or"}


@dataclass
class Resolved:
    """A query whose names are settled.

    Args:
        statements: Its statements, in the order in which they run; ``let`` nodes of subqueries have
            the guards of ``Guard`` as value.
        variables: All variables; a variable's id is its index, where there is no gap.
        parameters: Names of the bind parameters, in the order of their first use.
        collections: Names of collections to "read" or "write"; a bind parameter that names one
            stands with an @ before its own name.
        functions: The functions called.
    """

    statements: list[Node] = field(default_factory=list)
    variables: dict[int, Variable] = field(default_factory=dict)
    parameters: dict[str, None] = field(default_factory=dict)
    collections: dict[str, str] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)

    def root(self) -> Node:
        """The tree as /_api/query shows it."""
        root = Node("root")
        root.nodes = self.statements
        return root


@dataclass
class Guard:
    """The condition under which an operand is evaluated at all.

    Args:
        parent: The operator whose first operand the condition is.
        negated: Whether it must be false.
        variable: The variable that holds it once a subquery depends on it.
    """

    parent: Node
    negated: bool
    variable: Variable | None = None


@dataclass
class _Scope:
    kind: str
    names: dict[str, Variable] = field(default_factory=dict)


def resolve(query: Node, text: str, version: tuple[int, ...]) -> Resolved:
    """Settle the names of a query.

    Args:
        query: What the parser made; it is changed.
        text: The query's text, for faults.
        version: The server's version.

    Returns:
        The statements and what they use.

    Raises:
        ArangoFault: 1510, 1511, 1512, 1540, 1541, 1574, 1575, 1578, ...
    """
    return _Resolver(text, version).run(query)


class _Resolver:
    """One query's resolution; statements are resolved into ``self._operations``."""

    def __init__(self, text: str, version: tuple[int, ...]) -> None:
        self._text = text
        self._version = version
        self._result = Resolved()
        self._next_id = 0
        self._scopes = [_Scope("main")]
        self._operations = self._result.statements
        self._guards: list[Guard] = []
        #: iterators of the [*] around, and how many of them a subquery has outside of itself
        self._current: list[Variable] = []
        self._current_outside = 0

    def run(self, query: Node) -> Resolved:
        self._statements(query.nodes)
        return self._result

    # Variables

    def _variable(self, name: str) -> Variable:
        variable = Variable(self._next_id, name)
        self._result.variables[variable.id] = variable
        self._next_id += 1
        return variable

    def temporary(self, suffix: str = "") -> Variable:
        """A variable that the query did not name. Before 3.12 its name took a number, too."""
        number = self._next_id
        if self._version < (3, 12):
            self._next_id += 1
        return self._variable(f"{number}{suffix}")

    def _declare(self, name: str, position: int = 0) -> Variable:
        """A variable that the query names, in the current scope."""
        del position
        if name.startswith("_"):
            text = f"variable name '{name}' has an invalid format"
            raise fault(errno.QUERY_VARIABLE_NAME_INVALID, text)
        self._refuse_second(name)
        variable = self._variable(name)
        self._scopes[-1].names[name] = variable
        return variable

    def _refuse_second(self, name: str) -> None:
        if any(name in scope.names for scope in self._scopes):
            text = f"variable '{name}' is assigned multiple times"
            raise fault(errno.QUERY_VARIABLE_REDECLARED, text)

    def _declare_special(self, name: str) -> Variable:
        """OLD and NEW: each data modification brings its own."""
        variable = self._variable(name)
        self._scopes[-1].names[name] = variable
        return variable

    def _find(self, name: str) -> Variable | None:
        for scope in reversed(self._scopes):
            variable = scope.names.get(name)
            if variable is None and name in {"OLD", "NEW"}:
                variable = scope.names.get("$" + name)
            if variable is not None:
                return variable
        return None

    def _end_nested(self) -> None:
        while self._scopes[-1].kind not in {"main", "subquery"}:
            self._scopes.pop()

    # Statements

    def _statements(self, statements: list[Node]) -> None:
        for statement in statements:
            handler = getattr(self, "_" + statement.kind.replace(" ", "_"), None)
            if handler is None:
                raise unsupported(statement.kind.upper())
            handler(statement)
        self._end_nested()

    def _add(self, statement: Node) -> None:
        self._operations.append(statement)

    def _with_collections(self, statement: Node) -> None:
        for collection in statement.nodes:
            self._use(collection, "read")
        self._add(statement)

    def _for(self, statement: Node) -> None:
        source, options, search = statement.nodes
        if search.kind != "no-op":
            raise unsupported("SEARCH")
        self._constant_options(options)
        source = self.resolve(source)
        self._scopes.append(_Scope("for"))
        variable = self._declare(statement.name, statement.position)
        self._add(Node("for", [_variable_node(variable), source, options]))

    def _traversal(self, statement: Node) -> None:
        raise unsupported(f"FOR {', '.join(statement.value)} IN a graph")

    _shortest_path = _traversal
    _k_shortest_paths = _traversal
    _k_paths = _traversal
    _all_shortest_paths = _traversal

    def _filter(self, statement: Node) -> None:
        self._add(Node("filter", [self.resolve(statement.nodes[0])]))

    def _let(self, statement: Node) -> None:
        expression = self.resolve(statement.nodes[0])
        variable = self._declare(statement.name, statement.position)
        self._add(Node("let", [_variable_node(variable), expression]))

    def _sort(self, statement: Node) -> None:
        elements = []
        for element in statement.nodes[0].nodes:
            expression, direction = element.nodes
            elements.append(
                Node("sort element", [self.resolve(expression), self.resolve(direction)])
            )
        self._add(Node("sort", [Node("array", elements)]))

    def _limit(self, statement: Node) -> None:
        self._add(Node("limit", [self.resolve(node) for node in statement.nodes]))

    def _return(self, statement: Node) -> None:
        expression = statement.nodes[0]
        if expression.kind == "distinct":
            if self._scopes[-1].kind in {"main", "subquery"}:
                raise located(
                    errno.QUERY_PARSE,
                    "cannot use DISTINCT modifier on top-level query element",
                    self._text,
                    expression.position,
                )
            expression = Node("distinct", [self.resolve(expression.nodes[0])])
        else:
            expression = self.resolve(expression)
        self._add(Node("return", [expression]))

    # COLLECT

    def _collect(self, statement: Node) -> None:
        options, groups, aggregates, into, keep, count = statement.nodes
        self._constant_options(options)
        group_nodes = self._assignments(groups.nodes)
        aggregate_nodes = self._aggregates(aggregates.nodes, group_nodes)
        into_expression = [self.resolve(node) for node in into.nodes]
        kept = [self._kept(node) for node in keep.nodes]
        outer = [scope for scope in self._scopes if scope.kind in {"main", "subquery"}]
        in_loop = self._scopes[-1] is not outer[-1]
        if in_loop:
            self._end_nested()
            self._scopes.append(_Scope("collect"))
        # the assigned variables were declared among the ones that are gone now
        for node in (*group_nodes, *aggregate_nodes):
            variable = node.nodes[0].value
            self._scopes[-1].names[variable.name] = variable
        into_node = Node("no-op")
        if into.kind == "into":
            into_node = Node("into", [_variable_node(self._declare(into.name)), *into_expression])
        count_node = Node("no-op")
        if count.kind == "into":
            count_node = Node("into", [_variable_node(self._declare(count.name))])
        self._add(
            Node(
                "collect",
                [
                    options,
                    Node("array", group_nodes),
                    Node("array", aggregate_nodes),
                    into_node,
                    Node("array", kept) if keep.kind == "array" else keep,
                    count_node,
                ],
            )
        )

    def _assignments(self, nodes: Iterable[Node]) -> list[Node]:
        assigned = []
        for node in nodes:
            expression = self.resolve(node.nodes[0])
            variable = self._declare(node.name, node.position)
            assigned.append(Node("assign", [_variable_node(variable), expression]))
        return assigned

    def _aggregates(self, nodes: Iterable[Node], groups: list[Node]) -> list[Node]:
        group_variables = {node.nodes[0].value for node in groups}
        assigned: list[Node] = []
        for node in nodes:
            call = node.nodes[0]
            call.nodes[0] = self.resolve(call.nodes[0])
            introduced = group_variables | {other.nodes[0].value for other in assigned}
            for variable in _references(call):
                if variable in introduced:
                    text = f"use of unknown variable '{variable.name}' in AGGREGATE expression"
                    raise located(
                        errno.QUERY_VARIABLE_NAME_UNKNOWN, text, self._text, node.position
                    )
            variable = self._declare(node.name, node.position)
            assigned.append(Node("assign", [_variable_node(variable), call]))
        return assigned

    def _kept(self, node: Node) -> Node:
        variable = self._find(node.name)
        if variable is None:
            text = f"use of unknown variable '{node.name}' for KEEP"
            raise located(errno.QUERY_PARSE, text, self._text, node.position)
        return _reference(variable)

    # Data modification

    def _modification(self, statement: Node) -> None:
        options, collection, *expressions = statement.nodes
        self._constant_options(options)
        resolved = [self.resolve(node) for node in expressions]
        self._use(collection, "write")
        nodes = [options, collection, *resolved]
        self._add(Node(statement.kind, nodes, value=self._old_and_new(statement.kind)))

    _insert = _modification
    _update = _modification
    _replace = _modification
    _remove = _modification

    def _old_and_new(self, kind: str) -> tuple[Variable, Variable | None]:
        old = self._declare_special("$OLD")
        return old, None if kind == "remove" else self._declare_special("$NEW")

    def _upsert(self, statement: Node) -> None:
        """OLD is known to the change, NEW only after it."""
        options, collection, search, insert, change = statement.nodes
        self._constant_options(options)
        self._use(collection, "write")
        current = self.temporary()
        if search.kind == "filter":
            self._scopes.append(_Scope("for", {"CURRENT": current, "$CURRENT": current}))
            condition = self.resolve(search.nodes[0])
            self._scopes.pop()
        else:
            condition = Node("example", [self.resolve(search.nodes[0])])
        old = self._declare_special("$OLD")
        insert, change = self.resolve(insert), self.resolve(change)
        new = self._declare_special("$NEW")
        self._add(
            Node(
                "upsert",
                [options, collection, condition, insert, change],
                value=(statement.value, current, old, new),
            )
        )

    def _constant_options(self, options: Node) -> None:
        if options.kind == "no-op":
            return
        if options.kind == "parameter":
            self._result.parameters.setdefault(options.name)
            return
        if options.kind != "object":
            raise fault(errno.QUERY_PARSE, "'OPTIONS' have to be an object")
        self._bind_in(options)
        if not is_constant(_without_parameters(options)):
            raise fault(
                errno.QUERY_COMPILE_TIME_OPTIONS,
                "'OPTIONS' have to be known at query compile time",
            )

    def _bind_in(self, node: Node) -> None:
        if node.kind == "parameter":
            self._result.parameters.setdefault(node.name)
        for child in node.nodes:
            self._bind_in(child)

    def _use(self, collection: Node, mode: str) -> None:
        name = collection.name
        if collection.kind == "datasource parameter":
            self._result.parameters.setdefault(name)
            name = "@" + name
        known = self._result.collections
        if mode == "write" or name not in known:
            known[name] = mode

    # Expressions

    def resolve(self, node: Node) -> Node:
        """Resolve an expression.

        Args:
            node: The expression; it is changed.

        Returns:
            What stands in its place.
        """
        kind = node.kind
        if kind in _CHAINS:
            return self._chain(node)
        special = _SPECIAL.get(kind)
        if special is not None:
            return special(self, node)
        nodes = node.nodes
        for index, child in enumerate(nodes):
            nodes[index] = self.resolve(child)
        return node

    def _chain(self, node: Node) -> Node:
        """Binary operators; the left operands are taken one after the other, however many."""
        chain = []
        while node.kind in _CHAINS:
            chain.append(node)
            node = node.nodes[0]
        left = self.resolve(node)
        for parent in reversed(chain):
            parent.nodes[0] = left
            if parent.kind in _LOGICAL and not self._current:
                self._guards.append(Guard(parent, parent.kind == "logical or"))
                parent.nodes[1] = self.resolve(parent.nodes[1])
                self._guards.pop()
            else:
                parent.nodes[1] = self.resolve(parent.nodes[1])
            left = parent
        return left

    def _ternary(self, node: Node) -> Node:
        node.nodes[0] = self.resolve(node.nodes[0])
        for index in range(1, len(node.nodes)):
            if self._current:
                node.nodes[index] = self.resolve(node.nodes[index])
                continue
            self._guards.append(Guard(node, negated=index == len(node.nodes) - 1))
            node.nodes[index] = self.resolve(node.nodes[index])
            self._guards.pop()
        return node

    def _name(self, node: Node) -> Node:
        variable = self._find(node.name)
        if variable is None and self._current and node.name in {"CURRENT", "$CURRENT"}:
            if len(self._current) <= self._current_outside:
                raise unsupported("a subquery that uses CURRENT of an expansion around it")
            variable = self._current[-1]
        if variable is not None:
            return _reference(variable)
        if node.value == "shorthand":
            text = f"use of unknown variable '{node.name}' in object literal"
            raise located(errno.QUERY_VARIABLE_NAME_UNKNOWN, text, self._text, node.position)
        collection = Node("collection", name=node.name, position=node.position)
        self._use(collection, "read")
        return collection

    def _parameter(self, node: Node) -> Node:
        self._result.parameters.setdefault(node.name)
        return node

    def _datasource(self, node: Node) -> Node:
        self._use(node, "read")
        return node

    def _subquery(self, node: Node) -> Node:
        """A subquery: its statements move in front, a reference stays."""
        guards = []
        for guard in self._guards:
            condition = guard.parent.nodes[0]
            if condition.kind == "reference":
                guard.variable = condition.value
            if guard.variable is None:
                guard.variable = self.temporary()
                self._add(Node("let", [_variable_node(guard.variable), condition]))
                guard.parent.nodes[0] = _reference(guard.variable)
            guards.append((guard.variable, guard.negated))
        outer = self._operations, self._guards, self._current_outside
        self._operations, self._guards = [], []
        self._current_outside = len(self._current)
        self._scopes.append(_Scope("subquery"))
        self._statements(node.nodes)
        self._scopes.pop()
        statements = self._operations
        self._operations, self._guards, self._current_outside = outer
        variable = self.temporary()
        subquery = Node("subquery", statements)
        self._add(Node("let", [_variable_node(variable), subquery], value=tuple(guards)))
        return Node("reference", name="subquery", value=variable)

    def _expansion(self, node: Node) -> Node:
        """``[*]``: its clauses and what each member becomes see the member as CURRENT."""
        iterator = node.nodes[0]
        of = self.resolve(iterator.nodes[0])
        variable = self.temporary("_")
        node.nodes[0] = Node("iterator", [_variable_node(variable), of])
        self._current.append(variable)
        for index in range(1, len(node.nodes)):
            node.nodes[index] = self.resolve(node.nodes[index])
        self._current.pop()
        return node

    def _implicit_current(self, _node: Node) -> Node:
        return _reference(self._current[-1])

    def _function_call(self, node: Node) -> Node:
        arguments = node.nodes[0]
        function = find_function(node.name, len(arguments.nodes), self._version)
        node.value = function
        self._result.functions.add(node.name)
        for index, argument in enumerate(arguments.nodes):
            arguments.nodes[index] = self.resolve(argument)
        return node


_SPECIAL = {
    "ternary": _Resolver._ternary,
    "name": _Resolver._name,
    "parameter": _Resolver._parameter,
    "datasource parameter": _Resolver._datasource,
    "subquery": _Resolver._subquery,
    "expansion": _Resolver._expansion,
    "boolean expansion": _Resolver._expansion,
    "current": _Resolver._implicit_current,
    "function call": _Resolver._function_call,
}


def _variable_node(variable: Variable) -> Node:
    return Node("variable", value=variable)


def _reference(variable: Variable) -> Node:
    return Node("reference", value=variable)


def _references(node: Node) -> Iterable[Variable]:
    """The variables that an expression uses."""
    if node.kind == "reference":
        yield node.value
    for child in node.nodes:
        yield from _references(child)


def _without_parameters(node: Node) -> Node:
    """The node with its bind parameters taken for literals, which they are at run time."""
    if node.kind == "parameter":
        return Node("value")
    return Node(node.kind, [_without_parameters(child) for child in node.nodes], name=node.name)
