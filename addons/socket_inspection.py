"""
One WebSocket message on its way out: read, judged, recorded, and then sent, changed or dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

from addons.aside import message_aside
from addons.inspection import Inspection
from addons.judging import Judging
from addons.outcome import FILES, FORWARDED
from addons.passage import Passage
from addons.recorder import Recorder
from addons.refusing import Refusing, topic_of_status
from addons.services.interface import Reading, SocketCodec, UnreadableError
from addons.uploads import Uploads
from policy.catalogue import Status
from policy.incident import EventAction
from policy.notice import Topic
from policy.prompt import Channel
from policy.verdict import Action, Verdict
from policy.wording import topic_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What becomes of a WebSocket message."""

    forward: str | None
    """The text to send on, or None to drop the message."""
    replies: tuple[str, ...] = ()
    """Messages for the client in its stead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketInspection:
    """Everything between a socket's codec and the wire, as `Inspection` is for requests."""

    judging: Judging
    recorder: Recorder
    refusing: Refusing
    uploads: Uploads

    @classmethod
    def beside(cls, inspection: Inspection) -> SocketInspection:
        """One that shares every store with that of requests: a chat may use both."""
        return cls(
            judging=inspection.judging,
            recorder=inspection.recorder,
            refusing=inspection.refusing,
            uploads=inspection.uploads,
        )

    async def message(self, passage: Passage, text: str, codec: SocketCodec) -> Message:
        """
        What happens to one WebSocket message of the client. Raises like `request`; then the
        caller must drop the message.
        """
        if passage.status is not Status.ALLOWED:
            code = await self.recorder.blocked(passage, Channel.WEBSOCKET)
            return self._drop(passage, text, codec, topic_of_status(passage), code)
        try:
            attached = await message_aside(codec.attachments, text)
            reading = await message_aside(codec.read, text)
            if reading is None and not attached:
                return Message(forward=text)
            reading = reading or Reading(parts=(), channel=Channel.WEBSOCKET)
            return await self._judge_message(passage, text, codec, reading, attached)
        except UnreadableError as unreadable:
            is_file = str(unreadable) in FILES
            code = await self.recorder.stopped(
                passage,
                EventAction.UPLOAD_REJECTED if is_file else EventAction.NOT_INSPECTABLE,
                Channel.WEBSOCKET,
                reason=str(unreadable),
            )
            topic = Topic.UPLOAD if is_file else Topic.UNREADABLE
            return self._drop(passage, text, codec, topic, code)

    async def _judge_message(
        self,
        passage: Passage,
        text: str,
        codec: SocketCodec,
        reading: Reading,
        attached: tuple[str, ...],
    ) -> Message:
        if notice := await self.uploads.of_prompt(passage, reading, attached):
            silent = reading.channel is Channel.DRAFT
            return Message(forward=None, replies=() if silent else codec.refuse(text, notice))
        verdict = await self.judging.verdict(passage, reading)
        changed, texts = text, None
        if verdict.action is Action.REDACT:
            redacted = self.judging.redacted(passage, reading, verdict)

            def write(asked: str) -> tuple[str, tuple[str, ...]]:
                texts = redacted()
                return codec.write(asked, reading, texts), texts

            changed, texts = await message_aside(write, text)
        code = await self.judging.recorded(passage, reading, verdict)
        if verdict.action in FORWARDED:
            self.judging.sent(passage, reading, texts=texts)
            return Message(forward=changed)
        if reading.channel is Channel.DRAFT:
            return Message(forward=None)  # the person is still typing; the real send explains
        return self._drop(passage, text, codec, topic_for(verdict), code, verdict)

    def _drop(
        self,
        passage: Passage,
        text: str,
        codec: SocketCodec,
        topic: Topic,
        code: str,
        verdict: Verdict | None = None,
    ) -> Message:
        notice = self.refusing.notice(passage, topic, code, verdict)
        return Message(forward=None, replies=codec.refuse(text, notice))
