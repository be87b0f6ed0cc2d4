"""The documents that every benchmark sends, and the query that finds one of them."""

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


QUERY = "FOR d IN bench FILTER d.email == @email AND d.age > @age LIMIT 1 RETURN d"
"""What no batch can merge with its neighbours."""


def make_variables(number: int) -> dict[str, object]:
    """Return bind variables for `QUERY`.

    Args:
        number: That of the document to be found.
    """
    return {"email": f"jake.{number:08d}@uni.org", "age": 18}
