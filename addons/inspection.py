"""
One request on its way out: read, judged, recorded, and then sent, changed or refused.

No mitmproxy here, so that every path can be tested with plain data. Whatever raises in this
module leaves the caller's refusal in place: nobody has judged, so nothing leaves.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from addons.aside import aside
from addons.bodies import DISGUISES
from addons.cargoes import Cargoes
from addons.judging import Judging
from addons.known_files import owner_of
from addons.outcome import FILES, FORWARDED, Outcome, Refused, Sent
from addons.passage import Passage
from addons.recorder import Recorder
from addons.refusing import Refusing, topic_of_status
from addons.services.interface import (
    Cargo,
    Codec,
    UnreadableError,
    WireRequest,
)
from addons.services.refusals import is_preflight, preflight_answer
from addons.turns import Turns
from addons.uploads import Uploads
from policy.catalogue import Status
from policy.documents.interface import Unread
from policy.incident import EventAction
from policy.notice import Notice, Topic
from policy.prompt import Channel
from policy.verdict import Action, Verdict
from policy.wording import topic_for


@dataclass(frozen=True, slots=True)
class _Stop:
    """A verdict that keeps a prompt here, and the code of its incident."""

    verdict: Verdict
    code: str


_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Everything between a codec and the wire; clock and stores are handed in."""

    judging: Judging
    recorder: Recorder
    refusing: Refusing
    walker: Codec
    """Reads what no codec knows."""
    uploads: Uploads
    turns: Turns
    cargoes: Cargoes = field(default_factory=Cargoes)

    async def request(self, passage: Passage, wire: WireRequest, codec: Codec) -> Outcome:
        """
        What happens to one HTTP request. Raises what the scanner or the log raises; then the
        caller must refuse.
        """
        if passage.status is not Status.ALLOWED:
            if is_preflight(wire):
                return Refused(preflight_answer(wire))
            code = await self.recorder.blocked(passage, _channel(wire))
            return self._no(passage, wire, codec, topic_of_status(passage), code)
        try:
            return await self._allowed(passage, wire, codec)
        except UnreadableError as unreadable:
            return await self.unreadable(passage, wire, codec, str(unreadable))

    async def handshake(self, passage: Passage, words: WireRequest) -> bool:
        """
        Whether a WebSocket may begin at an address with these words in it. Nothing of an address
        can be replaced, so what would be is refused. Raises like `request`.
        """
        try:
            reading = self.walker.read(words)
        except UnreadableError as unreadable:
            await self.unreadable(passage, words, self.walker, str(unreadable))
            return False
        if not reading.parts:
            return True  # nobody's words, so no prompt to count either
        verdict = await self.judging.verdict(passage, reading)
        if verdict.action is Action.REDACT:
            verdict = replace(verdict, action=Action.REJECT)
        await self.judging.recorded(passage, reading, verdict)
        return verdict.action in FORWARDED

    async def _allowed(self, passage: Passage, came: WireRequest, codec: Codec) -> Outcome:
        # A refusal answers the request as it came: a page knows the ids that we made up.
        wire = came
        if self.turns:
            if stand_in := await aside(lambda asked: codec.stand_in(asked, self.turns), came):
                return Refused(stand_in.response)
            wire = await aside(lambda asked: codec.mend(asked, self.turns), came)
        if self._asks_to_upload(passage, codec, wire):
            return Refused(preflight_answer(wire))
        cargo = self.cargoes.of(passage, codec, wire)
        if cargo is Cargo.NOTHING and wire.body and wire.method in _BODILESS:
            cargo = Cargo.UNKNOWN  # a reviewed address, but nobody reviewed a body there
        match cargo:
            case Cargo.NOTHING:
                return Sent(wire)
            case Cargo.PROMPT | Cargo.UNKNOWN:
                reader = codec if cargo is Cargo.PROMPT else self.walker
                return await self._prompt(passage, wire, came, codec, reader)
            case Cargo.UPLOAD:
                return await self.uploads.step(passage, wire, codec)
            case _:  # CLOSED, and whatever nobody has taught us yet
                return await self._closed(passage, came, codec)

    async def _prompt(
        self, passage: Passage, wire: WireRequest, came: WireRequest, codec: Codec, reader: Codec
    ) -> Outcome:
        outcome = await self._judge(passage, wire, reader=reader)
        if isinstance(outcome, Sent):
            return outcome
        if isinstance(outcome, Notice):
            return self._said(passage, came, codec, outcome)
        topic = topic_for(outcome.verdict)
        return self._no(passage, came, codec, topic, outcome.code, outcome.verdict)

    def _asks_to_upload(self, passage: Passage, codec: Codec, wire: WireRequest) -> bool:
        """A browser's question before it sends a file; the file itself is judged when it comes."""
        if not is_preflight(wire):
            return False
        method = wire.headers["access-control-request-method"].upper()
        return self.cargoes.of(passage, codec, replace(wire, method=method)) is Cargo.UPLOAD

    async def _closed(self, passage: Passage, wire: WireRequest, codec: Codec) -> Outcome:
        if is_preflight(wire):
            return Refused(preflight_answer(wire))  # the request itself makes the incident
        code = await self.recorder.stopped(
            passage, EventAction.SERVICE_BLOCKED, _channel(wire), reason="closed-mode"
        )
        return self._no(passage, wire, codec, Topic.CLOSED, code)

    async def unreadable(
        self, passage: Passage, wire: WireRequest, codec: Codec, reason: str
    ) -> Refused:
        """What cannot be read does not leave; about files, people are told of files."""
        is_file = reason in FILES
        action = EventAction.NOT_INSPECTABLE
        if reason in DISGUISES:
            action = EventAction.BYPASS_ATTEMPT
        code = await self.recorder.stopped(
            passage,
            EventAction.UPLOAD_REJECTED if is_file else action,
            Channel.UPLOAD if is_file else _channel(wire),
            reason=reason,
        )
        topic = Topic.UPLOAD if is_file else Topic.UNREADABLE
        return self._no(passage, wire, codec, topic, code)

    async def dropped(
        self, passage: Passage, wire: WireRequest, codec: Codec, reason: Unread
    ) -> Refused:
        """What was too much to be kept, told as the service would; `wire` has no body."""
        if self.cargoes.of(passage, codec, wire) is Cargo.UPLOAD:
            notice = await self.uploads.not_kept(passage, reason)
            return self._said(passage, wire, codec, notice)
        if reason is Unread.TOO_LARGE:
            return await self.unreadable(passage, wire, codec, "body-too-large")
        code = await self.recorder.stopped(
            passage, EventAction.UNCHECKED, _channel(wire), reason=reason.value
        )
        return self._no(passage, wire, codec, Topic.UNCHECKED, code)

    def unchecked(self, passage: Passage, wire: WireRequest, codec: Codec, code: str) -> Refused:
        """What the client of a request hears that nobody could look at."""
        return self._no(passage, wire, codec, Topic.UNCHECKED, code)

    async def _judge(
        self, passage: Passage, wire: WireRequest, *, reader: Codec
    ) -> Sent | _Stop | Notice:
        attached = await aside(reader.attachments, wire)
        reading = await aside(reader.read, wire)
        if notice := await self.uploads.of_prompt(passage, reading, attached):
            return notice
        if reading.channel is Channel.UPLOAD:
            return Sent(wire)  # all of its text was judged with its files
        way = wire.route if reader is self.walker else ""
        verdict = await self.judging.verdict(passage, reading, way)
        changed, texts = wire, None
        if verdict.action is Action.REDACT:
            # Before it is recorded: what cannot be written back is refused, not "redacted".
            redacted = self.judging.redacted(passage, reading, verdict)

            def write(asked: WireRequest) -> tuple[WireRequest, tuple[str, ...]]:
                texts = redacted()
                return reader.write(asked, reading, texts), texts

            changed, texts = await aside(write, wire)
        code = await self.judging.recorded(passage, reading, verdict)
        if verdict.action not in FORWARDED:
            return _Stop(verdict, code)
        self.judging.sent(passage, reading, way, texts)
        return Sent(changed)

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
        return self._said(passage, wire, codec, notice)

    def _said(self, passage: Passage, wire: WireRequest, codec: Codec, notice: Notice) -> Refused:
        refusal = self.refusing.say(codec, wire, notice)
        self.turns.remember(owner_of(passage), *refusal.forged)
        return Refused(refusal.response)


def _channel(wire: WireRequest) -> Channel:
    """The channel of a request that nobody has read."""
    return Channel.URL if wire.method in {"GET", "HEAD"} else Channel.PROMPT
