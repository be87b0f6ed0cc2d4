"""Plans and profiles."""

from typing import Any

import pytest
from tests.sandbox.aql_memory import MemorySource

from arango_fastbatch.sandbox.aql import AqlFault, QueryOptions, compile_query, parse_query


def explained(text: str, source: MemorySource, **binds: Any) -> Any:
    return compile_query(text, binds).explain(source)


def shapes(plan: Any) -> list[tuple[str, int]]:
    return [(node["type"], node["id"]) for node in plan["nodes"]]


def test_a_plan_has_arangods_nodes_in_its_order_and_numbers() -> None:
    answer = explained(
        "FOR d IN c FILTER d.a > 1 SORT d.b LIMIT 2, 3 RETURN d.a", MemorySource(c=[{}])
    )
    assert shapes(answer["plan"]) == [
        ("SingletonNode", 1),
        ("EnumerateCollectionNode", 2),
        ("CalculationNode", 3),
        ("FilterNode", 4),
        ("CalculationNode", 5),
        ("SortNode", 6),
        ("LimitNode", 7),
        ("CalculationNode", 8),
        ("ReturnNode", 9),
    ]
    assert answer["plan"]["collections"] == [{"name": "c", "type": "read"}]
    assert answer["cacheable"] is True
    dependencies = [node["dependencies"] for node in answer["plan"]["nodes"]]
    assert dependencies == [[], [1], [2], [3], [4], [5], [6], [7], [8]]


def test_an_index_takes_the_place_of_loop_and_filter() -> None:
    source = MemorySource()
    source.create("c", indexed=["a"])
    plan = explained("FOR d IN c FILTER d.a == @v RETURN d", source, v=4)["plan"]
    assert [kind for kind, _ in shapes(plan)] == ["SingletonNode", "IndexNode", "ReturnNode"]
    assert plan["nodes"][1]["indexes"][0]["fields"] == ["a"]
    assert "use-indexes" in plan["rules"]


@pytest.mark.parametrize("version", [(3, 11, 14), (3, 12, 9), (4, 0, 0)])
def test_constants_are_computed_and_calculations_move_up(version: tuple[int, ...]) -> None:
    query = compile_query("FOR i IN 1..10 RETURN 1 / 0", version=version)
    answer = query.explain(MemorySource())
    assert [number for _, number in shapes(answer["plan"])] == [1, 2, 4, 3, 5]
    assert answer["plan"]["nodes"][2]["expression"]["value"] is None
    assert answer["plan"]["rules"][:2] == ["move-calculations-up", "move-calculations-up-2"]
    assert answer["warnings"] == [{"code": 1562, "message": "division by zero"}]
    assert answer["cacheable"] is False


def test_all_plans_is_a_list_of_one() -> None:
    answer = compile_query("RETURN 1").explain(MemorySource(), all_plans=True)
    assert len(answer["plans"]) == 1
    assert "plan" not in answer


@pytest.mark.parametrize(
    "text",
    [
        "LET x = (FOR i IN [1, 2] RETURN i) RETURN x",
        "FOR d IN c COLLECT a = d.a AGGREGATE s = SUM(d.b), n = LENGTH() INTO g RETURN [a, s, g]",
        "FOR d IN c RETURN DISTINCT d.a",
        "FOR d IN c COLLECT WITH COUNT INTO n RETURN n",
        "FOR d IN c UPDATE d WITH {x: 1} IN c RETURN [OLD, NEW]",
        "REPLACE 'a' WITH {} IN c",
        "REMOVE 'a' IN c",
        "INSERT {} INTO c",
        "UPSERT {a: 1} INSERT {} UPDATE {} IN c",
        "UPSERT FILTER $CURRENT.a == 1 INSERT {} REPLACE {} IN c",
        "FOR v, e, p IN 1..2 OUTBOUND 'c/a' e RETURN p",
        "FOR v IN OUTBOUND SHORTEST_PATH 'c/a' TO 'c/b' e RETURN v",
        "FOR p IN OUTBOUND K_SHORTEST_PATHS 'c/a' TO 'c/b' e RETURN p",
        "RETURN [1, 2][* FILTER CURRENT > 1 RETURN CURRENT]",
        "RETURN @a[*].b",
        "WITH c FOR i IN 1..@a LIMIT @a RETURN i",
    ],
)
def test_every_statement_has_a_plan_and_a_profile(text: str) -> None:
    source = MemorySource(c=[{"_key": "a", "a": 1}])
    source.create("e", edge=True)
    binds = {"a": 2} if "@a" in text else {}
    answer = compile_query(text, binds).explain(source)
    assert answer["plan"]["nodes"][0]["type"] == "SingletonNode"
    ran = compile_query(text, binds).run(source, QueryOptions(profile=2))
    assert ran.plan is not None
    assert ran.profile is not None
    assert len(ran.stats["nodes"]) == len(ran.plan["nodes"])


def test_what_is_too_deep_for_json_is_refused_not_shown() -> None:
    source = MemorySource(c=[{"a": 1}])
    chain = "FOR d IN c RETURN " + "d.a + " * 300 + "1"
    nested = "FOR d IN c RETURN " + "(RETURN " * 40 + "d" + ")" * 40
    for refused in (
        lambda: compile_query(chain).explain(source),
        lambda: compile_query(nested).explain(source),
        lambda: parse_query(chain),
    ):
        with pytest.raises(AqlFault) as caught:
            refused()
        assert caught.value.errno == 1524
    assert compile_query(chain).run(source).rows == [301]
    assert len(compile_query(nested).run(source).rows) == 1


def test_a_profile_counts_what_every_node_did() -> None:
    query = compile_query("FOR i IN 1..10 FILTER i > 7 RETURN i * 2", version=(3, 12, 9))
    ran = query.run(MemorySource(), QueryOptions(profile=2))
    assert ran.plan is not None
    items = {node["id"]: node["items"] for node in ran.stats["nodes"]}
    kinds = {node["id"]: node["type"] for node in ran.plan["nodes"]}
    assert {kinds[number]: count for number, count in items.items()} == {
        "SingletonNode": 1,
        "CalculationNode": 3,
        "EnumerateListNode": 10,
        "FilterNode": 3,
        "ReturnNode": 3,
    }
    assert compile_query("RETURN 1").run(MemorySource(), QueryOptions(profile=1)).plan is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("FOR i IN 1..9 LIMIT LENGTH([1, 2]) RETURN i", (0, 2)),
        ("FOR i IN 1..9 LIMIT 1 + 1, @n RETURN i", (2, 3)),
    ],
)
def test_the_bounds_of_a_limit_are_computed(text: str, shown: tuple[int, int]) -> None:
    binds = {"n": 3} if "@n" in text else {}
    nodes = compile_query(text, binds).explain(MemorySource())["plan"]["nodes"]
    limit = next(node for node in nodes if node["type"] == "LimitNode")
    assert (limit["offset"], limit["limit"]) == shown


@pytest.mark.parametrize("bound", ["'x'", "-1", "SUBSTRING('x', 0)", "null"])
def test_the_bounds_of_a_limit_must_be_numbers(bound: str) -> None:
    with pytest.raises(AqlFault) as caught:
        compile_query(f"FOR i IN 1..9 LIMIT {bound} RETURN i").explain(MemorySource())
    assert caught.value.errno == 1504
