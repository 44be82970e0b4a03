"""
Departments that upload only what somebody states to be public: the question, and the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from addons.fair_memory import FairMemory
from addons.known_files import digest_of, owner_of
from addons.passage import Passage
from addons.recorder import Recorder
from addons.refusing import Refusing
from policy.confirmation import AskedFile, Statement
from policy.documents.interface import Format, Unread
from policy.incident import EventAction, StatedPublic
from policy.notice import Notice, Topic
from policy.prompt import Channel

_NOTICES_LIVE = 5 * 60.0
"""Seconds in which a client that tries again is asked the same; well within the life of a link."""
_PASSES_LIVE = 15 * 60.0
_MAX_REMEMBERED = 20_000
"""Of each sort, of all clients together."""
_MOST = 200
"""Questions to one client within the life of a link, so that nobody uses up the room for all."""


class Confirmations(Protocol):
    """Where questions and answers are, shared with the portal. Its methods wait for the disk."""

    def key_of(self, identity: str, digest: bytes) -> str:
        """The name of somebody's file. Raises `OSError`, or what else keeps the key away."""
        ...

    def ask(self, files: Sequence[AskedFile], code: str) -> str | None:
        """The token of a new question, or None while there are too many. Raises `OSError`."""
        ...

    def statement(self, key: str) -> Statement | None:
        """What was stated of a file and still holds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanFile:
    """A file in which nothing was found that keeps it here."""

    digest: bytes = field(repr=False)
    """SHA-256 of its bytes."""
    format: Format


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    file: AskedFile
    statement: Statement | None


class Confirming:
    """Asks, and believes the answers. What its parts raise keeps the files here."""

    def __init__(
        self,
        *,
        confirmations: Confirmations,
        recorder: Recorder,
        refusing: Refusing,
        now: Callable[[], float],
    ) -> None:
        """`now` gives seconds on a clock that never goes back."""
        self._confirmations = confirmations
        self._recorder = recorder
        self._refusing = refusing
        self._notices: FairMemory[bytes, bytes, Notice] = FairMemory(
            now, _NOTICES_LIVE, _MAX_REMEMBERED
        )
        self._passed: FairMemory[bytes, tuple[str, str], Statement] = FairMemory(
            now, _PASSES_LIVE, _MAX_REMEMBERED
        )
        self._asked_of: FairMemory[bytes, str, tuple[float, ...]] = FairMemory(
            now, _PASSES_LIVE, _MAX_REMEMBERED
        )
        self._now = now

    async def notice(self, passage: Passage, files: Sequence[CleanFile]) -> Notice | None:
        """
        The question that keeps `files` here, or None once this person has stated of all of them
        that they are public; then that is on disk.
        """
        known = await asyncio.to_thread(self._look_up, passage.client.identity, files)
        open_ = [one.file for one in known if one.statement is None]
        if open_:
            return await self._asked(passage, open_)
        for one in known:
            if one.statement:
                await self._record(passage, one.file, one.statement)
        return None

    def _look_up(self, identity: str, files: Iterable[CleanFile]) -> list[_Known]:
        keys = {self._confirmations.key_of(identity, file.digest): file for file in files}
        return [
            _Known(
                file=AskedFile(key=key, format=file.format.value),
                statement=self._confirmations.statement(key),
            )
            for key, file in keys.items()
        ]

    async def _asked(self, passage: Passage, open_: Sequence[AskedFile]) -> Notice:
        """The same question again for a client that tries again."""
        case = digest_of(passage, (), (file.key.encode() for file in open_))
        if (notice := self._notices.get(case)) is not None:
            return notice
        code = await self._recorder.stopped(
            passage, EventAction.UPLOAD_REJECTED, Channel.UPLOAD, reason="uploads-confirm"
        )
        token = None
        if self._may_be_asked(passage):
            token = await asyncio.to_thread(self._confirmations.ask, open_, code)
        if token is None:
            return self._refusing.notice(passage, Topic.FILE_UNREAD, code, unread=Unread.BUSY)
        notice = self._refusing.notice(passage, Topic.UPLOADS_CONFIRM, code, token=token)
        self._notices.put(owner_of(passage), case, notice)
        return notice

    def _may_be_asked(self, passage: Passage) -> bool:
        """Whether this client has room for one more question; it has then used it."""
        identity, oldest = passage.client.identity, self._now() - _PASSES_LIVE
        times = [at for at in self._asked_of.get(identity) or () if at > oldest]
        if len(times) >= _MOST:
            return False
        self._asked_of.put(owner_of(passage), identity, (*times, self._now()))
        return True

    async def _record(self, passage: Passage, file: AskedFile, statement: Statement) -> None:
        """One line for each statement and service, however often the client tries again."""
        case = file.key, passage.service.slug
        if self._passed.get(case) == statement:
            return
        stated = StatedPublic(
            incident=statement.code, format=file.format, located=statement.located
        )
        await self._recorder.stated(passage, stated)
        self._passed.put(owner_of(passage), case, statement)
