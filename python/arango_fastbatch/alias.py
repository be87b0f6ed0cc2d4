"""The package under another name, so that programs written for python-aioarango run unedited."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

_PACKAGE = __name__.rpartition(".")[0]


class AliasError(ImportError):
    """The name cannot be used: another package has it."""


def install_as(name: str) -> None:
    """Make this package importable under another name too.

    Both names are the same module objects, submodules included: what is set on one is seen through
    the other. Calling it again changes nothing. `uninstall_as` undoes it.

    Args:
        name: The other name, such as "python_aioarango".

    Raises:
        AliasError: If a package of that name is imported already.

    Example:
        >>> import arango_fastbatch
        >>> arango_fastbatch.install_as("python_aioarango")
        >>> from python_aioarango import ArangoClient
    """
    if _finder(name) is not None:
        return
    if not name.isidentifier():
        raise AliasError(f"{name!r} is no name for a package")
    if name in sys.modules:
        raise AliasError(
            f"{name} is imported already; call install_as({name!r}) before anything imports it"
        )
    sys.meta_path.insert(0, _AliasFinder(name))


def uninstall_as(name: str) -> None:
    """Undo `install_as`; what was imported under the other name stays usable where it is held.

    Args:
        name: The other name; nothing happens if it is not installed.
    """
    finder = _finder(name)
    if finder is None:
        return
    sys.meta_path.remove(finder)
    for module in [module for module in sys.modules if finder.covers(module)]:
        del sys.modules[module]


def _finder(name: str) -> _AliasFinder | None:
    finders = (finder for finder in sys.meta_path if isinstance(finder, _AliasFinder))
    return next((finder for finder in finders if finder.name == name), None)


class _AliasFinder(MetaPathFinder, Loader):
    """Imports of an alias give the modules of this package."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._specs: dict[str, ModuleSpec | None] = {}

    def covers(self, module: str) -> bool:
        """Whether a module's name is the alias, or below it."""
        return module == self.name or module.startswith(self.name + ".")

    def _real_name(self, module: str) -> str:
        return _PACKAGE + module[len(self.name) :]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of a module below the alias, if there is such a module in this package."""
        if not self.covers(fullname) or find_spec(self._real_name(fullname)) is None:
            return None
        return ModuleSpec(fullname, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The real module: no second one is made."""
        module = import_module(self._real_name(spec.name))
        self._specs[spec.name] = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run; but the import has put its own spec in the real one's place."""
        alias = module.__spec__.name if module.__spec__ else ""
        module.__spec__ = self._specs.pop(alias, module.__spec__)
