"""The links of the pages lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.docs.pages import PAGES, anchors, links, name_of

if TYPE_CHECKING:
    from pathlib import Path


def dead_links(page: Path) -> list[str]:
    """The links of a page to files or headings of this repository that are not there."""
    dead = []
    for link in links(page.read_text(encoding="utf-8")):
        if link.partition(":")[0] in {"https", "http", "mailto"}:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        is_there = target.exists() and (
            not anchor
            or target.suffix != ".md"
            or anchor in anchors(target.read_text(encoding="utf-8"))
        )
        if not is_there:
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert dead_links(page) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A `page`\n[here](#a-page) [gone](gone.md) [no such heading](page.md#gone)\n")
    assert dead_links(page) == ["gone.md", "page.md#gone"]
