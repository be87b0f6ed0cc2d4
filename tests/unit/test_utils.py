"""The helpers that python-aioarango shows under this name."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from arango_fastbatch.exceptions import DocumentParseError
from arango_fastbatch.utils import (
    get_col_name,
    get_doc_id,
    is_none_or_int,
    is_none_or_str,
    suppress_warning,
)


@pytest.mark.parametrize(
    ("document", "doc_id", "collection"),
    [
        ("s/1", "s/1", "s"),
        ({"_id": "s/1", "_key": "2"}, "s/1", "s"),
        ("s/1/2", "s/1/2", "s"),
        ("s", "s", "s"),
        ("/1", "/1", ""),
    ],
)
def test_ids_and_the_collections_in_them(document: Any, doc_id: str, collection: str) -> None:
    assert get_doc_id(document) == doc_id
    assert get_col_name(document) == collection


@pytest.mark.parametrize("document", [{}, {"_key": "1"}])
def test_a_body_needs_an_id(document: Any) -> None:
    for get in (get_doc_id, get_col_name):
        with pytest.raises(DocumentParseError, match='field "_id" required'):
            get(document)


def test_numbers_and_texts_or_none() -> None:
    values = (None, 0, 1, True, -1, 1.5, "1", ["1"])
    assert [is_none_or_int(value) for value in values] == [True] * 4 + [False] * 4
    assert [is_none_or_str(value) for value in values] == [True] + [False] * 5 + [True, False]


def test_warnings_are_kept_back_until_the_block_ends() -> None:
    logger = logging.getLogger("tests.suppressed")
    logger.setLevel(logging.INFO)
    with suppress_warning("tests.suppressed"):
        assert not logger.isEnabledFor(logging.ERROR)
        assert logger.isEnabledFor(logging.CRITICAL)
    assert logger.level == logging.INFO
    with pytest.raises(KeyError), suppress_warning("tests.suppressed"):
        raise KeyError
    assert logger.level == logging.INFO
