"""How the site is built, by ``make docs``; architecture.md says why it is built this way."""

from __future__ import annotations

import sys
from pathlib import Path

from arango_fastbatch import __version__, typings

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "arango_fastbatch"
author = "The arango_fastbatch developers"
project_copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "docstrings"]
exclude_patterns = ["_extensions"]
smartquotes_action = "De"  # dashes and dots; what stands in quotes is mostly a value

# Pages are the Markdown that is read in the repository, too; ::: is around what only the site has.
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4

# Docstrings are in Google's style, with a section of our own.
default_role = "py:name"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = [("Endpoint", "returns_style")]

# Signatures are shown as they are written: by the names of types and constants.
autodoc_default_options = {"members": True, "ignore-module-all": True}
autodoc_type_aliases = {name: name for name in (*typings.__all__, "Connection", "Outcomes")}
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_inherit_docstrings = False
python_use_unqualified_type_names = True
maximum_signature_line_length = 90
add_module_names = False
add_function_parentheses = False
toc_object_entries_show_parents = "hide"

# A reference that leads nowhere is an error, but to what is documented elsewhere: nothing is loaded
# from the network, neither to build the site nor to read it.
nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(aiohttp|asyncio|collections|datetime|opentelemetry|ssl|types)\..*"),
    (r"py:.*", r"(.*\.)?(C_co|P|R_co|Self|T)"),  # variables of types
]

html_theme = "furo"
html_title = f"arango_fastbatch {version}"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
