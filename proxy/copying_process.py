"""
Copies with placeholders, each made in a process of its own: in a thread it would make everybody
else wait, and what hangs there cannot be ended.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from policy.documents.interface import Format, Unread, UnreadError
from policy.documents.replacing import CannotReplaceError
from policy.documents.spots import Spot
from proxy.fair_places import CrowdedError, FairPlaces
from proxy.fair_row import FairRow

_SECRETS = "PROMPTWACHT_"
"""Prefix of settings in the environment; a child needs none, and some are passwords."""
_WAITING = 16
"""Copies that wait at most."""
_PATIENCE = 2
"""How many times the longest copy one may wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyingProcess:
    """An `addons.scanner.Copier`. One copy at a time; others wait, as in `FairRow`."""

    deadline_seconds: float
    """For one copy."""
    memory_bytes: int
    """That one copy may take."""
    _desk: FairPlaces = field(default_factory=lambda: FairPlaces(1, FairRow(_WAITING)), repr=False)

    async def copy(
        self, raw: bytes, format_: Format | None, spots: Sequence[Spot], *, whose: str = ""
    ) -> bytes:
        """
        The document with a placeholder for each of `spots`. Raises `CannotReplaceError`, also when
        the process failed or took too long; `OSError` when there can be none, and `UnreadError`
        (BUSY) when too many wait, or for too long.
        """
        order = await asyncio.to_thread(pickle.dumps, (raw, format_, tuple(spots)))
        try:
            async with asyncio.timeout(_PATIENCE * self.deadline_seconds):
                await self._desk.take(whose)
        except (CrowdedError, TimeoutError):
            raise UnreadError(Unread.BUSY) from None
        try:
            return await self._made(order)
        finally:
            self._desk.give_back(whose)

    async def _made(self, order: bytes) -> bytes:
        child = await self._started()
        try:
            async with asyncio.timeout(self.deadline_seconds):
                copy, _ = await child.communicate(order)
        except TimeoutError:
            raise CannotReplaceError from None
        finally:
            await _ended(child)
        if child.returncode != 0 or not copy:
            raise CannotReplaceError
        return copy

    async def _started(self) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "proxy.copying_child",
            str(self.memory_bytes),
            str(max(1, round(self.deadline_seconds))),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={
                name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)
            },
            start_new_session=True,
        )


async def _ended(child: Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
