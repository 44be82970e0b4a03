"""
Exemptions: granted with an end, told to the gateways at once, revoked by hand, never for security.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.errors import ConfigError
from config.exemptions import EXEMPTIONS, load_exemptions
from console.accounts.models import Look
from console.measures import granting
from console.measures.models import Approval
from policy.exemption import ExemptionError
from policy.finding import Kind
from tests.console.desk_for_tests import account, event

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def asked(**changes):
    values = {
        "departments": ["gemeente"],
        "services": ["praatpaal"],
        "kinds": ["iban"],
        "rules": [],
        "reason": "Proef met openbare rekeningnummers.",
        "legal_basis": "AVG art. 6.1.e",
        "advice": "Gunstig.",
        "approver": "algemeen directeur",
        "starts_at": NOON,
        "ends_at": NOON + timedelta(days=30),
    }
    return values | changes


def granted(folder, **changes):
    return granting.grant(asked(**changes), account(), state_dir=folder, now=NOON)


def test_gateways_are_told_when_it_is_granted(tmp_path):
    """
    The register, the file and the record of who did it, all three.
    """
    row = granted(tmp_path)

    (told,) = load_exemptions(tmp_path / EXEMPTIONS)
    assert row.number == "UZ-2026-0001"
    assert (told.id, told.kinds, told.ends) == (row.number, frozenset({Kind.IBAN}), row.ends_at)
    assert told.departments == {"gemeente"}
    assert Look.objects.get(deed="exemption-granted").subject == row.number


def test_nobody_grants_security_information(tmp_path):
    """
    Whatever a form lets through: no number, no row, no file.
    """
    with pytest.raises(ExemptionError):
        granted(tmp_path, kinds=["password"])

    assert not Approval.objects.exists()
    assert not (tmp_path / EXEMPTIONS).exists()
    assert granted(tmp_path).number == "UZ-2026-0001"


@pytest.mark.parametrize("days", [0, -1, 367])
def test_an_end_within_a_year_is_mandatory(tmp_path, days):
    """
    Not in the past, not for ever.
    """
    with pytest.raises(ExemptionError):
        granted(tmp_path, ends_at=NOON + timedelta(days=days))


def test_what_gateways_cannot_be_told_is_not_granted(tmp_path):
    """
    A disk that fails undoes the row: nobody believes in an exemption that does not hold.
    """
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError):
        granted(tmp_path / "file")

    assert not Approval.objects.exists()
    assert not Look.objects.exists()


def test_a_revoked_one_is_gone_from_the_file(tmp_path):
    """
    And a second person who revokes it too hears that it was over.
    """
    row, other = granted(tmp_path), granted(tmp_path)
    who = account()

    granting.revoke(row.number, "Niet meer nodig.", who, state_dir=tmp_path, now=NOON)

    assert [e.id for e in load_exemptions(tmp_path / EXEMPTIONS)] == [other.number]
    with pytest.raises(granting.ChangedError):
        granting.revoke(row.number, "Nog eens.", who, state_dir=tmp_path, now=NOON)


def test_those_that_end_within_a_fortnight_are_told(tmp_path):
    """
    Start page and digest ask; those that ended or were revoked are not among them.
    """
    soon = granted(tmp_path, ends_at=NOON + timedelta(days=14))
    later = granted(tmp_path, ends_at=NOON + timedelta(days=15))
    revoked = granted(tmp_path, ends_at=NOON + timedelta(days=3))
    granting.revoke(revoked.number, "x", account(), state_dir=tmp_path, now=NOON)

    assert list(granting.ending_soon(NOON)) == [soon]
    assert set(granting.holding(NOON)) == {soon, later}
    assert list(granting.over(soon.ends_at)) == [soon, revoked]


def test_uses_are_counted(tmp_path):
    """
    Events that passed by it, and no others.
    """
    row = granted(tmp_path)
    at = NOON + timedelta(hours=1)
    used = {"reason": "exemption", "decision": "allow", "at": at}
    event(**used)
    event(**used, department="ocmw")
    event(**(used | {"reason": "rule"}))
    event(**(used | {"at": NOON - timedelta(hours=1)}))

    assert granting.times_used(row) == 1
