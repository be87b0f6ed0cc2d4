"""The exceptions.

`ArangoError` is the base of all. `ArangoServerError` is raised for an answer of the server that is
an error, as the class of the method that asked; `ArangoClientError` for what went wrong without
one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arango_fastbatch.request import Request
from arango_fastbatch.response import Response

if TYPE_CHECKING:
    from collections.abc import Mapping


class ArangoError(Exception):
    """Base of every exception of this package."""


class ArangoClientError(ArangoError):
    """Something went wrong on the client's side: no answer of a server belongs to it.

    Args:
        msg: What went wrong, where, and what to do.

    Attributes:
        source: Always "client".
        message: The text of the error.
        error_message: Always None, as all that follow: they have a value in `ArangoServerError`.
        error_code: None.
        url: None.
        response: None.
        request: None.
        http_method: None.
        http_code: None.
        http_headers: None.
    """

    source = "client"

    def __init__(self, msg: str) -> None:
        super().__init__(msg)
        self.message = msg
        self.error_message: str | None = None
        self.error_code: int | None = None
        self.url: str | None = None
        self.response: Response | None = None
        self.request: Request | None = None
        self.http_method: str | None = None
        self.http_code: int | None = None
        self.http_headers: Mapping[str, str] | None = None


class ArangoServerError(ArangoError):
    """The server answered with an error.

    Args:
        resp: The answer.
        request: The request that it answers.
        msg: Overrides the text of the answer.

    Attributes:
        source: Always "server".
        message: The text of the error, with the HTTP status and the error number in front.
        error_message: The server's own text (`errorMessage`), or None where it sent none.
        error_code: The server's error number (`errorNum`, see `errno`), else the HTTP status.
        url: The URL of the request.
        response: The answer.
        request: The request.
        http_method: The method of the request in lower case.
        http_code: The HTTP status.
        http_headers: The headers of the answer.
    """

    source = "server"

    def __init__(self, resp: Response, request: Request, msg: str | None = None) -> None:
        text = msg or resp.error_message or resp.status_text
        number = f"[ERR {resp.error_code}]" if resp.error_code is not None else ""
        text = f"[HTTP {resp.status_code}]{number} {text}"
        super().__init__(text)
        self._msg = msg
        self.message = text
        self.error_message = resp.error_message
        self.error_code = resp.error_code or resp.status_code
        self.url = resp.url
        self.response = resp
        self.request = request
        self.http_method = resp.method
        self.http_code = resp.status_code
        self.http_headers = resp.headers

    def __reduce__(
        self,
    ) -> tuple[type[ArangoServerError], tuple[Response, Request, str | None]]:
        # Exception pickles by its args, which here are not what the constructor takes.
        return type(self), (self.response, self.request, self._msg)


# --- The client's own


class ServerConnectionError(ArangoClientError):
    """The server could not be asked: no connection, a broken one, or wrong credentials."""


class ServerUnreachableError(ServerConnectionError):
    """No connection came about: the request surely never reached the server and may be repeated."""


class RequestInvalidError(ArangoClientError, ValueError):
    """The request cannot be sent as it is: too large for the server, or not writable as HTTP."""


class SerializationError(ArangoClientError, TypeError, ValueError):
    """A document or a bind variable cannot be written as JSON."""


class DocumentParseError(ArangoClientError):
    """A document, key or id that the caller passed lacks what is needed, or does not fit."""


class BatchStateError(ArangoClientError):
    """The batch cannot do this now (it is committed), or its answer is not what it must be."""


class BatchJobResultError(ArangoClientError):
    """The result of a batch job is not there."""


class BatchOutcomeUnknownError(BatchJobResultError):
    """The request was sent and no whole answer came: it may have been executed, or not."""


class CursorStateError(ArangoClientError):
    """The cursor cannot do this: it has no id, or nothing more to fetch."""


class CursorCountError(ArangoClientError, TypeError):
    """The cursor has no count: the query was not run with ``count=True``."""


class CursorEmptyError(ArangoClientError):
    """The cursor's current batch is empty."""


# --- The server's answers, by the call that got them


class AQLCacheClearError(ArangoServerError):
    """Clearing the AQL query cache failed."""


class AQLCacheConfigureError(ArangoServerError):
    """Configuring the AQL query cache failed."""


class AQLCacheEntriesError(ArangoServerError):
    """Listing the entries of the AQL query cache failed."""


class AQLCachePropertiesError(ArangoServerError):
    """Reading the properties of the AQL query cache failed."""


