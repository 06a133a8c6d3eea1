"""What each format makes of one set of findings, as a person has read and judged it."""

import pytest
from reports_fixture import GOLDEN, golden, rendered, versionless

from chatlint.reports import FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_its_golden_output(name: str) -> None:
    assert versionless(rendered(name)).encode() == golden(name).read_bytes(), (
        "To see what is new: python tests/support/reports_fixture.py && git diff tests/data/reports"
    )


def test_every_golden_output_has_its_format() -> None:
    assert {golden(name) for name in FORMATS} == set(GOLDEN.iterdir())
