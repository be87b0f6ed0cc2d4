"""Functions: what ArangoDB's documentation says they give."""

import math
import re
from pathlib import Path
from typing import Any

import pytest
from tests.sandbox.aql_memory import result, value

from arango_fastbatch.sandbox.aql.registry import function_names

CASES: list[tuple[str, Any]] = [
    # types
    (
        "[IS_NULL(null), IS_BOOL(false), IS_NUMBER(1), IS_STRING(''), IS_ARRAY([])]",
        [True, True, True, True, True],
    ),
    (
        "[IS_OBJECT({}), IS_DOCUMENT({}), IS_LIST([]), IS_NUMBER(true), IS_STRING(1)]",
        [True, True, True, False, False],
    ),
    (
        "[1, 'a', null, [], {}, true][* RETURN TYPENAME(CURRENT)]",
        ["number", "string", "null", "array", "object", "bool"],
    ),
    (
        "[TO_BOOL('0'), TO_NUMBER('a'), TO_STRING([1, null]), TO_ARRAY(null), TO_LIST(1)]",
        [True, 0, "[1,null]", [], [1]],
    ),
    ("[IS_KEY('a-b:c'), IS_KEY('a b'), IS_KEY(5), IS_KEY('')]", [True, False, False, False]),
    ("[IS_IPV4('1.2.3.4'), IS_IPV4('1.2.3.04'), IS_IPV4('1.2.3.256')]", [True, False, False]),
    ("[IPV4_TO_NUMBER('10.0.0.255'), IPV4_FROM_NUMBER(167772415)]", [167772415, "10.0.0.255"]),
    ("[IS_DATESTRING('2020-02-30'), IS_DATESTRING('2020-02-29')]", [False, True]),
    # texts
    ("CONCAT('a', null, 1, [2], true)", "a1[2]true"),
    ("CONCAT(['a', 'b', null, 'c'])", "abc"),
    ("CONCAT_SEPARATOR(', ', 'a', null, ['b', 'c'])", 'a, ["b","c"]'),
    ("CONCAT_SEPARATOR('-', ['a', null, 'b'])", "a-b"),
    (
        "[CHAR_LENGTH('äöü'), LENGTH('äöü'), LENGTH(null), LENGTH(true), LENGTH(123)]",
        [3, 3, 0, 1, 3],
    ),
    ("[LOWER('ÄB'), UPPER('äb')]", ["äb", "ÄB"]),
    ("[SUBSTRING('holy', 1, 2), SUBSTRING('holy', -2), SUBSTRING('holy', 9)]", ["ol", "ly", ""]),
    (
        "[LEFT('foobar', 3), LEFT('foo', 0), RIGHT('foobar', 2), RIGHT('a', 9)]",
        ["foo", "", "ar", "a"],
    ),
    (
        "[TRIM('  a '), TRIM('  a ', 1), TRIM('--a-', '-'), LTRIM(' a'), RTRIM('a..', '.')]",
        ["a", "a ", "a", "a", "a"],
    ),
    (
        "[CONTAINS('foobar', 'bar'), CONTAINS('foobar', 'bar', true), CONTAINS('a', 'b', 1)]",
        [True, 3, -1],
    ),
    ("[FIND_FIRST('foobarbaz', 'ba'), FIND_FIRST('foobarbaz', 'ba', 4)]", [3, 6]),
    ("[FIND_LAST('foobarbaz', 'ba'), FIND_LAST('foobarbaz', 'ba', 0, 4)]", [6, 3]),
    (
        "[SPLIT('a-b-c', '-'), SPLIT('a-b-c', '-', 2), SPLIT('a, b & c', [', ', ' & '])]",
        [["a", "b", "c"], ["a", "b"], ["a", "b", "c"]],
    ),
    ("[SPLIT('foo', ''), SPLIT('foo')]", [["f", "o", "o"], ["foo"]]),
    ("SUBSTITUTE('the quick fox', {quick: 'slow', fox: null})", "the slow "),
    ("SUBSTITUTE('the quick fox', ['the', 'fox'], ['a', 'dog'])", "a quick dog"),
    ("[SUBSTITUTE('aaa', 'a', 'b', 2), SUBSTITUTE('aaa', 'a')]", ["bba", ""]),
    (
        "[LIKE('cart', 'ca_t'), LIKE('carrot', 'ca_t'), LIKE('foo bar', '%ba%')]",
        [True, False, True],
    ),
    (
        "[LIKE('A%', 'a\\\\%', true), LIKE('Ab', 'a\\\\%', true), LIKE('', '%'), LIKE('', '')]",
        [True, False, True, True],
    ),
    ("[REGEX_TEST('the quick', 'the.*ck'), REGEX_TEST('A', '^a$', true)]", [True, True]),
    ("REGEX_MATCHES('My-us3r_n4m3', '^([a-z]+)-(.*)$', true)", ["My-us3r_n4m3", "My", "us3r_n4m3"]),
    ("REGEX_SPLIT('a1b22c', '[0-9]+')", ["a", "b", "c"]),
    ("REGEX_REPLACE('the quick', '(t)(h)e', '$2$1')", "ht quick"),
    ("[STARTS_WITH('foobar', 'foo'), STARTS_WITH('foobar', ['x', 'fo'], 1)]", [True, True]),
    (
        "[TO_BASE64('ABC.'), TO_HEX('ABC.'), ENCODE_URI_COMPONENT('fünf %')]",
        ["QUJDLg==", "4142432e", "f%C3%BCnf%20%25"],
    ),
    ("[REPEAT('foo', 3), REPEAT('foo', 2, ' | '), TO_CHAR(223)]", ["foofoofoo", "foo | foo", "ß"]),
    ("[REPEAT('', 9223372036854775807), REPEAT(null, 3, ','), REPEAT('a', 0)]", ["", ",,", ""]),
    (
        "[SOUNDEX('example'), SOUNDEX('ekzampul'), SOUNDEX(''), SOUNDEX('Tymczak')]",
        ["E251", "E251", "", "T522"],
    ),
    ("[LEVENSHTEIN_DISTANCE('foobar', 'bar'), LEVENSHTEIN_DISTANCE('', 'bar')]", [3, 3]),
    (
        "[NGRAM_SIMILARITY('quick fox', 'quick foxx', 2), NGRAM_SIMILARITY('a', 'b', 1)]",
        [0.8888888888888888, 0],
    ),
    (
        "[JSON_STRINGIFY({a: [1.5, null]}), JSON_PARSE('{\"a\": [1]}')]",
        ['{"a":[1.5,null]}', {"a": [1]}],
    ),
    ("REVERSE('foo')", "oof"),
    # digests
    ("MD5('foobar')", "3858f62230ac3c915f300c664312c63f"),
    ("SHA1('foobar')", "8843d7f92416211de9ebb963ff4ce28125932878"),
    ("LENGTH(SHA256('')) + LENGTH(SHA512(''))", 192),
    ("CRC32('foobar')", "d5f5c7f"),
    ("FNV64('foobar')", "85944171f73967e8"),
    ("HASH({a: 1, b: 2}) == HASH({b: 2, a: 1})", True),
    ("LENGTH(RANDOM_TOKEN(8))", 8),
    # numbers
    (
        "[FLOOR(2.5), FLOOR(-2.5), CEIL(2.2), ROUND(2.5), ROUND(-2.5), ABS(-3)]",
        [2, -3, 3, 3, -2, 3],
    ),
    (
        "[SQRT(9), SQRT(-1), POW(2, 10), LOG(0), EXP(0), EXP2(4), LOG2(8), LOG10(100)]",
        [3, None, 1024, None, 1, 16, 3, 2],
    ),
    ("[SIN(0), COS(0), ATAN2(0, 1), DEGREES(PI()), RADIANS(0), ACOS(2)]", [0, 1, 0, 180, 0, None]),
    (
        "[RANGE(1, 4), RANGE(1, 4, 2), RANGE(4, 1, -1), RANGE(0, 1, 0.5)]",
        [[1, 2, 3, 4], [1, 3], [4, 3, 2, 1], [0, 0.5, 1]],
    ),
    (
        "[SUM([1, null, 3]), SUM([]), PRODUCT([2, 3]), AVERAGE([1, 2, 6]), AVG([])]",
        [4, 0, 6, 3, None],
    ),
    (
        "[MIN([5, null, 2]), MAX([5, 'a', 2]), MIN([]), MEDIAN([4, 2, 3, 1]), MEDIAN([])]",
        [2, "a", None, 2.5, None],
    ),
    ("[PERCENTILE([1, 2, 3, 4], 50), PERCENTILE([1, 2, 3, 4], 50, 'interpolation')]", [2, 2.5]),
    ("[VARIANCE([1, 3, 6, 5, 2]), VARIANCE_SAMPLE([1, 3, 6, 5, 2])]", [3.44, 4.3]),
    ("[STDDEV([1, 3, 6, 5, 2]), STDDEV_SAMPLE([1])]", [1.854723699099141, None]),
    ("[BIT_AND([1, 3, 7]), BIT_OR(1, 6), BIT_XOR(5, 6), BIT_NEGATE(0, 8)]", [1, 7, 3, 255]),
    ("[BIT_POPCOUNT(255), BIT_TEST(5, 2), BIT_SHIFT_LEFT(1, 16, 24)]", [8, True, 65536]),
    (
        "[BIT_CONSTRUCT([1, 2, 3]), BIT_DECONSTRUCT(14), BIT_TO_STRING(7, 4)]",
        [14, [1, 2, 3], "0111"],
    ),
    ("[BIT_FROM_STRING('0111'), BIT_SHIFT_RIGHT(33, 1, 24)]", [7, 16]),
    ("[COSINE_SIMILARITY([0, 1], [1, 0]), L1_DISTANCE([1, 1], [5, 2])]", [0, 5]),
    ("L2_DISTANCE([1, 1], [4, 5])", 5),
    ("[IN_RANGE(3, 1, 3, true, true), IN_RANGE(3, 1, 3, true, false)]", [True, False]),
    ("RAND() < 1 && RAND() >= 0", True),
    # arrays
    (
        "[FIRST([1, 2]), FIRST([]), LAST([1, 2]), NTH([1, 2], 1), NTH([1], 5)]",
        [1, None, 2, 2, None],
    ),
    ("[POSITION([2, 4], 4), POSITION([2, 4], 4, true), POSITION([2], 3, true)]", [True, 1, -1]),
    (
        "[SLICE([1, 2, 3, 4], 1, 2), SLICE([1, 2, 3], -2), SLICE([1, 2, 3], 0, -1)]",
        [[2, 3], [2, 3], [1, 2]],
    ),
    (
        "[REVERSE([1, 2]), UNIQUE([1, 2, 1, '1']), SORTED([3, 'a', null, 1])]",
        [[2, 1], [1, 2, "1"], [None, 1, 3, "a"]],
    ),
    ("[SORTED_UNIQUE([3, 1, 3]), COUNT_DISTINCT([1, 1, 2])]", [[1, 3], 2]),
    ("[FLATTEN([1, [2, [3]]]), FLATTEN([1, [2, [3]]], 2)]", [[1, 2, [3]], [1, 2, 3]]),
    (
        "[PUSH([1], 2), PUSH([1], 1, true), PUSH(null, 1), UNSHIFT([1], 0)]",
        [[1, 2], [1], [1], [0, 1]],
    ),
    (
        "[APPEND([1], [2, 1]), APPEND([1], [2, 1, 2], true), APPEND([1], 2)]",
        [[1, 2, 1], [1, 2], [1, 2]],
    ),
    ("[POP([1, 2]), SHIFT([1, 2]), POP([]), REMOVE_NTH([1, 2, 3], -2)]", [[1], [2], [], [1, 3]]),
    ("[REMOVE_VALUE([1, 2, 1], 1), REMOVE_VALUE([1, 2, 1], 1, 1)]", [[2], [2, 1]]),
    ("REMOVE_VALUES([1, 1, 2, 3], [1, 3])", [2]),
    (
        "[REPLACE_NTH(['a', 'b'], 1, 'z'), REPLACE_NTH(['a'], 3, 'z', '-')]",
        [["a", "z"], ["a", "-", "-", "z"]],
    ),
    ("INTERLEAVE([1, 1], [2, 2, 2], [3])", [1, 2, 3, 1, 2, 2]),
    ("[UNION([1], [1, 2]), SORTED(UNION_DISTINCT([1], [1, 2]))]", [[1, 1, 2], [1, 2]]),
    (
        "[INTERSECTION([1, 2, 3], [2, 3, 3]), MINUS([1, 2, 2], [1]), OUTERSECTION([1, 2], [2, 3])]",
        [[2, 3], [2], [1, 3]],
    ),
    ("[JACCARD([1, 2], [2, 3]), JACCARD([], [])]", [0.3333333333333333, 1]),
    (
        "[NOT_NULL(null, 0, 1), FIRST_LIST(1, [2]), FIRST_DOCUMENT(1, {a: 1}), NOT_NULL(null)]",
        [0, [2], {"a": 1}, None],
    ),
    # objects
    ("[HAS({a: null}, 'a'), HAS({}, 'a'), HAS(1, 'a')]", [True, False, False]),
    (
        "[ATTRIBUTES({b: 1, _key: 2, a: 3}, true, true), VALUES({a: 1, _id: 2}, true)]",
        [["a", "b"], [1]],
    ),
    (
        "[MERGE({a: 1, b: {c: 1}}, {b: {d: 2}}), MERGE([{a: 1}, {b: 2}])]",
        [{"a": 1, "b": {"d": 2}}, {"a": 1, "b": 2}],
    ),
    ("MERGE_RECURSIVE({a: {b: 1, c: 2}}, {a: {c: 3}})", {"a": {"b": 1, "c": 3}}),
    ("[KEEP({a: 1, b: 2}, 'a', 'x'), UNSET({a: 1, b: 2}, ['a'])]", [{"a": 1}, {"b": 2}]),
    ("UNSET_RECURSIVE({a: {b: 1, c: [{b: 2}]}}, 'b')", {"a": {"c": [{}]}}),
    ("KEEP_RECURSIVE({a: {b: 1, a: 2}}, 'a')", {"a": {"a": 2}}),
    ("[MATCHES({a: 1, b: 2}, {a: 1}), MATCHES({a: 1}, [{a: 2}, {a: 1}], true)]", [True, 1]),
    (
        "[TRANSLATE('FR', {FR: 'France'}), TRANSLATE(42, {}), TRANSLATE('x', {}, '-')]",
        ["France", 42, "-"],
    ),
    ("ZIP(['a', 'b'], [1, 2])", {"a": 1, "b": 2}),
    ("VALUE({a: [{b: 7}]}, ['a', 0, 'b'])", 7),
    ("PARSE_IDENTIFIER('users/my-key')", {"collection": "users", "key": "my-key"}),
    (
        "[PARSE_KEY({_id: 'a/b'}), PARSE_COLLECTION('a/b'), IS_SAME_COLLECTION('a', 'a/b')]",
        ["b", "a", True],
    ),
    ("ENTRIES({a: 1})", [["a", 1]]),
    ("CALL('SUBSTRING', 'this', 1, 2) == APPLY('substring', ['this', 1, 2])", True),
    ("[PASSTHRU(1), NOOPT(2), NOEVAL(3), COUNT([1]), COUNT_UNIQUE([1, 1])]", [1, 2, 3, 1, 1]),
    ("[KEYS({a: 1}), CONTAINS_ARRAY([1], 1), CHECK_DOCUMENT({})]", [["a"], True, True]),
    ("[TAN(0), ASIN(0), ATAN(0), LOG(1), VARIANCE_POPULATION([1, 1])]", [0, 0, 0, 0, 0]),
    ("[STDDEV_POPULATION([2, 2]), NGRAM_POSITIONAL_SIMILARITY('ab', 'ab', 1)]", [0, 1]),
    ("LENGTH(UUID())", 36),
    # dates
    ("[DATE_DAY(0), DATE_MINUTE(60000), DATE_SECOND(1000), DATE_MILLISECOND(7)]", [1, 1, 1, 7]),
    ("[DATE_TIMEZONE(), 'Europe/Berlin' IN DATE_TIMEZONES()]", ["Etc/UTC", True]),
    (
        "[DATE_TIMESTAMP('2014-05-07T14:19:09.522Z'), DATE_TIMESTAMP(2014, 5, 7)]",
        [1399472349522, 1399420800000],
    ),
    (
        "[DATE_ISO8601(1399472349522), DATE_ISO8601(2016, 12, 8, 2, 30)]",
        ["2014-05-07T14:19:09.522Z", "2016-12-08T02:30:00.000Z"],
    ),
    (
        "[DATE_ISO8601('2000-01-01T00:00:00+02:00'), DATE_ISO8601('2000')]",
        ["1999-12-31T22:00:00.000Z", "2000-01-01T00:00:00.000Z"],
    ),
    ("[DATE_DAYOFWEEK('2020-08-29'), DATE_DAYOFYEAR('2020-08-29')]", [6, 242]),
    ("[DATE_YEAR('0000-02-29'), DATE_MONTH('2020-08-29'), DATE_QUARTER('2020-08-29')]", [0, 8, 3]),
    (
        "[DATE_ISOWEEK('2020-08-29'), DATE_ISOWEEKYEAR('2017-01-01')]",
        [35, {"week": 52, "year": 2016}],
    ),
    (
        "[DATE_LEAPYEAR(0), DATE_LEAPYEAR('2000-01-01'), DATE_DAYS_IN_MONTH('2016-02-01')]",
        [False, True, 29],
    ),
    (
        "[DATE_HOUR('2020-08-29T16:30'), DATE_HOUR('2020-08-29T16:30Z', 'America/New_York')]",
        [16, 12],
    ),
    ("DATE_TRUNC('2017-02-03T12:34:56.789', 'month')", "2017-02-01T00:00:00.000Z"),
    ("DATE_TRUNC('2017-02-03T12:34', 'week')", "2017-01-30T00:00:00.000Z"),
    ("DATE_ROUND('2000-04-28T11:11:11.111Z', 15, 'minutes')", "2000-04-28T11:00:00.000Z"),
    ("DATE_ADD('2014-02-01', 'P1M2DT3H')", "2014-03-03T03:00:00.000Z"),
    (
        "[DATE_ADD('2000-01-31', 1, 'month'), DATE_SUBTRACT('2000-01-01', 1, 'day')]",
        ["2000-03-02T00:00:00.000Z", "1999-12-31T00:00:00.000Z"],
    ),
    ("DATE_SUBTRACT('2006-05-03T16:42:13.5Z', 'P5DT1.5S')", "2006-04-28T16:42:12.000Z"),
    (
        "[DATE_DIFF('2015-04-01', '2015-04-16', 'days'), DATE_DIFF(0, 43200000, 'd', true)]",
        [15, 0.5],
    ),
    ("[DATE_COMPARE('1985-04-04', '2014-04-04', 'months', 'days')]", [True]),
    (
        "DATE_FORMAT('2020-08-09T07:05:03.2', '%yyyy-%m-%dd %hh:%ii:%ss.%fff %ddd %mmm %x%%')",
        "2020-8-09 07:05:03.200 Sun Aug 222%",
    ),
    ("DATE_UTCTOLOCAL('2020-10-15T00:00:00.999Z', 'America/New_York')", "2020-10-14T20:00:00.999"),
    ("DATE_LOCALTOUTC('2020-10-14T20:00:00.999', 'America/New_York')", "2020-10-15T00:00:00.999Z"),
    ("DATE_NOW() > 1600000000000", True),
    ("DECODE_REV('_YU0HOEG---').date", "2019-03-11T16:15:05.314Z"),
]


