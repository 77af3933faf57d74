"""Every finding has words for people, says what to do, and has a package of ours that shows it."""

from pathlib import Path

import pytest

from services.evaluation.feeds import wording
from services.evaluation.feeds.oneroster.diagnostics import (
    SEVERITIES,
    STRICT_SEVERITIES,
    Severity,
)
from services.evaluation.feeds.oneroster.versions import FILES

# Found when a package is compared with what is stored.
_ELSEWHERE = {"older_than_stored"}


@pytest.mark.parametrize("code", SEVERITIES)
def test_every_code_says_what_is_the_matter_and_what_to_do(code: str) -> None:
    says, do = str(wording.FINDINGS[code]), str(wording.advice(code))

    assert says
    assert not says.endswith(".")
    assert do.endswith(".")
    for severity in {SEVERITIES[code], STRICT_SEVERITIES[code]}:
        assert str(wording.consequence(code, severity))


def test_nothing_has_words_that_is_never_found() -> None:
    assert wording.FINDINGS.keys() == SEVERITIES.keys()


def test_every_code_is_shown_by_a_package() -> None:
    texts = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))

    assert {code for code in SEVERITIES if f'"{code}"' not in texts} <= _ELSEWHERE


def test_every_kind_has_a_name() -> None:
    assert FILES["1.2"] <= wording.KINDS.keys()


def test_a_strict_error_does_not_say_that_the_row_was_loaded() -> None:
    assert wording.consequence("invalid_email", Severity.WARNING) != wording.consequence(
        "invalid_email", Severity.ROW
    )
