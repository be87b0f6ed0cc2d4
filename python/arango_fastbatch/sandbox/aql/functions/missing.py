"""Functions that arangod has and the sandbox does not: a call is a 501 that names them."""

from __future__ import annotations

from ..registry import MANY, function

__all__: list[str] = []

_SEARCH = (
    *("ANALYZER", "BM25", "BOOST", "EXISTS", "LEVENSHTEIN_MATCH", "MINHASH_MATCH", "MIN_MATCH"),
    *("NGRAM_MATCH", "OFFSET_INFO", "PHRASE", "TFIDF", "TOKENS"),
)
_GEOMETRY = ("GEO_AREA", "GEO_EQUALS", "GEO_INTERSECTS")
_OTHERS = (
    *("APPROX_NEAR_COSINE", "APPROX_NEAR_L2", "DECAY_EXP", "DECAY_GAUSS", "DECAY_LINEAR"),
    *("MINHASH", "MINHASH_COUNT", "MINHASH_ERROR", "PREGEL_RESULT", "SCHEMA_GET"),
    *("SCHEMA_VALIDATE", "SHARD_ID", "V8"),
)


def _nothing(*_arguments: object) -> None:
    """Never called: whoever looks the function up is refused."""


for _name in (*_SEARCH, *_GEOMETRY, *_OTHERS):
    function(_name, arguments=(0, MANY), supported=False)(_nothing)
