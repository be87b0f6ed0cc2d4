"""What the wrapper for replication has."""

from __future__ import annotations

from arango_fastbatch.context import C_co
from arango_fastbatch.replication.applier import Applier
from arango_fastbatch.replication.dumps import Dumps
from arango_fastbatch.replication.logger import Logger


class Replication(Dumps[C_co], Logger[C_co], Applier[C_co]):
    """Replication between servers.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
    """
