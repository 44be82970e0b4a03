"""
The file of decisions: what the console writes everybody reads, and it changes the list.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import config
from config.decisions import load_decisions, save_decisions
from config.errors import ConfigError
from config.policy_files import load_policy
from policy.catalogue import Host, HostMatch, Service, Status
from policy.decision import Decision

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHIPPED = Path(config.__file__).parent
NEW = Service(
    slug="nieuw",
    name="Nieuw: hét «hulpje»",
    vendor="Nieuw BV",
    category="writing",
    status=Status.UNLISTED,
    hosts=(
        Host(domain="nieuw.example", match=HostMatch.SUFFIX),
        Host(domain="app.nieuw2.example"),
        Host(domain="a.*.nieuw3.example", match=HostMatch.PATTERN),
    ),
)
KEPT = (
    Decision(
        id="AA-2026-0001",
        service="claude",
        status=Status.ALLOWED,
        conditions="Alleen openbare tekst.",
        ends=NOON + timedelta(days=90),
    ),
    Decision(
        id="AA-2026-0002",
        service="nieuw",
        status=Status.FORBIDDEN,
        reason="# geen: verwerkersovereenkomst",
        introduces=NEW,
    ),
)


def test_what_is_written_is_read_again(tmp_path):
    """
    Texts with colons and accents, ends, new services with every form of host.
    """
    path = tmp_path / "decisions.yaml"

    save_decisions(path, KEPT)

    assert load_decisions(path) == KEPT


def test_the_policy_follows_it(tmp_path):
    """
    Status, version and hosts of the list; and until when all of it is good.
    """
    path = tmp_path / "decisions.yaml"
    before = load_policy(SHIPPED, decisions=path, now=NOON)
    save_decisions(path, KEPT)

    after = load_policy(SHIPPED, decisions=path, now=NOON)
    ended = load_policy(SHIPPED, decisions=path, now=KEPT[0].ends)

    assert after.catalogue.named("claude").status is Status.ALLOWED
    assert after.catalogue.find("www.nieuw.example", "/").status is Status.FORBIDDEN
    assert after.good_until == KEPT[0].ends
    assert ended.catalogue.named("claude").status is Status.UNLISTED
    assert ended.good_until is None
    versions = {before.list_version, after.list_version, ended.list_version}
    assert len(versions) == 3


@pytest.mark.parametrize(
    "broken",
    [
        "decisions: [",
        "decisions:\n- {id: AA-2026-0001, service: claude, status: suspended}\n",
        "decisions:\n- {id: AA-2026-0001, service: claude}\n",
        "decisions:\n- {id: x, service: claude, status: allowed}\n",
    ],
)
def test_a_broken_file_is_not_an_empty_one(tmp_path, broken):
    """
    What was excluded must not come back because of a typing error.
    """
    path = tmp_path / "decisions.yaml"
    path.write_text(broken)

    with pytest.raises(ConfigError, match=r"decisions\.yaml:\d+"):
        load_policy(SHIPPED, decisions=path)
