"""The documents that every benchmark sends."""

from __future__ import annotations

DOCUMENT_BYTES = 112
"""The length of a document as compact JSON, which is how orjson writes it."""


def make_document(number: int) -> dict[str, object]:
    """Return a document of `DOCUMENT_BYTES` bytes.

    Its values are scalars, so that the garbage collector tracks none of the caller's objects.

    Args:
        number: What makes it differ from the others, at most eight digits.
    """
    digits = f"{number:08d}"
    return {
        "name": f"Jake Student {digits}",
        "age": 23,
        "gpa": 3.75,
        "city": "Rome",
        "active": True,
        "email": f"jake.{digits}@uni.org",
    }
