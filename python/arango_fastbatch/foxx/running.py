"""Services as they run: development mode, scripts, tests, and what they say of themselves."""

from __future__ import annotations

from typing import Any

from arango_fastbatch.api import ApiGroup, endpoint
from arango_fastbatch.arguments import path_key
from arango_fastbatch.context import C_co
from arango_fastbatch.exceptions import (
    FoxxCommitError,
    FoxxDevModeDisableError,
    FoxxDevModeEnableError,
    FoxxDownloadError,
    FoxxReadmeGetError,
    FoxxScriptListError,
    FoxxScriptRunError,
    FoxxSwaggerGetError,
    FoxxTestRunError,
)
from arango_fastbatch.formatter import format_service_data
from arango_fastbatch.foxx.services import INSTEAD, UNTIL
from arango_fastbatch.operation import Call, Operation, Reply, always_true, text_of
from arango_fastbatch.typings import Json


def _service(body: Any, _: Call[Json]) -> Json:
    return format_service_data(body)


def _swagger(body: Any, _: Call[Json]) -> Json:
    return {"base_path" if name == "basePath" else name: body[name] for name in body}


def _file(reply: Reply, _: Call[str]) -> str:
    # The one way in which a text can hold any bytes.
    return reply.content.decode("utf-8", "surrogateescape")


