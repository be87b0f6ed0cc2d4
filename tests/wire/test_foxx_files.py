"""Files of Foxx services: whole forms that every context carries, downloads that lose nothing."""

from __future__ import annotations

import json
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import pytest
from tests.wire.exchange import CONTEXTS, Asked, exchange_with

from arango_fastbatch.exceptions import FoxxServiceCreateError
from arango_fastbatch.foxx.running import DOWNLOAD
from arango_fastbatch.operation import Call
from arango_fastbatch.response import Response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

SERVICE = {"mount": "/shop"}
# Line ends of every kind, no text of any encoding, and something like the end of a form.
CONTENT = b"PK\x03\x04\r\n\n\r--boundary--\r\n\xff\xfe\r\n"

Upload = tuple[str, str, "Callable[..., Awaitable[Any]]", dict[str, bool]]
UPLOADS: dict[str, Upload] = {
    "create": (
        "POST",
        "/_api/foxx?mount=%2Fshop",
        lambda foxx, *a, **k: foxx.create_service_with_file(*a, **k),
        {"development": True, "setup": False, "legacy": True},
    ),
    "update": (
        "PATCH",
        "/_api/foxx/service?mount=%2Fshop",
        lambda foxx, *a, **k: foxx.update_service_with_file(*a, **k),
        {"teardown": True, "setup": False, "legacy": True, "force": False},
    ),
    "replace": (
        "PUT",
        "/_api/foxx/service?mount=%2Fshop",
        lambda foxx, *a, **k: foxx.replace_service_with_file(*a, **k),
        {"teardown": True, "setup": False, "legacy": True, "force": False},
    ),
}


def fields(body: bytes) -> list[tuple[str, str, bytes]]:
    """Names, content types and contents of a form, cut at its own boundary."""
    boundary, _, rest = body.partition(b"\r\n")
    assert len(boundary) == 2 + 32, "nobody can guess it"
    *parts, end = rest.split(b"\r\n" + boundary)
    assert end == b"--\r\n"
    found = []
    for part in parts:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        said = message_from_bytes(head)
        name = said.get_param("name", header="content-disposition")
        assert isinstance(name, str)
        found.append((name, said.get("content-type", ""), content))
    return found


async def upload(context: str, kind: str, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
    _, _, method, _ = UPLOADS[kind]
    return await exchange_with(
        context, lambda db: method(db.foxx, "/shop", *args, **kwargs), (201, SERVICE)
    )


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("kind", UPLOADS)
async def test_a_file_is_a_form(kind: str, context: str, tmp_path: Path) -> None:
    verb, target, _, options = UPLOADS[kind]
    file = tmp_path / "shop.zip"
    file.write_bytes(CONTENT)
    asked, result = await upload(context, kind, str(file))
    assert result == SERVICE
    assert asked == Asked(verb, target, asked.body, content_type="multipart/form-data")
    assert fields(asked.body) == [("source", "application/zip", CONTENT)]

    given = {"config": {"c": "ö"}, "dependencies": {"d": "/x"}}
    asked, result = await upload(context, kind, str(file), **options, **given)
    query = "".join(f"&{name}={int(value)}" for name, value in options.items())
    assert asked.target == target + query
    (source, config, dependencies) = fields(asked.body)
    assert source == ("source", "application/zip", CONTENT)
    assert config[:2] == ("configuration", "")
    assert dependencies[:2] == ("dependencies", "")
    assert json.loads(config[2]) == {"c": "ö"}
    assert json.loads(dependencies[2]) == {"d": "/x"}


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_single_script_is_javascript(context: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.js"
    file.write_text("'use strict';\n", encoding="utf-8")
    asked, _ = await upload(context, "create", str(file))
    assert fields(asked.body) == [("source", "application/javascript", b"'use strict';\n")]


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_file_that_is_none_is_refused_before_anything_is_sent(
    context: str, tmp_path: Path
) -> None:
    asked, raised = await upload(context, "create", str(tmp_path / "gone.zip"))
    assert asked == []
    assert type(raised) is FileNotFoundError
    asked, raised = await upload(context, "create", str(tmp_path / "shop.tar"))
    assert asked == []
    assert type(raised) is ValueError
    assert str(raised) == "File extension must be .zip or .js"


@pytest.mark.parametrize("context", CONTEXTS)
async def test_an_upload_that_the_server_refuses(context: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.js"
    file.write_text("", encoding="utf-8")
    refusal = {"error": True, "code": 409, "errorNum": 3011, "errorMessage": "mount is taken"}
    _, raised = await exchange_with(
        context,
        lambda db: db.foxx.create_service_with_file("/shop", str(file)),
        (409, refusal),
    )
    assert type(raised) is FoxxServiceCreateError
    assert str(raised) == "[HTTP 409][ERR 3011] mount is taken"


async def test_two_forms_have_boundaries_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "shop.js"
    file.write_text("", encoding="utf-8")
    bodies = [(await upload("default", "create", str(file)))[0].body for _ in range(2)]
    assert bodies[0] != bodies[1]


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_file_may_hold_any_byte(tmp_path: Path, context: str) -> None:
    """arangod sees nothing behind a NUL in a multipart message: such a request goes alone."""
    file = tmp_path / "shop.zip"
    file.write_bytes(b"PK\0")
    asked, _ = await upload(context, "create", str(file))
    assert fields(asked.body) == [("source", "application/zip", b"PK\0")]


def test_a_download_loses_no_byte() -> None:
    content = bytes(range(256))
    response = Response("POST", "http://a/_api/foxx/download", {}, 200, "OK", content)
    call: Call[str] = Call(DOWNLOAD, codec=None, executor=None)
    text = DOWNLOAD.finish(response, call)
    assert text.encode("utf-8", "surrogateescape") == content
