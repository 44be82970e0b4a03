"""
Documents read one after the other for a command, in the cage in which the gateway reads them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import structlog

from config.errors import ConfigError
from config.settings import Settings
from policy.documents.interface import Contents, Unread, UnreadError
from proxy.installed_room import installed_room
from proxy.reading_room import ReadingDownError, ReadingRoom


class CagedReader:
    """The reading room starts with the first document, and ends with the `with` around this."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._runner = asyncio.Runner()
        self._room: ReadingRoom | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with _quiet_logs(), self._runner:
            if self._room is not None:
                self._runner.run(self._room.close())

    def open(self) -> None:
        """Start the room, unless it was. Raises `ConfigError` where nothing can be read at all."""
        if self._room is None:
            self._room = installed_room(self._settings)
            with _quiet_logs():
                self._runner.run(_started(self._room))

    def read(self, raw: bytes) -> Contents:
        """All that the document `raw` says. Raises `UnreadError`, and what `open` raises."""
        self.open()
        if self._room is None:
            raise UnreadError(Unread.DIED)
        with _quiet_logs():
            return self._runner.run(self._room.read(raw))


async def _started(room: ReadingRoom) -> None:
    await room.start()
    try:
        await room.ready()
    except ReadingDownError as failure:
        raise ConfigError(f"{failure} (promptwacht doctor tells more)") from None


@contextlib.contextmanager
def _quiet_logs() -> Iterator[None]:
    """A command prints results; what the room logs for operators is told as an error of ours."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.configure(**before)
