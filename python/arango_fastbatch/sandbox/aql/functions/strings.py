"""Functions of texts."""
# ruff: noqa: D103  # what a function of AQL does is in ArangoDB's documentation

from __future__ import annotations

import base64
import re
import secrets
import string
import uuid
from typing import Any
from urllib.parse import quote

from .... import errno
from ..aside import MANY_CHARACTERS, MANY_MEMBERS
from ..errors import AqlWarning, fault
from ..registry import MANY, function
from ..values import is_true, to_json, to_number, to_text

_BLANKS = " \t\r\n\0\x0b"
_TOKEN = string.ascii_letters + string.digits
#: Longest text that REPEAT makes, as in arangod.
_MAX_REPEAT = 16 * 1024 * 1024
_MAX_TEXT = 64 * 1024 * 1024


def _joined(separator: str, texts: list[str]) -> str:
    """Texts put together.

    Raises:
        ArangoFault: 32, where that takes more memory than any test needs.
    """
    if sum(map(len, texts)) + len(separator) * len(texts) > _MAX_TEXT:
        limit = f"query would use more memory than allowed (limit: {_MAX_TEXT})"
        raise fault(errno.RESOURCE_LIMIT, limit, "executing")
    return separator.join(texts)


@function("CONCAT", arguments=(1, MANY))
def concat(*values: Any) -> str:
    if len(values) == 1 and type(values[0]) is list:
        values = tuple(values[0])
    return _joined("", [to_text(value) for value in values])


@function("CONCAT_SEPARATOR", arguments=(2, MANY))
def concat_separator(separator: Any, *values: Any) -> str:
    if len(values) == 1 and type(values[0]) is list:
        values = tuple(values[0])
    return _joined(to_text(separator), [to_text(value) for value in values if value is not None])


@function("CHAR_LENGTH", arguments=(1, 1))
def char_length(value: Any) -> int:
    return len(to_text(value))


@function("LOWER", arguments=(1, 1))
def lower(value: Any) -> str:
    return to_text(value).lower()


@function("UPPER", arguments=(1, 1))
def upper(value: Any) -> str:
    return to_text(value).upper()


@function("SUBSTRING", arguments=(2, 3))
def substring(value: Any, offset: Any, length: Any = None) -> str:
    text, start = to_text(value), _integer(offset)
    if start < 0:
        start = max(0, len(text) + start)
    if length is None:
        return text[start:]
    count = _integer(length)
    return text[start : start + count] if count > 0 else ""


@function("LEFT", arguments=(2, 2))
def left(value: Any, length: Any) -> str:
    return to_text(value)[: max(0, _integer(length))]


@function("RIGHT", arguments=(2, 2))
def right(value: Any, length: Any) -> str:
    text, count = to_text(value), _integer(length)
    return text[max(0, len(text) - count) :] if count > 0 else ""


@function("TRIM", arguments=(1, 2))
def trim(value: Any, how: Any = None) -> str:
    if type(how) in {int, float}:
        side = _integer(how)
        if side == 1:
            return to_text(value).lstrip(_BLANKS)
        if side == 2:
            return to_text(value).rstrip(_BLANKS)
        how = None
    return to_text(value).strip(_BLANKS if how is None else to_text(how))


@function("LTRIM", arguments=(1, 2))
def ltrim(value: Any, characters: Any = None) -> str:
    return to_text(value).lstrip(_BLANKS if characters is None else to_text(characters))


@function("RTRIM", arguments=(1, 2))
def rtrim(value: Any, characters: Any = None) -> str:
    return to_text(value).rstrip(_BLANKS if characters is None else to_text(characters))


@function("CONTAINS", arguments=(2, 3))
def contains(value: Any, search: Any, return_index: Any = False) -> bool | int:
    found = to_text(value).find(to_text(search)) if to_text(search) else -1
    return found if is_true(return_index) else found >= 0


@function("STARTS_WITH", arguments=(2, 3))
def starts_with(value: Any, prefixes: Any, least: Any = 1) -> bool:
    if type(value) is not str:
        raise AqlWarning
    if type(prefixes) is list:
        count = sum(type(p) is str and value.startswith(p) for p in prefixes)
        return count >= _integer(least)
    if type(prefixes) is not str:
        raise AqlWarning
    return value.startswith(prefixes)


