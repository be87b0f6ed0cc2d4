"""The site is built without a warning, has all of the API, and needs nothing from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DOCS = ROOT / "docs"
PACKAGE = ROOT / "python" / "arango_fastbatch"

# Modules that are nobody's business, or whose few names the page of another one has.
WITHOUT_PAGE = {
    "alias",
    "arguments",
    "line",
    "next_item",
    "pacing",
    "payload",
    "pipeline",
    "session",
    "settings",
    "tls",
    "version",
}

# What a browser loads by itself, by tag: the attribute that says from where.
LOADED = {"audio": "src", "embed": "src", "iframe": "src", "img": "src", "script": "src"}
_CSS_URL = re.compile(r"""(?:url\(|@import)\s*["']?([^"')\s;]+)""")


class Loads(HTMLParser):
    """What a page makes a browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_link = tag == "link" and values.get("rel") not in {"next", "prev", "index", "search"}
        address = values.get("href" if is_link else LOADED.get(tag, ""))
        if address is not None:
            self.addresses.append(address)


def addresses_in(file: Path) -> list[str]:
    """The addresses from which a file of the site makes a browser load something."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".css":
        return _CSS_URL.findall(text)
    page = Loads()
    page.feed(text)
    return page.addresses


def is_elsewhere(address: str) -> bool:
    """Whether an address is on another host."""
    return address.startswith("//") or address.partition(":")[0] in {"http", "https"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", DOCS, built],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return built


@pytest.mark.timeout(300)  # it is the whole site, on whatever machine
def test_the_site_is_built_without_a_warning(site: Path) -> None:
    pages = {page.relative_to(site).with_suffix("").as_posix() for page in site.rglob("*.html")}
    sources = [*DOCS.rglob("*.md"), *DOCS.rglob("*.rst")]
    assert {source.relative_to(DOCS).with_suffix("").as_posix() for source in sources} <= pages


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    loaded = {(file.name, address) for file in files for address in addresses_in(file)}
    assert any(".css" in address for _, address in loaded)
    assert {(file, address) for file, address in loaded if is_elsewhere(address)} == set()


def test_every_public_module_has_a_page() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")}
    modules |= {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    public = {name for name in modules if not name.startswith("_")}
    pages = {page.stem.removeprefix("arango_fastbatch.") for page in (DOCS / "api").glob("*.rst")}
    assert public - WITHOUT_PAGE - pages == set(), "each needs a page like those in docs/api"


def test_references_in_docstrings_lead_to_what_they_name(site: Path) -> None:
    page = (site / "api" / "arango_fastbatch.exceptions.html").read_text(encoding="utf-8")
    assert 'href="#arango_fastbatch.exceptions.ArangoServerError"' in page
