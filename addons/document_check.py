"""
One document: read in the cage, looked at by the detectors, weighed by the rules.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from typing import Final

from addons.passage import Passage
from addons.scanner import DocumentReader, Scanner
from policy.department import Uploads
from policy.documents.interface import Contents, Place, Unread, UnreadError
from policy.documents.judging import JoinedText, Located, joined_texts, label_findings, located
from policy.notice import Topic
from policy.prompt import Channel, Part, Prompt
from policy.verdict import Action, Verdict

_MAX_CHARS: Final = 2_000_000
"""Of one file's text, some eight hundred pages: more would not be looked at in time."""
_MANY_PIECES: Final = 2_000
_MARKS: Final = re.compile(r"[_+]+|(?<=\w)[-.](?=\w)")
_LONGEST_NAME: Final = 300


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
    on_trial: Verdict | None = None
    """A verdict that lets it leave, but not if the rules on trial held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCheck:
    """Raises what the scanner raises: then nobody has judged, and nothing may leave."""

    reader: DocumentReader
    scanner: Scanner
    max_bytes: int
    """Of one file."""

    async def document(self, passage: Passage, raw: bytes) -> Checked:
        """Whether `raw` may leave; any finding that a rule is about keeps it here."""
        if len(raw) > self.max_bytes:
            return Checked(stays=unread(Unread.TOO_LARGE))
        try:
            contents = await self.reader.read(raw)
        except UnreadError as failure:
            return Checked(stays=unread(failure.reason))
        if sum(len(piece.text) for piece in contents.pieces) > _MAX_CHARS:
            return Checked(stays=unread(Unread.TOO_LARGE))
        texts = await _joined(contents)
        findings = await self.scanner.scan([text.text for text in texts]) if texts else ()
        return _weighed(passage, (*located(texts, findings), *label_findings(contents)))

    async def texts(self, passage: Passage, parts: tuple[Part, ...]) -> Checked:
        """Whether a file may leave under this name and with this text beside it."""
        texts = [text for part in parts for text in _as_said(part.text)]
        findings = await self.scanner.scan(texts) if any(texts) else ()
        return _weighed(passage, tuple(Located(finding, ()) for finding in findings))


async def _joined(contents: Contents) -> tuple[JoinedText, ...]:
    """A sheet of a hundred thousand cells takes a while, in which others want an answer."""
    if len(contents.pieces) < _MANY_PIECES:
        return joined_texts(contents)
    return await asyncio.to_thread(joined_texts, contents)


def closed_to_files(passage: Passage) -> Stays | None:
    """Whether the department lets no file through, whatever is in it."""
    match passage.department.uploads:
        case Uploads.INSPECT:
            return None
        case Uploads.CONFIRM:
            return Stays(topic=Topic.UPLOADS_CONFIRM, reason="uploads-confirm")
        case Uploads.NEVER:
            return Stays(topic=Topic.UPLOADS_NEVER, reason="uploads-never")


def unread(reason: Unread) -> Stays:
    """A file that was not read completely."""
    return Stays(topic=Topic.FILE_UNREAD, reason=reason.value, unread=reason)


def _as_said(text: str) -> tuple[str, ...]:
    """`text`, and with spaces where names of files have other marks: `klas_3B_Jan-Peeters.xlsx`."""
    if len(text) > _LONGEST_NAME or not (spaced := _MARKS.sub(" ", text)) or spaced == text:
        return (text,)
    return text, spaced


def _weighed(passage: Passage, found: tuple[Located, ...]) -> Checked:
    prompt = Prompt(
        service=passage.service.slug,
        department=passage.department.slug,
        channel=Channel.UPLOAD,
        parts=(),
    )
    verdict = passage.policy.rulebook.decide(prompt, tuple(one.finding for one in found))
    if verdict.action is Action.ALLOW:
        return Checked(stays=None, on_trial=verdict if verdict.trial else None)
    matched = set(verdict.findings)
    places = (place for one in found if one.finding in matched for place in one.places)
    return Checked(
        stays=Stays(
            topic=Topic.FILE_FOUND,
            reason="rule",
            # A file cannot be redacted: what a rule would replace keeps it here.
            verdict=replace(verdict, action=Action.REJECT),
            places=tuple(dict.fromkeys(places)),
        )
    )
