"""Random texts: rows or a fault, never anything else."""

import pytest
from tests.sandbox.aql_texts import Texts, run


@pytest.mark.parametrize("seed", range(10))
def test_whatever_the_text_a_query_answers_rows_or_a_fault(seed: int) -> None:
    texts = Texts(seed)
    queries = sum(run(texts.text()) for _ in range(60))
    assert queries >= 10
