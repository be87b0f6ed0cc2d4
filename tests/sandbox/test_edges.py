import pytest


@pytest.fixture
def edges(call):
    name = call.collection("arcs", type=3)
    ends = [("a", "b"), ("b", "c"), ("c", "a"), ("b", "b")]
    documents = [{"_key": f + t, "_from": f"v/{f}", "_to": f"v/{t}"} for f, t in ends]
    call("POST", f"/_api/document/{name}", documents)
    return name


@pytest.mark.parametrize(
    ("direction", "keys"),
    [("out", {"bc", "bb"}), ("in", {"ab", "bb"}), ("any", {"ab", "bc", "bb"})],
)
def test_the_edges_of_a_vertex(call, edges, direction, keys):
    path = f"/_api/edges/{edges}"
    one = call("GET", f"{path}?vertex=v/b&direction={direction}").json["edges"]
    many = call("POST", f"{path}?direction={direction}", ["v/b", "v/none"]).json["edges"]
    assert {edge["_key"] for edge in one} == {edge["_key"] for edge in many} == keys


def test_what_is_asked_wrongly(call, edges):
    path = f"/_api/edges/{edges}"
    assert call("GET", path).error[:2] == (400, 1205)
    assert call("GET", f"{path}?vertex=v/a&direction=up").error[:2] == (400, 400)
    name = call.collection("no_arcs")
    assert call("GET", f"/_api/edges/{name}?vertex=v/a").error[:2] == (400, 1237)
    assert call("POST", path, {}).error[:2] == (400, 400)