class AQLFunctionCreateError(ArangoServerError):
    """Creating an AQL user function failed."""


class AQLFunctionDeleteError(ArangoServerError):
    """Deleting AQL user functions failed."""


class AQLFunctionListError(ArangoServerError):
    """Listing AQL user functions failed."""


class AQLQueryClearError(ArangoServerError):
    """Clearing the list of slow AQL queries failed."""


class AQLQueryExecuteError(ArangoServerError):
    """Executing an AQL query failed."""


class AQLQueryExplainError(ArangoServerError):
    """Explaining an AQL query failed."""


class AQLQueryKillError(ArangoServerError):
    """Killing an AQL query failed."""


class AQLQueryListError(ArangoServerError):
    """Listing AQL queries failed."""


class AQLQueryTrackingGetError(ArangoServerError):
    """Reading the settings of query tracking failed."""


class AQLQueryTrackingSetError(ArangoServerError):
    """Changing the settings of query tracking failed."""


class AQLQueryValidateError(ArangoServerError):
    """Validating an AQL query failed."""


class AccessTokenCreateError(ArangoServerError):
    """Making an access token failed."""


class AccessTokenDeleteError(ArangoServerError):
    """Deleting an access token failed."""


class AccessTokenListError(ArangoServerError):
    """Listing access tokens failed."""


class AnalyzerCreateError(ArangoServerError):
    """Creating an analyzer failed."""


class AnalyzerDeleteError(ArangoServerError):
    """Deleting an analyzer failed."""


class AnalyzerGetError(ArangoServerError):
    """Reading an analyzer failed."""


class AnalyzerListError(ArangoServerError):
    """Listing analyzers failed."""


class AsyncExecuteError(ArangoServerError):
    """The server took no async job for the call."""


class AsyncJobCancelError(ArangoServerError):
    """Cancelling an async job failed."""


class AsyncJobClearError(ArangoServerError):
    """Clearing async jobs failed."""


class AsyncJobListError(ArangoServerError):
    """Listing async jobs failed."""


class AsyncJobResultError(ArangoServerError):
    """Fetching the result of an async job failed."""


class AsyncJobStatusError(ArangoServerError):
    """Reading the status of an async job failed."""


class BackupCreateError(ArangoServerError):
    """Creating a backup failed."""


class BackupDeleteError(ArangoServerError):
    """Deleting a backup failed."""


class BackupDownloadError(ArangoServerError):
    """Downloading a backup failed."""


class BackupGetError(ArangoServerError):
    """Listing backups failed."""


class BackupRestoreError(ArangoServerError):
    """Restoring a backup failed."""


class BackupUploadError(ArangoServerError):
    """Uploading a backup failed."""


class BatchExecuteError(ArangoServerError):
    """The server refused the batch as a whole; nothing of it ran unless the text says so."""


class ClusterEndpointsError(ArangoServerError):
    """Listing the coordinators of the cluster failed."""


class ClusterHealthError(ArangoServerError):
    """Reading the health of the cluster failed."""


class ClusterMaintenanceModeError(ArangoServerError):
    """Changing the maintenance mode of the cluster failed."""


class ClusterServerCountError(ArangoServerError):
    """Counting the DB-Servers of the cluster failed."""


class ClusterServerEngineError(ArangoServerError):
    """Reading the storage engine of a cluster member failed."""


class ClusterServerIDError(ArangoServerError):
    """Reading the id of a cluster member failed."""


class ClusterServerRoleError(ArangoServerError):
    """Reading the role of a cluster member failed."""


class ClusterServerStatisticsError(ArangoServerError):
    """Reading the statistics of a cluster member failed."""


class ClusterServerVersionError(ArangoServerError):
    """Reading the version of a cluster member failed."""


class CollectionChecksumError(ArangoServerError):
    """Computing the checksum of a collection failed."""


class CollectionConfigureError(ArangoServerError):
    """Configuring a collection failed."""


class CollectionCreateError(ArangoServerError):
    """Creating a collection failed."""


class CollectionDeleteError(ArangoServerError):
    """Deleting a collection failed."""


class CollectionListError(ArangoServerError):
    """Listing collections failed."""


class CollectionLoadError(ArangoServerError):
    """Loading a collection failed."""


class CollectionPropertiesError(ArangoServerError):
    """Reading the properties of a collection failed."""


class CollectionRecalculateCountError(ArangoServerError):
    """Recalculating the count of a collection failed."""


class CollectionRenameError(ArangoServerError):
    """Renaming a collection failed."""


