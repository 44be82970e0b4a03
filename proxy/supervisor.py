"""
All processes on one machine: started together, restarted when they die, stopped together.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from proxy.exit_codes import OK, USAGE

_log = structlog.get_logger()

_GRACE = 10.0
"""Seconds that a process gets to stop by itself."""
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class Process:
    """One command of ours, as `python -m proxy …`."""

    name: str
    arguments: tuple[str, ...]


@dataclass(slots=True)
class Supervisor:
    """Keeps `processes` alive until told to stop."""

    processes: Sequence[Process]
    _children: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _code: int = OK

    async def run(self) -> int:
        """
        Exit code of the whole: 0 after a clean stop, 2 when a process says that it was set up
        wrongly, for then a restart would not help.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        keepers = [asyncio.create_task(self._keep(process)) for process in self.processes]
        await self._stop.wait()
        await self._end_children()
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        return self._code

    async def _keep(self, process: Process) -> None:
        pause = _FIRST_PAUSE
        while not self._stop.is_set():
            started = asyncio.get_running_loop().time()
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "proxy", *process.arguments, start_new_session=True
            )
            self._children[process.name] = child
            code = await child.wait()
            if self._stop.is_set():
                return
            if code == USAGE:
                self._code = USAGE
                self._stop.set()
                return
            lived = asyncio.get_running_loop().time() - started
            pause = _FIRST_PAUSE if lived > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            _log.error("process.ended", process=process.name, code=code, restart_in=pause)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)

    async def _end_children(self) -> None:
        living = [child for child in self._children.values() if child.returncode is None]
        for child in living:
            child.terminate()
        for child in living:
            try:
                await asyncio.wait_for(child.wait(), _GRACE)
            except TimeoutError:
                child.kill()
                await child.wait()
