"""Texts into syntax trees, and syntax errors in arangod's words."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lark import Lark, Token, UnexpectedToken
from lark.lexer import Lexer
from lark.parsers.lalr_analysis import Shift

from .... import errno
from ..errors import fault, located
from .builder import TreeBuilder
from .lexer import NAMES, tokenize
from .operands import RefusedHereError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark.lexer import LexerState
    from lark.parsers.lalr_parser_state import ParserState

    from .nodes import Node

__all__ = ["parse"]

#: arangod lists what it expected where there are no more possibilities than these.
_MAX_EXPECTED = 4


class _NoLexer(Lexer):
    """In the place of lark's lexer: the tokens are cut already, and fed one by one."""

    def __init__(self, _configuration: Any) -> None: ...

    def lex(self, _lexer_state: LexerState, _parser_state: Any) -> Iterator[Token]:
        """No tokens."""
        return iter(())


@lru_cache(maxsize=1)
def _parser() -> Lark:
    """The parser; its tables take a moment to compute, so they are made at the first query."""
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer=_NoLexer,
        transformer=TreeBuilder(),
        maybe_placeholders=False,
    )


def parse(text: str) -> tuple[Node, bool]:
    """Parse a query.

    Args:
        text: The query.

    Returns:
        The tree (a "subquery" node with the statements), and whether a number in it was out of
        range, which is worth a warning.

    Raises:
        ArangoFault: 1502 for an empty text, 1501 with what is wrong and where, 1524 for too much
            nesting.
    """
    if not text:
        raise fault(errno.QUERY_EMPTY, "query is empty")
    # a lone surrogate is nothing that an answer could hold, be it a row or a fault's text
    text = text.encode("utf-8", "replace").decode()
    cut = tokenize(text)
    interactive = _parser().parse_interactive([])
    end = Token("$END", "", start_pos=cut.end)
    token = end
    try:
        for token in cut.tokens:
            interactive.feed_token(token)
        token = end
        tree: Node = interactive.feed_token(end)
        return tree, cut.out_of_range
    except UnexpectedToken:
        expected = _expected(interactive.parser_state)
    except RefusedHereError as refusal:
        if refusal.text:
            place = token.start_pos or 0
            raise located(errno.QUERY_PARSE, refusal.text, text, place) from None
        expected = []
    message = f"syntax error, unexpected {NAMES[token.type]}"
    if expected:
        message += ", expecting " + " or ".join(expected)
    raise located(errno.QUERY_PARSE, message, text, token.start_pos or 0) from None


def _expected(state: ParserState[Any]) -> list[str]:
    """What a bison parser would list as expected.

    Such a parser does a state's most frequent reduction without looking at the next token, and
    notices an error where there is nothing left to reduce. Its expressions are one level where
    this grammar has many, so behind an expression that must go on all operators were expected,
    too: more than it lists.
    """
    table = state.parse_conf.parse_table.states
    behind_expression = {
        actions["expression"][1] for actions in table.values() if "expression" in actions
    }
    stack = list(state.state_stack)
    while True:
        actions = table[stack[-1]]
        reductions = Counter(rule for action, rule in actions.values() if action is not Shift)
        if not reductions:
            break
        rule = reductions.most_common(1)[0][0]
        if rule.origin.name == "target":
            return []
        if rule.origin.name == "start":
            return [NAMES["$END"]]
        del stack[len(stack) - len(rule.expansion) :]
        stack.append(table[stack[-1]][rule.origin.name][1])
    if stack[-1] in behind_expression:
        return []
    expected = [name for name in NAMES if name in actions]
    return [NAMES[name] for name in expected] if len(expected) <= _MAX_EXPECTED else []
