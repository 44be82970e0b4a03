"""
What is kept of an incident beside its line: for which departments, and after which decisions.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from addons.recorder import Recorder
from policy.department import Audience, Excerpts
from policy.finding import Finding, Kind
from policy.prompt import Channel
from policy.verdict import Action, Verdict
from tests.addons.fakes import Clock, FullDisk, KeptIncidents, a_passage

TEXTS = ("Els woont in Erps-Kwerps.", "")


@dataclass
class Kept:
    """A `Keeping` in memory."""

    excerpts: list = field(default_factory=list)
    identities: list = field(default_factory=list)

    async def excerpt(self, code, texts):
        self.excerpts.append((code, list(texts)))

    async def identity(self, pseudonym, identity, at):
        self.identities.append((pseudonym, identity))


def recorder(keeping, log=None):
    return Recorder(
        log=log or KeptIncidents(),
        pseudonym=lambda identity, at: "0a1b2c3d",
        now=Clock(),
        new_code=lambda: "KB-7F3K-9Q2M",
        keeping=keeping,
    )


def passage(**department):
    found = a_passage()
    return replace(found, department=replace(found.department, **department))


def verdict(action):
    finding = Finding(kind=Kind.PERSON, part=0, start=0, end=3, score=0.9, detector="names")
    return Verdict(action=action, rule="r", rule_version=1, reason="", findings=(finding,))


def decide(kept, where, channel=Channel.PROMPT, action=Action.REJECT):
    asyncio.run(recorder(kept).verdict(where, channel, verdict(action), texts=TEXTS))


def test_refused_prompt_is_sealed_where_a_department_wants_it():
    """Of a refused prompt the text goes to be sealed, with the code of its incident."""
    kept = Kept()
    decide(kept, passage(excerpts=Excerpts.SEALED))
    assert kept.excerpts == [("KB-7F3K-9Q2M", [TEXTS[0]])]


@pytest.mark.parametrize(
    ("excerpts", "channel", "action"),
    [
        (Excerpts.NONE, Channel.PROMPT, Action.REJECT),
        (Excerpts.SEALED, Channel.PROMPT, Action.REDACT),
        (Excerpts.SEALED, Channel.DRAFT, Action.REJECT),
    ],
)
def test_otherwise_no_text_is_kept(excerpts, channel, action):
    """No text is kept by default, none of what left, and none of half a sentence."""
    kept = Kept()
    decide(kept, passage(excerpts=excerpts), channel, action)
    assert kept.excerpts == []


def test_identity_of_staff_only():
    """Of staff it is kept who it was; of pupils never."""
    kept = Kept()
    decide(kept, passage(audience=Audience.PUPILS))
    assert kept.identities == []
    where = passage(audience=Audience.STAFF)
    decide(kept, where)
    assert kept.identities == [("0a1b2c3d", where.client.identity)]


def test_nothing_is_kept_before_the_line_is_in_the_log():
    """Where the log cannot be written, nothing is kept beside it either."""
    kept = Kept()
    with pytest.raises(OSError, match="No space"):
        asyncio.run(
            recorder(kept, FullDisk()).verdict(
                passage(excerpts=Excerpts.SEALED),
                Channel.PROMPT,
                verdict(Action.REJECT),
                texts=TEXTS,
            )
        )
    assert (kept.excerpts, kept.identities) == ([], [])
