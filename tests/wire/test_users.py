"""Users and permissions: what goes over the wire, and what is made of the answers."""

from __future__ import annotations

import pytest
from tests.wire.cases import Case, Refused, by_error
from tests.wire.exchange import CONTEXTS, Asked, exchange_with

from arango_fastbatch.exceptions import (
    PermissionGetError,
    PermissionListError,
    PermissionResetError,
    PermissionUpdateError,
    UserCreateError,
    UserDeleteError,
    UserGetError,
    UserListError,
    UserReplaceError,
    UserUpdateError,
)

OK = {"error": False, "code": 200}
USER = {**OK, "user": "anna", "active": True, "extra": {"a": 1}, "later": 2}
ANNA = {"username": "anna", "active": True, "extra": {"a": 1}, "later": 2}
LISTED = {**OK, "result": [{"user": "anna", "active": True, "extra": {}}]}

CASES = {
    "users": Case(
        lambda db: db.users(),
        Asked("GET", "/_api/user"),
        LISTED,
        [{"username": "anna", "active": True, "extra": {}}],
    ),
    "has_user, there": Case(
        lambda db: db.has_user("anna"), Asked("GET", "/_api/user"), LISTED, True
    ),
    "has_user, not there": Case(
        lambda db: db.has_user("ann"), Asked("GET", "/_api/user"), LISTED, False
    ),
    "user": Case(lambda db: db.user("ö/b"), Asked("GET", "/_api/user/%C3%B6%2Fb"), USER, ANNA),
    "create_user": Case(
        lambda db: db.create_user("anna"),
        Asked("POST", "/_api/user", {"user": "anna", "passwd": None, "active": None}),
        USER,
        ANNA,
        201,
    ),
    "create_user, every option": Case(
        lambda db: db.create_user("anna", "p", False, {"a": 1}),
        Asked(
            "POST",
            "/_api/user",
            {"user": "anna", "passwd": "p", "active": False, "extra": {"a": 1}},
        ),
        USER,
        ANNA,
        201,
    ),
    "update_user": Case(
        lambda db: db.update_user("anna"), Asked("PATCH", "/_api/user/anna", {}), USER, ANNA
    ),
    "update_user, every option": Case(
        lambda db: db.update_user("anna", "p", False, {"a": 1}),
        Asked("PATCH", "/_api/user/anna", {"passwd": "p", "active": False, "extra": {"a": 1}}),
        USER,
        ANNA,
    ),
    "replace_user": Case(
        lambda db: db.replace_user("anna", "p"),
        Asked("PUT", "/_api/user/anna", {"user": "anna", "passwd": "p"}),
        USER,
        ANNA,
    ),
    "replace_user, every option": Case(
        lambda db: db.replace_user("anna", "p", False, {"a": 1}),
        Asked(
            "PUT",
            "/_api/user/anna",
            {"user": "anna", "passwd": "p", "active": False, "extra": {"a": 1}},
        ),
        USER,
        ANNA,
    ),
    "delete_user": Case(
        lambda db: db.delete_user("anna"), Asked("DELETE", "/_api/user/anna"), OK, True, 202
    ),
    "permissions": Case(
        lambda db: db.permissions("anna"),
        Asked("GET", "/_api/user/anna/database?full=1"),
        {**OK, "result": {"shop": {"permission": "rw", "collections": {"c": "ro"}}}},
        {"shop": {"permission": "rw", "collections": {"c": "ro"}}},
    ),
    "permission": Case(
        lambda db: db.permission("anna", "shöp"),
        Asked("GET", "/_api/user/anna/database/sh%C3%B6p"),
        {**OK, "result": "rw"},
        "rw",
    ),
    "permission, every option": Case(
        lambda db: db.permission("anna", "shop", "c/1"),
        Asked("GET", "/_api/user/anna/database/shop/c%2F1"),
        {**OK, "result": "none"},
        "none",
    ),
    "update_permission": Case(
        lambda db: db.update_permission("anna", "ro", "shop"),
        Asked("PUT", "/_api/user/anna/database/shop", {"grant": "ro"}),
        {**OK, "shop": "ro"},
        True,
    ),
    "update_permission, every option": Case(
        lambda db: db.update_permission("anna", "ro", "shop", "c"),
        Asked("PUT", "/_api/user/anna/database/shop/c", {"grant": "ro"}),
        {**OK, "shop/c": "ro"},
        True,
    ),
    "reset_permission": Case(
        lambda db: db.reset_permission("anna", "shop"),
        Asked("DELETE", "/_api/user/anna/database/shop"),
        OK,
        True,
        202,
    ),
    "reset_permission, every option": Case(
        lambda db: db.reset_permission("anna", "shop", "c"),
        Asked("DELETE", "/_api/user/anna/database/shop/c"),
        OK,
        True,
        202,
    ),
}
REFUSED = by_error(
    [
        Refused(UserListError, (lambda db: db.users(), lambda db: db.has_user("anna"))),
        Refused(UserGetError, (lambda db: db.user("anna"),)),
        Refused(UserCreateError, (lambda db: db.create_user("anna"),)),
        Refused(UserUpdateError, (lambda db: db.update_user("anna"),)),
        Refused(UserReplaceError, (lambda db: db.replace_user("anna", "p"),)),
        Refused(UserDeleteError, (lambda db: db.delete_user("anna"),)),
        Refused(PermissionListError, (lambda db: db.permissions("anna"),)),
        Refused(PermissionGetError, (lambda db: db.permission("anna", "shop"),)),
        Refused(PermissionUpdateError, (lambda db: db.update_permission("anna", "rw", "shop"),)),
        Refused(PermissionResetError, (lambda db: db.reset_permission("anna", "shop"),)),
    ]
)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("case", CASES)
async def test_a_call_is_one_request(case: str, context: str) -> None:
    await CASES[case].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("error", REFUSED)
async def test_an_error_is_the_methods_own(error: str, context: str) -> None:
    await REFUSED[error].holds(context)


@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_missing_user_may_be_no_error(context: str) -> None:
    missing = {"error": True, "code": 404, "errorNum": 1703, "errorMessage": "user not found"}
    for answer in ((404, missing), (404, {"error": True, "errorNum": 9, "errorMessage": "x"})):
        asked, result = await exchange_with(
            context, lambda db: db.delete_user("anna", ignore_missing=True), answer
        )
        assert asked == Asked("DELETE", "/_api/user/anna")
        assert result is False
    _, raised = await exchange_with(
        context, lambda db: db.delete_user("anna", ignore_missing=True), (400, missing)
    )
    assert type(raised) is UserDeleteError
