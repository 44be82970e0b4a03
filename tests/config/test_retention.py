"""
How long everything is kept: terms in words, bounds that the law suggests, errors with a place.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import config
from config.errors import ConfigError
from config.retention import Retention, load_retention
from policy.span import Span

NOON = datetime(2026, 8, 31, 12, 0, tzinfo=UTC)


def written(folder: Path, text: str) -> Path:
    (folder / "retention.yaml").write_text(f'version: "1"\n{text}\n')
    return folder


@pytest.mark.parametrize("said", ["1 day", "90 days", "6 months", "1 year", "5 years"])
def test_span_is_told_as_it_was_said(said):
    """
    What stands in the file is what stands on the certificate.
    """
    assert str(Span.said(said)) == said


@pytest.mark.parametrize(
    ("span", "moment"),
    [
        (Span(days=90), datetime(2026, 6, 2, 12, 0, tzinfo=UTC)),
        (Span(months=6), datetime(2026, 2, 28, 12, 0, tzinfo=UTC)),
        (Span(months=30), datetime(2024, 2, 29, 12, 0, tzinfo=UTC)),
        (Span(months=8), datetime(2025, 12, 31, 12, 0, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(span, moment):
    """
    Six months before 31 August is the last day of February, never a day of March.
    """
    assert span.before(NOON) == moment


def test_shipped_file_says_what_the_code_would(tmp_path):
    """
    A policy folder without the file has the shipped terms; they are those of the defaults.
    """
    shipped = load_retention(Path(config.__file__).parent)

    assert load_retention(tmp_path) == shipped
    assert Retention(version=shipped.version) == shipped


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("events: 2 years", "retention.yaml:2:9: events: longer than a log"),
        ("events: 0 days", "not a span of time"),
        ("audit: soon", "such as 90 days, 6 months or 5 years"),
        ("audit: 24", "such as 90 days, 6 months or 5 years"),
        ("prompts: 1 day", "there is no such field"),
        ("hour: 24", "retention.yaml:2:7: hour"),
    ],
)
def test_wrong_term_is_told_with_its_place(tmp_path, text, complaint):
    """
    One line: file, line, column, what is wrong, what is allowed.
    """
    with pytest.raises(ConfigError) as told:
        load_retention(written(tmp_path, text))

    assert complaint in str(told.value)
    assert "\n" not in str(told.value)
