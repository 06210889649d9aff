import doctest
from pathlib import Path


def test_every_value_that_the_guide_computes_by_hand_is_what_comes_out() -> None:
    found = doctest.testfile(str(Path("docs/evaluation.md").absolute()), module_relative=False)

    assert found.attempted >= 15
    assert found.failed == 0