class CollectionResponsibleShardError(ArangoServerError):
    """Finding the responsible shard of a collection failed."""


class CollectionRevisionError(ArangoServerError):
    """Reading the revision of a collection failed."""


class CollectionStatisticsError(ArangoServerError):
    """Reading the statistics of a collection failed."""


class CollectionTruncateError(ArangoServerError):
    """Truncating a collection failed."""


class CollectionUnloadError(ArangoServerError):
    """Unloading a collection failed."""


class CursorCloseError(ArangoServerError):
    """Closing a cursor failed."""


class CursorNextError(ArangoServerError):
    """Fetching the next batch of a cursor failed."""


class DatabaseCreateError(ArangoServerError):
    """Creating a database failed."""


class DatabaseDeleteError(ArangoServerError):
    """Deleting a database failed."""


class DatabaseListError(ArangoServerError):
    """Listing databases failed."""


class DatabasePropertiesError(ArangoServerError):
    """Reading the properties of a database failed."""


class DocumentCountError(ArangoServerError):
    """Counting documents failed."""


class DocumentDeleteError(ArangoServerError):
    """Deleting a document failed."""


class DocumentGetError(ArangoServerError):
    """Reading a document failed."""


class DocumentIDsError(ArangoServerError):
    """Listing document ids failed."""


class DocumentInError(ArangoServerError):
    """Looking for a document failed."""


class DocumentInsertError(ArangoServerError):
    """Inserting a document failed."""


class DocumentKeysError(ArangoServerError):
    """Listing document keys failed."""


class DocumentReplaceError(ArangoServerError):
    """Replacing a document failed."""


class DocumentRevisionError(ArangoServerError):
    """A document's revision is not the one that was asked for (HTTP 412)."""


class DocumentUpdateError(ArangoServerError):
    """Updating a document failed."""


class EdgeDefinitionCreateError(ArangoServerError):
    """Creating an edge definition failed."""


class EdgeDefinitionDeleteError(ArangoServerError):
    """Deleting an edge definition failed."""


class EdgeDefinitionListError(ArangoServerError):
    """Listing edge definitions failed."""


class EdgeDefinitionReplaceError(ArangoServerError):
    """Replacing an edge definition failed."""


class EdgeListError(ArangoServerError):
    """Listing the edges of a vertex failed."""


class FoxxCommitError(ArangoServerError):
    """Committing the state of Foxx services failed."""


class FoxxConfigGetError(ArangoServerError):
    """Reading a Foxx service's configuration failed."""


class FoxxConfigReplaceError(ArangoServerError):
    """Replacing a Foxx service's configuration failed."""


class FoxxConfigUpdateError(ArangoServerError):
    """Updating a Foxx service's configuration failed."""


class FoxxDependencyGetError(ArangoServerError):
    """Reading a Foxx service's dependencies failed."""


class FoxxDependencyReplaceError(ArangoServerError):
    """Replacing a Foxx service's dependencies failed."""


class FoxxDependencyUpdateError(ArangoServerError):
    """Updating a Foxx service's dependencies failed."""


class FoxxDevModeDisableError(ArangoServerError):
    """Disabling a Foxx service's development mode failed."""


class FoxxDevModeEnableError(ArangoServerError):
    """Enabling a Foxx service's development mode failed."""


class FoxxDownloadError(ArangoServerError):
    """Downloading a Foxx service bundle failed."""


class FoxxReadmeGetError(ArangoServerError):
    """Reading a Foxx service's readme failed."""


class FoxxScriptListError(ArangoServerError):
    """Listing a Foxx service's scripts failed."""


class FoxxScriptRunError(ArangoServerError):
    """Running a Foxx service's script failed."""


class FoxxServiceCreateError(ArangoServerError):
    """Installing a Foxx service failed."""


class FoxxServiceDeleteError(ArangoServerError):
    """Removing a Foxx service failed."""


class FoxxServiceGetError(ArangoServerError):
    """Reading a Foxx service failed."""


class FoxxServiceListError(ArangoServerError):
    """Listing Foxx services failed."""


class FoxxServiceReplaceError(ArangoServerError):
    """Replacing a Foxx service failed."""


class FoxxServiceUpdateError(ArangoServerError):
    """Updating a Foxx service failed."""


class FoxxSwaggerGetError(ArangoServerError):
    """Reading a Foxx service's API description failed."""


class FoxxTestRunError(ArangoServerError):
    """Running a Foxx service's tests failed."""


class GraphCreateError(ArangoServerError):
    """Creating a graph failed."""


