"""
One document: read in the cage, looked at by the detectors, weighed by the rules.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from addons.exempting import Exempting
from addons.passage import Passage
from addons.scanner import Copier, DocumentReader, NoCopier, Scanner
from policy.department import Uploads
from policy.documents.copying import WRITERS, unpacked_size
from policy.documents.file_names import readings_of_name
from policy.documents.interface import Contents, Format, Place, Unread, UnreadError
from policy.documents.judging import JoinedText, Located, joined_texts, label_findings, located
from policy.documents.replacing import CannotReplaceError
from policy.documents.spots import Spot, spots
from policy.exemption import Exemption
from policy.finding import Finding
from policy.notice import Topic
from policy.prompt import Channel, Part, Prompt
from policy.verdict import Action, Verdict

_MAX_CHARS: Final = 2_000_000
"""Of one file's text, some eight hundred pages: more would not be looked at in time."""
_MANY_PIECES: Final = 2_000
_MANY_FINDINGS: Final = 500
"""From here on weighing them takes milliseconds, in which others want an answer."""
_MAX_REWRITTEN: Final = 16 * 1024 * 1024
"""Bytes, unpacked, of a file of which a copy is made; that takes up to some four seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """Why a file stays here: what its notice and its incident need."""

    topic: Topic
    reason: str
    """A word for the log; with a verdict the rule says more."""
    verdict: Verdict | None = None
    places: tuple[Place, ...] = ()
    unread: Unread | None = None

    @property
    def may_pass_later(self) -> bool:
        """Whether the same file may fare better in a minute."""
        return self.unread in {Unread.BUSY, Unread.DIED, Unread.TIMED_OUT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was decided about a file or its name."""

    stays: Stays | None
    to_record: Verdict | None = None
    """A verdict that lets it leave by an exemption, or would not if the rules on trial held."""
    format: Format | None = None
    """What a file is; None for its name, and for what nobody could read."""
    copy: bytes | None = field(default=None, repr=False)
    """What leaves in its stead, with placeholders; `to_record` is then about those."""


@dataclass(frozen=True, slots=True)
class _Judged:
    checked: Checked
    verdict: Verdict | None = None
    """Of the rules, where they ask for no more than that all of `curable` is replaced."""
    curable: tuple[Spot, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCheck:
    """Raises what scanner and copier raise: nobody has judged then, and nothing may leave."""

    reader: DocumentReader
    scanner: Scanner
    exempting: Exempting
    max_bytes: int
    """Of one file."""
    copier: Copier = field(default_factory=NoCopier)

    async def document(self, passage: Passage, raw: bytes, *, redacts: bool = False) -> Checked:
        """
        Whether `raw` may leave. Any finding that a rule is about keeps it here, unless all of them
        can be replaced and that is wanted (`redacts`).
        """
        judged = await self._judged(passage, raw)
        if not redacts or not judged.curable:
            return judged.checked
        return await self._redacted(passage, raw, judged) or judged.checked

    async def _judged(self, passage: Passage, raw: bytes) -> _Judged:
        if len(raw) > self.max_bytes:
            return _Judged(Checked(stays=unread(Unread.TOO_LARGE)))
        try:
            contents = await self.reader.read(raw, whose=passage.client.holder)
        except UnreadError as failure:
            return _Judged(Checked(stays=unread(failure.reason)))
        if sum(len(piece.text) for piece in contents.pieces) > _MAX_CHARS:
            return _Judged(Checked(stays=unread(Unread.TOO_LARGE)))
        texts = await _joined(contents)
        findings = await self._scanned(passage, [text.text for text in texts]) if texts else ()
        weigh = partial(self._weighed, passage, contents, texts, findings)
        # Asked after the wait: what ends while the detectors look has ended.
        exemptions = self.exempting.holding()
        if len(findings) < _MANY_FINDINGS:
            return weigh(exemptions)
        return await asyncio.to_thread(weigh, exemptions)

    def _weighed(
        self,
        passage: Passage,
        contents: Contents,
        texts: tuple[JoinedText, ...],
        findings: tuple[Finding, ...],
        exemptions: tuple[Exemption, ...],
    ) -> _Judged:
        labels = label_findings(contents, passage.policy.labels)
        found = (*located(texts, findings), *labels)
        verdict = self._verdict(passage, found, exemptions)
        checked = replace(_checked(verdict, found), format=contents.format)
        if verdict.action is not Action.REDACT or contents.format not in WRITERS:
            return _Judged(checked)
        matched = set(verdict.findings)
        return _Judged(checked, verdict, spots(texts, matched.intersection(findings)))

    async def _redacted(self, passage: Passage, raw: bytes, judged: _Judged) -> Checked | None:
        """A copy that leaves instead, once read and judged as any file; None if it may not."""
        if await asyncio.to_thread(unpacked_size, raw) > _MAX_REWRITTEN:
            return None
        format_, curable = judged.checked.format, judged.curable
        try:
            copy = await self.copier.copy(raw, format_, curable, whose=passage.client.holder)
        except CannotReplaceError:
            return None
        again = (await self._judged(passage, copy)).checked
        return None if again.stays else replace(again, copy=copy, to_record=judged.verdict)

    async def texts(self, passage: Passage, parts: tuple[Part, ...]) -> Checked:
        """Whether a file may leave under this name and with this text beside it."""
        texts = [text for part in parts for text in readings_of_name(part.text)]
        findings = await self._scanned(passage, texts) if any(texts) else ()
        found = tuple(Located(finding, ()) for finding in findings)
        return _checked(self._verdict(passage, found, self.exempting.holding()), found)

    async def _scanned(self, passage: Passage, texts: list[str]) -> tuple[Finding, ...]:
        return await self.scanner.scan(texts, whose=passage.client.holder)

    def _verdict(
        self, passage: Passage, found: tuple[Located, ...], exemptions: tuple[Exemption, ...]
    ) -> Verdict:
        prompt = Prompt(
            service=passage.service.slug,
            department=passage.department.slug,
            channel=Channel.UPLOAD,
            parts=(),
        )
        findings = tuple(one.finding for one in found)
        return passage.policy.rulebook.decide(prompt, findings, exemptions)


async def _joined(contents: Contents) -> tuple[JoinedText, ...]:
    """A sheet of a hundred thousand cells takes a while, in which others want an answer."""
    if len(contents.pieces) < _MANY_PIECES:
        return joined_texts(contents)
    return await asyncio.to_thread(joined_texts, contents)


def closed_to_files(passage: Passage) -> Stays | None:
    """Whether the department lets no file through, whatever is in it."""
    match passage.department.uploads:
        case Uploads.INSPECT | Uploads.CONFIRM:
            return None
        case Uploads.NEVER:
            return Stays(topic=Topic.UPLOADS_NEVER, reason="uploads-never")


def unread(reason: Unread) -> Stays:
    """A file that was not read completely."""
    return Stays(topic=Topic.FILE_UNREAD, reason=reason.value, unread=reason)


def _checked(verdict: Verdict, found: tuple[Located, ...]) -> Checked:
    if verdict.action is Action.ALLOW:
        is_told = verdict.trial is not None or bool(verdict.exemptions)
        return Checked(stays=None, to_record=verdict if is_told else None)
    matched = set(verdict.findings)
    places = (place for one in found if one.finding in matched for place in one.places)
    return Checked(
        stays=Stays(
            topic=Topic.FILE_FOUND,
            reason="rule",
            # Unless a copy is made, what a rule would replace keeps a file here.
            verdict=replace(verdict, action=Action.REJECT),
            places=tuple(dict.fromkeys(places)),
        )
    )
