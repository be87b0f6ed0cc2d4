"""From the parser's reductions to a syntax tree.

One method a rule of grammar.lark, called with what the rule's parts became. Names are not resolved
here: a name is a node "name", a subquery stands where it was written, and scopes.py turns both into
what arangod makes of them.
"""
# ruff: noqa: D102  # a method is named after its rule of the grammar, which says what it is

from __future__ import annotations

from typing import TYPE_CHECKING

from .nodes import Node, nop, value_node
from .operands import ExpressionBuilder, Parts, RefusedHereError

if TYPE_CHECKING:
    from lark import Token

__all__ = ["TreeBuilder"]


class TreeBuilder(ExpressionBuilder):
    """The callbacks of the parser."""

    # The query

    def start(self, parts: Parts) -> Node:
        """The whole of it: WITH first, if there."""
        return parts[0]  # type: ignore[no-any-return]  # the query's node

    def with_query(self, parts: Parts) -> Node:
        collections, query = parts
        return Node("subquery", [collections, *query.nodes])

    def with_list(self, parts: Parts) -> Node:
        return Node("with collections", parts)

    def with_name(self, parts: Parts) -> Node:
        return Node("collection", name=parts[0].value)

    def query(self, parts: Parts) -> Node:
        statements: list[Node] = []
        for part in parts:
            statements.extend(part if isinstance(part, list) else [part])
        return Node("subquery", statements)

    # FOR

    def variables(self, parts: Parts) -> list[Token]:
        return parts

    def for_plain(self, parts: Parts) -> Node:
        return self._for(parts[0], parts[1])

    def for_options(self, parts: Parts) -> Node:
        variables, source, word, clause = parts
        qualifier = word.value.upper()
        if qualifier == "SEARCH":
            return self._for(variables, source, search=clause)
        if qualifier != "OPTIONS":
            raise _unexpected_qualifier(word, "'SEARCH' or 'OPTIONS'")
        return self._for(variables, source, options=clause)

    def for_search(self, parts: Parts) -> Node:
        variables, source, search_word, search, options_word, options = parts
        if search_word.value.upper() != "SEARCH" or options_word.value.upper() != "OPTIONS":
            raise _unexpected_qualifier(search_word, "'SEARCH' and 'OPTIONS'")
        return self._for(variables, source, search=search, options=options)

    def _for(
        self,
        variables: list[Token],
        source: Node,
        search: Node | None = None,
        options: Node | None = None,
    ) -> Node:
        if len(variables) != 1:
            raise RefusedHereError(
                "Collections and views FOR loops only allow a single return variable"
            )
        nodes = [source, options or nop(), search or nop()]
        return Node("for", nodes, name=variables[0].value, position=variables[0].start_pos or 0)

    def traversal(self, parts: Parts) -> Node:
        variables, steps, start, graph, *clauses = parts
        prune, options = nop(), nop()
        if len(clauses) == 2 and clauses[0].value.upper() == "OPTIONS":
            options = clauses[1].nodes[0]
        elif clauses:
            if clauses[0].value.upper() != "PRUNE":
                raise _unexpected_qualifier(clauses[0], "'PRUNE' or 'OPTIONS'")
            prune = clauses[1]
            if len(clauses) == 4:
                options = clauses[3]
        return Node(
            "traversal", [steps, start, graph, prune, options], value=[v.value for v in variables]
        )

    def prune(self, parts: Parts) -> Node:
        return Node("prune", parts)

    def prune_named(self, parts: Parts) -> Node:
        return Node("prune", [parts[1]], name=parts[0].value)

    def one_step(self, parts: Parts) -> Node:
        return Node("direction", [value_node(parts[0]), value_node(1)])

    def steps(self, parts: Parts) -> Node:
        return Node("direction", [value_node(parts[1]), parts[0]])

    def direction(self, parts: Parts) -> str:
        return str(parts[0].type).lower()

    def edge_collections(self, parts: Parts) -> Node:
        return Node("collection list", parts)

    def named_graph(self, parts: Parts) -> Node:
        return Node("named graph", parts)

    def named_graph_text(self, parts: Parts) -> Node:
        return Node("named graph", [value_node(parts[0].value)])

    def directed_collection(self, parts: Parts) -> Node:
        collection = Node("collection", name=parts[1].value)
        return Node("direction", [value_node(parts[0]), collection])

    def directed_bind(self, parts: Parts) -> Node:
        collection = Node("datasource parameter", name=parts[1].name)
        return Node("direction", [value_node(parts[0]), collection])

    def _path(self, kind: str, parts: Parts) -> Node:
        variables, steps, start, word, target, graph, options = parts
        if word.value.upper() != "TO":
            raise _unexpected_qualifier(word, "'TO'")
        if isinstance(steps, str):
            steps = Node("direction", [value_node(steps), value_node(1)])
        return Node(
            kind, [steps, start, target, graph, options], value=[v.value for v in variables]
        )

    def shortest_path(self, parts: Parts) -> Node:
        return self._path("shortest path", parts)

    def k_shortest_paths(self, parts: Parts) -> Node:
        return self._path("k shortest paths", parts)

    def k_paths(self, parts: Parts) -> Node:
        return self._path("k paths", parts)

    def all_shortest_paths(self, parts: Parts) -> Node:
        return self._path("all shortest paths", parts)

    # FILTER, LET, COLLECT, SORT, LIMIT, WINDOW, RETURN

    def filter_statement(self, parts: Parts) -> Node:
        return Node("filter", parts)

    def let_statement(self, parts: Parts) -> list[Node]:
        return [Node("let", part.nodes, name=part.name, position=part.position) for part in parts]

    def assignment(self, parts: Parts) -> Node:
        name, expression = parts
        return Node("assign", [expression], name=name.value, position=name.start_pos)

    def assignments(self, parts: Parts) -> Node:
        return Node("array", parts)

    def collect_count(self, parts: Parts) -> Node:
        return self._collect(options=parts[1], count=parts[0])

    def collect_group_count(self, parts: Parts) -> Node:
        return self._collect(groups=parts[0], options=parts[2], count=parts[1])

    def collect_aggregate(self, parts: Parts) -> Node:
        return self._collect(aggregates=parts[0], into=parts[1], options=parts[2])

    def collect_group_aggregate(self, parts: Parts) -> Node:
        groups, aggregates, into, options = parts
        return self._collect(groups=groups, aggregates=aggregates, into=into, options=options)

    def collect_group(self, parts: Parts) -> Node:
        return self._collect(groups=parts[0], into=parts[1], options=parts[2])

    def collect_keep(self, parts: Parts) -> Node:
        groups, into, keep, options = parts
        if into.kind == "no-op":
            raise RefusedHereError("use of 'KEEP' without 'INTO'")
        return self._collect(groups=groups, into=into, keep=keep, options=options)

    def _collect(  # one argument a clause
        self,
        *,
        options: Node,
        groups: Node | None = None,
        aggregates: Node | None = None,
        into: Node | None = None,
        keep: Node | None = None,
        count: Node | None = None,
    ) -> Node:
        """A COLLECT: options, groups, aggregates, into, keep, count, "no-op" where not given."""
        return Node(
            "collect",
            [
                options,
                groups or Node("array"),
                aggregates or Node("array"),
                into or nop(),
                keep or nop(),
                count or nop(),
            ],
        )

    def count_into(self, parts: Parts) -> Node:
        word, name = parts
        if word.value.upper() != "COUNT":
            raise _unexpected_qualifier(word, "'COUNT'")
        return Node("into", name=name.value, position=name.start_pos)

    def into(self, _parts: Parts) -> Node:
        return nop()

    def into_name(self, parts: Parts) -> Node:
        return Node("into", name=parts[0].value, position=parts[0].start_pos)

    def into_expression(self, parts: Parts) -> Node:
        return Node("into", [parts[1]], name=parts[0].value, position=parts[0].start_pos)

    def keep(self, parts: Parts) -> Node:
        word, *names = parts
        if word.value.upper() != "KEEP":
            raise _unexpected_qualifier(word, "'KEEP'")
        return Node("array", [Node("name", name=n.value, position=n.start_pos) for n in names])

    def aggregate(self, parts: Parts) -> Node:
        return Node("array", parts)

    def aggregation(self, parts: Parts) -> Node:
        name, function, arguments = parts
        call = Node("function call", [arguments], name=function.value.upper())
        return Node("assign", [call], name=name.value, position=name.start_pos)

    def sort_statement(self, parts: Parts) -> Node:
        return Node("sort", [Node("array", parts)])

    def sort_up(self, parts: Parts) -> Node:
        return Node("sort element", [parts[0], value_node(True)])

    def sort_down(self, parts: Parts) -> Node:
        return Node("sort element", [parts[0], value_node(False)])

    def sort_by_value(self, parts: Parts) -> Node:
        return Node("sort element", parts)

    def limit(self, parts: Parts) -> Node:
        return Node("limit", [value_node(0), parts[0]])

    def limit_offset(self, parts: Parts) -> Node:
        return Node("limit", parts)

    def window_rows(self, parts: Parts) -> Node:
        return Node("window", [parts[0], nop(), parts[1]])

    def window_range(self, parts: Parts) -> Node:
        return Node("window", [parts[1], parts[0], parts[2]])

    def return_all(self, parts: Parts) -> Node:
        return Node("return", parts)

    def return_distinct(self, parts: Parts) -> Node:
        word, expression = parts
        return Node("return", [Node("distinct", [expression], position=word.start_pos)])

    # Data modification

    def target_in(self, parts: Parts) -> tuple[Node, Node]:
        """What was read as "document IN collection", taken apart."""
        operation = parts[0]
        if operation.kind == "compare in":
            document, collection = operation.nodes
            if collection.kind == "name" or (
                collection.kind == "value" and isinstance(collection.value, str)
            ):
                name = collection.name or collection.value
                return document, Node("collection", name=name, position=collection.position)
            if collection.kind == "datasource parameter":
                return document, collection
        raise RefusedHereError

    def target_into(self, parts: Parts) -> tuple[Node, Node]:
        return parts[0], parts[1]

    def write_name(self, parts: Parts) -> Node:
        return Node("collection", name=parts[0].value, position=parts[0].start_pos)

    def insert(self, parts: Parts) -> Node:
        (document, collection), options = parts
        return Node("insert", [options, collection, document])

    def remove(self, parts: Parts) -> Node:
        (document, collection), options = parts
        return Node("remove", [options, collection, document])

    def update(self, parts: Parts) -> Node:
        (document, collection), options = parts
        return Node("update", [options, collection, document])

    def update_key(self, parts: Parts) -> Node:
        key, (document, collection), options = parts
        return Node("update", [options, collection, document, key])

    def replace(self, parts: Parts) -> Node:
        (document, collection), options = parts
        return Node("replace", [options, collection, document])

    def replace_key(self, parts: Parts) -> Node:
        key, (document, collection), options = parts
        return Node("replace", [options, collection, document, key])

    def upsert_kind(self, parts: Parts) -> str:
        return "update" if parts[0].type == "_UPDATE" else "replace"

    def upsert(self, parts: Parts) -> Node:
        example, insert, kind, (change, collection), options = parts
        search = Node("example", [example])
        return Node("upsert", [options, collection, search, insert, change], value=kind)

    def upsert_filter(self, parts: Parts) -> Node:
        condition, insert, kind, (change, collection), options = parts
        search = Node("filter", [condition])
        return Node("upsert", [options, collection, search, insert, change], value=kind)

    def options(self, _parts: Parts) -> Node:
        return nop()

    def options_given(self, parts: Parts) -> Node:
        word, options = parts
        if word.value.upper() != "OPTIONS":
            raise _unexpected_qualifier(word, "'OPTIONS'")
        return options  # type: ignore[no-any-return]  # an object node


def _unexpected_qualifier(word: Token, expected: str) -> RefusedHereError:
    return RefusedHereError(f"unexpected qualifier '{word.value}', expecting {expected}")
