"""The asyncio client for ArangoDB that batches at a small multiple of what the bytes cost.

It is python-aioarango's drop-in successor: change the import, or call `install_as`.
"""

from arango_fastbatch import errno as errno
from arango_fastbatch import exceptions as exceptions
from arango_fastbatch._core import BUILD
from arango_fastbatch.alias import AliasError as AliasError
from arango_fastbatch.alias import install_as as install_as
from arango_fastbatch.alias import uninstall_as as uninstall_as
from arango_fastbatch.client import ArangoClient as ArangoClient
from arango_fastbatch.exceptions import *  # noqa: F403 - every exception is importable from here
from arango_fastbatch.http import DefaultHTTPClient as DefaultHTTPClient
from arango_fastbatch.http import HTTPClient as HTTPClient
from arango_fastbatch.request import Request as Request
from arango_fastbatch.response import Response as Response
from arango_fastbatch.typings import Headers as Headers
from arango_fastbatch.version import __version__ as __version__

if BUILD != "release":
    import warnings

    warnings.warn(
        "arango_fastbatch's core is a debug build, many times slower: build it with "
        "`maturin develop --release`",
        RuntimeWarning,
        stacklevel=2,
    )
