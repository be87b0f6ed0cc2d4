"""Where arango_fastbatch is meant to differ from python-aioarango, and why.

A difference is a rule that says, for a recorded call, what is expected of arango_fastbatch instead.
What no rule changes is expected as it was recorded. `tests/wire/test_against_peer.py` applies them,
``python -m tests.wire.differences`` writes them down for people who move over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.wire import argument_rules as arguments
from tests.wire import difference_rules as rules
from tests.wire import log_entries
from tests.wire.difference_rules import Rule, each_request


@dataclass(frozen=True)
class Difference:
    """One difference.

    Attributes:
        name: A short name.
        why: What is different and why, for people who move over.
        rule: What is expected instead: the call and what was recorded; it gives that back where
            there is no difference.
        methods: The methods that it is about, each of which shows it; none for all for which the
            rule speaks.
        answers: What the server answers instead, to calls for which the rule speaks.
    """

    name: str
    why: str
    rule: Rule
    methods: frozenset[str] = frozenset()
    answers: Callable[[Any], Any] | None = None

    def speaks_for(self, method: str) -> bool:
        """Whether it may be about a method."""
        return not self.methods or method in self.methods


def of(module: str, *names: str) -> frozenset[str]:
    """Methods by the module that they are in."""
    return frozenset(f"{module}.{name}" for name in names)


DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        "batches keep everything",
        "In a batch a call sends the same request as without one and has the same result: texts"
        " with line breaks, empty answers, file uploads and bodies that are text survive.",
        rules.context_by_rule,
    ),
    Difference(
        "what results of jobs hold",
        "A collection or a graph in the result of a batch's job calls at once, instead of an error:"
        " the batch is over by then. (In the result of an async job it is of the async context.)",
        rules.settled_wrappers,
    ),
    # --- Documents
    Difference(
        "overwriteMode for overwrite",
        "`overwrite=True` of an insert is sent as `overwriteMode=replace`, which newer servers need"
        " and all know; `overwrite=False` is not sent.",
        each_request(rules.overwrite_mode),
    ),
    Difference(
        "no overwrite where nothing is inserted",
        "Updates, replacements and removals do not send `overwrite`, which no server knows there;"
        " `check_rev` is sent as `ignoreRevs`.",
        each_request(rules.no_overwrite),
    ),
    Difference(
        "ids of many documents as keys",
        "`delete_many` sends ids as keys, after it has seen that they are of this collection.",
        each_request(rules.keys_of_ids),
        of("collection", "Collection.delete_many"),
    ),
    Difference(
        "ids of another collection",
        "An id of another collection is a `DocumentParseError` for `delete_many` and `get_many`,"
        " as it is for other methods, and nothing is sent.",
        rules.strict_ids,
        of("collection", "Collection.delete_many", "Collection.get_many"),
    ),
    Difference(
        "answers without old revisions",
        "A write whose answer has no `_oldRev` or `old` is no `KeyError`.",
        rules.no_key_error,
    ),
    Difference(
        "conflicts among many",
        "A conflict of revisions among many documents is a `DocumentRevisionError` in the list, not"
        " the server's words.",
        rules.conflicts_raised,
        of("collection", "Collection.delete_many"),
    ),
    # --- Queries
    Difference(
        "AQL for simple queries",
        "`/_api/simple`, `/_api/export` and `/_api/traversal` are gone from newer servers: the same"
        " is asked with AQL (`get_many` with `PUT /_api/document`), which all of them know.",
        each_request(rules.by_query),
        answers=rules.answer_by_query,
    ),
    Difference(
        "AQL in other words",
        "Queries for ranges, places and texts say the same in other words; the collection's name is"
        " always a bind parameter.",
        each_request(rules.own_words),
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
        rules.export_is_a_cursor,
        of("collection", "Collection.export"),
    ),
    Difference(
        "POST for more of a cursor",
        "Further batches are fetched with `POST /_api/cursor/ID`, which every server has.",
        each_request(rules.post_cursor),
    ),
    Difference(
        "entries of the log",
        "The log is read with `GET /_admin/log/entries`, which every server has; the result has the"
        " same form.",
        log_entries.entries,
        of("database", "Database.read_log"),
        answers=log_entries.answer,
    ),
    Difference(
        "options of queries once",
        "The options of a query are sent as its `options` alone, not a second time beside them.",
        each_request(rules.options_once),
        of("aql", "AQL.execute"),
    ),
    # --- Results
    Difference(
        "fields that are kept",
        "Fields that python-aioarango drops, since it does not know them, are kept: under names"
        " like the others (`computed_values`, `peak_memory_usage`) where servers of 3.11, 3.12"
        " and 4 send them, else as the server calls them.",
        rules.kept_fields,
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
        "two names",
        "What python-aioarango leaves as the server calls it, beside fields that it renames, has"
        " both names: in a cursor's statistics (`peakMemoryUsage`, `peak_memory_usage`) and below"
        " `server_info` in a server's status.",
        rules.two_names,
    ),
    Difference(
        "statuses of collections",
        "A status of a collection that python-aioarango does not know is no `KeyError`.",
        rules.any_status,
        of("database", "Database.collections"),
    ),
    Difference(
        "missing fields",
        "Formatters leave out what an answer does not have, instead of a `KeyError`.",
        rules.nothing_to_format,
    ),
    Difference(
        "success at once",
        "A `Response` knows from the beginning whether it is a success.",
        rules.success_at_once,
    ),
    Difference(
        "a document with an error number",
        "A document may have a field `errorNum`: what the HTTP status calls a success is one.",
        rules.error_number_in_a_document,
        of("connection", "BaseConnection.prep_response"),
    ),
    # --- Requests and connections
    Difference(
        "withRevisions",
        "`checksum(with_rev=True)` sends `withRevisions`, which is what servers look for.",
        each_request(rules.renamed_parameter),
        of("collection", "Collection.checksum"),
    ),
    Difference(
        "ids of indexes",
        "The id of an index may have its collection's name in front, as the server writes it.",
        each_request(rules.index_ids),
        of("collection", "Collection.delete_index", "Collection.find_in_box"),
    ),
    Difference(
        "one field",
        "The one field of an index may be given as a text.",
        each_request(rules.listed_field),
        of("collection", "Collection.add_hash_index"),
    ),
    Difference(
        "JSON without spaces",
        "What is written as JSON has no spaces between.",
        rules.compact_json,
        of("connection", "BaseConnection.prep_bulk_err_response"),
    ),
    Difference(
        "what JSON cannot say",
        "A value that cannot be written as JSON is a `SerializationError`, which is a `TypeError`.",
        rules.not_writable,
        of("connection", "BaseConnection.serialize"),
    ),
    Difference(
        "percent-encoding",
        "A space in a URL is `%20`, not `+`.",
        rules.percent_for_space,
        of("http", "DefaultHTTPClient.send_request"),
    ),
    Difference(
        "expired tokens",
        "A JWT that has ended is renewed before the next request, instead of an exception of a"
        " library for JWTs.",
        rules.expired_token,
        of("connection", "JwtConnection.refresh_token"),
    ),
    Difference(
        "tokens that are refused",
        "Every 401 lets the JWT be renewed once, whatever the server's number for it.",
        rules.any_401_renews,
        of("connection", "JwtConnection.send_request"),
    ),
    # --- Errors
    Difference(
        "errors of text",
        "An error is read as JSON also where the answer is to stay text.",
        rules.error_of_text,
        of("connection", "BaseConnection.prep_response"),
    ),
    Difference(
        "jobs made by hand",
        "A `BatchJob` that was made by hand says that it has no result, not that it is not there"
        " yet.",
        rules.made_by_hand,
        of("job", "BatchJob.__init__"),
    ),
    Difference(
        "errors of raw answers",
        "An error keeps its number and its text where the answer would have been raw text.",
        rules.read_errors,
    ),
    Difference(
        "advice",
        "What a server does not have any more, or not yet, raises the method's own exception as a"
        " `ServerVersionError`, and the text says what to use instead.",
        rules.with_advice,
        of("wal", "WAL.configure", "WAL.properties"),
    ),
    # --- Arguments of types that a method does not take
    Difference(
        "revisions that are no texts",
        "A revision that is no text is a `TypeError`, not an `AttributeError` of an HTTP library.",
        arguments.refused_unsent("TypeError", "rev=5"),
        of("collection", "Collection.has", "StandardCollection.get", "StandardCollection.delete")
        | of("collection", "VertexCollection.get", "VertexCollection.delete")
        | of("collection", "EdgeCollection.get", "EdgeCollection.delete")
        | of("database", "Database.document", "Database.has_document", "Database.delete_document")
        | of("graph", "Graph.vertex", "Graph.has_vertex", "Graph.delete_vertex")
        | of("graph", "Graph.edge", "Graph.has_edge", "Graph.delete_edge"),
    ),
    Difference(
        "documents that nothing names",
        "What is neither an id nor a body is a `DocumentParseError` where an id is needed, not an"
        " `AttributeError`.",
        arguments.documents_with_ids,
        of("database", "Database.document", "Database.has_document", "Database.delete_document")
        | of("database", "Database.replace_document", "Database.update_document")
        | of("graph", "Graph.vertex", "Graph.has_vertex", "Graph.delete_vertex")
        | of("graph", "Graph.replace_vertex", "Graph.update_vertex")
        | of("graph", "Graph.edge", "Graph.has_edge", "Graph.delete_edge")
        | of("graph", "Graph.replace_edge", "Graph.update_edge")
        | of("utils", "get_col_name"),
    ),
    Difference(
        "names that are no texts",
        "A database, collection, graph or index whose name is no text is a `TypeError`, before"
        " anything is sent.",
        arguments.names_that_are_texts,
        of("collection", "Collection.delete_index")
        | of("database", "Database.delete_collection", "Database.delete_database")
        | of("database", "Database.delete_graph")
        | of("graph", "Graph.delete_edge_definition", "Graph.delete_vertex_collection")
        | of("graph", "Graph.replace_edge_definition"),
    ),
    Difference(
        "what nobody has named",
        "A server that claims to have made something without a name is not believed: that is the"
        " method's own exception.",
        arguments.named_by_nobody,
        frozenset(arguments.MADE_BY),
    ),
    Difference(
        "lists that are none",
        "Fields that are no list of texts, and documents that are neither keys nor bodies, are a"
        " `TypeError`, before anything is sent.",
        arguments.refused_unsent(
            "TypeError", "fields=null", "fields=5", "documents=[5]", "filter_fields=5"
        ),
        of("collection", "Collection.add_fulltext_index", "Collection.add_geo_index")
        | of("collection", "Collection.add_hash_index", "Collection.add_persistent_index")
        | of("collection", "Collection.add_skiplist_index", "Collection.add_ttl_index")
        | of("collection", "Collection.delete_many", "Collection.get_many", "Collection.export"),
    ),
    Difference(
        "examples and limits of changes",
        "An example that is no object, or a limit that is no number from 0 on, is an"
        " `AssertionError`, as it is for `find`.",
        arguments.refused_unsent(
            "AssertionError",
            "filters=null",
            'filters="x"',
            'filters=["x"]',
            'limit="x"',
            "limit=-1",
        ),
        of("collection", "Collection.update_match", "Collection.replace_match")
        | of("collection", "Collection.delete_match", "Collection.export"),
    ),
    Difference(
        "switches",
        "Whatever is true switches on, not only `True`.",
        arguments.switches,
        of("collection", "Collection.insert_many", "Collection.delete_many")
        | of("collection", "Collection.update_many", "Collection.replace_many")
        | of("collection", "StandardCollection.insert")
        | of("collection", "StandardCollection.update", "StandardCollection.replace")
        | of("collection", "VertexCollection.update", "VertexCollection.replace")
        | of("collection", "EdgeCollection.update", "EdgeCollection.replace")
        | of("database", "Database.insert_document")
        | of("database", "Database.update_document", "Database.replace_document")
        | of("graph", "Graph.update_vertex", "Graph.replace_vertex")
        | of("graph", "Graph.update_edge", "Graph.replace_edge"),
    ),
    Difference(
        "None is nothing",
        "A required argument that is None is left out of the request, not sent as a null or as the"
        " text `None`.",
        arguments.null_is_nothing,
        of("collection", "Collection.add_ttl_index", "EdgeCollection.edges")
        | of("graph", "Graph.edges"),
    ),
    Difference(
        "numbers for texts",
        "A number where a text belongs goes to the server, which may refuse it.",
        arguments.numbers_are_sent,
        of("database", "Database.permission", "Database.update_permission")
        | of("database", "Database.reset_permission")
        | of("graph", "Graph.traverse"),
    ),
)


def markdown() -> str:
    """The differences for the documentation."""
    return "\n".join(f"- **{one.name}**: {one.why}" for one in DIFFERENCES) + "\n"


if __name__ == "__main__":
    print(markdown())  # noqa: T201 - this is what it is for
