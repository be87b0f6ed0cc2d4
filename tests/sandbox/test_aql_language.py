"""Texts: what is a query, what is none, and how arangod words that."""

import pytest
from tests.sandbox.aql_memory import MemorySource, refusal, rows, value

from arango_fastbatch.sandbox.aql import AqlFault, compile_query, parse_query
from arango_fastbatch.sandbox.aql.language.builder import TreeBuilder
from arango_fastbatch.sandbox.aql.language.parser import _parser


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INVALID QUERY", "unexpected identifier near 'INVALID QUERY' at position 1:1"),
        ("RETURN", "unexpected end of query string near 'RETURN' at position 1:1"),
        ("RETURN 1 ", "unexpected end"),
        ("FOR i IN 1..100 FILTER i = 1 RETURN i", "unexpected assignment near '= 1 RETURN i' at"),
        ("LET x 1", "unexpected integer number, expecting assignment near '1' at position 1:7"),
        ("RETURN 1 2", "unexpected integer number, expecting end of query string near '2' at"),
        ("RETURN [1, 2", "unexpected end of query string, expecting ] near '2' at position 1:12"),
        ("RETURN (1 2)", "unexpected integer number near '2)' at position 1:11"),
        ("FOR i IN x", "unexpected end of query string near 'x' at position 1:10"),
        ("FOR 1", "unexpected integer number, expecting identifier near '1' at position 1:5"),
        ("RETURN #", "unexpected invalid token near '#' at position 1:8"),
        ("RETURN 'abc", "unexpected end of query string near 'c' at position 1:11"),
        ("INSERT {} RETURN 1", "unexpected RETURN declaration near 'RETURN 1' at position 1:11"),
        ("\n\n  RETURN )", "unexpected ) near ')' at position 3:10"),
        ("RETURN 'é' )", "unexpected ), expecting end of query string near ')' at position 1:13"),
        ("RETURN \u00a01", "unexpected end of query string near '\u00a01' at position 1:8"),
    ],
)
def test_a_syntax_error_says_what_and_where(text: str, message: str) -> None:
    if text == "RETURN 1 ":
        assert rows(text) == [1]
        return
    status, number, words = refusal(text)
    assert (status, number) == (400, 1501)
    assert words.startswith(f"AQL: syntax error, {message}")
    assert words.endswith("(while parsing)")


def test_a_long_rest_of_the_text_is_cut_after_32_characters() -> None:
    _, _, words = refusal("INVALID " + "x" * 50)
    assert f"near 'INVALID {'x' * 24}...' at position 1:1" in words


def test_an_empty_text_is_no_query() -> None:
    assert refusal("") == (400, 1502, "AQL: query is empty (while parsing)")


@pytest.mark.parametrize(
    "text",
    [
        "RETURN " + "(" * 500_000,
        "RETURN " + "[" * 300 + "]" * 300,
        "RETURN " + "!" * 1000 + "1",
        "RETURN " + "1+" * 5000 + "1",
        "RETURN " + "1 ? 2 : " * 1000 + "3",
        "RETURN " + "{a:" * 300 + "1" + "}" * 300,
        "RETURN " + "(RETURN " * 300 + "1" + ")" * 300,
        "RETURN x" + "[*]" * 1000,
        "RETURN x" + ".a" * 1000,
        "FOR x IN " * 500,
    ],
)
def test_a_pathological_text_is_refused_and_nothing_worse(text: str) -> None:
    with pytest.raises(AqlFault) as caught:
        compile_query(text)
    assert caught.value.errno in {1501, 1524}


def test_long_chains_of_operators_are_fine() -> None:
    assert value(" + ".join(["1"] * 400)) == 400
    assert value(" || ".join(["false"] * 400)) is False
    assert len(value("[" + ",".join(["1"] * 20_000) + "]")) == 20_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'it\\'s'", "it's"),
        ('"a\\n\\t\\u00e9\\ud83d\\ude00"', "a\n\té😀"),
        ("'\\ud800'", "\ufffd"),
        ("0x1F + 0b101", 36),
        ("1e3 + .5 + 1.25E-1", 1000.625),
        ("9223372036854775807", 9223372036854775807),
        ("9223372036854775808", 9223372036854775808.0),
        ("-1 - -1 + +1", 1),
    ],
)
def test_literals(text: str, expected: object) -> None:
    assert value(text) == expected


def test_a_number_out_of_range_is_null_with_a_warning() -> None:
    answer = compile_query("RETURN 1e999").run(MemorySource())
    assert answer.rows == [None]
    assert answer.warnings == [{"code": 1504, "message": "number out of range"}]


