"""From the parser's reductions to a syntax tree.

One method a rule of grammar.lark, called with what the rule's parts became. Names are not resolved
here: a name is a node "name", a subquery stands where it was written, and scopes.py turns both into
what arangod makes of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .nodes import Node, value_node

if TYPE_CHECKING:
    from collections.abc import Callable

    from lark import Token

__all__ = ["TreeBuilder", "RefusedHereError"]

Parts = list[Any]

_COMPARISONS = {
    "_EQ": "==",
    "_NE": "!=",
    "_LT": "<",
    "_LE": "<=",
    "_GT": ">",
    "_GE": ">=",
    "_IN": "in",
    "_NOT_IN": "not in",
}


class RefusedHereError(Exception):
    """What was just read is wrong; the parser knows the place.

    Args:
        text: What is wrong, or empty where it is the token that follows.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.text = text


def _operator(kind: str) -> Callable[[TreeBuilder, Parts], Node]:
    def build(_self: TreeBuilder, parts: Parts) -> Node:
        return Node(kind, parts)

    return build


def _nop() -> Node:
    return Node("no-op")


class TreeBuilder:
    """The callbacks of the parser."""

    # The query

    def start(self, parts: Parts) -> Node:
        """The whole of it: WITH first, if there."""
        return parts[0]

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
        nodes = [source, options or _nop(), search or _nop()]
        return Node("for", nodes, name=variables[0].value, position=variables[0].start_pos)

    def traversal(self, parts: Parts) -> Node:
        variables, steps, start, graph, *clauses = parts
        prune, options = _nop(), _nop()
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
        return Node("direction", [value_node(parts[0]), parts[1]])

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

    filter_statement = _operator("filter")

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
                into or _nop(),
                keep or _nop(),
                count or _nop(),
            ],
        )

    def count_into(self, parts: Parts) -> Node:
        word, name = parts
        if word.value.upper() != "COUNT":
            raise _unexpected_qualifier(word, "'COUNT'")
        return Node("into", name=name.value, position=name.start_pos)

    def into(self, _parts: Parts) -> Node:
        return _nop()

    def into_name(self, parts: Parts) -> Node:
        return Node("into", name=parts[0].value, position=parts[0].start_pos)

    def into_expression(self, parts: Parts) -> Node:
        return Node("into", [parts[1]], name=parts[0].value, position=parts[0].start_pos)

    def keep(self, parts: Parts) -> Node:
        word, *names = parts
        if word.value.upper() != "KEEP":
            raise _unexpected_qualifier(word, "'KEEP'")
        return Node(
            "array", [Node("name", name=n.value, position=n.start_pos) for n in names]
        )

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
        return Node("window", [parts[0], _nop(), parts[1]])

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
        return _nop()

    def options_given(self, parts: Parts) -> Node:
        word, options = parts
        if word.value.upper() != "OPTIONS":
            raise _unexpected_qualifier(word, "'OPTIONS'")
        return options  # type: ignore[no-any-return]  # an object node

    # Operators

    ternary = _operator("ternary")
    ternary_short = _operator("ternary")
    logical_or = _operator("logical or")
    logical_and = _operator("logical and")
    eq = _operator("compare ==")
    ne = _operator("compare !=")
    lt = _operator("compare <")
    gt = _operator("compare >")
    le = _operator("compare <=")
    ge = _operator("compare >=")
    in_list = _operator("compare in")
    not_in_list = _operator("compare not in")
    range_ = _operator("range")
    plus = _operator("plus")
    minus = _operator("minus")
    times = _operator("times")
    division = _operator("division")
    modulus = _operator("modulus")
    unary_not = _operator("unary not")

    def unary_plus(self, parts: Parts) -> Node:
        return self._signed("unary plus", parts[0])

    def unary_minus(self, parts: Parts) -> Node:
        return self._signed("unary minus", parts[0])

    def _signed(self, kind: str, operand: Node) -> Node:
        """A signed literal is a literal."""
        if operand.kind == "value" and type(operand.value) in {int, float}:
            return operand if kind == "unary plus" else value_node(-operand.value)
        return Node(kind, [operand])

    def like(self, parts: Parts) -> Node:
        return _call("LIKE", [parts[0], parts[-1]])

    def not_like(self, parts: Parts) -> Node:
        return Node("unary not", [self.like(parts)])

    def regex_match(self, parts: Parts) -> Node:
        return _call("REGEX_TEST", parts)

    def regex_non_match(self, parts: Parts) -> Node:
        return Node("unary not", [_call("REGEX_TEST", parts)])

    def array_compare(self, parts: Parts) -> Node:
        left, quantifier, operator, right = parts
        return Node(f"array compare {operator}", [left, right, quantifier])

    def _comparison(self, parts: Parts) -> str:
        return _COMPARISONS[parts[0].type]

    array_equality = _comparison
    array_membership = _comparison
    array_relation = _comparison

    def quantifier_word(self, parts: Parts) -> Node:
        return Node("quantifier", value=parts[0].value.lower())

    def quantifier_at_least(self, parts: Parts) -> Node:
        return Node("quantifier", parts, value="at least")

    # Operands

    def text(self, parts: Parts) -> Node:
        return value_node(parts[0].value)

    number = text

    def null(self, _parts: Parts) -> Node:
        return value_node(None)

    def true(self, _parts: Parts) -> Node:
        return value_node(True)

    def false(self, _parts: Parts) -> Node:
        return value_node(False)

    def parameter(self, parts: Parts) -> Node:
        return Node("parameter", name=parts[0].value)

    def datasource_parameter(self, parts: Parts) -> Node:
        return Node("datasource parameter", name=parts[0].value)

    #: Where only a collection can stand, a plain parameter names one, too.
    parameter_as_datasource = datasource_parameter

    def name(self, parts: Parts) -> Node:
        return Node("name", name=parts[0].value, position=parts[0].start_pos)

    def parentheses(self, parts: Parts) -> Node:
        """Parentheses end a chain of expansions: what follows works on the finished array."""
        inner = parts[0]
        return Node("passthru", [inner]) if inner.kind == "expansion" else inner

    def subquery(self, parts: Parts) -> Node:
        return parts[0]  # type: ignore[no-any-return]  # a query's node

    def attribute(self, parts: Parts) -> Node:
        return _follow(parts[0], lambda of: Node("attribute access", [of], name=parts[1].value))

    def bound_attribute(self, parts: Parts) -> Node:
        return _follow(parts[0], lambda of: Node("bound attribute access", [of, parts[1]]))

    def indexed(self, parts: Parts) -> Node:
        return _follow(parts[0], lambda of: Node("indexed access", [of, parts[1]]))

    def questions(self, parts: Parts) -> int:
        return len(parts)

    stars = questions

    def array_question(self, parts: Parts) -> Node:
        of, level, condition = parts
        return _expand(of, level, "boolean expansion", [condition])

    def expansion(self, parts: Parts) -> Node:
        of, level, condition, limit, returned = parts
        if condition.kind == "array filter" and condition.nodes[0].kind != "no-op":
            raise RefusedHereError(
                "unexpected quantifier value found for array expansion operation."
            )
        return _expand(of, level, "expansion", [condition, limit], returned)

    def array_filter(self, _parts: Parts) -> Node:
        return _nop()

    def inline_filter(self, parts: Parts) -> Node:
        return Node("array filter", [_nop(), parts[0]])

    def inline_filter_quantified(self, parts: Parts) -> Node:
        return Node("array filter", parts)

    def array_limit(self, _parts: Parts) -> Node:
        return _nop()

    def inline_limit(self, parts: Parts) -> Node:
        return Node("array limit", parts if len(parts) == 2 else [value_node(0), parts[0]])

    def array_return(self, _parts: Parts) -> Node:
        return _nop()

    def inline_return(self, parts: Parts) -> Node:
        return parts[0]  # type: ignore[no-any-return]  # an expression's node

    def call(self, parts: Parts) -> Node:
        name, arguments = parts
        return Node(
            "function call", [arguments], name=name.value.upper(), position=name.start_pos
        )

    def call_like(self, parts: Parts) -> Node:
        return Node("function call", [parts[1]], name="LIKE", position=parts[0].start_pos)

    def function_name(self, parts: Parts) -> Token:
        first: Token = parts[0]
        return first.update(value="::".join(part.value for part in parts))

    def arguments(self, parts: Parts) -> Node:
        return Node("array", parts)

    array = arguments

    def object(self, parts: Parts) -> Node:
        return Node("object", parts)

    def element_shorthand(self, parts: Parts) -> Node:
        word = parts[0]
        reference = Node("name", name=word.value, value="shorthand", position=word.start_pos)
        return Node("object element", [reference], name=word.value)

    def element(self, parts: Parts) -> Node:
        return Node("object element", [parts[1]], name=parts[0].value)

    def element_bound(self, parts: Parts) -> Node:
        name = Node("parameter", name=parts[0].value)
        return Node("calculated object element", [name, parts[1]])

    def element_computed(self, parts: Parts) -> Node:
        return Node("calculated object element", parts)


def _call(name: str, arguments: list[Node]) -> Node:
    return Node("function call", [Node("array", arguments)], name=name)


def _unexpected_qualifier(word: Token, expected: str) -> RefusedHereError:
    return RefusedHereError(f"unexpected qualifier '{word.value}', expecting {expected}")


def _follow(of: Node, access: Callable[[Node], Node]) -> Node:
    """An access on an expansion's result is an access on each of its members."""
    if of.kind not in {"expansion", "boolean expansion"}:
        return access(of)
    inner = of.nodes[1]
    of.nodes[1] = _follow(inner, access)
    of.measure()
    return of


def _expand(
    of: Node, level: int, kind: str, clauses: list[Node], returned: Node | None = None
) -> Node:
    """``of[*]``: an iterator over ``of``, what each member becomes, and the clauses.

    A further [*] works on the members of the one before; [**] on its finished array.
    """
    if of.kind == "expansion" and level == 1:
        of.nodes[1] = _expand(of.nodes[1], level, kind, clauses, returned)
        of.measure()
        return of
    if of.kind == "expansion":
        of = Node("passthru", [of])
    each = Node("current") if returned is None or returned.kind == "no-op" else returned
    return Node(kind, [Node("iterator", [of]), each, *clauses], value=level)
