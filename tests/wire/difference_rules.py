"""The rules of `tests.wire.differences`: what is expected of a call that is meant to differ."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.peer import facts
from tests.peer.expectation import Anything, AtLeast, Expected, Gives, Starting
from tests.peer.notation import Json
from tests.peer.server import expanded
from tests.server_fields import facts as server_fields

Rule = Callable[[Json, Expected], Expected]


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


def overwrite_mode(request: Json) -> Json:
    """An insert that overwrites says so as a mode."""
    query = request.get("query", {})
    is_insert = request["method"] == "POST" and request["path"].startswith("/_api/document/")
    if not is_insert or "overwrite" not in query:
        return request
    changed = without(query, "overwrite")
    if query["overwrite"] == "1":
        changed.setdefault("overwriteMode", "replace")
    return {**request, "query": changed}


def no_overwrite(request: Json) -> Json:
    """Other writes do not send `overwrite`."""
    query = request.get("query", {})
    path = request["path"]
    is_document = path.startswith(("/_api/document/", "/_api/gharial/"))
    if request["method"] == "POST" or "overwrite" not in query or not is_document:
        return request
    return {**request, "query": without(query, "overwrite")}


def no_key_error(step: Json, expected: Expected) -> Expected:
    """A missing old revision is no exception."""
    raised = raised_of(expected)
    is_missing = raised.get("class") == "KeyError" and raised["message"] in {"'_oldRev'", "'old'"}
    return replace(expected, outcome=Gives()) if is_missing and step["sent"] else expected


def keys_of_ids(request: Json) -> Json:
    """Documents to be removed are named by keys."""
    body = request.get("body")
    if request["method"] != "DELETE" or not isinstance(body, list):
        return request
    own = "students/"
    keys = [item.removeprefix(own) if isinstance(item, str) else item for item in body]
    return {**request, "body": keys}


def strict_ids(step: Json, expected: Expected) -> Expected:
    """Ids of another collection are refused before anything is sent."""
    if "of another collection" not in step["case"] or raised_of(expected):
        return expected
    message = 'bad collection name in document ID "teachers/1"'
    return Expected([], {"raised": {"class": "DocumentParseError", "message": message}})


# --- Queries in place of /_api/simple and its like


def by_query(request: Json) -> Json:
    """What has an endpoint of its own on old servers is an AQL query."""
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


def answer_by_query(answer: Any) -> Any:
    """What the server answers to the query, where it answered this to the old endpoint."""
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


def own_words(request: Json) -> Json:
    """A query may be in other words."""
    body = request.get("body")
    if request["path"] != "/_api/cursor" or not isinstance(body, dict):
        return request
    return {**request, "body": {**body, "query": Anything(), "bindVars": Anything()}}


def export_is_a_cursor(_: Json, expected: Expected) -> Expected:
    """An export's cursor is an ordinary one."""
    result = result_of(expected)
    if not isinstance(result, dict) or result.get("type") != "export":
        return expected
    return replace(expected, outcome={"result": {**result, "type": "cursor"}})


# --- Cursors and AQL


def post_cursor(request: Json) -> Json:
    """More of a cursor is asked for with POST."""
    if request["method"] == "PUT" and request["path"].startswith("/_api/cursor/"):
        return {**request, "method": "POST"}
    return request


def options_once(request: Json) -> Json:
    """Options of a query are not sent twice."""
    body = request.get("body")
    if request["path"] != "/_api/cursor" or not isinstance(body, dict) or "options" not in body:
        return request
    return {**request, "body": without(body, *body["options"])}


# --- Results


def kept_fields(_: Json, expected: Expected) -> Expected:
    """A result may have more fields."""
    result = result_of(expected)
    if not isinstance(result, (dict, list)):
        return expected
    return replace(expected, outcome={"result": AtLeast(result)})


def two_names(_: Json, expected: Expected) -> Expected:
    """Fields that are left as the server calls them have another name beside it."""
    result = result_of(expected)
    if not isinstance(result, dict):
        return expected
    return replace(expected, outcome={"result": _with_two_names(result)})


def _with_two_names(result: Json) -> Json:
    inner = {k: _with_two_names(v) if isinstance(v, dict) else v for k, v in result.items()}
    return inner | {TWO_NAMES[name]: value for name, value in inner.items() if name in TWO_NAMES}


TWO_NAMES = {
    field: names[0]
    for field, names in server_fields()["cursor_statistics"].items()
    if isinstance(names, list)
}


def nothing_to_format(step: Json, expected: Expected) -> Expected:
    """A formatter makes nothing of nothing."""
    if step.get("args") == [{}] and raised_of(expected):
        return replace(expected, outcome={"result": {}})
    return expected


def success_at_once(_: Json, expected: Expected) -> Expected:
    """A response knows whether it is a success before it is read."""
    result = result_of(expected)
    if not isinstance(result, dict) or result.get("$") != "Response":
        return expected
    if result["is_success"] is not None:
        return expected
    is_success = 200 <= result["status_code"] < 300
    return replace(expected, outcome={"result": {**result, "is_success": is_success}})


