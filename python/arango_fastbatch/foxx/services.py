"""Services: installing them, changing them, taking them away."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import given
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    FoxxServiceCreateError,
    FoxxServiceDeleteError,
    FoxxServiceGetError,
    FoxxServiceListError,
    FoxxServiceReplaceError,
    FoxxServiceUpdateError,
)
from arango_fastbatch.formatter import format_service_data
from arango_fastbatch.foxx.form import service_form
from arango_fastbatch.operation import Call, Operation, always_true
from arango_fastbatch.typings import Json, Jsons


def _service(body: Any, _: Call[Json]) -> Json:
    return format_service_data(body)


def _services(body: Any, _: Call[Jsons]) -> Jsons:
    return [format_service_data(service) for service in body]


UNTIL = "4.0"
INSTEAD = "a service outside of the server"

LIST: Operation[Jsons] = Operation(
    "GET",
    "/_api/foxx",
    FoxxServiceListError,
    query=("excludeSystem",),
    decode=_services,
    until=UNTIL,
    instead=INSTEAD,
)
GET: Operation[Json] = Operation(
    "GET",
    "/_api/foxx/service",
    FoxxServiceGetError,
    query=("mount",),
    decode=_service,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
CREATE: Operation[Json] = Operation(
    "POST",
    "/_api/foxx",
    FoxxServiceCreateError,
    query=("mount", "development", "setup", "legacy"),
    decode=_service,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
UPDATE: Operation[Json] = Operation(
    "PATCH",
    "/_api/foxx/service",
    FoxxServiceUpdateError,
    query=("mount", "teardown", "setup", "legacy", "force"),
    decode=_service,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
REPLACE = replace(UPDATE, method="PUT", error=FoxxServiceReplaceError)
DELETE: Operation[bool] = Operation(
    "DELETE",
    "/_api/foxx/service",
    FoxxServiceDeleteError,
    query=("mount", "teardown"),
    decode=always_true,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)


class Services(ApiGroup[C_co]):
    """Methods for installing services."""

    @endpoint
    async def services(self, exclude_system: bool = False) -> Jsons:
        """List the services.

        Args:
            exclude_system: Whether those of the server itself are left out.

        Returns:
            For each ``mount``, ``name``, ``version``, ``development``, ``legacy`` and
            ``provides``.

        Raises:
            FoxxServiceListError: If the server refuses.

        Endpoint:
            GET /_api/foxx (until 4.0)
        """
        return await self._call(LIST, (exclude_system,))

    @endpoint
    async def service(self, mount: str) -> Json:
        """Read what the server knows of a service.

        Args:
            mount: Where it is mounted, such as "/shop".

        Returns:
            What `services` tells of each, with ``path``, ``manifest``, ``checksum`` and
            ``options``.

        Raises:
            FoxxServiceGetError: If the server refuses, such as for a missing service.

        Endpoint:
            GET /_api/foxx/service (until 4.0)
        """
        return await self._call(GET, (str(mount),))

    @endpoint
    async def create_service(
        self,
        mount: str,
        source: str,
        config: Json | None = None,
        dependencies: Json | None = None,
        development: bool | None = None,
        setup: bool | None = None,
        legacy: bool | None = None,
    ) -> Json:
        """Install a service that the server fetches.

        Args:
            mount: Where to mount it.
            source: Its URL, or its path on the server.
            config: Its configuration.
            dependencies: Where the services are mounted that it depends on.
            development: Whether it runs in development mode.
            setup: Whether its setup script is run.
            legacy: Whether it is made for 2.8.

        Returns:
            What `service` gives.

        Raises:
            FoxxServiceCreateError: If the server refuses, such as for a mount that is taken (HTTP
                409).

        Endpoint:
            POST /_api/foxx (until 4.0)
        """
        options = (str(mount), development, setup, legacy)
        body: Json = {"source": source}
        body |= given(configuration=config, dependencies=dependencies)
        return await self._call(CREATE, options, body=body)

    @endpoint
    async def create_service_with_file(
        self,
        mount: str,
        filename: str,
        development: bool | None = None,
        setup: bool | None = None,
        legacy: bool | None = None,
        config: Json | None = None,
        dependencies: Json | None = None,
    ) -> Json:
        """Install a service of which there is a file here.

        Args:
            mount: Where to mount it.
            filename: Path of the file: a .zip, or a .js of a single script.
            development: Whether it runs in development mode.
            setup: Whether its setup script is run.
            legacy: Whether it is made for 2.8.
            config: Its configuration.
            dependencies: Where the services are mounted that it depends on.

        Returns:
            What `service` gives.

        Raises:
            ValueError: If the file has another extension.
            OSError: If it cannot be read.
            FoxxServiceCreateError: If the server refuses, such as for a mount that is taken (HTTP
                409).

        Endpoint:
            POST /_api/foxx (until 4.0)
        """
        options = (str(mount), development, setup, legacy)
        form = await service_form(filename, self._conn.serialize, config, dependencies)
        return await self._call(CREATE, options, body=form.body, headers=form.headers)

    @endpoint
    async def update_service(
        self,
        mount: str,
        source: str,
        config: Json | None = None,
        dependencies: Json | None = None,
        teardown: bool | None = None,
        setup: bool | None = None,
        legacy: bool | None = None,
        force: bool | None = None,
    ) -> Json:
        """Install another version of a service, which keeps its configuration.

        Args:
            mount: Where it is mounted.
            source: URL of the new version, or its path on the server.
            config: What of its configuration shall change.
            dependencies: Which of its dependencies shall change.
            teardown: Whether the old version's teardown script is run.
            setup: Whether the new version's setup script is run.
            legacy: Whether it is made for 2.8.
            force: Whether a missing service is no error.

        Returns:
            What `service` gives.

        Raises:
            FoxxServiceUpdateError: If the server refuses, such as for a missing service.

        Endpoint:
            PATCH /_api/foxx/service (until 4.0)
        """
        options = (str(mount), teardown, setup, legacy, force)
        body = given(source=source, configuration=config, dependencies=dependencies)
        return await self._call(UPDATE, options, body=body)

    @endpoint
    async def update_service_with_file(
        self,
        mount: str,
        filename: str,
        teardown: bool | None = None,
        setup: bool | None = None,
        legacy: bool | None = None,
        force: bool | None = None,
        config: Json | None = None,
        dependencies: Json | None = None,
    ) -> Json:
        """Install another version of a service from a file; it keeps its configuration.

        Args:
            mount: Where it is mounted.
            filename: Path of the file: a .zip, or a .js of a single script.
            teardown: Whether the old version's teardown script is run.
            setup: Whether the new version's setup script is run.
            legacy: Whether it is made for 2.8.
            force: Whether a missing service is no error.
            config: What of its configuration shall change.
            dependencies: Which of its dependencies shall change.

        Returns:
            What `service` gives.

        Raises:
            ValueError: If the file has another extension.
            OSError: If it cannot be read.
            FoxxServiceUpdateError: If the server refuses, such as for a missing service.

        Endpoint:
            PATCH /_api/foxx/service (until 4.0)
        """
        options = (str(mount), teardown, setup, legacy, force)
        form = await service_form(filename, self._conn.serialize, config, dependencies)
        return await self._call(UPDATE, options, body=form.body, headers=form.headers)

    @endpoint
    async def replace_service(
        self,
        mount: str,
        source: str,
        config: Json | None = None,
        dependencies: Json | None = None,
        teardown: bool | None = None,
        setup: bool | None = None,
        legacy: bool | None = None,
        force: bool | None = None,
    ) -> Json:
        """Install another service in place of one, whose configuration is lost.

        Args:
            mount: Where it is mounted.
            source: URL of the new service, or its path on the server.
            config: The new service's configuration.
            dependencies: Where the services are mounted that it depends on.
            teardown: Whether the old service's teardown script is run.
            setup: Whether the new service's setup script is run.
            legacy: Whether it is made for 2.8.
            force: Whether a missing service is no error.

        Returns:
            What `service` gives.

        Raises:
            FoxxServiceReplaceError: If the server refuses, such as for a missing service.

        Endpoint:
            PUT /_api/foxx/service (until 4.0)
        """
        options = (str(mount), teardown, setup, legacy, force)
        body = given(source=source, configuration=config, dependencies=dependencies)
        return await self._call(REPLACE, options, body=body)

    @endpoint
    async def replace_service_with_file(
        self,
        mount: str,
        filename: str,
        teardown: bool | None = None,
        setup: bool | None = None,
        legacy: bool | None = None,
        force: bool | None = None,
        config: Json | None = None,
        dependencies: Json | None = None,
    ) -> Json:
        """Install another service from a file in place of one, whose configuration is lost.

        Args:
            mount: Where it is mounted.
            filename: Path of the file: a .zip, or a .js of a single script.
            teardown: Whether the old service's teardown script is run.
            setup: Whether the new service's setup script is run.
            legacy: Whether it is made for 2.8.
            force: Whether a missing service is no error.
            config: The new service's configuration.
            dependencies: Where the services are mounted that it depends on.

        Returns:
            What `service` gives.

        Raises:
            ValueError: If the file has another extension.
            OSError: If it cannot be read.
            FoxxServiceReplaceError: If the server refuses, such as for a missing service.

        Endpoint:
            PUT /_api/foxx/service (until 4.0)
        """
        options = (str(mount), teardown, setup, legacy, force)
        form = await service_form(filename, self._conn.serialize, config, dependencies)
        return await self._call(REPLACE, options, body=form.body, headers=form.headers)

    @endpoint
    async def delete_service(self, mount: str, teardown: bool | None = None) -> bool:
        """Take a service away.

        Args:
            mount: Where it is mounted.
            teardown: Whether its teardown script is run.

        Returns:
            True.

        Raises:
            FoxxServiceDeleteError: If the server refuses, such as for a missing service.

        Endpoint:
            DELETE /_api/foxx/service (until 4.0)
        """
        return await self._call(DELETE, (str(mount), teardown))
