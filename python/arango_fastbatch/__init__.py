"""The asyncio client for ArangoDB that batches at a small multiple of what the bytes cost.

It is python-aioarango's drop-in successor: change the import, or call `install_as`.
"""

from arango_fastbatch import errno as errno
from arango_fastbatch.alias import AliasError, install_as, uninstall_as
from arango_fastbatch.client import ArangoClient
from arango_fastbatch.exceptions import *  # noqa: F403 - every exception is importable from here
from arango_fastbatch.http import DefaultHTTPClient, HTTPClient
from arango_fastbatch.request import Request
from arango_fastbatch.response import Response
from arango_fastbatch.version import __version__
