"""Views and analyzers: kept, checked and shown."""

import pytest


@pytest.fixture
def books(call):
    name = call.collection("books")
    for index in ("inv_title", "inv_text"):
        body = {"type": "inverted", "name": index, "fields": [index]}
        assert call("POST", f"/_api/index?collection={name}", body).status == 201
    body = {"type": "persistent", "name": "plain", "fields": ["title"]}
    call("POST", f"/_api/index?collection={name}", body)
    for view in call("GET", "/_api/view").json["result"]:
        call("DELETE", f"/_api/view/{view['name']}")
    return name


def make(call, kind="arangosearch", **properties):
    reply = call("POST", "/_api/view", {"name": "v", "type": kind, **properties})
    assert reply.status == 201, reply.body
    return reply.json


def test_a_search_view_is_complete_and_its_fixed_properties_stay(call, books):
    view = make(call, links={books: {"fields": {"title": {"analyzers": ["text_en"]}}}})
    assert view["links"][books]["analyzers"] == ["identity"]
    assert view["links"][books]["fields"] == {"title": {"analyzers": ["text_en"]}}
    path = "/_api/view/v/properties"
    body = {"commitIntervalMsec": 5, "writebufferIdle": 1}
    changed = call("PATCH", path, body).json
    assert (changed["commitIntervalMsec"], changed["writebufferIdle"]) == (5, 64)
    assert changed["links"] == view["links"]
    replaced = call("PUT", path, {"cleanupIntervalStep": 9}).json
    assert (replaced["commitIntervalMsec"], replaced["cleanupIntervalStep"]) == (1000, 9)
    assert replaced["links"] == {}
    assert call("GET", path).json["cleanupIntervalStep"] == 9
    assert call("GET", f"/_api/view/{view['id']}").json["name"] == "v"


def test_links_follow_their_collections(call, books):
    make(call, links={books: {}})
    call("PUT", f"/_api/collection/{books}/rename", {"name": "tomes"})
    path = "/_api/view/v/properties"
    assert list(call("GET", path).json["links"]) == ["tomes"]
    assert call("PATCH", path, {"links": {"tomes": None}}).json["links"] == {}
    call("PATCH", path, {"links": {"tomes": {}}})
    call("DELETE", "/_api/collection/tomes")
    assert call("GET", path).json["links"] == {}


def test_a_search_alias_is_a_list_of_inverted_indexes(call, books):
    title = {"collection": books, "index": "inv_title"}
    text = {"collection": books, "index": "inv_text"}
    assert make(call, "search-alias", indexes=[title])["indexes"] == [title]
    path = "/_api/view/v/properties"
    assert call("PATCH", path, {"indexes": [text]}).json["indexes"] == [title, text]
    removal = {"indexes": [title | {"operation": "del"}]}
    assert call("PATCH", path, removal).json["indexes"] == [text]
    assert call("PUT", path, {"indexes": [title]}).json["indexes"] == [title]
    call("DELETE", f"/_api/index/{books}/inv_title")
    assert call("GET", path).json["indexes"] == []


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ([], (400, 10)),
        ({}, (400, 600)),
        ({"type": "arangosearch"}, (400, 10)),
        ({"name": "v"}, (400, 10)),
        ({"name": "v", "type": "other"}, (400, 10)),
        ({"name": "books", "type": "arangosearch"}, (409, 1207)),
        ({"name": "_v", "type": "arangosearch"}, (400, 1208)),
        ({"name": "v", "type": "arangosearch", "links": []}, (400, 10)),
        ({"name": "v", "type": "arangosearch", "links": {"none": {}}}, (404, 1203)),
        ({"name": "v", "type": "arangosearch", "links": {"books": 1}}, (400, 10)),
        (
            {"name": "v", "type": "arangosearch", "links": {"books": {"analyzers": ["none"]}}},
            (400, 10),
        ),
        ({"name": "v", "type": "arangosearch", "commitIntervalMsec": "1"}, (400, 10)),
        ({"name": "v", "type": "arangosearch", "commitIntervalMsec": -1}, (400, 10)),
        ({"name": "v", "type": "search-alias", "indexes": [1]}, (400, 10)),
        (
            {"name": "v", "type": "search-alias", "indexes": [{"collection": "nix", "index": "y"}]},
            (404, 1203),
        ),
        (
            {
                "name": "v",
                "type": "search-alias",
                "indexes": [{"collection": "books", "index": "y"}],
            },
            (404, 1212),
        ),
        (
            {
                "name": "v",
                "type": "search-alias",
                "indexes": [{"collection": "books", "index": "plain"}],
            },
            (400, 10),
        ),
    ],
)
def test_a_view_that_cannot_be(call, books, body, error):
    assert call("POST", "/_api/view", body).error[:2] == error


