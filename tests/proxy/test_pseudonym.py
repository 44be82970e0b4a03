"""
Pseudonyms: the same person within a quarter, nobody at all without the key.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from config.errors import ConfigError
from proxy.pseudonym import Pseudonyms, quarter_of

AUTUMN = datetime(2026, 11, 23, tzinfo=UTC)
WINTER = datetime(2027, 1, 1, tzinfo=UTC)


def of(pseudonyms, identity="10.0.0.7", at=AUTUMN):
    return pseudonyms(identity, at)


def test_one_client_has_one_pseudonym_for_a_quarter(tmp_path):
    """
    Also for another process that reads the same key.
    """
    assert of(Pseudonyms(tmp_path)) == of(Pseudonyms(tmp_path))


def test_two_clients_have_two(tmp_path):
    """
    Two addresses, two users; and none of the pseudonyms tells which.
    """
    pseudonyms = Pseudonyms(tmp_path)

    who = [of(pseudonyms, each) for each in ("10.0.0.7", "10.0.0.8", "els", "Els")]

    assert len(set(who)) == 4
    assert {len(each) for each in who} == {32}


def test_an_address_has_one_spelling(tmp_path):
    """
    IPv4 over an IPv6 socket is the same client.
    """
    pseudonyms = Pseudonyms(tmp_path)

    assert of(pseudonyms, "::ffff:10.0.0.7") == of(pseudonyms, "10.0.0.7")
    assert of(pseudonyms, "2001:DB8::1") == of(pseudonyms, "2001:db8:0::1")
    assert of(pseudonyms, "\ud800")  # not an address, and not a crash


def test_a_new_quarter_is_a_new_key(tmp_path):
    """
    Deleting the old key then ends what can be linked.
    """
    pseudonyms = Pseudonyms(tmp_path)

    assert of(pseudonyms) != of(pseudonyms, at=WINTER)
    assert of(pseudonyms) == of(Pseudonyms(tmp_path))
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "pseudonym-2026-Q4.key",
        "pseudonym-2027-Q1.key",
    ]


def test_an_unusable_key_is_an_error(tmp_path):
    """
    Not a reason to make up another pseudonym for everybody.
    """
    (tmp_path / "pseudonym-2026-Q4.key").write_bytes(b"short")

    with pytest.raises(ConfigError):
        of(Pseudonyms(tmp_path))


@pytest.mark.parametrize(
    ("month", "quarter"), [(1, "Q1"), (3, "Q1"), (4, "Q2"), (9, "Q3"), (10, "Q4"), (12, "Q4")]
)
def test_quarters(month, quarter):
    """
    Three months each.
    """
    assert quarter_of(datetime(2026, month, 1, tzinfo=UTC)) == f"2026-{quarter}"


def test_quarters_turn_in_utc():
    """
    At half past midnight in Brussels on New Year's Day it is still the old quarter.
    """
    brussels = timezone(timedelta(hours=1))

    assert quarter_of(datetime(2027, 1, 1, 0, 30, tzinfo=brussels)) == "2026-Q4"