def close(found: Any, expected: Any) -> bool:
    """Whether a value is what was expected, but for the last digits of its numbers."""
    if isinstance(expected, float) and isinstance(found, (int, float)):
        return math.isclose(found, expected)
    if isinstance(expected, list) and isinstance(found, list):
        return len(found) == len(expected) and all(map(close, found, expected))
    return found == expected and isinstance(found, bool) == isinstance(expected, bool)


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_what_functions_give(expression: str, expected: Any) -> None:
    assert close(value(expression), expected)


@pytest.mark.parametrize(
    ("expression", "code", "text"),
    [
        ("MERGE(1)", 1542, "invalid argument type in call to function 'MERGE()'"),
        (
            "INTERSECTION([1], null)",
            1542,
            "invalid argument type in call to function 'INTERSECTION()'",
        ),
        ("FIRST('a')", 1542, "invalid argument type in call to function 'FIRST()'"),
        ("SPLIT('a', 'b', -1)", 1542, "invalid argument type in call to function 'SPLIT()'"),
        ("REGEX_TEST('a', '(')", 1543, "invalid regex value"),
        ("DATE_YEAR('2020-13-01')", 1572, "invalid date value"),
        ("DATE_ADD('9999-12-31', 1, 'day')", 1572, "invalid date value"),
        (
            "DATE_ADD('2000', 1, 'eon')",
            1542,
            "invalid argument type in call to function 'DATE_ADD()'",
        ),
        (
            "DATE_HOUR(0, 'No/Where')",
            1542,
            "invalid argument type in call to function 'DATE_HOUR()'",
        ),
        ("SUM([1, 'a'])", 1561, "invalid arithmetic value"),
        ("BIT_AND(-1, 1)", 1542, "invalid argument type in call to function 'BIT_AND()'"),
        ("JSON_PARSE('{')", 1542, "invalid argument type in call to function 'JSON_PARSE()'"),
        ("ZIP([1], [])", 1542, "invalid argument type in call to function 'ZIP()'"),
        ("PARSE_KEY('nokey')", 1542, "invalid argument type in call to function 'PARSE_KEY()'"),
        ("REPEAT('x', 1e9)", 1542, "invalid argument type in call to function 'REPEAT()'"),
    ],
)
def test_what_functions_cannot_do_is_null_with_a_warning(
    expression: str, code: int, text: str
) -> None:
    answer = result(f"RETURN {expression}")
    assert answer.rows == [None]
    assert answer.warnings == [{"code": code, "message": text}]


def test_like_is_no_regular_expression_and_takes_no_time() -> None:
    assert value("LIKE(@of, @pattern)", of="a" * 5000, pattern="%a" * 200 + "%b") is False
    assert value("LIKE('a.c', 'a.c') && !LIKE('abc', 'a.c')") is True


@pytest.mark.parametrize("version", [(3, 11, 14), (3, 12, 9), (4, 0, 0)])
def test_every_function_is_called_by_a_test(version: tuple[int, ...]) -> None:
    files = ("test_aql_functions.py", "test_aql_geo.py", "test_aql_runs.py")
    texts = "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in files)
    assert set(function_names(version)) <= set(re.findall(r"[A-Z0-9_]+(?=\()", texts))