def test_views_are_renamed_dropped_and_share_names_with_collections(call, books):
    make(call)
    assert call("PUT", "/_api/view/v/rename", {"name": books}).error[:2] == (409, 1207)
    assert call("PUT", "/_api/view/v/rename", {}).error[:2] == (400, 10)
    assert call("PUT", "/_api/view/v/rename", {"name": "w"}).json["name"] == "w"
    assert call("POST", "/_api/collection", {"name": "w"}).error[:2] == (409, 1207)
    assert call("GET", "/_api/view/v").error[:2] == (404, 1203)
    assert call("DELETE", "/_api/view/w").json["result"] is True
    assert call("DELETE", "/_api/view/w").error[:2] == (404, 1203)
    assert call("PUT", "/_api/view/w/other", {}).error[:2] == (400, 10)
    assert call("GET", "/_api/view/w/other").error[:2] == (400, 10)


def test_a_query_over_a_view_is_refused_by_name(call, books):
    make(call)
    refused = call("POST", "/_api/cursor", {"query": "FOR d IN v RETURN d"})
    assert refused.error[:2] == (501, 9)
    assert "views" in refused.json["errorMessage"]


def test_who_may_not_read_a_linked_collection_does_not_see_the_view(call, books):
    make(call, links={books: {}})
    call("POST", "/_api/user", {"user": "guest", "passwd": ""})
    call("PUT", "/_api/user/guest/database/_system", {"grant": "rw"})
    call("PUT", f"/_api/user/guest/database/_system/{books}", {"grant": "none"})
    guest = ("guest", "")
    assert call("GET", "/_api/view", user=guest).json["result"] == []
    assert call("GET", "/_api/view/v", user=guest).error[:2] == (403, 11)
    assert call("PATCH", "/_api/view/v/properties", {}, user=guest).error[:2] == (403, 11)
    assert call("DELETE", "/_api/view/v", user=guest).error[:2] == (403, 11)
    call("DELETE", "/_api/user/guest")


@pytest.fixture
def analyzer(call):
    call("DELETE", "/_api/analyzer/a?force=true")
    body = {"name": "a", "type": "norm", "properties": {"locale": "en"}, "features": ["frequency"]}
    reply = call("POST", "/_api/analyzer", body)
    assert reply.status == 201, reply.body
    return reply.json


def test_an_analyzer_is_completed_found_again_and_removed(call, analyzer):
    assert analyzer["properties"] == {"locale": "en", "case": "none", "accent": True}
    assert call("POST", "/_api/analyzer", analyzer).status == 200
    other = analyzer | {"features": []}
    assert call("POST", "/_api/analyzer", other).error[:2] == (400, 10)
    for name in ("a", "_system::a", "::a"):
        assert call("GET", f"/_api/analyzer/{name}").json["name"] == "_system::a"
    assert call("DELETE", "/_api/analyzer/a").json["name"] == "_system::a"
    assert call("GET", "/_api/analyzer/a").error[:2] == (404, 1202)
    assert call("DELETE", "/_api/analyzer/a").error[:2] == (404, 1202)


def test_an_analyzer_in_use_stays_unless_forced(call, books, analyzer):
    make(call, links={books: {"fields": {"title": {"analyzers": ["a"]}}}})
    assert call("DELETE", "/_api/analyzer/a").error[:2] == (409, 1200)
    assert call("DELETE", "/_api/analyzer/a?force=true").status == 200


