"""From the parser's reductions to expressions: the callbacks of the grammar's second half."""
# ruff: noqa: D102  # a method is named after its rule of the grammar, which says what it is

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .nodes import Node, nop, value_node

if TYPE_CHECKING:
    from collections.abc import Callable

    from lark import Token

__all__ = ["ExpressionBuilder", "Parts", "RefusedHereError"]

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


def _operator(kind: str) -> Callable[[ExpressionBuilder, Parts], Node]:
    def build(_self: ExpressionBuilder, parts: Parts) -> Node:
        return Node(kind, parts)

    return build


class ExpressionBuilder:
    """The callbacks of operators and operands."""

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
        return nop()

    def inline_filter(self, parts: Parts) -> Node:
        return Node("array filter", [nop(), parts[0]])

    def inline_filter_quantified(self, parts: Parts) -> Node:
        return Node("array filter", parts)

    def array_limit(self, _parts: Parts) -> Node:
        return nop()

    def inline_limit(self, parts: Parts) -> Node:
        return Node("array limit", parts if len(parts) == 2 else [value_node(0), parts[0]])

    def array_return(self, _parts: Parts) -> Node:
        return nop()

    def inline_return(self, parts: Parts) -> Node:
        return parts[0]  # type: ignore[no-any-return]  # an expression's node

    def call(self, parts: Parts) -> Node:
        name, arguments = parts
        return Node("function call", [arguments], name=name.value.upper(), position=name.start_pos)

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