@pytest.mark.parametrize(
    "text",
    [
        "return 1",
        "ReTuRn 1",
        "/* before */ RETURN /* * between ** */ 1 // after",
        "// a line\nRETURN 1",
        "LET `return` = 1 RETURN `return`",
        "LET \u00b4for\u00b4 = 1 RETURN \u00b4for\u00b4",
        "LET `a\\`b` = 1 RETURN `a\\`b`",
        "LET Return_1 = 1 RETURN Return_1",
    ],
)
def test_case_comments_and_quoted_names(text: str) -> None:
    assert rows(text) == [1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("1 < 2 == true", True),
        ("1 == 1 IN [true]", False),
        ("NOT 1 == 2", False),
        ("1 + 1 IN [2] && 2 > 1 || false", True),
        ("1 ? 2 : 3 ? 4 : 5", 2),
        ("null ?: 'other'", "other"),
        ("5 ?: 'other'", 5),
        ("1..3", [1, 2, 3]),
        ("1 + 1..2 + 2", [2, 3, 4]),
        ("3..1", [3, 2, 1]),
        ("'abc' LIKE 'a%' && 'abc' NOT LIKE 'b%'", True),
        ("'abc' =~ '^a' && 'abc' !~ '^b'", True),
        ("1 NOT IN [2, 3]", True),
        ("2 NOT\n IN [2, 3]", False),
        ("[1, 2] ANY == 2 && [1, 2] ALL < 3 && [1, 2] NONE IN [3]", True),
        ("[1, 2, 3] AT LEAST (2) > 1", True),
    ],
)
def test_operators_bind_as_in_arangod(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "number", "message"),
    [
        ("RETURN nope(1)", 1540, "usage of unknown function 'NOPE()'"),
        (
            "RETURN LENGTH()",
            1541,
            "invalid number of arguments for function 'LENGTH()', expected number of arguments: "
            "minimum: 1, maximum: 1",
        ),
        (
            "RETURN CONCAT()",
            1541,
            "invalid number of arguments for function 'CONCAT()', expected number of arguments: "
            "minimum: 1, maximum: 65536",
        ),
        ("LET a = 1 LET a = 2 RETURN a", 1511, "variable 'a' is assigned multiple times"),
        (
            "FOR a IN [1] LET x = (FOR a IN [2] RETURN a) RETURN x",
            1511,
            "variable 'a' is assigned multiple times",
        ),
        ("LET _a = 1 RETURN _a", 1510, "variable name '_a' has an invalid format"),
        (
            "RETURN {foo}",
            1512,
            "use of unknown variable 'foo' in object literal near 'foo}' at position 1:9",
        ),
        ("RETURN @x", 1551, "no value specified for declared bind parameter 'x'"),
        ("RETURN DISTINCT 1", 1501, "cannot use DISTINCT modifier on top-level query element"),
        ("FOR a IN [1] COLLECT x = a AGGREGATE y = NOPE(a) RETURN y", 1574, "unknown aggregate"),
        (
            "FOR a IN [1] COLLECT x = a KEEP a RETURN x",
            1501,
            "use of 'KEEP' without 'INTO'",
        ),
        (
            "FOR a IN [1] COLLECT x = a INTO g KEEP b RETURN x",
            1501,
            "use of unknown variable 'b' for KEEP",
        ),
        (
            "FOR d IN [1] INSERT {} INTO c OPTIONS {waitForSync: d} RETURN 1",
            1575,
            "'OPTIONS' have to be known at query compile time",
        ),
        (
            "FOR d IN c OPTION {} RETURN d",
            1501,
            "unexpected qualifier 'OPTION', expecting 'SEARCH' or 'OPTIONS'",
        ),
    ],
)
def test_what_is_wrong_whatever_the_data(text: str, number: int, message: str) -> None:
    _, errno, words = refusal(text, MemorySource(c=[]))
    assert errno == number
    assert message in words


def test_an_unknown_name_is_a_collection_that_does_not_exist() -> None:
    assert refusal("RETURN foo") == (
        404,
        1203,
        "AQL: collection or view not found: foo (while parsing)",
    )


