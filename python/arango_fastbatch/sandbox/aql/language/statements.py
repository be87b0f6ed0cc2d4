"""The statements of a query: which names they bring, where those hold, what may follow what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .... import errno
from ..errors import fault, located, unsupported
from .names import Names, Resolved, references
from .nodes import Node, Variable, is_constant, nop
from .resolver import ExpressionResolver, reference, variable_node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["resolve"]


def resolve(query: Node, text: str, version: tuple[int, ...]) -> Resolved:
    """Settle the names of a query.

    Args:
        query: What the parser made; it is changed.
        text: The query's text, for faults.
        version: The server's version.

    Returns:
        The statements and what they use.

    Raises:
        ArangoFault: 1510, 1511, 1512, 1540, 1541, 1575, 1579, ...
    """
    return _StatementResolver(text, version).run(query)


class _StatementResolver:
    """One query's resolution."""

    def __init__(self, text: str, version: tuple[int, ...]) -> None:
        self._text = text
        self._names = Names(version)
        self._expressions = ExpressionResolver(text, self._names, self._statements)

    def run(self, query: Node) -> Resolved:
        self._statements(query.nodes)
        return self._names.resolved

    def _statements(self, statements: list[Node]) -> None:
        for statement in statements:
            handler = _HANDLERS.get(statement.kind)
            if handler is None:
                raise unsupported(statement.kind.upper())
            # what an expression puts in front of the statement is added while it is resolved
            resolved = handler(self, statement)
            self._expressions.statements.append(resolved)
        self._names.end_loops()

    def _resolve(self, node: Node) -> Node:
        return self._expressions.resolve(node)

    def _declared(self, name: str) -> Node:
        return variable_node(self._names.declare(name))

    def _with_collections(self, statement: Node) -> Node:
        for collection in statement.nodes:
            self._names.use(collection, "read")
        return statement

    # FOR

    def _for(self, statement: Node) -> Node:
        source, options, search = statement.nodes
        self._check_options(options)
        source = self._resolve(source)
        self._names.begin("for")
        variable = self._declared(statement.name)
        if search.kind != "no-op":
            raise unsupported("SEARCH")
        return Node("for", [variable, source, options])

    def _traversal(self, statement: Node) -> Node:
        steps, start, graph, prune, options = statement.nodes
        self._check_options(options)
        nodes = [self._resolve(steps), self._resolve(start), self._graph(graph)]
        variables = self._loop_variables(statement.value, "Traversals", 3)
        pruned = nop()
        if prune.kind == "prune":
            condition = self._resolve(prune.nodes[0])
            into = [self._declared(prune.name)] if prune.name else []
            pruned = Node("prune", [condition, *into])
        return Node("traversal", [*variables, *nodes, pruned, options])

    def _path(self, statement: Node) -> Node:
        steps, start, target, graph, options = statement.nodes
        self._check_options(options)
        nodes = [self._resolve(steps), self._resolve(start), self._resolve(target)]
        nodes.append(self._graph(graph))
        most = 2 if statement.kind == "shortest path" else 1
        variables = self._loop_variables(statement.value, statement.kind.upper(), most)
        return Node(statement.kind, [*variables, *nodes, options])

    def _loop_variables(self, names: list[str], what: str, most: int) -> list[Node]:
        """The variables of a traversal, "no-op" for those that the query does not want."""
        if len(names) > most:
            raise fault(errno.QUERY_PARSE, f"{what} only have up to {most} return variables")
        self._names.begin("for")
        found = [self._declared(name) for name in names]
        return found + [nop()] * (most - len(found))

    def _graph(self, graph: Node) -> Node:
        self._names.refuse_after_writing(None, "traversal")
        if graph.kind == "named graph":
            return Node("named graph", [self._resolve(graph.nodes[0])])
        for entry in graph.nodes:
            self._names.use(entry.nodes[1] if entry.kind == "direction" else entry, "read")
        return graph

    # FILTER, LET, SORT, LIMIT, RETURN

    def _filter(self, statement: Node) -> Node:
        return Node("filter", [self._resolve(statement.nodes[0])])

    def _let(self, statement: Node) -> Node:
        expression = self._resolve(statement.nodes[0])
        return Node("let", [self._declared(statement.name), expression])

    def _sort(self, statement: Node) -> Node:
        elements = [
            Node("sort element", [self._resolve(node) for node in element.nodes])
            for element in statement.nodes[0].nodes
        ]
        return Node("sort", [Node("array", elements)])

    def _limit(self, statement: Node) -> Node:
        return Node("limit", [self._resolve(node) for node in statement.nodes])

    def _return(self, statement: Node) -> Node:
        expression = statement.nodes[0]
        if expression.kind != "distinct":
            return Node("return", [self._resolve(expression)])
        if not self._names.in_loop:
            text = "cannot use DISTINCT modifier on top-level query element"
            raise located(errno.QUERY_PARSE, text, self._text, expression.position)
        return Node("return", [Node("distinct", [self._resolve(expression.nodes[0])])])

    # COLLECT

    def _collect(self, statement: Node) -> Node:
        options, groups, aggregates, into, keep, count = statement.nodes
        self._check_options(options)
        group_nodes = self._assignments(groups.nodes)
        aggregate_nodes = self._aggregates(aggregates.nodes, group_nodes)
        gathered = [self._resolve(node) for node in into.nodes]
        kept = [self._kept(node) for node in keep.nodes]
        if self._names.in_loop:
            self._names.end_loops()
            self._names.begin("collect")
            # the assigned variables were declared among the ones that are gone now
            for node in (*group_nodes, *aggregate_nodes):
                variable: Variable = node.nodes[0].value
                self._names.bind(variable.name, variable)
        into_node = into if into.kind == "no-op" else Node("into", [self._declared(into.name)])
        into_node.nodes += gathered
        count_node = count if count.kind == "no-op" else Node("into", [self._declared(count.name)])
        return Node(
            "collect",
            [
                options,
                Node("array", group_nodes),
                Node("array", aggregate_nodes),
                into_node,
                keep if keep.kind == "no-op" else Node("array", kept),
                count_node,
            ],
        )

    def _assignments(self, nodes: Iterable[Node]) -> list[Node]:
        assigned = []
        for node in nodes:
            expression = self._resolve(node.nodes[0])
            assigned.append(Node("assign", [self._declared(node.name), expression]))
        return assigned

    def _aggregates(self, nodes: Iterable[Node], groups: list[Node]) -> list[Node]:
        introduced = {node.nodes[0].value for node in groups}
        assigned: list[Node] = []
        for node in nodes:
            call = node.nodes[0]
            call.nodes[0] = self._resolve(call.nodes[0])
            for variable in references(call):
                if variable in introduced:
                    number = errno.QUERY_VARIABLE_NAME_UNKNOWN
                    text = f"use of unknown variable '{variable.name}' in AGGREGATE expression"
                    raise located(number, text, self._text, node.position)
            declared = self._declared(node.name)
            introduced.add(declared.value)
            assigned.append(Node("assign", [declared, call]))
        return assigned

    def _kept(self, node: Node) -> Node:
        variable = self._names.find(node.name)
        if variable is None:
            text = f"use of unknown variable '{node.name}' for KEEP"
            raise located(errno.QUERY_PARSE, text, self._text, node.position)
        return reference(variable)

    # Data modification

    def _modification(self, statement: Node) -> Node:
        options, collection, *expressions = statement.nodes
        self._check_options(options)
        resolved = [self._resolve(node) for node in expressions]
        self._names.use(collection, "write")
        old = self._names.declare_special("$OLD")
        new = None if statement.kind == "remove" else self._names.declare_special("$NEW")
        return Node(statement.kind, [options, collection, *resolved], value=(old, new))

    def _upsert(self, statement: Node) -> Node:
        """UPSERT: OLD is known to the change already, NEW only after it."""
        options, collection, search, insert, change = statement.nodes
        self._check_options(options)
        current = self._names.temporary()
        if search.kind == "filter":
            condition = self._expressions.with_current(current, search.nodes[0])
        else:
            condition = Node("example", [self._resolve(search.nodes[0])])
        old = self._names.declare_special("$OLD")
        insert, change = self._resolve(insert), self._resolve(change)
        self._names.use(collection, "write")
        new = self._names.declare_special("$NEW")
        nodes = [options, collection, condition, insert, change]
        return Node("upsert", nodes, value=(statement.value, current, old, new))

    # OPTIONS

    def _check_options(self, options: Node) -> None:
        """OPTIONS must be an object that no row has a part in.

        Raises:
            ArangoFault: 1501 or 1575 where they are not.
        """
        if options.kind == "no-op":
            return
        if options.kind not in {"object", "parameter"}:
            raise fault(errno.QUERY_PARSE, "'OPTIONS' have to be an object")
        if not self._constant(options):
            text = "'OPTIONS' have to be known at query compile time"
            raise fault(errno.QUERY_COMPILE_TIME_OPTIONS, text)

    def _constant(self, node: Node) -> bool:
        """Whether a node is made of literals and bind parameters; those are noted."""
        if node.kind == "parameter":
            self._names.resolved.parameters.setdefault(node.name)
            return True
        if node.kind in {"array", "object", "object element", "calculated object element"}:
            constant = [self._constant(child) for child in node.nodes]  # all, to note parameters
            return all(constant)
        return is_constant(node)


_HANDLERS: dict[str, Callable[[_StatementResolver, Node], Node]] = {
    "with collections": _StatementResolver._with_collections,
    "for": _StatementResolver._for,
    "traversal": _StatementResolver._traversal,
    "shortest path": _StatementResolver._path,
    "k shortest paths": _StatementResolver._path,
    "k paths": _StatementResolver._path,
    "all shortest paths": _StatementResolver._path,
    "filter": _StatementResolver._filter,
    "let": _StatementResolver._let,
    "sort": _StatementResolver._sort,
    "limit": _StatementResolver._limit,
    "return": _StatementResolver._return,
    "collect": _StatementResolver._collect,
    "insert": _StatementResolver._modification,
    "update": _StatementResolver._modification,
    "replace": _StatementResolver._modification,
    "remove": _StatementResolver._modification,
    "upsert": _StatementResolver._upsert,
}
