"""Users and what they may do."""

from __future__ import annotations

from tests.peer.plan import Method, ok, recorded

MODULE = "database"

DATABASE = "/_api/user/{user}/database/{database}"
COLLECTION = "/_api/user/{user}/database/{database}/{collection}"

METHODS = [
    Method("Database.users", answer=recorded("GET /_api/user")),
    Method("Database.user", {"username": "anna"}, answer=recorded("GET /_api/user/{user}")),
    Method(
        "Database.has_user",
        {"username": "admin"},
        answer=recorded("GET /_api/user"),
        also=[("another", {"username": "anna"})],
        errors=[(404, 1703)],
    ),
    Method(
        "Database.create_user",
        {"username": "anna"},
        {"password": "p", "active": False, "extra": {"a": 1}},
        answer=recorded("POST /_api/user"),
        errors=[(409, 1702), (400, 1700)],
    ),
    Method(
        "Database.update_user",
        {"username": "anna"},
        {"password": "p", "active": False, "extra": {"a": 1}},
        answer=recorded("PUT /_api/user/{user}"),
        errors=[(404, 1703)],
    ),
    Method(
        "Database.replace_user",
        {"username": "anna", "password": "p"},
        {"active": False, "extra": {"a": 1}},
        answer=recorded("PUT /_api/user/{user}"),
        errors=[(404, 1703)],
    ),
    Method(
        "Database.delete_user",
        {"username": "anna"},
        {"ignore_missing": True},
        answer=recorded("DELETE /_api/user/{user}"),
        errors=[(404, 1703)],
    ),
    Method(
        "Database.permissions",
        {"username": "anna"},
        answer=recorded("GET /_api/user/{user}/database full"),
    ),
    Method(
        "Database.permission",
        {"username": "anna", "database": "test"},
        {"collection": "students"},
        answer=recorded(f"GET {DATABASE}"),
        answers={"collection": recorded(f"GET {COLLECTION}")},
    ),
    Method(
        "Database.update_permission",
        {"username": "anna", "permission": "ro", "database": "test"},
        {"collection": "students"},
        answer=recorded(f"PUT {DATABASE}"),
        answers={"collection": recorded(f"PUT {COLLECTION}")},
    ),
    Method(
        "Database.reset_permission",
        {"username": "anna", "database": "test"},
        {"collection": "students"},
        answer=recorded(f"DELETE {DATABASE}"),
        answers={"collection": recorded(f"DELETE {COLLECTION}")},
        also=[("answer: something", {}, ok(result=True))],
    ),
]
