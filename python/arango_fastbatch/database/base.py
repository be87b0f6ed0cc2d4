"""What databases are in every context."""

from __future__ import annotations

from arango_fastbatch.aql import AQL
from arango_fastbatch.backup import Backup
from arango_fastbatch.cluster import Cluster
from arango_fastbatch.context import C_co
from arango_fastbatch.database.access_tokens import AccessTokens
from arango_fastbatch.database.administration import Administration
from arango_fastbatch.database.analyzers import Analyzers
from arango_fastbatch.database.collections import Collections
from arango_fastbatch.database.databases import Databases
from arango_fastbatch.database.documents import DatabaseDocuments
from arango_fastbatch.database.graphs import Graphs
from arango_fastbatch.database.jobs import Jobs
from arango_fastbatch.database.permissions import Permissions
from arango_fastbatch.database.requests import OwnRequests
from arango_fastbatch.database.server import Server
from arango_fastbatch.database.tasks import Tasks
from arango_fastbatch.database.transactions import Transactions
from arango_fastbatch.database.users import Users
from arango_fastbatch.database.views import Views
from arango_fastbatch.foxx import Foxx
from arango_fastbatch.pregel import Pregel
from arango_fastbatch.replication import Replication
from arango_fastbatch.wal import WAL


class Database(
    Collections[C_co],
    DatabaseDocuments[C_co],
    Graphs[C_co],
    Views[C_co],
    Analyzers[C_co],
    Databases[C_co],
    Users[C_co],
    AccessTokens[C_co],
    Permissions[C_co],
    Jobs[C_co],
    Transactions[C_co],
    Tasks[C_co],
    Server[C_co],
    Administration[C_co],
    OwnRequests[C_co],
):
    """A database.

    Args:
        connection: What sends requests.
        executor: What decides when they run.
    """

    @property
    def name(self) -> str:
        """Name of the database."""
        return self.db_name

    @property
    def aql(self) -> AQL[C_co]:
        """The wrapper for AQL queries, in this wrapper's context."""
        return AQL(self._conn, self._executor)

    @property
    def backup(self) -> Backup[C_co]:
        """The wrapper for hot backups, in this wrapper's context."""
        return Backup(self._conn, self._executor)

    @property
    def cluster(self) -> Cluster[C_co]:
        """The wrapper for the cluster, in this wrapper's context."""
        return Cluster(self._conn, self._executor)

    @property
    def foxx(self) -> Foxx[C_co]:
        """The wrapper for Foxx services, in this wrapper's context."""
        return Foxx(self._conn, self._executor)

    @property
    def pregel(self) -> Pregel[C_co]:
        """The wrapper for Pregel jobs, in this wrapper's context."""
        return Pregel(self._conn, self._executor)

    @property
    def replication(self) -> Replication[C_co]:
        """The wrapper for replication, in this wrapper's context."""
        return Replication(self._conn, self._executor)

    @property
    def wal(self) -> WAL[C_co]:
        """The wrapper for the write-ahead log, in this wrapper's context."""
        return WAL(self._conn, self._executor)
