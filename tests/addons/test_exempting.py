"""
Exemptions on the wire: what was approved leaves as it is, is recorded, and stays again at its end.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import timedelta

from addons.exempting import Exempting
from addons.outcome import Refused, Sent
from policy.exemption import Exemption
from policy.finding import Kind
from policy.incident import EventAction, Forwarded
from policy.verdict import Action
from tests.addons.fakes import NOON, Clock, KeptIncidents, TextReader
from tests.addons.test_inspection import DEBT, NAME, a_prompt, an_inspection, carried_out
from tests.addons.test_uploads import a_desk

DEBTS = Exemption(
    id="UZ-2026-0001",
    kinds=frozenset({Kind.SPECIAL_SOCIAL}),
    starts=NOON,
    ends=NOON + timedelta(days=1),
    departments=frozenset({"gemeente"}),
)


def test_an_exempted_prompt_leaves_and_is_recorded():
    """
    The DPO sees every use: which rule, which exemption, and that it is no leak.
    """
    log = KeptIncidents()
    wire = a_prompt(f"Een brief over {DEBT}.")
    exempting = Exempting(now=Clock(), granted=lambda: (DEBTS,))

    outcome = carried_out(an_inspection(log=log, exempting=exempting), wire)

    (kept,) = log.kept
    assert outcome == Sent(wire)
    assert (kept.action, kept.decision) == (EventAction.EXEMPTED, Action.ALLOW)
    assert (kept.reason, kept.rule, kept.forwarded) == ("exemption", "reject", Forwarded.YES)
    assert kept.exemptions == ("UZ-2026-0001",)
    assert [f.kind for f in kept.findings] == [Kind.SPECIAL_SOCIAL]
    assert kept.enisa_score is None


def test_at_its_end_it_stays_again():
    """
    The end is looked at for every prompt, not when the file is read.
    """
    clock = Clock()
    inspection = an_inspection(exempting=Exempting(now=clock, granted=lambda: (DEBTS,)))
    wire = a_prompt(f"Een brief over {DEBT}.")
    assert isinstance(carried_out(inspection, wire), Sent)

    clock.at = DEBTS.ends

    assert isinstance(carried_out(inspection, wire), Refused)


def test_what_is_beside_it_is_still_redacted():
    """
    The name is replaced, the exempted word leaves, and the line names both.
    """
    log = KeptIncidents()
    exempting = Exempting(now=Clock(), granted=lambda: (DEBTS,))
    inspection = an_inspection(log=log, exempting=exempting)

    outcome = carried_out(inspection, a_prompt(f"{NAME} vraagt {DEBT}."))

    (kept,) = log.kept
    body = outcome.request.body.decode()
    assert NAME not in body
    assert DEBT in body
    assert (kept.action, kept.reason) == (EventAction.PROMPT_REDACTED, "rule")
    assert kept.exemptions == ("UZ-2026-0001",)


def test_an_exempted_file_leaves_until_the_end():
    """
    A remembered answer does not outlive the exemption that gave it; a refusal does not either.
    """
    clock, granted, log = Clock(), [], KeptIncidents()
    desk = a_desk(log=log, exempting=Exempting(now=clock, granted=lambda: tuple(granted)))
    uploads = desk.inspection.uploads
    document = f"Nota over {DEBT}.".encode()

    def notice():
        return asyncio.run(uploads.carried(desk.passage, (), (document,)))

    assert notice() is not None
    granted.append(DEBTS)
    assert notice() is None
    assert log.kept[-1].action is EventAction.EXEMPTED
    assert log.kept[-1].channel == "upload"
    clock.at = DEBTS.ends
    assert notice() is not None


@dataclass
class GrantedMeanwhile(TextReader):
    """A reader during whose work somebody approves what is in the file."""

    granted: list = field(default_factory=list)

    async def read(self, raw, *, whose=""):
        self.granted.append(DEBTS)
        return await super().read(raw)


def test_what_was_approved_while_a_file_was_read_is_not_remembered():
    """
    Else it would leave again after somebody took the approval back.
    """
    reader = GrantedMeanwhile()
    granted = reader.granted
    exempting = Exempting(now=Clock(), granted=lambda: tuple(granted))
    desk = a_desk(reader=reader, exempting=exempting)
    uploads = desk.inspection.uploads
    document = f"Nota over {DEBT}.".encode()

    first = asyncio.run(uploads.carried(desk.passage, (), (document,)))
    granted.clear()
    reader.granted = []
    second = asyncio.run(uploads.carried(desk.passage, (), (document,)))

    assert first is None
    assert second is not None


def test_an_approval_that_was_narrowed_is_another():
    """
    Under the same number, too: what left by it is looked at again.
    """
    granted = [DEBTS]
    desk = a_desk(exempting=Exempting(now=Clock(), granted=lambda: tuple(granted)))
    uploads = desk.inspection.uploads
    document = f"Nota over {DEBT}.".encode()

    first = asyncio.run(uploads.carried(desk.passage, (), (document,)))
    granted[:] = [replace(DEBTS, rules=frozenset({"another"}))]
    second = asyncio.run(uploads.carried(desk.passage, (), (document,)))

    assert first is None
    assert second is not None
