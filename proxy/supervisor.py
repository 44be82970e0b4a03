"""
All processes on one machine: started together, restarted when they die or hang, stopped together.
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
from proxy.heartbeat import PATIENCE, SOCKET, Heartbeat
from proxy.overhearing import Ear
from proxy.parentage import child_environment

_log = structlog.get_logger()

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 10.0
_LISTEN_SECONDS = 0.5
_DEAF_SECONDS = 5.0
"""Who came back to listen so late was held up too (a machine that sleeps, a paused container)."""


@dataclass(frozen=True, slots=True)
class Process:
    """One command of ours, as `python -m proxy …`."""

    name: str
    arguments: tuple[str, ...]
    has_heartbeat: bool = False
    """It tells that it lives, and reloads on SIGHUP."""


@dataclass(slots=True)
class Supervisor:
    """Keeps `processes` alive until told to stop."""

    processes: Sequence[Process]
    grace: float = 10.0
    """Seconds that a process gets to stop by itself."""
    patience: float = 30.0
    """Seconds of silence after which a process with a heartbeat is killed."""
    heartbeat: Heartbeat = field(default_factory=Heartbeat.of_process)
    """Of the supervisor itself."""
    _children: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    _ready: set[str] = field(default_factory=set)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _hurry: asyncio.Event = field(default_factory=asyncio.Event)
    _code: int = OK

    async def run(self) -> int:
        """
        Exit code of the whole: 0 after a clean stop, 2 when a process says that it was set up
        wrongly, for then a restart would not help.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._asked_to_stop)
        # Of a terminal that closes it means the end; of anybody else, "read your files again".
        hangs_up = sys.stdin is not None and sys.stdin.isatty()
        loop.add_signal_handler(
            signal.SIGHUP, self._asked_to_stop if hangs_up else self._pass_on_reload
        )
        beating = asyncio.create_task(self.heartbeat.run())
        keepers = [asyncio.create_task(self._keep(process)) for process in self.processes]
        await self._stop.wait()
        self.heartbeat.stopping()
        await self._end_children()
        for task in (*keepers, beating):
            task.cancel()
        await asyncio.gather(*keepers, beating, return_exceptions=True)
        return self._code

    def _asked_to_stop(self) -> None:
        """A second time: at once."""
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    def _pass_on_reload(self) -> None:
        for process in self.processes:
            child = self._children.get(process.name)
            if process.has_heartbeat and child is not None and child.returncode is None:
                child.send_signal(signal.SIGHUP)

    async def _keep(self, process: Process) -> None:
        pause = _FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while not self._stop.is_set():
            started = loop.time()
            code = await self._one_life(process)
            if self._stop.is_set():
                return
            if code == USAGE:
                self._code = USAGE
                self._stop.set()
                return
            lived = loop.time() - started
            pause = _FIRST_PAUSE if lived > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            _log.error("process.ended", process=process.name, code=code, restart_in=pause)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)

    async def _one_life(self, process: Process) -> int:
        """From the start of a process to its end; its exit code."""
        environment = child_environment()
        # Whoever started us listens to us, and not to our children.
        for name in (SOCKET, PATIENCE):
            environment.pop(name, None)
        with contextlib.ExitStack() as stack:
            ear = None
            if process.has_heartbeat:
                ear = Ear(self.patience, asyncio.get_running_loop().time())
                stack.callback(ear.close)
                environment |= ear.environment
            child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "proxy", *process.arguments,
                env=environment, start_new_session=True,
            )  # fmt: skip
            self._children[process.name] = child
            watching = asyncio.create_task(self._listen(process, child, ear))
            try:
                return await child.wait()
            finally:
                watching.cancel()

    async def _listen(
        self, process: Process, child: asyncio.subprocess.Process, ear: Ear | None
    ) -> None:
        """Until cancelled: kill `child` when it has said nothing for too long."""
        loop = asyncio.get_running_loop()
        heard_at = loop.time()
        while ear is not None:
            now = loop.time()
            if now - heard_at > _DEAF_SECONDS:
                ear.forgive(now)
            heard_at = now
            if ear.is_dead(now) and not self._stop.is_set():
                _log.error("process.hangs", process=process.name, silent_for=self.patience)
                child.kill()
                return
            if ear.is_ready and process.name not in self._ready:
                self._is_ready(process)
            await asyncio.sleep(_LISTEN_SECONDS)

    def _is_ready(self, process: Process) -> None:
        self._ready.add(process.name)
        if self._ready == {each.name for each in self.processes if each.has_heartbeat}:
            self.heartbeat.ready()

    async def _end_children(self) -> None:
        living = [child for child in self._children.values() if child.returncode is None]
        for child in living:
            child.terminate()
        ended = asyncio.create_task(_all_ended(living))
        hurried = asyncio.create_task(self._hurry.wait())
        first = asyncio.FIRST_COMPLETED
        await asyncio.wait((ended, hurried), timeout=self.grace, return_when=first)
        hurried.cancel()
        for child in living:
            if child.returncode is None:
                child.kill()
        await ended


async def _all_ended(children: Sequence[asyncio.subprocess.Process]) -> bool:
    for child in children:
        await child.wait()
    return True