@function("FIND_FIRST", arguments=(2, 4))
def find_first(value: Any, search: Any, start: Any = None, end: Any = None) -> int:
    window = _window(value, start, end)
    return -1 if window is None else window[0].find(to_text(search), window[1], window[2])


@function("FIND_LAST", arguments=(2, 4))
def find_last(value: Any, search: Any, start: Any = None, end: Any = None) -> int:
    window = _window(value, start, end)
    return -1 if window is None else window[0].rfind(to_text(search), window[1], window[2])


def _window(value: Any, start: Any, end: Any) -> tuple[str, int, int] | None:
    """A text and where to look in it; both ends count from 0 and are included."""
    text = to_text(value)
    first = 0 if start is None else _integer(start)
    last = len(text) - 1 if end is None else _integer(end)
    if first < 0 or last < first - 1 or (end is not None and last < 0):
        return None
    return text, first, last + 1


@function("SPLIT", arguments=(1, 3))
def split(value: Any, separator: Any = None, limit: Any = None) -> list[str]:
    text = to_text(value)
    most = -1 if limit is None else _integer(limit)
    if limit is not None and most < 0:
        raise AqlWarning
    if separator is None:
        return [text]
    separators = separator if type(separator) is list else [separator]
    words = [to_text(word) for word in separators]
    if any(not word for word in words):
        pieces = list(text)
    else:
        pieces = re.split("|".join(map(re.escape, words)), text)
    return pieces if limit is None else pieces[:most]


@function("SUBSTITUTE", arguments=(2, 4))
def substitute(value: Any, search: Any, replace: Any = None, limit: Any = None) -> str:
    """Replace texts: by a mapping, by two arrays, or one text by another."""
    text = to_text(value)
    if type(search) is dict:
        mapping = {name: to_text(new) for name, new in search.items()}
        limit = replace
    elif type(search) is list:
        if type(replace) is list:
            news = [to_text(new) for new in replace] + [""] * len(search)
        else:
            news = [to_text(replace)] * len(search)
        mapping = dict(zip(map(to_text, search), news, strict=False))
    elif type(search) is str:
        mapping = {search: to_text(replace)}
    else:
        raise AqlWarning
    most = -1 if limit is None else _integer(limit)
    if limit is not None and most < 0:
        raise AqlWarning
    mapping.pop("", None)
    if not mapping or most == 0:
        return text
    pattern = "|".join(map(re.escape, mapping))
    return re.sub(pattern, lambda found: mapping[found.group()], text, count=max(0, most))


@function("TO_BASE64", arguments=(1, 1))
def to_base64(value: Any) -> str:
    return base64.b64encode(to_text(value).encode()).decode()


@function("TO_HEX", arguments=(1, 1))
def to_hex(value: Any) -> str:
    return to_text(value).encode().hex()


@function("TO_CHAR", arguments=(1, 1), since=(3, 12))
def to_char(value: Any) -> str:
    code = _integer(value)
    if not 0 <= code < 0x110000 or 0xD800 <= code < 0xE000:
        raise AqlWarning
    return chr(code)


def _is_long_repetition(value: Any, count: Any, separator: Any = "") -> bool:
    piece = len(to_text(value)) + len(to_text(separator))
    return 0 < _integer(count) * piece <= _MAX_REPEAT and piece * _integer(count) > MANY_CHARACTERS


@function("REPEAT", arguments=(2, 3), since=(3, 12), lengthy=_is_long_repetition)
def repeat(value: Any, count: Any, separator: Any = "") -> str:
    text, between, times = to_text(value), to_text(separator), _integer(count)
    if times < 0 or times * (len(text) + len(between)) > _MAX_REPEAT:
        raise AqlWarning
    return (text + between) * (times - 1) + text if times > 0 and text + between else ""


@function("ENCODE_URI_COMPONENT", arguments=(1, 1))
def encode_uri_component(value: Any) -> str:
    return quote(to_text(value), safe="-_.!~*'()")


@function("UUID", arguments=(0, 0), deterministic=False)
def make_uuid() -> str:
    return str(uuid.uuid4())


