"""``/_api/foxx`` (before 4): services are installed, set up and shown; their code never runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..faults import ArangoFault
from ..foxx.faults import no_script, service_fault
from ..foxx.form import Form
from ..foxx.service import Service
from ..message import TEXT, Response, answer
from ..routing import Route

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..message import Request

_MOUNT = re.compile(r"(?:/[-_0-9a-z]+)+", re.IGNORECASE | re.ASCII)
_RESERVED = re.compile(r"/(_|.*/?app(/|$))", re.IGNORECASE)
_PATTERN = r"/(?:\/[-_0-9a-z]+)+/i"
_TRUE_OR_ONE = ("true", "1")
_FALSE_OR_ZERO = ("false", "0")


def read(request: Request) -> Response:
    """GET /_api/foxx[/service|/configuration|…]: the services, or something of one."""
    if not request.suffixes:
        services = request.database.services.values()
        return answer([service.short() for service in services])
    return _handled(_READABLE, request)


def create(request: Request) -> Response | Awaitable[Response]:
    """POST /_api/foxx[/development|/scripts/NAME|…]: install a service, or act on one."""
    if not request.suffixes:
        return _install(request)
    if request.suffixes == ["commit"]:
        # What is in memory is all there is.
        request.access.demand_database(request.database.name)
        return Response(204, b"", None)
    return _handled(_DOABLE, request)


def replace(request: Request) -> Response | Awaitable[Response]:
    """PUT /_api/foxx/service|configuration|dependencies: put something in the place of another."""
    return _change(request, replace=True)


def update(request: Request) -> Response | Awaitable[Response]:
    """PATCH /_api/foxx/service|configuration|dependencies: change some of it."""
    return _change(request, replace=False)


def delete(request: Request) -> Response:
    """DELETE /_api/foxx/service|development: remove a service, or leave development mode."""
    return _handled(_REMOVABLE, request)


async def _install(request: Request) -> Response:
    mount = _mount(request)
    request.access.demand_database(request.database.name)
    _demand_legal(mount)
    if mount in request.database.services:
        raise service_fault(3011, f'Mount path: "{mount}".')
    form = Form.of(request)
    is_development = _flag(request, "development", default=False)
    service = await _prepared(request, form, is_development=is_development)
    _settle(request, service, None)
    return answer(service.public(), 201)


def _change(request: Request, *, replace: bool) -> Response | Awaitable[Response]:
    if request.suffixes == ["service"]:
        return _exchange(request, replace=replace)
    if request.suffixes not in (["configuration"], ["dependencies"]):
        raise _unknown(request)
    service = _service(request)
    request.access.demand_database(request.database.name)
    options = request.json()
    if not isinstance(options, dict):
        raise ArangoFault(400, 400, 'request body "value" must be an object')
    is_minimal = _flag(request, "minimal", default=True)
    if request.suffixes == ["configuration"]:
        warnings = service.configure(options, replace=replace)
        values = service.shown_configuration(is_minimal=is_minimal)
    else:
        warnings = service.connect(options, replace=replace)
        values = service.shown_dependencies(is_minimal=is_minimal)
    if is_minimal:
        return answer({"values": values} | ({"warnings": warnings} if warnings else {}))
    return answer(
        {
            name: value | ({"warning": warnings[name]} if name in warnings else {})
            for name, value in values.items()
        }
    )


async def _exchange(request: Request, *, replace: bool) -> Response:
    """Put a service in the place of another; `replace` also of what was set of it."""
    mount = _mount(request)
    request.access.demand_database(request.database.name)
    old = request.database.services.get(mount)
    if old is None:
        if not _flag(request, "force", default=False):
            raise _missing(mount)
        _demand_legal(mount)
    form = Form.of(request)
    is_development = False
    if old is not None and not replace:
        is_development = old.is_development
        form = form._replace(
            configuration=old.configuration | form.configuration,
            dependencies=old.dependencies | form.dependencies,
        )
    service = await _prepared(request, form, is_development=is_development)
    if old is not None and _flag(request, "teardown", default=replace):
        old.run("teardown")
    _settle(request, service, old)
    return answer(service.public())


async def _prepared(request: Request, form: Form, *, is_development: bool) -> Service:
    """The service that a request brings, its set-up done."""
    bundle = await form.bundle(is_legacy=_flag(request, "legacy", default=False))
    service = Service(
        request.database.name,
        _mount(request),
        bundle,
        is_development=is_development,
        configuration=form.configuration,
        dependencies=form.dependencies,
    )
    if _flag(request, "setup", default=True):
        service.run("setup")
    return service


def _settle(request: Request, service: Service, old: Service | None) -> None:
    """Mount a service, if nobody else has mounted another meanwhile."""
    services = request.database.services
    if services.get(service.mount) is not old:
        raise service_fault(3011, f'Mount path: "{service.mount}".')
    services[service.mount] = service


def _describe(request: Request, service: Service) -> Response:
    return answer(service.public())


def _configuration(request: Request, service: Service) -> Response:
    is_minimal = _flag(request, "minimal", default=False)
    return answer(service.shown_configuration(is_minimal=is_minimal))


def _dependencies(request: Request, service: Service) -> Response:
    is_minimal = _flag(request, "minimal", default=False)
    return answer(service.shown_dependencies(is_minimal=is_minimal))


def _readme(request: Request, service: Service) -> Response:
    text = service.readme()
    return Response(200, text.encode(), TEXT) if text else Response(204, b"", None)


def _swagger(request: Request, service: Service) -> Response:
    if "main" in service.manifest:
        raise no_script(f'the routes of the service at "{service.mount}"')
    manifest = service.manifest
    info = {
        "title": manifest.get("name"),
        "description": manifest["description"],
        "version": manifest.get("version"),
        "license": {"name": manifest["license"]} if "license" in manifest else {},
    }
    base = f"/_db/{request.database.name}{service.mount}"
    known = {name: value for name, value in info.items() if value is not None}
    return answer({"swagger": "2.0", "basePath": base, "paths": {}, "info": known})


def _scripts(request: Request, service: Service) -> Response:
    return answer(service.scripts())


def _run_script(request: Request, service: Service) -> Response:
    if len(request.suffixes) != 2:  # "scripts" and a name
        raise _unknown(request)
    request.access.demand_database(request.database.name)
    service.run(request.suffixes[1])
    return answer(None)


def _run_tests(request: Request, service: Service) -> Response:
    raise no_script(f'the tests of the service at "{service.mount}"')


def _download(request: Request, service: Service) -> Response:
    name = service.mount.strip("/").replace("/", "_")
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return Response(200, service.bundle.data, "application/zip", headers)


def _develop(request: Request, service: Service) -> Response:
    request.access.demand_database(request.database.name)
    service.is_development = True
    return answer(service.public())


def _produce(request: Request, service: Service) -> Response:
    request.access.demand_database(request.database.name)
    service.run("setup")
    service.is_development = False
    return answer(service.public())


def _uninstall(request: Request, service: Service) -> Response:
    request.access.demand_database(request.database.name)
    if _flag(request, "teardown", default=True):
        service.run("teardown")
    del request.database.services[service.mount]
    return Response(204, b"", None)


def _handled(
    handlers: dict[str, Callable[[Request, Service], Response]], request: Request
) -> Response:
    handler = handlers.get(request.suffixes[0]) if request.suffixes else None
    if handler is None or (len(request.suffixes) > 1 and handler is not _run_script):
        raise _unknown(request)
    return handler(request, _service(request))


def _unknown(request: Request) -> ArangoFault:
    return ArangoFault(404, 404, f"unknown path '{request.path}'")


def _missing(mount: str) -> ArangoFault:
    return ArangoFault(400, 400, f'No service installed at mount path "{mount}".')


def _service(request: Request) -> Service:
    mount = _mount(request)
    service = request.database.services.get(mount)
    if service is None:
        raise _missing(mount)
    return service


def _mount(request: Request) -> str:
    mount = request.query.get("mount")
    if mount is None:
        raise ArangoFault(400, 400, 'query parameter "mount" is required')
    if _MOUNT.search(mount) is None:
        text = f'query parameter "mount" with value "{mount}" fails to match the required pattern:'
        raise ArangoFault(400, 400, f"{text} {_PATTERN}")
    return mount


def _demand_legal(mount: str) -> None:
    if _MOUNT.fullmatch(mount) is None or _RESERVED.match(mount) is not None:
        raise service_fault(3007, f'Mount path: "{mount}".')


def _flag(request: Request, name: str, *, default: bool) -> bool:
    value = request.query.get(name)
    if value is None:
        return default
    if value not in _TRUE_OR_ONE + _FALSE_OR_ZERO:
        raise ArangoFault(400, 400, f'query parameter "{name}" must be a boolean')
    return value in _TRUE_OR_ONE


_READABLE: dict[str, Callable[[Request, Service], Response]] = {
    "service": _describe,
    "configuration": _configuration,
    "dependencies": _dependencies,
    "readme": _readme,
    "swagger": _swagger,
    "scripts": _scripts,
}
_DOABLE: dict[str, Callable[[Request, Service], Response]] = {
    "development": _develop,
    "scripts": _run_script,
    "tests": _run_tests,
    "download": _download,
}
_REMOVABLE: dict[str, Callable[[Request, Service], Response]] = {
    "service": _uninstall,
    "development": _produce,
}

_HANDLERS: dict[str, Any] = {
    "GET": read,
    "POST": create,
    "PUT": replace,
    "PATCH": update,
    "DELETE": delete,
}

ROUTES = (Route("/_api/foxx", _HANDLERS, until=(4,)),)
