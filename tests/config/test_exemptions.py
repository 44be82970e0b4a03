"""
The file of exemptions: what the console writes gateways read, and a broken one approves nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import ConfigError
from config.exemptions import exemptions_or_none, load_exemptions, save_exemptions
from policy.exemption import Exemption
from policy.finding import SECURITY_KINDS, Kind

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
slugs = st.frozensets(st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True), max_size=3)
exemptions = st.builds(
    Exemption,
    id=st.from_regex(r"UZ-2026-[0-9]{4}", fullmatch=True),
    kinds=st.frozensets(st.sampled_from([k for k in Kind if k not in SECURITY_KINDS]), min_size=1),
    starts=st.just(NOON),
    ends=st.integers(1, 366 * 86400).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    departments=slugs,
    services=slugs,
    rules=slugs,
)


@settings(deadline=None)
@given(kept=st.lists(exemptions, max_size=4).map(tuple))
def test_what_is_written_is_read_again(tmp_path_factory, kept):
    """
    Scope, kinds and both moments.
    """
    path = tmp_path_factory.mktemp("state") / "exemptions.yaml"

    save_exemptions(path, kept)

    assert load_exemptions(path) == kept


def test_no_file_means_no_exemption(tmp_path):
    """
    A fresh machine has none.
    """
    assert load_exemptions(tmp_path / "exemptions.yaml") == ()


ENTRY = """\
exemptions:
- id: UZ-2026-0001
  kinds: [person]
  starts: 2026-11-24T12:00:00Z
  ends: 2026-12-24T12:00:00Z
"""


@pytest.mark.parametrize(
    "broken",
    [
        "exemptions: [",
        ENTRY.replace("[person]", "[password]"),
        ENTRY.replace("2026-12-24", "2028-12-24"),
        ENTRY.replace("  ends: 2026-12-24T12:00:00Z\n", ""),
        ENTRY.replace("12:00:00Z", "12:00:00"),
        ENTRY + "  departments: []\n",
        ENTRY + "  departmnts: [ocmw]\n",
    ],
    ids=["yaml", "security", "too-long", "no-end", "no-zone", "empty-scope", "typing-error"],
)
def test_a_broken_file_approves_nothing(tmp_path, broken):
    """
    Whoever asks hears where it is broken; the gateway lets nothing through on it.
    """
    path = tmp_path / "exemptions.yaml"
    path.write_text(broken)

    with pytest.raises(ConfigError, match=r"exemptions\.yaml:\d+"):
        load_exemptions(path)
    assert exemptions_or_none(path) == ()


def test_the_sound_entry_is_read(tmp_path):
    """
    The counterpart of the broken ones.
    """
    path = tmp_path / "exemptions.yaml"
    path.write_text(ENTRY)

    (one,) = load_exemptions(path)

    assert (one.id, one.kinds) == ("UZ-2026-0001", frozenset({Kind.PERSON}))


def test_the_file_is_for_its_group_alone(tmp_path):
    """
    Gateways of another user read it; nobody else writes it.
    """
    path = tmp_path / "exemptions.yaml"

    save_exemptions(path, ())

    assert path.stat().st_mode & 0o777 == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["exemptions.yaml"]
