"""Where arango_fastbatch is meant to differ from python-aioarango, and why.

A difference is a rule that says, for a recorded call, what is expected of arango_fastbatch instead.
What no rule changes is expected as it was recorded. `tests/wire/test_against_peer.py` applies them,
``python -m tests.wire.differences`` writes them down for people who move over.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tests.peer import facts
from tests.peer.api import members
from tests.peer.expectation import Anything, AtLeast, Expected, Gives, Raises, Starting
from tests.peer.notation import Json
from tests.peer.server import expanded

Rule = Callable[[Json, Expected], Expected]


@dataclass(frozen=True)
class Difference:
    """One difference.

    Attributes:
        name: A short name.
        why: What is different and why, for people who move over.
        rule: What is expected instead: the call and what was recorded; it gives that back where
            there is no difference.
        methods: The methods that it is about; none for all for which the rule speaks.
        answers: What the server answers instead, to calls for which the rule speaks.
        always: Whether each of the methods shows it; otherwise it only may.
    """

    name: str
    why: str
    rule: Rule
    methods: frozenset[str] = frozenset()
    answers: Callable[[Any], Any] | None = None
    always: bool = True

    def speaks_for(self, method: str) -> bool:
        """Whether it may be about a method."""
        return not self.methods or method in self.methods


def of(module: str, *names: str) -> frozenset[str]:
    """Methods by the module that they are in."""
    return frozenset(f"{module}.{name}" for name in names)


def each_request(change: Callable[[Json], Json]) -> Rule:
    """A rule about each request."""

    def rule(_: Json, expected: Expected) -> Expected:
        if not isinstance(expected.sent, list):
            return expected
        return replace(expected, sent=[change(request) for request in expected.sent])

    return rule


def result_of(expected: Expected) -> Any:
    """The result that is expected, or None."""
    return expected.outcome.get("result") if isinstance(expected.outcome, dict) else None


def raised_of(expected: Expected) -> Json:
    """The exception that is expected, or nothing."""
    return expected.outcome.get("raised", {}) if isinstance(expected.outcome, dict) else {}


def without(mapping: Json, *names: str) -> Json:
    """A mapping without some names."""
    return {name: value for name, value in mapping.items() if name not in names}


# --- Documents


def _overwrite_mode(request: Json) -> Json:
    query = request.get("query", {})
    is_insert = request["method"] == "POST" and request["path"].startswith("/_api/document/")
    if not is_insert or "overwrite" not in query:
        return request
    changed = without(query, "overwrite")
    if query["overwrite"] == "1":
        changed.setdefault("overwriteMode", "replace")
    return {**request, "query": changed}


def _no_overwrite(request: Json) -> Json:
    query = request.get("query", {})
    path = request["path"]
    is_document = path.startswith(("/_api/document/", "/_api/gharial/"))
    if request["method"] == "POST" or "overwrite" not in query or not is_document:
        return request
    return {**request, "query": without(query, "overwrite")}


def _no_key_error(step: Json, expected: Expected) -> Expected:
    raised = raised_of(expected)
    is_missing = raised.get("class") == "KeyError" and raised["message"] in {"'_oldRev'", "'old'"}
    return replace(expected, outcome=Gives()) if is_missing and step["sent"] else expected


def _keys_of_ids(request: Json) -> Json:
    body = request.get("body")
    if request["method"] != "DELETE" or not isinstance(body, list):
        return request
    own = "students/"
    keys = [item.removeprefix(own) if isinstance(item, str) else item for item in body]
    return {**request, "body": keys}


def _strict_ids(step: Json, expected: Expected) -> Expected:
    if "of another collection" not in step["case"] or raised_of(expected):
        return expected
    message = 'bad collection name in document ID "teachers/1"'
    return Expected([], {"raised": {"class": "DocumentParseError", "message": message}})


# --- Queries in place of /_api/simple and its like


def _by_query(request: Json) -> Json:
    path, asked = request["path"], request.get("body", {})
    is_simple = path.startswith("/_api/simple/") and "geo" not in asked
    if not is_simple and path != "/_api/export" and not _is_plain_traversal(path, asked):
        return request
    if request["path"].endswith("/lookup-by-keys"):
        return _by_keys(request)
    body = AtLeast({"query": Anything(), "bindVars": Anything()})
    return {**without(request, "query"), "method": "POST", "path": "/_api/cursor", "body": body}


def _is_plain_traversal(path: str, asked: Json) -> bool:
    """Whether AQL has what is asked of a traversal."""
    if path != "/_api/traversal":
        return False
    unique = asked.get("uniqueness", {})
    more = {"init", "sort", "filter", "visitor", "expander", "maxIterations"} & asked.keys()
    is_deep = asked.get("strategy") in {None, "depthfirst"}
    return not (
        more
        or asked["itemOrder"] != "forward"
        or "order" in asked
        or asked["direction"] not in {"outbound", "inbound", "any"}
        or asked.get("strategy") not in {None, "depthfirst", "breadthfirst"}
        or unique.get("edges") not in {None, "path", "none"}
        or unique.get("vertices") not in {None, "none", "path", "global"}
        or (unique.get("vertices") == "global" and is_deep)
    )


def _by_keys(request: Json) -> Json:
    keys = [str(key).rpartition("/")[2] for key in request["body"]["keys"]]
    return {
        **request,
        "path": f"/_api/document/{request['body']['collection']}",
        "query": {"onlyget": "1"},
        "body": keys,
    }


def _answer_by_query(answer: Any) -> Any:
    full = expanded(answer)
    body = full.get("body")
    if not isinstance(body, dict) or body.get("error") is True:
        return answer
    if "documents" in body:
        return {"status": 200, "body": body["documents"]}
    for name in ("updated", "replaced", "deleted"):
        if name in body:
            stats = {"writesExecuted": body[name]}
            return {"status": 201, "body": _queried([], {"stats": stats})}
    if "document" in body:
        found = [] if body["document"] is None else [body["document"]]
        return {"status": 201, "body": _queried(found)}
    result = body.get("result")
    if isinstance(result, dict) and "visited" in result:
        return {"status": 201, "body": _queried([result["visited"]])}
    return answer


def _queried(result: list[Any], extra: Json | None = None) -> Json:
    return {"result": result, "hasMore": False, "extra": extra or {}, "error": False, "code": 201}


def _own_words(request: Json) -> Json:
    body = request.get("body")
    if request["path"] != "/_api/cursor" or not isinstance(body, dict):
        return request
    return {**request, "body": {**body, "query": Anything(), "bindVars": Anything()}}


def _export_is_a_cursor(_: Json, expected: Expected) -> Expected:
    result = result_of(expected)
    if not isinstance(result, dict) or result.get("type") != "export":
        return expected
    return replace(expected, outcome={"result": {**result, "type": "cursor"}})


# --- Cursors and AQL


def _post_cursor(request: Json) -> Json:
    if request["method"] == "PUT" and request["path"].startswith("/_api/cursor/"):
        return {**request, "method": "POST"}
    return request


def _options_once(request: Json) -> Json:
    body = request.get("body")
    if request["path"] != "/_api/cursor" or not isinstance(body, dict) or "options" not in body:
        return request
    return {**request, "body": without(body, *body["options"])}


# --- Results


def _kept_fields(_: Json, expected: Expected) -> Expected:
    result = result_of(expected)
    if not isinstance(result, (dict, list)):
        return expected
    return replace(expected, outcome={"result": AtLeast(result)})


def _nothing_to_format(step: Json, expected: Expected) -> Expected:
    if step.get("args") == [{}] and raised_of(expected):
        return replace(expected, outcome={"result": {}})
    return expected


def _success_at_once(_: Json, expected: Expected) -> Expected:
    result = result_of(expected)
    if not isinstance(result, dict) or result.get("$") != "Response":
        return expected
    if result["is_success"] is not None:
        return expected
    is_success = 200 <= result["status_code"] < 300
    return replace(expected, outcome={"result": {**result, "is_success": is_success}})


# --- Errors


def _read_errors(step: Json, expected: Expected) -> Expected:
    """An error of an answer that is raw text otherwise has its number and its text."""
    raised = raised_of(expected)
    answers = step.get("answers", [])
    if len(answers) != 1 or "http_code" not in raised:
        return expected
    answer = expanded(answers[0])
    if raised != facts.standard_error(raised["class"], answer, unread=True):
        return expected
    return replace(expected, outcome={"raised": facts.standard_error(raised["class"], answer)})


def _with_advice(_: Json, expected: Expected) -> Expected:
    raised = raised_of(expected)
    if "http_code" not in raised:
        return expected
    advised = {**raised, "message": Starting(raised["message"])}
    return replace(expected, outcome={"raised": advised})


def _conflicts_raised(_: Json, expected: Expected) -> Expected:
    result = result_of(expected)
    if not isinstance(result, list):
        return expected
    items = [_conflict(item) if _is_conflict(item) else item for item in result]
    return replace(expected, outcome={"result": items})


def _is_conflict(item: Any) -> bool:
    return isinstance(item, dict) and item.get("errorNum") == 1200


def _conflict(item: Json) -> Json:
    message = f"[HTTP 202][ERR 1200] {item['errorMessage']}"
    error = {"class": "DocumentRevisionError", "http_code": 202, "error_code": 1200}
    return {"$": "raised", "message": message, **error}


def _wrong_types(step: Json, expected: Expected) -> Expected:
    wrong, _, argument = step["case"].partition(" ")
    if wrong != "wrong":
        return expected
    raised = raised_of(expected)
    is_nothing = argument.endswith("=null")
    if raised.get("class") in ACCIDENTS or is_nothing or _is_switch(step["method"], argument):
        return replace(expected, or_else=Expected(Anything(), Anything()))
    if not raised:
        return replace(expected, or_else=Expected(Anything(), Raises()))
    return expected


# What a wrong type runs into, without having been looked at.
ACCIDENTS = {"AttributeError", "KeyError", "TypeError", "ValueError"}
DEFAULTS = {
    (member.path, parameter.name): parameter.default
    for member in members()
    for parameter in member.parameters
}


def _is_switch(method: str, argument: str) -> bool:
    """Whether an argument switches something on: anything that is true may do."""
    return DEFAULTS.get((method, argument.partition("=")[0])) in {"True", "False"}


# --- Requests and connections


def _renamed_parameter(request: Json) -> Json:
    query = request.get("query", {})
    if "withRevision" not in query:
        return request
    changed = {**without(query, "withRevision"), "withRevisions": query["withRevision"]}
    return {**request, "query": changed}


def _index_ids(request: Json) -> Json:
    body = request.get("body")
    path = request["path"].replace("/students/students/", "/students/")
    if isinstance(body, dict) and isinstance(body.get("geo"), str):
        body = {**body, "geo": body["geo"].replace("students/students/", "students/")}
    return {**request, "path": path, **({} if body is None else {"body": body})}


def _listed_field(request: Json) -> Json:
    body = request.get("body")
    if not isinstance(body, dict) or not isinstance(body.get("fields"), str):
        return request
    return {**request, "body": {**body, "fields": [body["fields"]]}}


def _compact_json(step: Json, expected: Expected) -> Expected:
    result = result_of(expected)
    if step["call"] != "conn.prep_bulk_err_response" or not isinstance(result, dict):
        return expected
    text = json.dumps(result["body"], separators=(",", ":"))
    return replace(expected, outcome={"result": {**result, "raw_body": text}})


def _not_writable(step: Json, expected: Expected) -> Expected:
    if not step["call"].endswith(".serialize") or not raised_of(expected):
        return expected
    return replace(
        expected,
        outcome={"raised": {"class": "SerializationError", "message": Anything()}},
    )


def _error_number_in_a_document(_: Json, expected: Expected) -> Expected:
    result = result_of(expected)
    if not isinstance(result, dict) or result.get("$") != "Response":
        return expected
    if result["status_code"] != 200 or result["error_code"] is None:
        return expected
    changed = {**result, "is_success": True, "error_code": None, "error_message": None}
    return replace(expected, outcome={"result": changed})


def _error_of_text(step: Json, expected: Expected) -> Expected:
    result = result_of(expected)
    if step["call"] != "conn.prep_response" or not isinstance(result, dict):
        return expected
    if result["is_success"] or not isinstance(result["body"], str):
        return expected
    if not result["body"].startswith("{"):
        return expected
    body = json.loads(result["body"])
    read = {"error_code": body["errorNum"], "error_message": body["errorMessage"], "body": body}
    return replace(expected, outcome={"result": {**result, **read}})


def _percent_for_space(_: Json, expected: Expected) -> Expected:
    result = result_of(expected)
    if not isinstance(result, dict) or "+" not in result.get("url", ""):
        return expected
    changed = {**result, "url": result["url"].replace("+", "%20")}
    return replace(expected, outcome={"result": changed})


def _expired_token(_: Json, expected: Expected) -> Expected:
    if raised_of(expected).get("class") != "ExpiredSignatureError":
        return expected
    return replace(expected, outcome=Gives())


def _any_401_renews(step: Json, expected: Expected) -> Expected:
    if step["case"] != "refused for another reason" or not raised_of(expected):
        return expected
    return Expected(Anything(), {"raised": {**raised_of(expected), "class": "JWTAuthError"}})


def _made_by_hand(step: Json, expected: Expected) -> Expected:
    if step["case"] != "made by hand" or not raised_of(expected):
        return expected
    return replace(expected, outcome={"raised": {**raised_of(expected), "message": Anything()}})


def _any_status(_: Json, expected: Expected) -> Expected:
    raised = raised_of(expected)
    if raised.get("class") != "KeyError":
        return expected
    return replace(expected, outcome=Gives())


# --- Contexts


def _settled_wrappers(step: Json, expected: Expected) -> Expected:
    result = result_of(expected)
    if not isinstance(result, dict) or result.get("context") not in {"async", "batch"}:
        return expected
    if not result["$"].endswith(("Collection", "Graph")) or not step["sent"]:
        return expected
    return replace(expected, outcome={"result": {**result, "context": "default"}})


def _context_by_rule(step: Json, expected: Expected) -> Expected:
    by_rule = step.get("by_rule")
    return by_rule if by_rule is not None else expected


DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        "batches keep everything",
        "In a batch a call sends the same request as without one and has the same result: texts"
        " with line breaks, empty answers, file uploads and bodies that are text survive.",
        _context_by_rule,
    ),
    Difference(
        "what results of jobs hold",
        "A collection or a graph in the result of a job, of a batch or of the server, calls at"
        " once: the batch is over by then.",
        _settled_wrappers,
    ),
    # --- Documents
    Difference(
        "overwriteMode for overwrite",
        "`overwrite=True` of an insert is sent as `overwriteMode=replace`, which newer servers need"
        " and all know; `overwrite=False` is not sent.",
        each_request(_overwrite_mode),
    ),
    Difference(
        "no overwrite where nothing is inserted",
        "Updates, replacements and removals do not send `overwrite`, which no server knows there;"
        " `check_rev` is sent as `ignoreRevs`.",
        each_request(_no_overwrite),
    ),
    Difference(
        "ids of many documents as keys",
        "`delete_many` sends ids as keys, after it has seen that they are of this collection.",
        each_request(_keys_of_ids),
        of("collection", "Collection.delete_many"),
    ),
    Difference(
        "ids of another collection",
        "An id of another collection is a `DocumentParseError` for `delete_many` and `get_many`,"
        " as it is for other methods, and nothing is sent.",
        _strict_ids,
        of("collection", "Collection.delete_many", "Collection.get_many"),
    ),
    Difference(
        "answers without old revisions",
        "A write whose answer has no `_oldRev` or `old` is no `KeyError`.",
        _no_key_error,
    ),
    Difference(
        "conflicts among many",
        "A conflict of revisions among many documents is a `DocumentRevisionError` in the list, not"
        " the server's words.",
        _conflicts_raised,
        of("collection", "Collection.delete_many"),
    ),
    # --- Queries
    Difference(
        "AQL for simple queries",
        "`/_api/simple`, `/_api/export` and `/_api/traversal` are gone from newer servers: the same"
        " is asked with AQL (`get_many` with `PUT /_api/document`), which all of them know.",
        each_request(_by_query),
        answers=_answer_by_query,
    ),
    Difference(
        "AQL in other words",
        "Queries for ranges, places and texts say the same in other words; the collection's name is"
        " always a bind parameter.",
        each_request(_own_words),
        of(
            "collection",
            "Collection.find_by_text",
            "Collection.find_in_radius",
            "Collection.find_in_range",
            "Collection.find_near",
        ),
    ),
    Difference(
        "exports are cursors",
        'The cursor of an export is of the type "cursor".',
        _export_is_a_cursor,
        of("collection", "Collection.export"),
    ),
    Difference(
        "POST for more of a cursor",
        "Further batches are fetched with `POST /_api/cursor/ID`, which every server has.",
        each_request(_post_cursor),
    ),
    Difference(
        "options of queries once",
        "The options of a query are sent as its `options` alone, not a second time beside them.",
        each_request(_options_once),
        of("aql", "AQL.execute"),
    ),
    # --- Results
    Difference(
        "fields that are kept",
        "Fields that python-aioarango drops, since it does not know them, are kept.",
        _kept_fields,
        of("aql", "AQL.queries", "AQL.slow_queries")
        | of(
            "collection",
            "Collection.add_geo_index",
            "Collection.add_hash_index",
            "Collection.add_persistent_index",
            "Collection.add_skiplist_index",
            "Collection.add_ttl_index",
            "Collection.configure",
            "Collection.indexes",
            "Collection.properties",
            "EdgeCollection.edges",
        )
        | of("database", "Database.graphs", "Database.status", "Database.view")
        | of("backup", "Backup.create", "Backup.get")
        | of("graph", "Graph.edges", "Graph.properties")
        | of("pregel", "Pregel.job")
        | of(
            "replication",
            "Replication.cluster_inventory",
            "Replication.create_dump_batch",
            "Replication.inventory",
            "Replication.logger_state",
        )
        | of(
            "formatter",
            "format_applier_error",
            "format_aql_query",
            "format_backup",
            "format_backups",
            "format_collection",
            "format_graph_properties",
            "format_index",
            "format_pregel_job_data",
            "format_replication_applier_config",
            "format_replication_collection",
            "format_replication_database",
            "format_replication_inventory",
            "format_replication_logger_state",
            "format_replication_sync",
            "format_server_info",
            "format_server_status",
        ),
    ),
    Difference(
        "statuses of collections",
        "A status of a collection that python-aioarango does not know is no `KeyError`.",
        _any_status,
        of("database", "Database.collections"),
    ),
    Difference(
        "missing fields",
        "Formatters leave out what an answer does not have, instead of a `KeyError`.",
        _nothing_to_format,
    ),
    Difference(
        "success at once",
        "A `Response` knows from the beginning whether it is a success.",
        _success_at_once,
    ),
    Difference(
        "a document with an error number",
        "A document may have a field `errorNum`: what the HTTP status calls a success is one.",
        _error_number_in_a_document,
        of("connection", "BaseConnection.prep_response"),
    ),
    # --- Requests and connections
    Difference(
        "withRevisions",
        "`checksum(with_rev=True)` sends `withRevisions`, which is what servers look for.",
        each_request(_renamed_parameter),
        of("collection", "Collection.checksum"),
    ),
    Difference(
        "ids of indexes",
        "The id of an index may have its collection's name in front, as the server writes it.",
        each_request(_index_ids),
        of("collection", "Collection.delete_index", "Collection.find_in_box"),
    ),
    Difference(
        "one field",
        "The one field of an index may be given as a text.",
        each_request(_listed_field),
        of("collection", "Collection.add_hash_index"),
    ),
    Difference(
        "JSON without spaces",
        "What is written as JSON has no spaces between.",
        _compact_json,
        of("connection", "BaseConnection.prep_bulk_err_response"),
    ),
    Difference(
        "what JSON cannot say",
        "A value that cannot be written as JSON is a `SerializationError`, which is a `TypeError`.",
        _not_writable,
        of("connection", "BaseConnection.serialize"),
    ),
    Difference(
        "percent-encoding",
        "A space in a URL is `%20`, not `+`.",
        _percent_for_space,
        of("http", "DefaultHTTPClient.send_request"),
    ),
    Difference(
        "expired tokens",
        "A JWT that has ended is renewed before the next request, instead of an exception of a"
        " library for JWTs.",
        _expired_token,
        of("connection", "JwtConnection.refresh_token"),
    ),
    Difference(
        "tokens that are refused",
        "Every 401 lets the JWT be renewed once, whatever the server's number for it.",
        _any_401_renews,
        of("connection", "JwtConnection.send_request"),
    ),
    # --- Errors
    Difference(
        "errors of text",
        "An error is read as JSON also where the answer is to stay text.",
        _error_of_text,
        of("connection", "BaseConnection.prep_response"),
    ),
    Difference(
        "jobs made by hand",
        "A `BatchJob` that was made by hand says that it has no result, not that it is not there"
        " yet.",
        _made_by_hand,
        of("job", "BatchJob.__init__"),
    ),
    Difference(
        "errors of raw answers",
        "An error keeps its number and its text where the answer would have been raw text.",
        _read_errors,
    ),
    Difference(
        "advice",
        "An error that a newer server answers to what it does not have any more also says what to"
        " use instead.",
        _with_advice,
        of(
            "collection",
            "Collection.add_fulltext_index",
            "Collection.add_hash_index",
            "Collection.add_skiplist_index",
        ),
    ),
    Difference(
        "wrong types",
        "An argument of a type that a method does not take may be refused in other words or at"
        " another place: before anything is sent, or by the server.",
        _wrong_types,
        always=False,
    ),
)


def markdown() -> str:
    """The differences for the documentation."""
    return "\n".join(f"- **{one.name}**: {one.why}" for one in DIFFERENCES) + "\n"


if __name__ == "__main__":
    print(markdown())  # noqa: T201 - this is what it is for
