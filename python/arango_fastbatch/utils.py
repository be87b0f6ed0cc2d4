"""Small helpers that python-aioarango shows under this name."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from arango_fastbatch.exceptions import DocumentParseError
from arango_fastbatch.typings import Json


@contextmanager
def suppress_warning(logger_name: str) -> Iterator[None]:
    """Let a logger say only what is critical, as long as the block runs.

    Args:
        logger_name: The logger's name.
    """
    logger = logging.getLogger(logger_name)
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def get_doc_id(doc: str | Json) -> str:
    """The id of a document.

    Args:
        doc: The id itself, or a body with ``_id``.

    Returns:
        The id.

    Raises:
        DocumentParseError: If a body has none.
    """
    if not isinstance(doc, Mapping):
        return doc
    if "_id" not in doc:
        raise DocumentParseError('field "_id" required')
    doc_id: str = doc["_id"]
    return doc_id


def get_col_name(doc: str | Json) -> str:
    """The name of a document's collection.

    Args:
        doc: The document's id, or a body with ``_id``.

    Returns:
        What stands before the id's slash.

    Raises:
        DocumentParseError: If a body has no ``_id``.
    """
    doc_id = get_doc_id(doc)
    if not isinstance(doc_id, str):
        raise DocumentParseError(f"a document is named by its id or a body with it, not by {doc!r}")
    return doc_id.split("/", 1)[0]


def is_none_or_int(obj: Any) -> bool:
    """Whether a value is None or a non-negative integer.

    Args:
        obj: The value.
    """
    return obj is None or (isinstance(obj, int) and obj >= 0)


def is_none_or_str(obj: Any) -> bool:
    """Whether a value is None or text.

    Args:
        obj: The value.
    """
    return obj is None or isinstance(obj, str)