class GraphDeleteError(ArangoServerError):
    """Deleting a graph failed."""


class GraphListError(ArangoServerError):
    """Listing graphs failed."""


class GraphPropertiesError(ArangoServerError):
    """Reading the properties of a graph failed."""


class GraphTraverseError(ArangoServerError):
    """Traversing a graph failed."""


class IndexCreateError(ArangoServerError):
    """Creating an index failed."""


class IndexDeleteError(ArangoServerError):
    """Deleting an index failed."""


class IndexGetError(ArangoServerError):
    """Reading an index failed."""


class IndexListError(ArangoServerError):
    """Listing indexes failed."""


class IndexLoadError(ArangoServerError):
    """Loading indexes into memory failed."""


class JWTAuthError(ArangoServerError):
    """The server gave no JSON Web Token for these credentials."""


class JWTSecretListError(ArangoServerError):
    """Listing the JWT secrets failed."""


class JWTSecretReloadError(ArangoServerError):
    """Reloading the JWT secrets failed."""


class PermissionGetError(ArangoServerError):
    """Reading permissions failed."""


class PermissionListError(ArangoServerError):
    """Listing permissions failed."""


class PermissionResetError(ArangoServerError):
    """Resetting permissions failed."""


class PermissionUpdateError(ArangoServerError):
    """Updating permissions failed."""


class PregelJobCreateError(ArangoServerError):
    """Creating a Pregel job failed."""


class PregelJobDeleteError(ArangoServerError):
    """Deleting a Pregel job failed."""


class PregelJobGetError(ArangoServerError):
    """Reading a Pregel job failed."""


class ReplicationApplierConfigError(ArangoServerError):
    """Reading the configuration of the replication applier failed."""


class ReplicationApplierConfigSetError(ArangoServerError):
    """Changing the configuration of the replication applier failed."""


class ReplicationApplierStartError(ArangoServerError):
    """Starting the replication applier failed."""


class ReplicationApplierStateError(ArangoServerError):
    """Reading the state of the replication applier failed."""


class ReplicationApplierStopError(ArangoServerError):
    """Stopping the replication applier failed."""


class ReplicationClusterInventoryError(ArangoServerError):
    """Reading the inventory of the cluster failed."""


class ReplicationDumpBatchCreateError(ArangoServerError):
    """Creating a dump batch failed."""


class ReplicationDumpBatchDeleteError(ArangoServerError):
    """Deleting a dump batch failed."""


class ReplicationDumpBatchExtendError(ArangoServerError):
    """Extending a dump batch failed."""


class ReplicationDumpError(ArangoServerError):
    """Dumping a collection failed."""


class ReplicationInventoryError(ArangoServerError):
    """Reading the replication inventory failed."""


class ReplicationLoggerFirstTickError(ArangoServerError):
    """Reading the first tick of the replication logger failed."""


class ReplicationLoggerStateError(ArangoServerError):
    """Reading the state of the replication logger failed."""


class ReplicationMakeSlaveError(ArangoServerError):
    """Turning the server into a follower failed."""


class ReplicationServerIDError(ArangoServerError):
    """Reading the id of the server failed."""


class ReplicationSyncError(ArangoServerError):
    """Synchronizing from a leader failed."""


class ServerDetailsError(ArangoServerError):
    """Reading the details of the server failed."""


class ServerEchoError(ArangoServerError):
    """The echo request failed."""


class ServerEncryptionError(ArangoServerError):
    """Reloading the encryption keys failed."""


class ServerEngineError(ArangoServerError):
    """Reading the storage engine failed."""


class ServerLogLevelError(ArangoServerError):
    """Reading the log levels failed."""


class ServerLogLevelSetError(ArangoServerError):
    """Changing the log levels failed."""


class ServerMetricsError(ArangoServerError):
    """Reading the metrics failed."""


class ServerReadLogError(ArangoServerError):
    """Reading the log failed."""


class ServerReloadRoutingError(ArangoServerError):
    """Reloading the routing table failed."""


class ServerRequiredDBVersionError(ArangoServerError):
    """Reading the required database version failed."""


class ServerRoleError(ArangoServerError):
    """Reading the role of the server failed."""


class ServerRunTestsError(ArangoServerError):
    """Running tests on the server failed."""


class ServerShutdownError(ArangoServerError):
    """Shutting the server down failed."""


class ServerStatisticsError(ArangoServerError):
    """Reading the statistics of the server failed."""


class ServerStatusError(ArangoServerError):
    """Reading the status of the server failed."""


