"""What Sphinx does not know by itself of the package's docstrings.

In them `name` is a reference if it names something documented, else code. Types stand in the
signatures, so a colon in the text of a result or a property is a colon.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sphinx.domains.python import PyXRefRole

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.domains.python import PythonDomain
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

PACKAGE = "arango_fastbatch"

# The sections in whose first line napoleon takes what stands before a colon for a type, as the
# fields that they become.
FIELDS = {"Returns:": ":returns:", "Yields:": ":Yields:"}

_ALIAS = re.compile(r"TypeAliasForwardRef\('(\w+)'\)")


def keep_colons(
    app: Sphinx, what: str, name: str, documented: Any, options: Any, lines: list[str]
) -> None:
    """Hide from napoleon the colons that it would misunderstand."""
    if what in {"property", "attribute", "data"}:
        lines.insert(0, "\\ ")  # an escaped space: nothing, but a line
    for number in reversed(range(len(lines) - 1)):
        field = FIELDS.get(lines[number])
        if field is not None:
            lines[number : number + 2] = [f"{field} {lines[number + 1].strip()}"]


def name_aliases(
    app: Sphinx,
    what: str,
    name: str,
    documented: Any,
    options: Any,
    signature: str | None,
    returned: str | None,
) -> tuple[str | None, str | None]:
    """Show aliases of types by their names, where Sphinx shows what it uses for them itself."""

    def named(text: str | None) -> str | None:
        return text and _ALIAS.sub(r"\1", text)

    return named(signature), named(returned)


def full_name(domain: PythonDomain, name: str, module: str, parent: str) -> str | None:
    """The documented object that a name means.

    Args:
        domain: What knows the documented objects.
        name: As it is written: ``insert``, ``StandardCollection.insert``, ``Cursor``.
        module: The module in whose documentation it stands, or "".
        parent: The class, likewise.
    """
    near = (f"{module}.{parent}.{name}", f"{module}.{name}", f"{PACKAGE}.{name}", name)
    for candidate in near:
        if candidate in domain.objects:
            return candidate
    # A class, and what is in it, means the same everywhere; other names may be a parameter's.
    if not name[:1].isupper():
        return None
    found = [
        documented
        for documented, entry in domain.objects.items()
        if documented.endswith(f".{name}") and not entry.aliased
    ]
    return found[0] if len(found) == 1 else None


def resolve(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: nodes.Element
) -> nodes.Element | None:
    """Resolve names in docstrings, and names of types that Sphinx does not find by itself."""
    if node.get("refdomain") != "py":
        return None
    domain = env.domains.python_domain
    name = full_name(
        domain, node["reftarget"], node.get("py:module") or "", node.get("py:class") or ""
    )
    if name is not None:
        return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", name, node, shown)
    # A word that names nothing is code; a type has to be known.
    return shown if node["reftype"] == "name" else None


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the role ``py:name``, and what stands behind it."""
    app.add_role_to_domain("py", "name", PyXRefRole())
    app.connect("missing-reference", resolve)
    app.connect("autodoc-process-docstring", keep_colons, priority=400)  # napoleon has 500
    app.connect("autodoc-process-signature", name_aliases)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
