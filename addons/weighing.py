"""
What is decided about the content of files and the texts that belong to them: once for the same
content, for a while, and recorded before any of it leaves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from addons.confirming import CleanFile, Confirming
from addons.document_check import Checked, DocumentCheck, Stays, unread
from addons.known_files import Answer, KnownFiles, digest_of
from addons.passage import Passage
from addons.published import Published
from addons.recorder import Recorder
from addons.refusing import Refusing
from addons.stretches import Stretches
from policy.department import Uploads as UploadsAre
from policy.documents.interface import UnreadError
from policy.incident import EventAction
from policy.notice import Notice
from policy.prompt import Channel, Part

_LARGE = 1024 * 1024
"""Bytes of files together that take milliseconds to hash, in which others want an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """
    Every method raises what the scanner, the reader or the log raises; then nobody has judged.
    """

    check: DocumentCheck
    recorder: Recorder
    refusing: Refusing
    known: KnownFiles
    stretches: Stretches
    published: Published
    confirming: Confirming

    async def judged(
        self, passage: Passage, parts: tuple[Part, ...], documents: Sequence[bytes]
    ) -> Notice | None:
        """Why this content stays here, or None; then what must be recorded of it is on disk."""
        answer = await self.weighed(passage, parts, documents)
        if answer.notice is None:
            await self.recorded(passage, answer)
        return answer.notice

    async def weighed(
        self,
        passage: Passage,
        parts: tuple[Part, ...],
        documents: Sequence[bytes],
        *,
        redacts: bool = False,
    ) -> Answer:
        """What is decided about this content; if `redacts`, it may come with copies."""
        files = await self._unpublished(documents)
        # What an exemption lets through today must be looked at again when it ends.
        holding = self.check.exempting.holding()
        stamps = (repr(exemption).encode() for exemption in holding)
        digest = digest_of(passage, parts, (*files, bytes([redacts]), *stamps))
        answer = self.known.answer(digest)
        if answer is None:
            answer = await self._answer(passage, parts, files, digest, redacts=redacts)
            if self.check.exempting.holding() == holding:
                self._remember(passage, answer)
            else:
                # One began or ended meanwhile, so nobody can tell under which this was decided.
                answer = replace(answer, case=b"")
        if answer.notice or not files or passage.department.uploads is UploadsAre.INSPECT:
            return answer
        kinds = zip(files, answer.formats, strict=True)
        clean = [CleanFile(digest=one, format=format_) for one, format_ in kinds]
        return replace(answer, notice=await self.confirming.notice(passage, clean))

    async def recorded(self, passage: Passage, answer: Answer) -> None:
        """Once for each case, however often a client tries again."""
        for verdict in answer.to_record:
            await self.recorder.verdict(passage, Channel.UPLOAD, verdict)
        if answer.to_record:
            self._remember(passage, replace(answer, to_record=()))

    def _remember(self, passage: Passage, answer: Answer) -> None:
        # A copy is made anew each time: files are not kept.
        if answer.case and not answer.copies:
            self.known.remember(passage, answer)

    async def _unpublished(self, documents: Sequence[bytes]) -> dict[bytes, bytes]:
        """Those that are not published, by their SHA-256; of the others nothing is judged."""
        digests = await _digests(documents)
        published = await self.published.among(digests)
        files = zip(digests, documents, strict=True)
        return {digest: document for digest, document in files if digest not in published}

    async def _answer(
        self,
        passage: Passage,
        parts: tuple[Part, ...],
        files: Mapping[bytes, bytes],
        digest: bytes,
        *,
        redacts: bool,
    ) -> Answer:
        """A verdict on this content; the same one again for a client that tries again."""
        checked = await self._checked(passage, parts, files.values(), redacts=redacts)
        stays = next((one.stays for one in checked if one.stays), None)
        pairs = zip(files, checked[1:], strict=False)  # the first is about the name
        return Answer(
            await self.notice(passage, stays) if stays else None,
            case=b"" if stays and stays.may_pass_later else digest,
            copies={} if stays else {one: of.copy for one, of in pairs if of.copy is not None},
            formats=tuple(one.format for one in checked if one.format),
            to_record=tuple(one.to_record for one in checked if one.to_record),
        )

    async def _checked(
        self,
        passage: Passage,
        parts: tuple[Part, ...],
        documents: Collection[bytes],
        *,
        redacts: bool,
    ) -> list[Checked]:
        """Everything up to the first that stays here."""
        checked = [await self.check.texts(passage, parts)]
        whose, size = passage.client.holder, sum(map(len, documents)) * (1 + redacts)
        try:
            with self.stretches.holding(whose, size):
                for document in documents:
                    if checked[-1].stays:
                        break
                    checked.append(await self.check.document(passage, document, redacts=redacts))
        except UnreadError as failure:
            checked.append(Checked(stays=unread(failure.reason)))
        return checked

    async def notice(self, passage: Passage, stays: Stays) -> Notice:
        """The explanation, once the incident is on disk."""
        if stays.verdict:
            code = await self.recorder.verdict(passage, Channel.UPLOAD, stays.verdict)
        else:
            code = await self.recorder.stopped(
                passage, EventAction.UPLOAD_REJECTED, Channel.UPLOAD, reason=stays.reason
            )
        return self.refusing.notice(
            passage, stays.topic, code, stays.verdict, places=stays.places, unread=stays.unread
        )


async def replaced(documents: Sequence[bytes], copies: Mapping[bytes, bytes]) -> tuple[bytes, ...]:
    digests = await _digests(documents)
    pairs = zip(digests, documents, strict=True)
    return tuple(copies.get(digest, document) for digest, document in pairs)


async def _digests(documents: Sequence[bytes]) -> tuple[bytes, ...]:
    if sum(map(len, documents)) < _LARGE:
        return _hashed(documents)
    return await asyncio.to_thread(_hashed, documents)


def _hashed(documents: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(sha256(document).digest() for document in documents)