def test_built_in_analyzers_are_everywhere_and_those_of_other_databases_are_not(call, analyzer):
    names = [a["name"] for a in call("GET", "/_api/analyzer").json["result"]]
    assert {"identity", "text_en", "_system::a"} <= set(names)
    call("POST", "/_api/database", {"name": "elsewhere"})
    there = "/_db/elsewhere/_api/analyzer"
    names = [a["name"] for a in call("GET", there).json["result"]]
    assert "_system::a" in names
    assert call("GET", f"{there}/_system::a").status == 200
    assert call("GET", "/_api/analyzer/elsewhere::a").error[:2] == (403, 11)
    assert call("DELETE", f"{there}/_system::a").error[:2] == (403, 11)
    assert call("DELETE", "/_api/analyzer/identity").error[:2] == (403, 11)
    call("DELETE", "/_api/database/elsewhere")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"name": 1}, (400, 10)),
        ({"name": "a b"}, (400, 10)),
        ({"name": "other::a"}, (403, 11)),
        ({"type": None}, (400, 10)),
        ({"type": "minhash"}, (501, 9)),
        ({"type": "norm"}, (400, 10)),
        ({"properties": []}, (400, 10)),
        ({"features": {}}, (400, 10)),
        ({"features": [1]}, (400, 10)),
        ({"features": ["colour"]}, (400, 10)),
        ({"features": ["position"]}, (400, 10)),
    ],
)
def test_an_analyzer_that_cannot_be(call, change, error):
    body = {"name": "b", "type": "identity"} | change
    assert call("POST", "/_api/analyzer", body).error[:2] == error


def test_what_came_with_3_12(call, call_311):
    body = {"name": "b", "type": "multi_delimiter", "properties": {"delimiters": [","]}}
    assert call_311("POST", "/_api/analyzer", body).error[:2] == (501, 9)
    assert call("POST", "/_api/analyzer", body).status == 201
    call("DELETE", "/_api/analyzer/b")


def test_order_and_stored_values_are_shown_in_full(call, books):
    body = {
        "name": "columns",
        "type": "arangosearch",
        "primarySort": [{"field": "a", "direction": "DESC"}, {"field": "b", "asc": True}],
        "storedValues": ["c", ["d", "e"], {"fields": ["f"], "compression": "none", "cache": True}],
    }
    call("DELETE", "/_api/view/columns")
    made = call("POST", "/_api/view", body).json
    assert made["primarySort"] == [{"field": "a", "asc": False}, {"field": "b", "asc": True}]
    stored = [
        {"fields": ["c"], "compression": "lz4"},
        {"fields": ["d", "e"], "compression": "lz4"},
        {"fields": ["f"], "compression": "none", "cache": True},
    ]
    assert made["storedValues"] == stored
    index = {
        "type": "inverted",
        "fields": ["a"],
        "primarySort": {"fields": [{"field": "a", "direction": "desc"}]},
        "storedValues": body["storedValues"],
    }
    made = call("POST", f"/_api/index?collection={books}", index).json
    assert made["primarySort"] == {
        "fields": [{"field": "a", "asc": False}],
        "compression": "lz4",
    }
    assert made["storedValues"] == stored


@pytest.mark.parametrize(
    "wrong",
    [
        {"primarySort": ["a"]},
        {"primarySort": [{"field": "a"}]},
        {"primarySort": [{"field": "a", "direction": "up"}]},
        {"storedValues": [[]]},
        {"storedValues": [1]},
        {"storedValues": [{"fields": ["a"], "compression": "zip"}]},
    ],
)
def test_columns_that_there_cannot_be(call, wrong):
    body = {"name": "columns2", "type": "arangosearch", **wrong}
    assert call("POST", "/_api/view", body).error[:2] == (400, 10)


def test_the_encoding_of_a_locale_does_not_count(call):
    body = {"name": "encoded", "type": "norm", "properties": {"locale": "en_US.utf-8"}}
    assert call("POST", "/_api/analyzer", body).json["properties"]["locale"] == "en_US"
    call("DELETE", "/_api/analyzer/encoded")
