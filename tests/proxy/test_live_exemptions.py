"""
The gateway's view of the exemptions follows the file, whatever happens to it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from config.exemptions import save_exemptions
from policy.exemption import Exemption
from policy.finding import Kind
from proxy.live_exemptions import LiveExemptions

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ONE = Exemption(
    id="UZ-2026-0001", kinds=frozenset({Kind.PERSON}), starts=NOON, ends=NOON + timedelta(1)
)


class Clock:
    now = 0.0

    def __call__(self):
        self.now += 1.0
        return self.now


def test_a_change_counts_within_a_second(tmp_path):
    """
    Granted, revoked, broken, gone: each is seen at the next look.
    """
    file = tmp_path / "exemptions.yaml"
    live = LiveExemptions(file=file, clock=Clock())
    assert live() == ()

    save_exemptions(file, (ONE,))
    assert live() == (ONE,)

    save_exemptions(file, ())
    assert live() == ()

    save_exemptions(file, (ONE,))
    assert live() == (ONE,)
    file.write_text("exemptions: [")
    assert live() == ()

    save_exemptions(file, (ONE,))
    assert live() == (ONE,)
    file.unlink()
    assert live() == ()


def test_the_file_is_not_looked_at_for_every_prompt(tmp_path):
    """
    Within the pause the known ones hold.
    """
    file = tmp_path / "exemptions.yaml"
    live = LiveExemptions(file=file, clock=Clock(), pause=2.5)
    live()
    save_exemptions(file, (ONE,))

    assert live() == ()
    assert live() == ()
    assert live() == (ONE,)
