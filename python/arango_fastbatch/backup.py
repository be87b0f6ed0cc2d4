"""Hot backups (Enterprise Edition)."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, Request, Response, endpoint
from arango_fastbatch.arguments import given
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    BackupCreateError,
    BackupDeleteError,
    BackupDownloadError,
    BackupGetError,
    BackupRestoreError,
    BackupUploadError,
)
from arango_fastbatch.formatter import (
    format_backup,
    format_backup_restore,
    format_backup_transfer,
    format_backups,
)
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json

__all__ = [
    "ApiGroup",
    "Backup",
    "BackupCreateError",
    "BackupDeleteError",
    "BackupDownloadError",
    "BackupGetError",
    "BackupRestoreError",
    "BackupUploadError",
    "Json",
    "Request",
    "Response",
    "format_backup",
    "format_backup_restore",
    "format_backup_transfer",
    "format_backups",
]


def _backups(body: Any, _: Call[Json]) -> Json:
    return format_backups(body["result"])


def _backup(body: Any, _: Call[Json]) -> Json:
    return format_backup(body["result"])


def _restored(body: Any, _: Call[Json]) -> Json:
    return format_backup_restore(body["result"])


def _transfer(body: Any, _: Call[Json]) -> Json:
    return format_backup_transfer(body["result"])


LIST: Operation[Json] = Operation("POST", "/_admin/backup/list", BackupGetError, decode=_backups)
CREATE: Operation[Json] = Operation(
    "POST", "/_admin/backup/create", BackupCreateError, decode=_backup
)
DELETE: Operation[bool] = Operation(
    "POST", "/_admin/backup/delete", BackupDeleteError, decode=always_true
)
RESTORE: Operation[Json] = Operation(
    "POST", "/_admin/backup/restore", BackupRestoreError, decode=_restored
)
UPLOAD: Operation[Json] = Operation(
    "POST", "/_admin/backup/upload", BackupUploadError, decode=_transfer
)
DOWNLOAD: Operation[Json] = Operation(
    "POST", "/_admin/backup/download", BackupDownloadError, decode=_transfer
)


class Backup(ApiGroup[C_co]):
    """Hot backups of a deployment; only allowed from the database "_system"."""

    @endpoint
    async def get(self, backup_id: str | None = None) -> Json:
        """List backups.

        Args:
            backup_id: The id of the only one to tell of; None for all.

        Returns:
            ``list``: by their ids ``backup_id``, ``version``, ``datetime``, ``size_in_bytes``,
            ``file_count``, ``dbserver_count``, ``available``, ….

        Raises:
            BackupGetError: If the server refuses, such as for a missing backup (HTTP 404).

        Endpoint:
            POST /_admin/backup/list
        """
        return await self._call(LIST, body=given(id=backup_id))

    @endpoint
    async def create(
        self,
        label: str | None = None,
        allow_inconsistent: bool | None = None,
        force: bool | None = None,
        timeout: float | None = None,
    ) -> Json:
        """Create a backup.

        Args:
            label: Text behind the time in the backup's id; None for a UUID.
            allow_inconsistent: Whether one is made even where no lock of all servers came about.
            force: Whether transactions that run are aborted, so that the lock comes about.
            timeout: Seconds to wait for the lock.

        Returns:
            ``backup_id``, ``datetime``, ``size_in_bytes``, ``file_count``, ``dbserver_count`` and
            ``potentially_inconsistent``.

        Raises:
            BackupCreateError: If the server refuses, such as for want of a lock (HTTP 408).

        Endpoint:
            POST /_admin/backup/create
        """
        body: Json = {"label": label}
        body |= given(allowInconsistent=allow_inconsistent, force=force, timeout=timeout)
        return await self._call(CREATE, body=body)

    @endpoint
    async def delete(self, backup_id: str) -> bool:
        """Delete a backup.

        Args:
            backup_id: Its id.

        Returns:
            True.

        Raises:
            BackupDeleteError: If the server refuses, such as for a missing backup (HTTP 404).

        Endpoint:
            POST /_admin/backup/delete
        """
        return await self._call(DELETE, body={"id": backup_id})

    @endpoint
    async def download(
        self,
        backup_id: str | None = None,
        repository: str | None = None,
        abort: bool | None = None,
        config: Json | None = None,
        download_id: str | None = None,
    ) -> Json:
        """Begin to download a backup, ask how far a download is, or abort it.

        Args:
            backup_id: The backup's id, to begin.
            repository: URL of the remote repository, to begin.
            abort: Whether to abort the download `download_id`.
            config: How to get to the repository, as rclone takes it, to begin.
            download_id: The download to ask for or to abort.

        Returns:
            ``download_id``; when asked ``backup_id``, ``timestamp``, ``cancelled`` and
            ``dbservers``, the ``status`` of each server.

        Raises:
            BackupDownloadError: If the server refuses.

        Endpoint:
            POST /_admin/backup/download
        """
        body = given(
            id=backup_id,
            remoteRepository=repository,
            abort=abort,
            config=config,
            downloadId=download_id,
        )
        return await self._call(DOWNLOAD, body=body)

    @endpoint
    async def upload(
        self,
        backup_id: str | None = None,
        repository: str | None = None,
        abort: bool | None = None,
        config: Json | None = None,
        upload_id: str | None = None,
    ) -> Json:
        """Begin to upload a backup, ask how far an upload is, or abort it.

        Args:
            backup_id: The backup's id, to begin.
            repository: URL of the remote repository, to begin.
            abort: Whether to abort the upload `upload_id`.
            config: How to get to the repository, as rclone takes it, to begin.
            upload_id: The upload to ask for or to abort.

        Returns:
            ``upload_id``; when asked ``backup_id``, ``timestamp``, ``cancelled`` and
            ``dbservers``, the ``status`` of each server.

        Raises:
            BackupUploadError: If the server refuses.

        Endpoint:
            POST /_admin/backup/upload
        """
        body = given(
            id=backup_id,
            remoteRepository=repository,
            abort=abort,
            config=config,
            uploadId=upload_id,
        )
        return await self._call(UPLOAD, body=body)

    @endpoint
    async def restore(self, backup_id: str) -> Json:
        """Restore a backup; a single server restarts for it.

        Args:
            backup_id: Its id.

        Returns:
            ``previous``: what was there before, as a backup.

        Raises:
            BackupRestoreError: If the server refuses, such as for a missing backup (HTTP 404).

        Endpoint:
            POST /_admin/backup/restore
        """
        return await self._call(RESTORE, body={"id": backup_id})
