"""The page says what the code does."""

from pathlib import Path

from arango_fastbatch.sandbox.support import renewed

PAGE = Path(__file__).parents[2] / "docs" / "sandbox.md"


def test_the_table_of_the_page_is_that_of_the_code():
    page = PAGE.read_text(encoding="utf-8")
    how = "renew it: python -m arango_fastbatch.sandbox.support < docs/sandbox.md > new page"
    assert page == renewed(page), how