@function(
    "RANDOM_TOKEN",
    arguments=(1, 1),
    deterministic=False,
    lengthy=lambda length: _integer(length) > MANY_MEMBERS,
)
def random_token(length: Any) -> str:
    count = _integer(length)
    if not 0 <= count <= 65536:
        raise AqlWarning
    return "".join(secrets.choice(_TOKEN) for _ in range(count))


@function("SOUNDEX", arguments=(1, 1))
def soundex(value: Any) -> str:
    """The English phonetic code: a letter and three digits."""
    letters = [letter for letter in to_text(value).strip().upper() if letter in _SOUND]
    if not letters:
        return ""
    code = letters[0]
    last = _SOUND[letters[0]]
    for letter in letters[1:]:
        digit = _SOUND[letter]
        if digit not in {"", "-", last}:
            code += digit
        if digit != "-":  # H and W do not part equal sounds, vowels do
            last = digit
    return (code + "000")[:4]


_SOUND = {
    letter: digit
    for letters, digit in (
        ("AEIOUY", ""),
        ("HW", "-"),
        ("BFPV", "1"),
        ("CGJKQSXZ", "2"),
        ("DT", "3"),
        ("L", "4"),
        ("MN", "5"),
        ("R", "6"),
    )
    for letter in letters
}


def _are_many_pairs(value: Any, other: Any, *_: Any) -> bool:
    """Whether there are many pairs of a character of one text with one of the other."""
    return len(to_text(value)) * len(to_text(other)) > MANY_MEMBERS


@function("LEVENSHTEIN_DISTANCE", arguments=(2, 2), lengthy=_are_many_pairs)
def levenshtein_distance(value: Any, other: Any) -> int:
    first, second = to_text(value), to_text(other)
    if len(first) * len(second) > 4_000_000:  # some seconds in Python: no test needs that
        raise AqlWarning
    distances = list(range(len(second) + 1))
    for row, character in enumerate(first, 1):
        before, distances[0] = distances[0], row
        for column, candidate in enumerate(second, 1):
            best = min(
                before + (character != candidate), distances[column] + 1, distances[column - 1] + 1
            )
            before, distances[column] = distances[column], best
    return distances[-1]


def _ngrams(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(len(text) - size + 1)]


@function("NGRAM_SIMILARITY", arguments=(3, 3), lengthy=_are_many_pairs)
def ngram_similarity(value: Any, target: Any, size: Any) -> float:
    """How many of the target's n-grams follow each other in the text."""
    mine, theirs = _ngram_pair(value, target, size)
    if not theirs:
        return 0
    lengths = [0] * (len(theirs) + 1)
    for gram in mine:
        diagonal = 0
        for place, other in enumerate(theirs, 1):
            above = lengths[place]
            match = diagonal + 1 if gram == other else 0
            lengths[place] = max(match, above, lengths[place - 1])
            diagonal = above
    return lengths[-1] / len(theirs)


@function("NGRAM_POSITIONAL_SIMILARITY", arguments=(3, 3), lengthy=_are_many_pairs)
def ngram_positional_similarity(value: Any, target: Any, size: Any) -> float:
    mine, theirs = _ngram_pair(value, target, size)
    longest = max(len(mine), len(theirs))
    if not longest:
        return 0
    if len(mine) > len(theirs):
        mine, theirs = theirs, mine
    width = _integer(size)
    distances = [0.0] * (len(theirs) + 1)
    for gram in mine:
        diagonal = 0.0
        for place, other in enumerate(theirs, 1):
            above = distances[place]
            same = sum(a == b for a, b in zip(gram, other, strict=True)) / width
            distances[place] = max(diagonal + same, above, distances[place - 1])
            diagonal = above
    return distances[-1] / longest


def _ngram_pair(value: Any, target: Any, size: Any) -> tuple[list[str], list[str]]:
    if type(value) is not str or type(target) is not str or _integer(size) < 1:
        raise AqlWarning
    width = _integer(size)
    if len(value) * len(target) > 4_000_000:
        raise AqlWarning
    return _ngrams(value, width), _ngrams(target, width)


@function("JSON_STRINGIFY", arguments=(1, 1))
def json_stringify(value: Any) -> str:
    return to_json(value)


def _integer(value: Any) -> int:
    return int(to_number(value))
