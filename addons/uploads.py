"""
Files on their way to a service: each is held until its last byte is there, read, judged, recorded,
and only then sent on. What belongs together is tied: announcement, bytes, the message that uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from addons.document_check import Checked, DocumentCheck, Stays, closed_to_files, unread
from addons.known_files import Answer, KnownFile, KnownFiles, digest_of
from addons.outcome import Outcome, Refused, Sent
from addons.passage import Passage
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
from policy.documents.interface import Unread, UnreadError
from policy.incident import EventAction
from policy.notice import Notice, Topic
from policy.prompt import Channel, Part

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

    async def step(self, passage: Passage, wire: WireRequest, codec: Codec) -> Outcome:
        """What happens to one request of an upload. Raises `UnreadableError` too."""
        step = codec.upload(wire)
        if step is None:
            raise UnreadableError("file")
        if stays := closed_to_files(passage):
            return self._no(wire, codec, await self._notice(passage, stays))
        match step.act:
            case UploadAct.ANNOUNCE:
                return await self._announced(passage, wire, codec, step)
            case UploadAct.BYTES:
                return await self._bytes(passage, wire, codec, step)
            case UploadAct.FINISH:
                return await self._finished(passage, wire, codec, step)
            case UploadAct.QUERY | UploadAct.CANCEL | UploadAct.OTHER:
                return await self._other(passage, wire, codec, step)

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

    async def _announced(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        if step.size is not None and step.size > self.check.max_bytes:
            stays = unread(Unread.TOO_LARGE)
            return self._no(wire, codec, await self._notice(passage, stays))
        if notice := await self._judged(passage, step.parts, step.documents):
            return self._no(wire, codec, notice)
        return Sent(wire, self._learning(passage, wire, codec, KnownFile()))

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
            size = self.stretches.add(key, step.offset, b"".join(step.documents))
        except UnreadError as failure:
            file.stopped(await self._notice(passage, unread(failure.reason)))
            return self._no(wire, codec, _reason(file))
        if not step.final:
            return Refused(codec.received(wire, size))
        whole = self.stretches.take(key)
        wire = codec.whole(wire, whole)
        step = replace(step, documents=(whole,), offset=0, final=True)
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
        if notice := await self._judged(passage, step.parts, step.documents):
            file.stopped(notice)
            return self._no(wire, codec, notice)
        file.passed()
        return Sent(wire, self._learning(passage, wire, codec, file))

    async def _finished(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        notice = await self.attached(passage, (step.file,))
        notice = notice or await self._judged(passage, step.parts, step.documents)
        return self._no(wire, codec, notice) if notice else Sent(wire)

    async def _other(
        self, passage: Passage, wire: WireRequest, codec: Codec, step: UploadStep
    ) -> Outcome:
        key = (passage.client.identity, passage.service.slug, step.file)
        size = self.stretches.size(key)
        if step.act is UploadAct.QUERY and size is not None:
            return Refused(codec.received(wire, size))
        if step.act is UploadAct.CANCEL:
            self.stretches.drop(key)
        notice = await self._judged(passage, step.parts, step.documents)
        return self._no(wire, codec, notice) if notice else Sent(wire)

    async def _judged(
        self, passage: Passage, parts: tuple[Part, ...], documents: Sequence[bytes]
    ) -> Notice | None:
        """A verdict on this content; the same one again for a client that tries again."""
        digest = digest_of(passage, parts, documents)
        if (answer := self.known.answer(digest)) is not None:
            return answer.notice
        checked = await self._checked(passage, parts, documents)
        stays = next((one.stays for one in checked if one.stays), None)
        notice = await self._notice(passage, stays) if stays else None
        if stays is None:
            for verdict in (one.on_trial for one in checked if one.on_trial):
                await self.recorder.verdict(passage, Channel.UPLOAD, verdict)
        if stays is None or not stays.may_pass_later:
            self.known.remember(digest, Answer(notice))
        return notice

    async def _checked(
        self, passage: Passage, parts: tuple[Part, ...], documents: Sequence[bytes]
    ) -> list[Checked]:
        """Everything up to the first that stays here."""
        checked = [await self.check.texts(passage, parts)]
        room = self.stretches.room
        try:
            with room.holding(sum(map(len, documents))):
                for document in documents:
                    if checked[-1].stays:
                        break
                    checked.append(await self.check.document(passage, document))
        except UnreadError as failure:
            checked.append(Checked(stays=unread(failure.reason)))
        return checked

    async def _unchecked(self, passage: Passage, name: str, file: KnownFile | None) -> Notice:
        """Why a file under this name may not be used; the same each time."""
        if file is None:
            file = KnownFile()
            self.known.tie(passage, (name,), file)
        if file.notice is None:
            file.stopped(await self._notice(passage, _UNKNOWN))
        return _reason(file)

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
