"""
Files on their way to a service: each is held until its last byte is there, read, judged, recorded,
and only then sent on. What belongs together is tied: announcement, bytes, the message that uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from addons.aside import aside
from addons.document_check import Stays, closed_to_files, unread
from addons.known_files import KnownFile, KnownFiles, Piece
from addons.outcome import Outcome, Refused, Sent
from addons.passage import Passage
from addons.pieces import MAX_PIECES, chosen, join, size_of
from addons.refusing import Refusing
from addons.services.interface import (
    Codec,
    Grant,
    Reading,
    UnreadableError,
    UploadAct,
    UploadStep,
    WireRequest,
    WireResponse,
)
from addons.stretches import Stretches
from addons.weighing import Weighing, replaced
from policy.documents.interface import Unread, UnreadError
from policy.notice import Notice, Topic
from policy.prompt import Channel, Part

_UNKNOWN = Stays(topic=Topic.FILE_UNKNOWN, reason="unknown-file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploads:
    """
    The flow of files. Every method raises what the scanner, the reader or the log raises; then
    nobody has judged, and the caller's refusal stands.
    """

    weighing: Weighing
    refusing: Refusing
    known: KnownFiles
    stretches: Stretches

    async def step(self, passage: Passage, wire: WireRequest, codec: Codec) -> Outcome:
        """What happens to one request of an upload. Raises `UnreadableError` too."""
        step = await aside(codec.upload, wire)
        if step is None:
            raise UnreadableError("file")
        if stays := closed_to_files(passage):
            return self._no(wire, codec, await self.weighing.notice(passage, stays))
        ways = {
            UploadAct.ANNOUNCE: self._announced,
            UploadAct.BYTES: self._bytes,
            UploadAct.PIECE: self._piece,
            UploadAct.JOIN: self._joined,
            UploadAct.FINISH: self._finished,
        }
        return await ways.get(step.act, self._other)(passage, wire, codec, step)

    async def of_prompt(
        self, passage: Passage, reading: Reading, attached: tuple[str, ...]
    ) -> Notice | None:
        """Why a prompt stays here for the files that it holds or uses; None if it need not."""
        if attached and (notice := await self.attached(passage, attached)):
            return notice
        is_upload = reading.channel is Channel.UPLOAD
        if not is_upload and not reading.documents:
            return None
        return await self.carried(passage, reading.parts if is_upload else (), reading.documents)

    async def carried(
        self, passage: Passage, parts: tuple[Part, ...], documents: Sequence[bytes]
    ) -> Notice | None:
        """
        Why files that travel within another request stay here, with the text that belongs to
        them; None if they may leave.
        """
        if stays := closed_to_files(passage):
            return await self.weighing.notice(passage, stays)
        return await self.weighing.judged(passage, parts, documents)

    async def attached(self, passage: Passage, ids: Sequence[str]) -> Notice | None:
        """Why a message that uses the files `ids` stays here; None if all of them were checked."""
        if ids and (stays := closed_to_files(passage)):
            return await self.weighing.notice(passage, stays)
        for id_ in ids:
            file = self.known.named(passage, id_)
            if file is None or not file.is_checked:
                return await self._unchecked(passage, id_, file)
        return None

    async def not_kept(self, passage: Passage, reason: Unread) -> Notice:
        """Why a file stays here of which nothing was kept."""
        return await self.weighing.notice(passage, closed_to_files(passage) or unread(reason))

    async def _announced(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        if step.size is not None and step.size > self.weighing.check.max_bytes:
            stays = unread(Unread.TOO_LARGE)
            return self._no(wire, codec, await self.weighing.notice(passage, stays))
        if notice := await self.weighing.judged(passage, step.parts, step.documents):
            return self._no(wire, codec, notice)
        return Sent(wire, self._learning(passage, wire, codec, KnownFile(size=step.size)))

    async def _bytes(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        file = self.known.named(passage, step.file) if step.file else KnownFile()
        if file is None:
            # To this place nobody was sent, so its name was never judged either.
            return self._no(wire, codec, await self._unchecked(passage, step.file, None))
        key = _key(passage, step)
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
            file.stopped(await self.weighing.notice(passage, unread(failure.reason)))
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
        key = _key(passage, step)
        start = self.stretches.size(key) or 0
        try:
            self._make_room_for_piece(key, file)
            piece, whose = b"".join(step.documents), passage.client.holder
            end = self.stretches.add(key, start, piece, whose=whose)
        except UnreadError as failure:
            file.stopped(await self.weighing.notice(passage, unread(failure.reason)))
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
        key = _key(passage, step)
        if file is None or file.notice or self.stretches.size(key) is None:
            return self._no(wire, codec, await self._unchecked(passage, step.file, file))
        held, kept = self.stretches.take(key), tuple(file.pieces)
        file.pieces.clear()
        try:
            listed = chosen(kept, step.pieces, self.weighing.check.max_bytes)
            with self.stretches.holding(passage.client.holder, len(held) + size_of(listed)):
                whole = await join(held, listed)
        except UnreadError as failure:
            file.stopped(await self.weighing.notice(passage, unread(failure.reason)))
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
        answer = await self.weighing.weighed(passage, step.parts, step.documents, redacts=redacts)
        if answer.notice:
            file.stopped(answer.notice)
            return self._no(wire, codec, answer.notice)
        if answer.copies:
            # Before it is recorded: what cannot be written back is refused, not "redacted".
            documents = await replaced(step.documents, answer.copies)
            wire = await aside(lambda came: codec.rewritten(came, documents), wire)
        await self.weighing.recorded(passage, answer)
        file.passed()
        return Sent(wire, self._learning(passage, wire, codec, file))

    async def _finished(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        notice = await self.attached(passage, (step.file,))
        notice = notice or await self.weighing.judged(passage, step.parts, step.documents)
        if notice:
            return self._no(wire, codec, notice)
        file = self.known.named(passage, step.file) or KnownFile()
        return Sent(codec.finished(wire, [piece.end for piece in file.pieces]))

    async def _other(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        key = _key(passage, step)
        size = self.stretches.size(key)
        if step.file and self.known.named(passage, step.file) is None:
            # Nobody has judged the name, and nothing of such a file is here.
            return self._no(wire, codec, await self._stranger(passage, step.file))
        if step.act is UploadAct.QUERY and size is not None:
            return Refused(codec.received(wire, size))
        if step.act is UploadAct.CANCEL:
            self.stretches.drop(key)
        notice = await self.weighing.judged(passage, step.parts, step.documents)
        return self._no(wire, codec, notice) if notice else Sent(wire)

    async def _unchecked(self, passage: Passage, name: str, file: KnownFile | None) -> Notice:
        """Why a file under this name may not be used; the same each time."""
        if file is None:
            return await self._stranger(passage, name)
        if file.notice is None:
            file.stopped(await self.weighing.notice(passage, _UNKNOWN))
        return _reason(file)

    async def _stranger(self, passage: Passage, name: str) -> Notice:
        notice = self.known.refusal(passage, name)
        if notice is None:
            notice = await self.weighing.notice(passage, _UNKNOWN)
            self.known.refused(passage, name, notice)
        return notice

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


def _key(passage: Passage, step: UploadStep) -> Hashable:
    """Whose stretches, of which file."""
    return passage.client.identity, passage.service.slug, step.file


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
