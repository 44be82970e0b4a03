"""
From a line to a row: all of contract part 6, and never a row that the store cannot take.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.intake.log_tail import Line
from console.intake.rows import NotAnEventError, event_of
from tests.console.intake.log_for_tests import MONDAY, a_line, found, on_trial


def test_every_field_of_the_line_is_in_the_row():
    """
    What the contract names is what the store holds.
    """
    line = a_line(
        on_trial(
            code="KB-7F3K-9Q2M", findings=found(iban=2, person=1), enisa_score=3.5,
            enisa_level="high", policy_version="p+1", list_version="l+1", severity=4,
        )
    )  # fmt: skip

    row = event_of(line, "gateway-1")

    assert (row.line_hash, row.log, row.code, row.at) == (
        line.hash, "gateway-1", "KB-7F3K-9Q2M", MONDAY,
    )  # fmt: skip
    assert (row.action, row.decision, row.forwarded, row.reason) == (
        "prompt-rejected", "allow", "yes", "rule-on-trial",
    )  # fmt: skip
    assert (row.rule, row.rule_version, row.severity) == ("personal-data-reject", "1", 4)
    assert (row.department, row.service, row.list_status) == ("ocmw", "chatgpt", "allowed")
    assert (row.channel, row.domain, row.user_hash) == ("prompt", "chatgpt.com", "actor-1")
    assert row.classes == ["personal"]
    assert [(f["kind"], f["count"]) for f in row.findings] == [("iban", 2), ("person", 1)]
    assert row.trial == {"rule": "new-rule", "decision": "reject"}
    assert (row.enisa_score, row.enisa_level) == (3.5, "high")
    assert (row.policy_version, row.list_version) == ("p+1", "l+1")


@pytest.mark.parametrize("time", [None, "yesterday", 7, "2026-11-23T10:00:00"])
def test_line_without_a_time_is_no_event(time):
    """
    A moment without a zone is none.
    """
    with pytest.raises(NotAnEventError):
        event_of(Line("0" * 64, {"@timestamp": time}), "log")


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats()
    | st.text(max_size=400),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "count", "max_score", "rule", "x"]), children)
    ),
    max_leaves=6,
)
_NAMES = ("id", "action", "reason", "severity", "department", "service", "forwarded", "classes",
          "findings", "trial", "enisa", "version", "hash", "domain", "decision")  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(_NAMES), _JSON), st.integers(0, 10**9))
def test_row_of_any_line_can_be_stored(part, number):
    """
    One odd line of another version must not hold up all that come behind it.
    """
    document = {"@timestamp": MONDAY.isoformat()} | dict.fromkeys(
        ("event", "rule", "promptwacht", "user", "destination"), part
    )

    row = event_of(Line(f"{number:064x}", document), "log")

    row.save()
    row.refresh_from_db()
    assert len(row.department) <= 64
    row.delete()