# --- Errors


def read_errors(step: Json, expected: Expected) -> Expected:
    """An error of an answer that is raw text otherwise has its number and its text."""
    raised = raised_of(expected)
    answers = step.get("answers", [])
    if len(answers) != 1 or "http_code" not in raised:
        return expected
    answer = expanded(answers[0])
    if raised != facts.standard_error(raised["class"], answer, unread=True):
        return expected
    return replace(expected, outcome={"raised": facts.standard_error(raised["class"], answer)})


def with_advice(_: Json, expected: Expected) -> Expected:
    """The text of an error may go on."""
    raised = raised_of(expected)
    if "http_code" not in raised:
        return expected
    advised = {**raised, "message": Starting(raised["message"])}
    return replace(expected, outcome={"raised": advised})


def conflicts_raised(_: Json, expected: Expected) -> Expected:
    """A conflict in a list is an exception."""
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


# --- Requests and connections


def renamed_parameter(request: Json) -> Json:
    """A parameter has the name that the server knows."""
    query = request.get("query", {})
    if "withRevision" not in query:
        return request
    changed = {**without(query, "withRevision"), "withRevisions": query["withRevision"]}
    return {**request, "query": changed}


def index_ids(request: Json) -> Json:
    """An index's id may have the collection in front."""
    body = request.get("body")
    path = request["path"].replace("/students/students/", "/students/")
    if isinstance(body, dict) and isinstance(body.get("geo"), str):
        body = {**body, "geo": body["geo"].replace("students/students/", "students/")}
    return {**request, "path": path, **({} if body is None else {"body": body})}


def listed_field(request: Json) -> Json:
    """One field is a list of one."""
    body = request.get("body")
    if not isinstance(body, dict) or not isinstance(body.get("fields"), str):
        return request
    return {**request, "body": {**body, "fields": [body["fields"]]}}


def compact_json(step: Json, expected: Expected) -> Expected:
    """JSON is written without spaces."""
    result = result_of(expected)
    if step["call"] != "conn.prep_bulk_err_response" or not isinstance(result, dict):
        return expected
    text = json.dumps(result["body"], separators=(",", ":"))
    return replace(expected, outcome={"result": {**result, "raw_body": text}})


def not_writable(step: Json, expected: Expected) -> Expected:
    """What cannot be written has an exception of its own."""
    if not step["call"].endswith(".serialize") or not raised_of(expected):
        return expected
    return replace(
        expected,
        outcome={"raised": {"class": "SerializationError", "message": Anything()}},
    )


def error_number_in_a_document(_: Json, expected: Expected) -> Expected:
    """The HTTP status alone tells a success."""
    result = result_of(expected)
    if not isinstance(result, dict) or result.get("$") != "Response":
        return expected
    if result["status_code"] != 200 or result["error_code"] is None:
        return expected
    changed = {**result, "is_success": True, "error_code": None, "error_message": None}
    return replace(expected, outcome={"result": changed})


def error_of_text(step: Json, expected: Expected) -> Expected:
    """An error is read although the answer is to stay text."""
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


def percent_for_space(_: Json, expected: Expected) -> Expected:
    """A space in a URL is percent-encoded."""
    result = result_of(expected)
    if not isinstance(result, dict) or "+" not in result.get("url", ""):
        return expected
    changed = {**result, "url": result["url"].replace("+", "%20")}
    return replace(expected, outcome={"result": changed})


def expired_token(_: Json, expected: Expected) -> Expected:
    """A token that has ended is no error."""
    if raised_of(expected).get("class") != "ExpiredSignatureError":
        return expected
    return replace(expected, outcome=Gives())


def any_401_renews(step: Json, expected: Expected) -> Expected:
    """A token is renewed for any 401."""
    if step["case"] != "refused for another reason" or not raised_of(expected):
        return expected
    return Expected(Anything(), {"raised": {**raised_of(expected), "class": "JWTAuthError"}})


def made_by_hand(step: Json, expected: Expected) -> Expected:
    """A job made by hand says so."""
    if step["case"] != "made by hand" or not raised_of(expected):
        return expected
    return replace(expected, outcome={"raised": {**raised_of(expected), "message": Anything()}})


def any_status(_: Json, expected: Expected) -> Expected:
    """Any status of a collection is told."""
    raised = raised_of(expected)
    if raised.get("class") != "KeyError":
        return expected
    return replace(expected, outcome=Gives())


# --- Contexts


def settled_wrappers(step: Json, expected: Expected) -> Expected:
    """A wrapper in the result of a batch's job is one of the default context."""
    result = result_of(expected)
    if not isinstance(result, dict) or result.get("context") != "batch":
        return expected
    if not result["$"].endswith(("Collection", "Graph")) or not step["sent"]:
        return expected
    return replace(expected, outcome={"result": {**result, "context": "default"}})


def context_by_rule(step: Json, expected: Expected) -> Expected:
    """What goes another way in a context goes as everything else does."""
    by_rule = step.get("by_rule")
    return by_rule if by_rule is not None else expected
