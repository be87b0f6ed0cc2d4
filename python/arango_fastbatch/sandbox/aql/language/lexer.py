"""A query's text as tokens, cut and named as arangod's lexer does.

Texts of syntax errors show a token's name and place, so both follow arangod to the letter: a quoted
text "is" where it ends, and the end of the query is where its last token, blank or comment began.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from lark import Token

from ..errors import too_nested

__all__ = ["NAMES", "Tokens", "tokenize"]

#: Brackets nested deeper than this are refused while the text is being cut.
MAX_NESTING = 400

#: Token types in arangod's order, with the names that its syntax errors use. The order is that of
#: the "expecting ..." lists.
NAMES = {
    "_FOR": "FOR declaration",
    "_LET": "LET declaration",
    "_FILTER": "FILTER declaration",
    "_RETURN": "RETURN declaration",
    "_COLLECT": "COLLECT declaration",
    "_SORT": "SORT declaration",
    "_LIMIT": "LIMIT declaration",
    "_WINDOW": "WINDOW declaration",
    "_ASC": "ASC keyword",
    "_DESC": "DESC keyword",
    "_IN": "IN keyword",
    "_WITH": "WITH keyword",
    "_INTO": "INTO keyword",
    "_AGGREGATE": "AGGREGATE keyword",
    "_GRAPH": "GRAPH keyword",
    "_SHORTEST_PATH": "SHORTEST_PATH keyword",
    "_K_SHORTEST_PATHS": "K_SHORTEST_PATHS keyword",
    "_K_PATHS": "K_PATHS keyword",
    "_ALL_SHORTEST_PATHS": "ALL_SHORTEST_PATHS keyword",
    "DISTINCT": "DISTINCT modifier",
    "_REMOVE": "REMOVE command",
    "_INSERT": "INSERT command",
    "_UPDATE": "UPDATE command",
    "_REPLACE": "REPLACE command",
    "_UPSERT": "UPSERT command",
    "_NULL": "null",
    "_TRUE": "true",
    "_FALSE": "false",
    "NAME": "identifier",
    "QUOTED": "quoted string",
    "INTEGER": "integer number",
    "DOUBLE": "number",
    "PARAMETER": "bind parameter",
    "SOURCE_PARAMETER": "bind data source parameter",
    "_ASSIGN": "assignment",
    "_NOT": "not operator",
    "_AND": "and operator",
    "_OR": "or operator",
    "_NOT_IN": "not in operator",
    "_REGEX_MATCH": "~= operator",
    "_REGEX_NON_MATCH": "~! operator",
    "_EQ": "== operator",
    "_NE": "!= operator",
    "_LT": "< operator",
    "_GT": "> operator",
    "_LE": "<= operator",
    "_GE": ">= operator",
    "LIKE": "like operator",
    "_PLUS": "+ operator",
    "_MINUS": "- operator",
    "_TIMES": "* operator",
    "_DIV": "/ operator",
    "_MOD": "% operator",
    "_QUESTION": "?",
    "_COLON": ":",
    "_SCOPE": "::",
    "_RANGE": "..",
    "_COMMA": '","',
    "_OPEN": "(",
    "_CLOSE": ")",
    "_OBJECT_OPEN": "{",
    "_OBJECT_CLOSE": "}",
    "_ARRAY_OPEN": "[",
    "_ARRAY_CLOSE": "]",
    "$END": "end of query string",
    "OUTBOUND": "outbound modifier",
    "INBOUND": "inbound modifier",
    "ANY": "any modifier",
    "ALL": "all modifier",
    "NONE": "none modifier",
    "QUANTIFIER": "any modifier",
    "_AT_LEAST": "at least modifier",
    "_DOT": "'.'",
    "INVALID": "invalid token",
}

_KEYWORDS = {
    name.lstrip("_"): name
    for name in NAMES
    if NAMES[name].rpartition(" ")[2] in {"declaration", "keyword", "modifier", "command"}
    and name not in {"QUANTIFIER", "_AT_LEAST"}
} | {
    "NULL": "_NULL",
    "TRUE": "_TRUE",
    "FALSE": "_FALSE",
    "NOT": "_NOT",
    "AND": "_AND",
    "OR": "_OR",
    "LIKE": "LIKE",
}

_OPERATORS = {
    "=~": "_REGEX_MATCH",
    "!~": "_REGEX_NON_MATCH",
    "==": "_EQ",
    "!=": "_NE",
    ">=": "_GE",
    ">": "_GT",
    "<=": "_LE",
    "<": "_LT",
    "=": "_ASSIGN",
    "!": "_NOT",
    "&&": "_AND",
    "||": "_OR",
    "+": "_PLUS",
    "-": "_MINUS",
    "*": "_TIMES",
    "/": "_DIV",
    "%": "_MOD",
    "?": "_QUESTION",
    "::": "_SCOPE",
    ":": "_COLON",
    "..": "_RANGE",
    ",": "_COMMA",
    "(": "_OPEN",
    ")": "_CLOSE",
    "{": "_OBJECT_OPEN",
    "}": "_OBJECT_CLOSE",
    "[": "_ARRAY_OPEN",
    "]": "_ARRAY_CLOSE",
    ".": "_DOT",
}

#: After these a word ANY, ALL or NONE compares the members of an array; it is a direction else.
_AFTER_QUANTIFIER = {"_EQ", "_NE", "_LT", "_LE", "_GT", "_GE", "_IN", "_NOT_IN", "_FILTER"}

_DEPTH = {"_OPEN": 1, "_ARRAY_OPEN": 1, "_OBJECT_OPEN": 1}
_DEPTH |= {"_CLOSE": -1, "_ARRAY_CLOSE": -1, "_OBJECT_CLOSE": -1}

_LEXEME = re.compile(
    r"""
      (?P<blank>[ \t\r\n]+)
    | (?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?)
    | (?P<not_in>(?i:NOT)[ \t\r\n]+(?i:IN)(?![_a-zA-Z0-9]))
    | (?P<at_least>(?i:AT)[ \t\r\n]+(?i:LEAST)(?![_a-zA-Z0-9]))
    | (?P<word>\$?[a-zA-Z][_a-zA-Z0-9]*|_+[a-zA-Z][_a-zA-Z0-9]*)
    | (?P<double>(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)
                 |\.[0-9]+(?:[eE][-+]?[0-9]+)?))
    | (?P<integer>0[xX][0-9a-fA-F]+|0[bB][01]+|0|[1-9][0-9]*)
    | (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<ticked>`(?:[^`\\]|\\.)*`|\u00b4(?:[^\u00b4\\]|\\.)*\u00b4)
    | (?P<parameter>@@?(?:_+[a-zA-Z0-9][a-zA-Z0-9_]*|[a-zA-Z0-9][a-zA-Z0-9_]*))
    | (?P<operator>=~|!~|==|!=|>=|<=|&&|\|\||::|\.\.|[=!<>+\-*/%?:,(){}\[\].])
    | (?P<open>["'`\u00b4].*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