class ServerTLSError(ArangoServerError):
    """Reading the TLS data failed."""


class ServerTLSReloadError(ArangoServerError):
    """Reloading the TLS data failed."""


class ServerTimeError(ArangoServerError):
    """Reading the time of the server failed."""


class ServerVersionError(ArangoServerError):
    """The server's version lacks what was asked for; or reading the version failed.

    What a server does not have any more, or not yet, raises the method's own exception, as a
    subclass that is this, too: see `version_error`. The text names the version and what to use
    instead.
    """


class TaskCreateError(ArangoServerError):
    """Creating a server task failed."""


class TaskDeleteError(ArangoServerError):
    """Deleting a server task failed."""


class TaskGetError(ArangoServerError):
    """Reading a server task failed."""


class TaskListError(ArangoServerError):
    """Listing server tasks failed."""


class TransactionAbortError(ArangoServerError):
    """Aborting a transaction failed."""


class TransactionCommitError(ArangoServerError):
    """Committing a transaction failed."""


class TransactionExecuteError(ArangoServerError):
    """Executing a transaction failed."""


class TransactionInitError(ArangoServerError):
    """Beginning a transaction failed."""


class TransactionListError(ArangoServerError):
    """Listing stream transactions failed."""


class TransactionStatusError(ArangoServerError):
    """Reading the status of a transaction failed."""


class UserCreateError(ArangoServerError):
    """Creating a user failed."""


class UserDeleteError(ArangoServerError):
    """Deleting a user failed."""


class UserGetError(ArangoServerError):
    """Reading a user failed."""


class UserListError(ArangoServerError):
    """Listing users failed."""


class UserReplaceError(ArangoServerError):
    """Replacing a user failed."""


class UserUpdateError(ArangoServerError):
    """Updating a user failed."""


class VertexCollectionCreateError(ArangoServerError):
    """Creating a vertex collection failed."""


class VertexCollectionDeleteError(ArangoServerError):
    """Deleting a vertex collection failed."""


class VertexCollectionListError(ArangoServerError):
    """Listing vertex collections failed."""


class ViewCreateError(ArangoServerError):
    """Creating a view failed."""


class ViewDeleteError(ArangoServerError):
    """Deleting a view failed."""


class ViewGetError(ArangoServerError):
    """Reading a view failed."""


class ViewListError(ArangoServerError):
    """Listing views failed."""


class ViewRenameError(ArangoServerError):
    """Renaming a view failed."""


class ViewReplaceError(ArangoServerError):
    """Replacing a view failed."""


class ViewUpdateError(ArangoServerError):
    """Updating a view failed."""


class WALConfigureError(ArangoServerError):
    """Configuring the write-ahead log failed."""


class WALFlushError(ArangoServerError):
    """Flushing the write-ahead log failed."""


class WALLastTickError(ArangoServerError):
    """Reading the last tick of the write-ahead log failed."""


class WALPropertiesError(ArangoServerError):
    """Reading the properties of the write-ahead log failed."""


class WALTailError(ArangoServerError):
    """Tailing the write-ahead log failed."""


class WALTickRangesError(ArangoServerError):
    """Reading the tick ranges of the write-ahead log failed."""


class WALTransactionListError(ArangoServerError):
    """Listing the transactions of the write-ahead log failed."""


_VERSION_ERRORS: dict[type[ArangoServerError], type[ArangoServerError]] = {
    ArangoServerError: ServerVersionError
}


def version_error(kind: type[ArangoServerError]) -> type[ArangoServerError]:
    """The exception of a method for servers that lack what it needs.

    Args:
        kind: The method's own exception.

    Returns:
        A subclass of it that is also a `ServerVersionError`. There is one for each class. It bears
        the name of that class, which is what programs know and can catch.
    """
    made = _VERSION_ERRORS.get(kind)
    if made is None:
        bases = (kind,) if issubclass(kind, ServerVersionError) else (kind, ServerVersionError)
        members = {"__doc__": kind.__doc__, "__module__": __name__, "__reduce__": _reduce}
        made = _VERSION_ERRORS[kind] = type(kind.__name__, bases, members)
    return made


def _reduce(error: ArangoServerError) -> tuple[Any, ...]:
    # A class that every process makes anew cannot be found by its name.
    kind, args = ArangoServerError.__reduce__(error)
    return _version_error, (kind.__base__, *args)


def _version_error(kind: type[ArangoServerError], *args: Any) -> ArangoServerError:
    return version_error(kind)(*args)
