"""
What becomes of the text of one prompt: findings, verdict, record, placeholders.

The same for a request and for a message; what else becomes of those is in `inspection.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from addons.exempting import Exempting
from addons.passage import Passage
from addons.recent_turns import RecentTurns, Row
from addons.recorder import Recorder
from addons.scanner import Scanner
from addons.services.interface import Reading
from addons.vaults import Vaults
from policy.finding import Finding
from policy.prompt import Channel, Prompt
from policy.redaction import redact
from policy.seams import MOST_TEXTS, seams_of
from policy.text_ends import Ends, ends_of
from policy.verdict import Action, Verdict


def _not_counted(department: str) -> None:
    del department


def _not_told(department: str, service: str, action: Action) -> None:
    del department, service, action


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """Clock and stores are handed in."""

    scanner: Scanner
    recorder: Recorder
    vaults: Vaults
    exempting: Exempting
    recent: RecentTurns = field(default_factory=lambda: RecentTurns(time.monotonic))
    checked: Callable[[str], None] = _not_counted
    """Told the department of every prompt that was looked at."""
    judged: Callable[[str, str, Action], None] = _not_told
    """Told department, service and verdict of the same, for the metrics."""

    async def verdict(self, passage: Passage, reading: Reading, way: str = "") -> Verdict:
        """On the parts of `reading`, which came in this `way` (see `Row`)."""
        prompt = Prompt(
            service=passage.service.slug,
            department=passage.department.slug,
            channel=reading.channel,
            parts=reading.parts,
        )
        findings = await self._findings(passage, reading, way)
        if reading.channel is not Channel.DRAFT:
            self.checked(passage.department.slug)
        # Asked after the wait: what ends while the detectors look has ended.
        verdict = passage.policy.rulebook.decide(prompt, findings, self.exempting.holding())
        if reading.channel is not Channel.DRAFT:
            self.judged(prompt.department, prompt.service, verdict.action)
        return verdict

    async def recorded(self, passage: Passage, reading: Reading, verdict: Verdict) -> str:
        """The code of the incident; none for a clean prompt, of which nothing is kept."""
        if verdict.action is Action.ALLOW and verdict.trial is None and not verdict.exemptions:
            return ""
        return await self.recorder.verdict(
            passage, reading.channel, verdict, texts=_texts_of(reading)
        )

    def redacted(
        self, passage: Passage, reading: Reading, verdict: Verdict
    ) -> Callable[[], tuple[str, ...]]:
        """Makes the texts with placeholders; that may happen beside the event loop."""
        client = passage.client
        vault = self.vaults.of(
            client.identity, passage.service.slug, reading.conversation, client.holder
        )
        return partial(redact, _texts_of(reading), verdict.findings, vault)

    def sent(
        self,
        passage: Passage,
        reading: Reading,
        way: str = "",
        texts: tuple[str, ...] | None = None,
    ) -> None:
        """
        Remember a prompt that leaves, with `texts` in the place of its own, for the next turn. A
        draft is all in what is sent in the end.
        """
        if reading.channel in {Channel.URL, Channel.DRAFT}:
            return
        row = _row(passage, way)
        left = _texts_of(reading) if texts is None else texts
        self.recent.sent(row, reading.conversation, _ends(left))

    async def _findings(self, passage: Passage, reading: Reading, way: str) -> tuple[Finding, ...]:
        """What is in the parts, and in pieces of several of them or of earlier turns."""
        texts, whose = _texts_of(reading), passage.client.holder
        if not any(texts):
            return ()
        found = await self.scanner.scan(texts, whose=whose)
        if reading.channel is Channel.URL:
            return found  # ids and times, which nobody has typed
        row = _row(passage, way)
        # Asked after the wait: what was sent at the same time may have left by now.
        before = self.recent.before(row, reading.conversation)
        seams = seams_of(before, _ends(texts), max(0, len(texts) - MOST_TEXTS))
        if not seams.texts:
            return found
        return found + seams.findings(await self.scanner.scan(seams.texts, whose=whose), found)


def _row(passage: Passage, way: str) -> Row:
    client = passage.client
    return Row(client.identity, passage.service.slug, way, client.holder)


def _texts_of(reading: Reading) -> tuple[str, ...]:
    return tuple(part.text for part in reading.parts)


def _ends(texts: tuple[str, ...]) -> list[Ends]:
    return [ends_of(text) for text in texts[-MOST_TEXTS:]]