class Tokens(NamedTuple):
    """A query cut into tokens.

    Args:
        tokens: The tokens; ``value`` is a name, a text, a number, and ``start_pos`` where arangod
            says it stands.
        end: Where arangod says that the text ends.
        out_of_range: Whether a number was too large to be one (null stands in its place).
    """

    tokens: list[Token]
    end: int
    out_of_range: bool


def tokenize(text: str) -> Tokens:  # noqa: PLR0912  # one branch a kind of lexeme
    """Cut a query into tokens.

    Args:
        text: The query.

    Returns:
        The tokens.

    Raises:
        ArangoFault: 1524 where brackets are nested too deep.
    """
    tokens: list[Token] = []
    end = 0
    depth = 0
    out_of_range = False
    for match in _LEXEME.finditer(text):
        kind = match.lastgroup
        end = match.start()
        if kind in {"blank", "comment"}:
            # a blank run after a newline is a lexeme of its own: the newline is one, too
            newline = text.rfind("\n", end, match.end())
            if newline >= 0 and kind == "blank":
                end = newline + 1 if newline + 1 < match.end() else newline
            continue
        lexeme = match.group()
        value: object = lexeme
        if kind == "word":
            name = _KEYWORDS.get(lexeme.upper(), "NAME")
        elif kind == "operator":
            name = _OPERATORS[lexeme]
            depth += _DEPTH.get(name, 0)
            if depth > MAX_NESTING:
                raise too_nested()
        elif kind in {"quoted", "ticked"}:
            name = "QUOTED" if kind == "quoted" else "NAME"
            value = _unescape(lexeme[1:-1])
            end = match.end() - 1
        elif kind in {"integer", "double"}:
            name = "INTEGER" if kind == "integer" else "DOUBLE"
            value = _number(lexeme)
            out_of_range = out_of_range or value is None
        elif kind == "parameter":
            name = "SOURCE_PARAMETER" if lexeme.startswith("@@") else "PARAMETER"
            value = lexeme[1:]
        elif kind in {"not_in", "at_least"}:
            name = "_" + kind.upper()
        elif kind == "open":  # an unterminated text: the query ends within it
            end = match.end() - 1
            break
        elif lexeme.isascii() and lexeme != "\0":
            name = "INVALID"
        else:  # arangod takes a byte over 127 for the end of the query, as it does NUL
            break
        if tokens and tokens[-1].type in {"ANY", "ALL", "NONE"} and name in _AFTER_QUANTIFIER:
            tokens[-1] = Token("QUANTIFIER", tokens[-1].value, start_pos=tokens[-1].start_pos)
        tokens.append(Token(name, value, start_pos=end))
    return Tokens(tokens, end, out_of_range)


def _unescape(text: str) -> str:
    """The value of a text between quotes or ticks."""
    if "\\" not in text:
        return text
    value = _ESCAPE.sub(_replacement, text)
    # escaped surrogate pairs become characters; a lone one is nothing that UTF-8 could hold
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _replacement(match: re.Match[str]) -> str:
    unicode, character = match.groups()
    if unicode is not None:
        return chr(int(unicode, 16))
    return _ESCAPED.get(character, character)


def _number(lexeme: str) -> int | float | None:
    """A literal's value; None where no double can hold it."""
    prefix = lexeme[:2].lower()
    if prefix in {"0x", "0b"}:
        bits = (len(lexeme) - 2) * (4 if prefix == "0x" else 1)
        return int(lexeme, 0) if bits <= 64 else None
    if lexeme.isdigit() and len(lexeme) <= 19:
        integer = int(lexeme)
        if integer < 2**63:
            return integer
    value = float(lexeme)
    if math.isinf(value):
        return None
    # 1.0 and 1 are the same number; a double keeps its type only where it must
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
