"""
One request on its way out: read, judged, recorded, and then sent, changed or refused.

No mitmproxy here, so that every path can be tested with plain data. Whatever raises in this
module leaves the caller's refusal in place: nobody has judged, so nothing leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from addons.passage import Passage
from addons.recorder import Recorder
from addons.refusing import Refusing, topic_of_status
from addons.services.interface import (
    Cargo,
    Codec,
    Reading,
    SocketCodec,
    UnreadableError,
    WireRequest,
    WireResponse,
)
from addons.turns import Turns
from addons.vaults import Vaults
from policy.catalogue import Status
from policy.finding import Finding
from policy.incident import EventAction
from policy.notice import Topic
from policy.prompt import Channel, Prompt
from policy.redaction import redact
from policy.verdict import Action, Verdict
from policy.wording import topic_for


class Scanner(Protocol):
    """Finds sensitive text; the work happens in another process."""

    async def scan(self, texts: Sequence[str]) -> tuple[Finding, ...]:
        """All findings. Raises when it could not look at everything."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """The request may leave, as this."""

    request: WireRequest


@dataclass(frozen=True, slots=True)
class Refused:
    """The request stays; the client gets this instead."""

    response: WireResponse


type Outcome = Sent | Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What becomes of a WebSocket message."""

    forward: str | None
    """The text to send on, or None to drop the message."""
    replies: tuple[str, ...] = ()
    """Messages for the client in its stead."""


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: Verdict
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Everything between a codec and the wire; clock and stores are handed in."""

    scanner: Scanner
    recorder: Recorder
    refusing: Refusing
    walker: Codec
    """Reads what no codec knows."""
    turns: Turns
    vaults: Vaults

    async def request(self, passage: Passage, wire: WireRequest, codec: Codec) -> Outcome:
        """
        What happens to one HTTP request. Raises what the scanner or the log raises; then the
        caller must refuse.
        """
        if passage.status is not Status.ALLOWED:
            code = await self.recorder.blocked(passage, _channel(wire))
            return self._no(passage, wire, codec, topic_of_status(passage), code)
        try:
            return await self._allowed(passage, wire, codec)
        except UnreadableError as unreadable:
            code = await self.recorder.stopped(
                passage, EventAction.NOT_INSPECTABLE, _channel(wire), reason=str(unreadable)
            )
            return self._no(passage, wire, codec, Topic.UNREADABLE, code)

    async def _allowed(self, passage: Passage, wire: WireRequest, codec: Codec) -> Outcome:
        if self.turns:
            if stand_in := codec.stand_in(wire, self.turns):
                return Refused(stand_in.response)
            wire = codec.mend(wire, self.turns)
        match codec.cargo(wire):
            case Cargo.NOTHING:
                return Sent(wire)
            case Cargo.PROMPT:
                return await self._judge(passage, wire, codec, reader=codec)
            case Cargo.UNKNOWN:
                return await self._judge(passage, wire, codec, reader=self.walker)
            case Cargo.UPLOAD:
                code = await self.recorder.stopped(
                    passage, EventAction.UPLOAD_REJECTED, Channel.UPLOAD, reason="uploads-closed"
                )
                return self._no(passage, wire, codec, Topic.UPLOAD, code)
            case _:  # CLOSED, and whatever nobody has taught us yet
                code = await self.recorder.stopped(
                    passage, EventAction.SERVICE_BLOCKED, _channel(wire), reason="closed-mode"
                )
                return self._no(passage, wire, codec, Topic.CLOSED, code)

    async def _judge(
        self, passage: Passage, wire: WireRequest, codec: Codec, *, reader: Codec
    ) -> Outcome:
        reading = reader.read(wire)
        judged = await self._verdict(passage, reading)
        action = judged.verdict.action
        if action is Action.ALLOW:
            return Sent(wire)
        if action is Action.REDACT:
            texts = self._redacted(passage, reading, judged.verdict)
            return Sent(reader.write(wire, reading, texts))
        # REJECT, and whatever nobody has taught us yet
        topic = topic_for(judged.verdict)
        return self._no(passage, wire, codec, topic, judged.code, judged.verdict)

    def _no(
        self,
        passage: Passage,
        wire: WireRequest,
        codec: Codec,
        topic: Topic,
        code: str,
        verdict: Verdict | None = None,
    ) -> Refused:
        notice = self.refusing.notice(passage, topic, code, verdict)
        refusal = self.refusing.say(codec, wire, notice)
        self.turns.remember(*refusal.forged)
        return Refused(refusal.response)

    async def message(self, passage: Passage, text: str, codec: SocketCodec) -> Message:
        """
        What happens to one WebSocket message of the client. Raises like `request`; then the
        caller must drop the message.
        """
        if passage.status is not Status.ALLOWED:
            code = await self.recorder.blocked(passage, Channel.WEBSOCKET)
            return self._drop(passage, text, codec, topic_of_status(passage), code)
        try:
            reading = codec.read(text)
            if reading is None:
                return Message(forward=text)
            return await self._judge_message(passage, text, codec, reading)
        except UnreadableError as unreadable:
            code = await self.recorder.stopped(
                passage, EventAction.NOT_INSPECTABLE, Channel.WEBSOCKET, reason=str(unreadable)
            )
            return self._drop(passage, text, codec, Topic.UNREADABLE, code)

    async def _judge_message(
        self, passage: Passage, text: str, codec: SocketCodec, reading: Reading
    ) -> Message:
        judged = await self._verdict(passage, reading)
        action = judged.verdict.action
        if action is Action.ALLOW:
            return Message(forward=text)
        if action is Action.REDACT:
            texts = self._redacted(passage, reading, judged.verdict)
            return Message(forward=codec.write(text, reading, texts))
        if reading.channel is Channel.DRAFT:
            return Message(forward=None)  # the person is still typing; the real send explains
        topic = topic_for(judged.verdict)
        return self._drop(passage, text, codec, topic, judged.code, judged.verdict)

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

    async def _verdict(self, passage: Passage, reading: Reading) -> _Judged:
        prompt = Prompt(
            service=passage.service.slug,
            department=passage.department.slug,
            channel=reading.channel,
            parts=reading.parts,
        )
        findings = await self._findings(prompt)
        verdict = passage.policy.rulebook.decide(prompt, findings)
        if verdict.action is Action.ALLOW and verdict.trial is None:
            return _Judged(verdict, "")
        return _Judged(verdict, await self.recorder.verdict(passage, reading.channel, verdict))

    async def _findings(self, prompt: Prompt) -> tuple[Finding, ...]:
        texts = tuple(part.text for part in prompt.parts)
        return await self.scanner.scan(texts) if any(texts) else ()

    def _redacted(self, passage: Passage, reading: Reading, verdict: Verdict) -> tuple[str, ...]:
        vault = self.vaults.of(passage.client.identity, passage.service.slug, reading.conversation)
        return redact(tuple(part.text for part in reading.parts), verdict.findings, vault)


def _channel(wire: WireRequest) -> Channel:
    """The channel of a request that nobody has read."""
    return Channel.URL if wire.method in {"GET", "HEAD"} else Channel.PROMPT
