"""The configuration of services, and what they depend on."""

from __future__ import annotations

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    ArangoServerError,
    FoxxConfigGetError,
    FoxxConfigReplaceError,
    FoxxConfigUpdateError,
    FoxxDependencyGetError,
    FoxxDependencyReplaceError,
    FoxxDependencyUpdateError,
)
from arango_fastbatch.foxx.services import INSTEAD, UNTIL
from arango_fastbatch.operation import Operation
from arango_fastbatch.typings import Json


def _row(method: str, path: str, error: type[ArangoServerError]) -> Operation[Json]:
    """The row of an endpoint of which only this differs: it is the service's own JSON."""
    return Operation(method, path, error, query=("mount",), free=True, until=UNTIL, instead=INSTEAD)


_CONFIG = "/_api/foxx/configuration"
_DEPENDENCIES = "/_api/foxx/dependencies"

CONFIG = _row("GET", _CONFIG, FoxxConfigGetError)
UPDATE_CONFIG = _row("PATCH", _CONFIG, FoxxConfigUpdateError)
REPLACE_CONFIG = _row("PUT", _CONFIG, FoxxConfigReplaceError)
DEPENDENCIES = _row("GET", _DEPENDENCIES, FoxxDependencyGetError)
UPDATE_DEPENDENCIES = _row("PATCH", _DEPENDENCIES, FoxxDependencyUpdateError)
REPLACE_DEPENDENCIES = _row("PUT", _DEPENDENCIES, FoxxDependencyReplaceError)


class Settings(ApiGroup[C_co]):
    """Methods for what services are told."""

    @endpoint
    async def config(self, mount: str) -> Json:
        """Read the configuration of a service.

        Args:
            mount: Where it is mounted.

        Returns:
            By the options' names what the manifest says of them, and their ``current`` values.

        Raises:
            FoxxConfigGetError: If the server refuses, such as for a missing service.

        Endpoint:
            GET /_api/foxx/configuration (until 4.0)
        """
        return await self._call(CONFIG, (str(mount),))

    @endpoint
    async def update_config(self, mount: str, config: Json) -> Json:
        """Change the configuration of a service; options that are not given stay as they are.

        Args:
            mount: Where it is mounted.
            config: Values by the options' names.

        Returns:
            ``values`` and ``warnings``.

        Raises:
            FoxxConfigUpdateError: If the server refuses, such as for a missing service.

        Endpoint:
            PATCH /_api/foxx/configuration (until 4.0)
        """
        return await self._call(UPDATE_CONFIG, (str(mount),), body=config)

    @endpoint
    async def replace_config(self, mount: str, config: Json) -> Json:
        """Replace the configuration of a service; options that are not given lose their values.

        Args:
            mount: Where it is mounted.
            config: Values by the options' names.

        Returns:
            ``values`` and ``warnings``.

        Raises:
            FoxxConfigReplaceError: If the server refuses, such as for a missing service.

        Endpoint:
            PUT /_api/foxx/configuration (until 4.0)
        """
        return await self._call(REPLACE_CONFIG, (str(mount),), body=config)

    @endpoint
    async def dependencies(self, mount: str) -> Json:
        """Read what a service depends on.

        Args:
            mount: Where it is mounted.

        Returns:
            By the dependencies' names what the manifest says of them, and where they are mounted.

        Raises:
            FoxxDependencyGetError: If the server refuses, such as for a missing service.

        Endpoint:
            GET /_api/foxx/dependencies (until 4.0)
        """
        return await self._call(DEPENDENCIES, (str(mount),))

    @endpoint
    async def update_dependencies(self, mount: str, dependencies: Json) -> Json:
        """Change what a service depends on; what is not given stays as it is.

        Args:
            mount: Where it is mounted.
            dependencies: Mounts by the dependencies' names.

        Returns:
            ``values`` and ``warnings``.

        Raises:
            FoxxDependencyUpdateError: If the server refuses, such as for a missing service.

        Endpoint:
            PATCH /_api/foxx/dependencies (until 4.0)
        """
        return await self._call(UPDATE_DEPENDENCIES, (str(mount),), body=dependencies)

    @endpoint
    async def replace_dependencies(self, mount: str, dependencies: Json) -> Json:
        """Replace what a service depends on; what is not given is no more.

        Args:
            mount: Where it is mounted.
            dependencies: Mounts by the dependencies' names.

        Returns:
            ``values`` and ``warnings``.

        Raises:
            FoxxDependencyReplaceError: If the server refuses, such as for a missing service.

        Endpoint:
            PUT /_api/foxx/dependencies (until 4.0)
        """
        return await self._call(REPLACE_DEPENDENCIES, (str(mount),), body=dependencies)