ENABLE: Operation[Json] = Operation(
    "POST",
    "/_api/foxx/development",
    FoxxDevModeEnableError,
    query=("mount",),
    decode=_service,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
DISABLE: Operation[Json] = Operation(
    "DELETE",
    "/_api/foxx/development",
    FoxxDevModeDisableError,
    query=("mount",),
    decode=_service,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
README: Operation[str] = Operation(
    "GET",
    "/_api/foxx/readme",
    FoxxReadmeGetError,
    query=("mount",),
    decode=text_of,
    raw=True,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
SWAGGER: Operation[Json] = Operation(
    "GET",
    "/_api/foxx/swagger",
    FoxxSwaggerGetError,
    query=("mount",),
    decode=_swagger,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
DOWNLOAD: Operation[str] = Operation(
    "POST",
    "/_api/foxx/download",
    FoxxDownloadError,
    query=("mount",),
    decode=_file,
    raw=True,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
COMMIT: Operation[bool] = Operation(
    "POST",
    "/_api/foxx/commit",
    FoxxCommitError,
    query=("replace",),
    decode=always_true,
    until=UNTIL,
    instead=INSTEAD,
)
SCRIPTS: Operation[Json] = Operation(
    "GET",
    "/_api/foxx/scripts",
    FoxxScriptListError,
    query=("mount",),
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
RUN_SCRIPT: Operation[Any] = Operation(
    "POST",
    "/_api/foxx/scripts/{key}",
    FoxxScriptRunError,
    query=("mount",),
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)
RUN_TESTS: Operation[str] = Operation(
    "POST",
    "/_api/foxx/tests",
    FoxxTestRunError,
    query=("mount", "reporter", "idiomatic", "filter"),
    decode=text_of,
    raw=True,
    free=True,
    until=UNTIL,
    instead=INSTEAD,
)

# What a request asks for, by the names of the formats; it is JSON for all others.
_ACCEPTED = {
    "x-ldjson": "application/x-ldjson",
    "xml": "application/xml",
    "text": "text/plain",
}


class Running(ApiGroup[C_co]):
    """Methods for services that are installed."""

    @endpoint
    async def enable_development(self, mount: str) -> Json:
        """Have a service run in development mode: it is read anew with every request.

        Args:
            mount: Where it is mounted.

        Returns:
            What `service` gives.

        Raises:
            FoxxDevModeEnableError: If the server refuses, such as for a missing service.

        Endpoint:
            POST /_api/foxx/development (until 4.0)
        """
        return await self._call(ENABLE, (str(mount),))

    @endpoint
    async def disable_development(self, mount: str) -> Json:
        """Have a service no longer run in development mode.

        Args:
            mount: Where it is mounted.

        Returns:
            What `service` gives.

        Raises:
            FoxxDevModeDisableError: If the server refuses, such as for a missing service.

        Endpoint:
            DELETE /_api/foxx/development (until 4.0)
        """
        return await self._call(DISABLE, (str(mount),))

    @endpoint
    async def readme(self, mount: str) -> str:
        """Read a service's README.

        Args:
            mount: Where it is mounted.

        Returns:
            The text; empty if there is none.

        Raises:
            FoxxReadmeGetError: If the server refuses, such as for a missing service.

        Endpoint:
            GET /_api/foxx/readme (until 4.0)
        """
        return await self._call(README, (str(mount),))

    @endpoint
    async def swagger(self, mount: str) -> Json:
        """Read the description of a service's own API.

        Args:
            mount: Where it is mounted.

        Returns:
            The description, as OpenAPI 2 has it; ``base_path`` is where it is.

        Raises:
            FoxxSwaggerGetError: If the server refuses, such as for a missing service.

        Endpoint:
            GET /_api/foxx/swagger (until 4.0)
        """
        return await self._call(SWAGGER, (str(mount),))

    @endpoint
    async def download(self, mount: str) -> str:
        """Read a service's files.

        Args:
            mount: Where it is mounted.

        Returns:
            The .zip as a text; its bytes are ``text.encode("utf-8", "surrogateescape")``.

        Raises:
            FoxxDownloadError: If the server refuses, such as for a missing service.

        Endpoint:
            POST /_api/foxx/download (until 4.0)
        """
        return await self._call(DOWNLOAD, (str(mount),))

    @endpoint
    async def commit(self, replace: bool | None = None) -> bool:
        """Tell the other coordinators of a cluster which services this one has.

        Args:
            replace: Whether theirs are overwritten.

        Returns:
            True.

        Raises:
            FoxxCommitError: If the server refuses.

        Endpoint:
            POST /_api/foxx/commit (until 4.0)
        """
        return await self._call(COMMIT, (replace,))

    @endpoint
    async def scripts(self, mount: str) -> Json:
        """List the scripts of a service.

        Args:
            mount: Where it is mounted.

        Returns:
            Titles by the scripts' names.

        Raises:
            FoxxScriptListError: If the server refuses, such as for a missing service.

        Endpoint:
            GET /_api/foxx/scripts (until 4.0)
        """
        return await self._call(SCRIPTS, (str(mount),))

    @endpoint
    async def run_script(self, mount: str, name: str, arg: Any = None) -> Any:
        """Run a script of a service.

        Args:
            mount: Where it is mounted.
            name: The script's name.
            arg: What the script is called with.

        Returns:
            What the script exports.

        Raises:
            FoxxScriptRunError: If the server refuses, or the script throws.

        Endpoint:
            POST /_api/foxx/scripts/{name} (until 4.0)
        """
        return await self._call(RUN_SCRIPT, (str(mount),), key=path_key(name), body=arg)

    @endpoint
    async def run_tests(
        self,
        mount: str,
        reporter: str = "default",
        idiomatic: bool | None = None,
        output_format: str | None = None,
        name_filter: str | None = None,
    ) -> str:
        """Run the tests of a service.

        Args:
            mount: Where it is mounted.
            reporter: "default", "suite", "stream", "xunit" or "tap".
            idiomatic: Whether the reporter's own format comes back, and not JSON.
            output_format: The format, instead: "x-ldjson", "xml", "text" or "json".
            name_filter: Only tests whose names hold this text are run.

        Returns:
            The report as a text.

        Raises:
            FoxxTestRunError: If the server refuses, such as for a missing service.

        Endpoint:
            POST /_api/foxx/tests (until 4.0)
        """
        accepted = _ACCEPTED.get(output_format or "")
        headers = None if accepted is None else {"accept": accepted}
        options = (str(mount), reporter, idiomatic, name_filter)
        return await self._call(RUN_TESTS, options, headers=headers)
