"""Tools, exceptions and error numbers, and wrappers that a program makes by hand."""

from __future__ import annotations

from typing import Any

from tests.peer.api import listed
from tests.peer.cases.pieces import VERSION, response
from tests.peer.plan import Program, ok, raw, ref, step

MODULE = "utils"

INTS: list[Any] = [None, 0, 1, -1, True, 1.5, "1", []]
TEXTS: list[Any] = [None, "", "a", 5, []]

TOOLS = [
    Program(
        "get_col_name",
        "each",
        [
            step("utils:get_col_name", "students/1"),
            step("utils:get_col_name", {"_id": "students/1"}),
            step("utils:get_col_name", "students"),
            step("utils:get_col_name", {"_key": "1"}),
            step("utils:get_col_name", 5),
        ],
        module="utils",
    ),
    Program(
        "get_doc_id",
        "each",
        [
            step("utils:get_doc_id", "students/1"),
            step("utils:get_doc_id", {"_id": "students/1"}),
            step("utils:get_doc_id", {"_key": "1"}),
        ],
        module="utils",
    ),
    Program(
        "is_none_or_int",
        "each",
        [step("utils:is_none_or_int", value) for value in INTS],
        module="utils",
    ),
    Program(
        "is_none_or_str",
        "each",
        [step("utils:is_none_or_str", value) for value in TEXTS],
        module="utils",
    ),
    Program(
        "suppress_warning",
        "a block",
        [
            step("utils:suppress_warning", "some.logger", into="block"),
            step("block.__enter__"),
            step("block.__exit__", None, None, None),
        ],
        module="utils",
    ),
    Program(
        "SingleHostResolver.get_host_index",
        "twice",
        [
            step("resolver:SingleHostResolver", into="resolver"),
            step("resolver.get_host_index"),
            step("resolver.get_host_index"),
        ],
        module="resolver",
    ),
    Program(
        "RoundRobinHostResolver.get_host_index",
        "round and round",
        [
            step("resolver:RoundRobinHostResolver", 3, into="resolver"),
            *([step("resolver.get_host_index")] * 5),
        ],
        module="resolver",
    ),
    Program(
        "RandomHostResolver.get_host_index",
        "of one",
        [
            step("resolver:RandomHostResolver", host_count=1, into="resolver"),
            *([step("resolver.get_host_index")] * 2),
        ],
        module="resolver",
    ),
    Program(
        "DefaultHTTPClient.send_request",
        "each",
        [
            step("http:DefaultHTTPClient", into="http"),
            step("http.create_session", ref("url"), into="session"),
            *(
                step(
                    "http.send_request",
                    session=ref("session"),
                    method=method,
                    url={"$": "url", "path": "/_db/test/_api/x"},
                    **kwargs,
                )
                for method, kwargs in (
                    ("get", {}),
                    ("GET", {"params": {"a": "1", "b": "ä b"}, "headers": {"if-match": "_x"}}),
                    (
                        "post",
                        {"data": '{"a": 1}', "auth": {"$": "tuple", "items": ["root", "passwd"]}},
                    ),
                    ("delete", {"headers": {"x-arango-trx-id": "5"}}),
                )
            ),
        ],
        [VERSION, ok(), (404, 1203), raw("text")],
        module="http",
    ),
    Program(
        "ArangoServerError.__init__",
        "what it shows",
        [
            step("request:Request", "get", "/_api/x", into="request"),
            *(
                made
                for answer in (
                    response(404, '{"errorNum": 1203, "errorMessage": "gone"}', "answer"),
                    response(503, "busy", "answer"),
                )
                for made in (
                    answer,
                    step("conn.prep_response", ref("answer")),
                    step(
                        "exceptions:ArangoServerError", ref("answer"), ref("request"), into="error"
                    ),
                    *(
                        step(f"error.{name}")
                        for name in (
                            "message",
                            "url",
                            "error_code",
                            "error_message",
                            "http_method",
                            "http_code",
                            "http_headers",
                            "source",
                            "__str__",
                            "request",
                            "response",
                        )
                    ),
                    step(
                        "exceptions:ArangoServerError",
                        ref("answer"),
                        ref("request"),
                        "in other words",
                        into="error",
                    ),
                    step("error.message"),
                )
            ),
        ],
        module="exceptions",
    ),
    Program(
        "ArangoClientError.__init__",
        "what it shows",
        [
            step("exceptions:ArangoClientError", "no", into="error"),
            *(
                step(f"error.{name}")
                for name in (
                    "message",
                    "url",
                    "error_code",
                    "error_message",
                    "http_method",
                    "http_code",
                    "http_headers",
                    "source",
                    "__str__",
                    "request",
                    "response",
                )
            ),
        ],
        module="exceptions",
    ),
]

HAND_MADE = [
    step("executor:DefaultApiExecutor", ref("conn"), into="executor"),
    *(
        step(f"{module}:{kind}", ref("conn"), ref("executor"), *rest)
        for module, kind, *rest in (
            ("api", "ApiGroup"),
            ("aql", "AQL"),
            ("aql", "AQLQueryCache"),
            ("backup", "Backup"),
            ("cluster", "Cluster"),
            ("collection", "StandardCollection", "students"),
            ("collection", "VertexCollection", "school", "teachers"),
            ("collection", "EdgeCollection", "school", "teach"),
            ("foxx", "Foxx"),
            ("graph", "Graph", "school"),
            ("pregel", "Pregel"),
            ("replication", "Replication"),
            ("wal", "WAL"),
        )
    ),
]
WRAPPERS = [
    Program("ApiGroup.__init__", "wrappers made by hand", HAND_MADE, module="api"),
    Program(
        "ApiGroup.context",
        "what wrappers know",
        [step(f"db.aql.{name}") for name in ("context", "db_name", "username", "conn")],
        module="api",
    ),
]
NUMBERS = [
    Program(
        "errno",
        "the numbers",
        [step(f"errno:{name}") for name in sorted(listed()["errno"]["names"])],
        module="errno",
    )
]

METHODS = [*TOOLS, *NUMBERS, *WRAPPERS]
