"""
Files on their way to a service: each is held until its last byte is there, read, judged, recorded,
and only then sent on. What belongs together is tied: announcement, bytes, the message that uses it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from addons.aside import aside
from addons.confirming import CleanFile, Confirming
from addons.document_check import Checked, DocumentCheck, Stays, closed_to_files, unread
from addons.known_files import Answer, KnownFile, KnownFiles, Piece, digest_of
from addons.outcome import Outcome, Refused, Sent
from addons.passage import Passage
from addons.pieces import MAX_PIECES, chosen, join, size_of
from addons.published import Published
from addons.recorder import Recorder
from addons.refusing import Refusing
from addons.services.interface import (
    Codec,
    Grant,
    UnreadableError,
    UploadAct,
    UploadStep,
    WireRequest,
    WireResponse,
)
from addons.stretches import Stretches
from policy.department import Uploads as UploadsAre
from policy.documents.interface import Unread, UnreadError
from policy.incident import EventAction
from policy.notice import Notice, Topic
from policy.prompt import Channel, Part

_LARGE = 1024 * 1024
"""Bytes of files together that take milliseconds to hash, in which others want an answer."""
_UNKNOWN = Stays(topic=Topic.FILE_UNKNOWN, reason="unknown-file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """
    The flow of files. Every method raises what the scanner, the reader or the log raises; then
    nobody has judged, and the caller's refusal stands.
    """

    check: DocumentCheck
    recorder: Recorder
    refusing: Refusing
    known: KnownFiles
    stretches: Stretches
    published: Published
    confirming: Confirming

    async def step(self, passage: Passage, wire: WireRequest, codec: Codec) -> Outcome:
        """What happens to one request of an upload. Raises `UnreadableError` too."""
        step = await aside(codec.upload, wire)
        if step is None:
            raise UnreadableError("file")
        if stays := closed_to_files(passage):
            return self._no(wire, codec, await self._notice(passage, stays))
        ways = {
            UploadAct.ANNOUNCE: self._announced,
            UploadAct.BYTES: self._bytes,
            UploadAct.PIECE: self._piece,
            UploadAct.JOIN: self._joined,
            UploadAct.FINISH: self._finished,
        }
        return await ways.get(step.act, self._other)(passage, wire, codec, step)

    async def carried(
        self, passage: Passage, parts: tuple[Part, ...], documents: Sequence[bytes]
    ) -> Notice | None:
        """
        Why files that travel within another request stay here, with the text that belongs to
        them; None if they may leave.
        """
        if stays := closed_to_files(passage):
            return await self._notice(passage, stays)
        return await self._judged(passage, parts, documents)

    async def attached(self, passage: Passage, ids: Sequence[str]) -> Notice | None:
        """Why a message that uses the files `ids` stays here; None if all of them were checked."""
        if ids and (stays := closed_to_files(passage)):
            return await self._notice(passage, stays)
        for id_ in ids:
            file = self.known.named(passage, id_)
            if file is None or not file.is_checked:
                return await self._unchecked(passage, id_, file)
        return None

    async def not_kept(self, passage: Passage, reason: Unread) -> Notice:
        """Why a file stays here of which nothing was kept."""
        return await self._notice(passage, closed_to_files(passage) or unread(reason))

    async def _announced(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        if step.size is not None and step.size > self.check.max_bytes:
            stays = unread(Unread.TOO_LARGE)
            return self._no(wire, codec, await self._notice(passage, stays))
        if notice := await self._judged(passage, step.parts, step.documents):
            return self._no(wire, codec, notice)
        return Sent(wire, self._learning(passage, wire, codec, KnownFile(size=step.size)))

    async def _bytes(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        file = self.known.named(passage, step.file) if step.file else KnownFile()
        if file is None:
            # To this place nobody was sent, so its name was never judged either.
            return self._no(wire, codec, await self._unchecked(passage, step.file, None))
        key = (passage.client.identity, passage.service.slug, step.file)
        if not step.is_stretch:
            self.stretches.drop(key)
            return await self._complete(passage, wire, codec, step, file)
        if file.notice and self.stretches.size(key) is None and step.offset > 0:
            return self._no(wire, codec, file.notice)
        return await self._stretch(passage, wire, codec, step, file, key)

    async def _stretch(
        self,
        passage: Passage,
        wire: WireRequest,
        codec: Codec,
        step: UploadStep,
        file: KnownFile,
        key: Hashable,
    ) -> Outcome:
        try:
            stretch, whose = b"".join(step.documents), passage.client.holder
            size = self.stretches.add(key, step.offset, stretch, whose=whose)
        except UnreadError as failure:
            file.stopped(await self._notice(passage, unread(failure.reason)))
            return self._no(wire, codec, _reason(file))
        if not step.final:
            return Refused(codec.received(wire, size))
        whole = self.stretches.take(key)
        wire = codec.whole(wire, whole)
        step = replace(step, documents=(whole,), offset=0, final=True)
        return await self._complete(passage, wire, codec, step, file)

    async def _piece(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        file = self.known.named(passage, step.file)
        if file is None or file.notice:
            return self._no(wire, codec, await self._unchecked(passage, step.file, file))
        key = (passage.client.identity, passage.service.slug, step.file)
        start = self.stretches.size(key) or 0
        try:
            self._make_room_for_piece(key, file)
            piece, whose = b"".join(step.documents), passage.client.holder
            end = self.stretches.add(key, start, piece, whose=whose)
        except UnreadError as failure:
            file.stopped(await self._notice(passage, unread(failure.reason)))
            return self._no(wire, codec, _reason(file))
        if step.pieces or end != file.size:
            file.pieces.append(Piece("".join(step.pieces), start, end))
            return Refused(codec.received(wire, end))
        return await self._whole(passage, wire, codec, step, self.stretches.take(key))

    def _make_room_for_piece(self, key: Hashable, file: KnownFile) -> None:
        """Raises `UnreadError`; then nothing of the file is kept."""
        if self.stretches.size(key) is None:
            # What was kept was given up meanwhile, and where its pieces stood says nothing now.
            file.pieces.clear()
        elif len(file.pieces) >= MAX_PIECES:
            self.stretches.drop(key)
            raise UnreadError(Unread.TOO_LARGE)

    async def _joined(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        file = self.known.named(passage, step.file)
        key = (passage.client.identity, passage.service.slug, step.file)
        if file is None or file.notice or self.stretches.size(key) is None:
            return self._no(wire, codec, await self._unchecked(passage, step.file, file))
        held, kept = self.stretches.take(key), tuple(file.pieces)
        file.pieces.clear()
        try:
            listed = chosen(kept, step.pieces, self.check.max_bytes)
            with self.stretches.holding(passage.client.holder, len(held) + size_of(listed)):
                whole = await join(held, listed)
        except UnreadError as failure:
            file.stopped(await self._notice(passage, unread(failure.reason)))
            return self._no(wire, codec, _reason(file))
        return await self._whole(passage, wire, codec, step, whole)

    async def _whole(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep, whole: bytes
    ) -> Outcome:
        """Judged, and sent if it may be, in the place of the request that completes it."""
        file = self.known.named(passage, step.file) or KnownFile()
        wire = await aside(lambda came: codec.whole(came, whole), wire)
        step = replace(step, documents=(whole,))
        return await self._complete(passage, wire, codec, step, file)

    async def _complete(
        self,
        passage: Passage,
        wire: WireRequest,
        codec: Codec,
        step: UploadStep,
        file: KnownFile,
    ) -> Outcome:
        # Until then no message may use it, whatever was judged before under the same name.
        file.is_checked = False
        redacts = passage.department.redact_uploads and await aside(
            lambda came: _can_be_rewritten(came, codec, step), wire
        )
        answer = await self._weighed(passage, step.parts, step.documents, redacts=redacts)
        if answer.notice:
            file.stopped(answer.notice)
            return self._no(wire, codec, answer.notice)
        if answer.copies:
            # Before it is recorded: what cannot be written back is refused, not "redacted".
            documents = await _replaced(step.documents, answer.copies)
            wire = await aside(lambda came: codec.rewritten(came, documents), wire)
        await self._recorded(passage, answer)
        file.passed()
        return Sent(wire, self._learning(passage, wire, codec, file))

    async def _finished(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        notice = await self.attached(passage, (step.file,))
        notice = notice or await self._judged(passage, step.parts, step.documents)
        if notice:
            return self._no(wire, codec, notice)
        file = self.known.named(passage, step.file) or KnownFile()
        return Sent(codec.finished(wire, [piece.end for piece in file.pieces]))

    async def _other(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        key = (passage.client.identity, passage.service.slug, step.file)
        size = self.stretches.size(key)
        if step.file and self.known.named(passage, step.file) is None:
            # Nobody has judged the name, and nothing of such a file is here.
            return self._no(wire, codec, await self._stranger(passage, step.file))
        if step.act is UploadAct.QUERY and size is not None:
            return Refused(codec.received(wire, size))
        if step.act is UploadAct.CANCEL:
            self.stretches.drop(key)
        notice = await self._judged(passage, step.parts, step.documents)
        return self._no(wire, codec, notice) if notice else Sent(wire)

    async def _judged(
        self, passage: Passage, parts: tuple[Part, ...], documents: Sequence[bytes]
    ) -> Notice | None:
        """Why this content stays here, or None; then what must be recorded of it is on disk."""
        answer = await self._weighed(passage, parts, documents)
        if answer.notice is None:
            await self._recorded(passage, answer)
        return answer.notice

    async def _weighed(
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

    async def _recorded(self, passage: Passage, answer: Answer) -> None:
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
            await self._notice(passage, stays) if stays else None,
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

    async def _unchecked(self, passage: Passage, name: str, file: KnownFile | None) -> Notice:
        """Why a file under this name may not be used; the same each time."""
        if file is None:
            return await self._stranger(passage, name)
        if file.notice is None:
            file.stopped(await self._notice(passage, _UNKNOWN))
        return _reason(file)

    async def _stranger(self, passage: Passage, name: str) -> Notice:
        notice = self.known.refusal(passage, name)
        if notice is None:
            notice = await self._notice(passage, _UNKNOWN)
            self.known.refused(passage, name, notice)
        return notice

    async def _notice(self, passage: Passage, stays: Stays) -> Notice:
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

    def _no(self, wire: WireRequest, codec: Codec, notice: Notice) -> Refused:
        return Refused(self.refusing.say(codec, wire, notice).response)

    def _learning(
        self, passage: Passage, wire: WireRequest, codec: Codec, file: KnownFile
    ) -> Callable[[WireResponse], None]:
        # Not the body: the answer may take its time, and a file is large.
        asked = replace(wire, body=b"")

        def heard(answer: WireResponse) -> None:
            grant: Grant | None = codec.granted(asked, answer)
            if grant:
                self.known.tie(passage, (*grant.ids, grant.place), file)

        return heard


def _reason(file: KnownFile) -> Notice:
    if file.notice is None:  # it was just given one
        raise LookupError("no notice")
    return file.notice


def _can_be_rewritten(wire: WireRequest, codec: Codec, step: UploadStep) -> bool:
    """
    Whether a copy can leave in the place of each file. Not where the file was announced before:
    the service was told its length.
    """
    if step.file or not step.documents:
        return False
    try:
        return codec.rewritten(wire, step.documents) == wire
    except UnreadableError:
        return False


async def _replaced(documents: Sequence[bytes], copies: Mapping[bytes, bytes]) -> tuple[bytes, ...]:
    digests = await _digests(documents)
    pairs = zip(digests, documents, strict=True)
    return tuple(copies.get(digest, document) for digest, document in pairs)


async def _digests(documents: Sequence[bytes]) -> tuple[bytes, ...]:
    if sum(map(len, documents)) < _LARGE:
        return _hashed(documents)
    return await asyncio.to_thread(_hashed, documents)


def _hashed(documents: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(sha256(document).digest() for document in documents)