def test_a_collection_is_no_value() -> None:
    status, number, message = refusal("RETURN c", MemorySource(c=[]))
    assert (status, number) == (500, 1568)
    assert "collection 'c' used as expression operand" in message


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("FOR d IN v SEARCH d.a == 1 RETURN d", "SEARCH"),
        ("FOR d IN c WINDOW {preceding: 1} AGGREGATE s = SUM(d.a) RETURN s", "WINDOW"),
        ("RETURN my::own(1)", "user-defined functions"),
        ("RETURN [1][* RETURN (RETURN CURRENT)]", "CURRENT"),
    ],
)
def test_what_is_not_supported_is_a_501_that_names_it(text: str, construct: str) -> None:
    status, number, message = refusal(text)
    assert (status, number) == (501, 9)
    assert construct in message


# Bind parameters


def test_bind_parameters_stand_for_values_names_and_collections() -> None:
    source = MemorySource(c=[{"_key": "a", "x": {"y": 5}}])
    assert rows("FOR d IN @@c LIMIT @n RETURN d.@p", source, at_c="c", n=1, p=["x", "y"]) == [5]
    assert rows("RETURN {@name: @value}", name="k", value=[1]) == [{"k": [1]}]
    assert rows("RETURN @v.a[0]", v={"a": [7]}) == [7]
    assert rows("RETURN LENGTH(@@c)", source, at_c="c") == [1]


def test_a_parameter_that_the_query_does_not_have_is_refused() -> None:
    assert refusal("RETURN 1", x=1) == (
        400,
        1552,
        "AQL: bind parameter 'x' was not declared in the query (while parsing)",
    )


@pytest.mark.parametrize(
    ("text", "binds"),
    [
        ("FOR d IN @@c RETURN d", {"at_c": 5}),
        ("RETURN {}.@a", {"a": 5}),
        ("RETURN {}.@a", {"a": []}),
        ("RETURN {}.@a", {"a": ["x", 1]}),
    ],
)
def test_a_parameter_of_the_wrong_type_is_refused(text: str, binds: dict[str, object]) -> None:
    _, number, message = refusal(text, **binds)
    assert number == 1553
    assert "has an invalid value or type" in message


# /_api/query


def test_the_parse_api_shows_collections_parameters_and_the_tree() -> None:
    info = parse_query("FOR doc IN c FILTER doc.a == @v RETURN doc", version=(3, 11, 14))
    reference = {"type": "reference", "name": "doc", "id": 0}
    attribute = {"type": "attribute access", "name": "a", "subNodes": [reference]}
    condition = {
        "type": "compare ==",
        "excludesNull": False,
        "subNodes": [attribute, {"type": "parameter", "name": "v"}],
    }
    assert info["collections"] == ["c"]
    assert info["bindVars"] == ["v"]
    assert info["ast"] == [
        {
            "type": "root",
            "subNodes": [
                {
                    "type": "for",
                    "subNodes": [
                        {"type": "variable", "name": "doc", "id": 0},
                        {"type": "collection", "name": "c"},
                        {"type": "no-op"},
                    ],
                },
                {"type": "filter", "subNodes": [condition]},
                {"type": "return", "subNodes": [reference]},
            ],
        }
    ]


def test_from_3_12_on_references_say_whether_they_are_to_a_subquery() -> None:
    info = parse_query("RETURN (RETURN 1)", version=(3, 12, 9))
    returned = info["ast"][0]["subNodes"][-1]["subNodes"][0]
    assert returned["subqueryReference"] is True
    assert info["warnings"] == []


def test_a_refusal_knows_the_words_of_all_three_endpoints() -> None:
    with pytest.raises(AqlFault) as caught:
        parse_query("RETURN nope()")
    assert caught.value.text == "usage of unknown function 'NOPE()'"
    assert caught.value.explain_message == "usage of unknown function 'NOPE()' (while parsing)"
    assert caught.value.message == "AQL: usage of unknown function 'NOPE()' (while parsing)"


def test_functions_come_and_go_with_versions() -> None:
    assert compile_query("RETURN REPEAT('a', 2)", version=(3, 12, 0)).run(MemorySource()).rows == [
        "aa"
    ]
    with pytest.raises(AqlFault) as caught:
        compile_query("RETURN REPEAT('a', 2)", version=(3, 11, 14))
    assert caught.value.errno == 1540


def test_every_rule_of_the_grammar_is_built() -> None:
    rules = {rule.alias or rule.origin.name for rule in _parser().rules}
    made_by_lark = {name for name in rules if str(name).startswith("_")}
    inlined = {str(rule.origin.name) for rule in _parser().rules if rule.options.expand1}
    missing = {str(r) for r in rules - made_by_lark if not hasattr(TreeBuilder, str(r))}
    assert missing - inlined == set()
