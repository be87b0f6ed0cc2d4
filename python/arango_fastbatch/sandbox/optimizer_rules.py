"""The rules of arangod's optimizer, as it lists them. The sandbox's own plans know few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from .profile import Profile, Version

_FLAGS = {
    "hidden": "h",
    "clusterOnly": "c",
    "canBeDisabled": "d",
    "canCreateAdditionalPlans": "a",
    "disabledByDefault": "o",
    "enterpriseOnly": "e",
}


class _Rule(NamedTuple):
    """One rule: its name, its flags by their letters, and the version that brought it."""

    name: str
    flags: str = "d"
    since: Version | None = None


_NEW = (3, 12)
_LATE = (3, 12, 5)

_RULES = (
    _Rule("replace-function-with-index", ""),
    _Rule("inline-subqueries"),
    _Rule("replace-like-with-range", "", _NEW),
    _Rule("replace-entries-with-object-iteration", "d", _NEW),
    _Rule("simplify-conditions"),
    _Rule("move-calculations-up"),
    _Rule("move-filters-up"),
    _Rule("remove-redundant-calculations"),
    _Rule("remove-unnecessary-filters"),
    _Rule("remove-unnecessary-calculations"),
    _Rule("specialize-collect", "ha"),
    _Rule("remove-redundant-sorts"),
    _Rule("optimize-subqueries"),
    _Rule("interchange-adjacent-enumerations", "da"),
    _Rule("move-calculations-up-2"),
    _Rule("move-filters-up-2"),
    _Rule("replace-equal-attribute-accesses", "do", _NEW),
    _Rule("remove-redundant-sorts-2"),
    _Rule("remove-sort-rand-limit-1"),
    _Rule("remove-collect-variables"),
    _Rule("propagate-constant-attributes"),
    _Rule("remove-data-modification-out-variables"),
    _Rule("replace-or-with-in"),
    _Rule("replace-any-eq-with-in", "d", _LATE),
    _Rule("remove-redundant-or"),
    _Rule("geo-index-optimizer"),
    _Rule("use-vector-index", "d", _LATE),
    _Rule("push-filter-into-enumerate-near", "ho", _LATE),
    _Rule("materialize-for-enumerate-near", "h", _LATE),
    _Rule("use-indexes"),
    _Rule("remove-filter-covered-by-index"),
    _Rule("remove-unnecessary-filters-2"),
    _Rule("use-index-for-sort"),
    _Rule("sort-in-values"),
    _Rule("optimize-traversal-last-element-access"),
    _Rule("optimize-traversals"),
    _Rule("optimize-enumerate-path-filters", "d", _NEW),
    _Rule("optimize-paths"),
    _Rule("remove-filter-covered-by-traversal"),
    _Rule("handle-arangosearch-views", ""),
    _Rule("arangosearch-constrained-sort"),
    _Rule("remove-unnecessary-calculations-2"),
    _Rule("remove-redundant-path-var"),
    _Rule("move-calculations-down"),
    _Rule("fuse-filters"),
    _Rule("move-filters-into-enumerate"),
    _Rule("remove-unnecessary-calculations-3", "hdo"),
    _Rule("sort-limit"),
    _Rule("reduce-extraction-to-projection"),
    _Rule("optimize-count"),
    _Rule("late-document-materialization-arangosearch"),
    _Rule("late-document-materialization"),
    _Rule("push-limit-into-index", "d", _NEW),
    _Rule("batch-materialize-documents", "d", _NEW),
    _Rule("late-materialization-offset-info", "de"),
    _Rule("join-index-nodes", "d", _NEW),
    _Rule("use-index-for-collect", "d", _LATE),
    _Rule("push-down-late-materialization", "d", _NEW),
    _Rule("materialize-into-separate-variable", "", _NEW),
    _Rule("optimize-projections", "d", _NEW),
    _Rule("remove-unnecessary-calculations-4", "d", _NEW),
    _Rule("async-prefetch", "d", _NEW),
    _Rule("immutable-search-condition", "d", _NEW),
    _Rule("splice-subqueries", ""),
)


def rules(profile: Profile) -> list[dict[str, Any]]:
    """The rules of a version as `/_api/query/rules` lists them, without arangod's explanations."""
    return [
        {
            "name": rule.name,
            "description": "",
            "flags": {name: letter in rule.flags for name, letter in _FLAGS.items()},
        }
        for rule in _RULES
        if profile.has(rule.since, None)
    ]
