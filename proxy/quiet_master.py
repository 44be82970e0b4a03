"""
mitmproxy's master without a terminal: it starts the listeners, runs, and ends.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator
from typing import Any

import structlog
from mitmproxy import hooks, options
from mitmproxy.master import Master

from proxy.doors import Doors

_log = structlog.get_logger()


class QuietMaster(Master):
    """
    A `Master` that tells its caller when the listeners are up, and logs no message of mitmproxy.

    mitmproxy's own log lines can hold request bytes, so only their kind is ever written.
    """

    def __init__(self, opts: options.Options, doors: Doors) -> None:
        super().__init__(opts)
        self._doors = doors
        self._legacy_log_events.uninstall()

    async def listen(self) -> None:
        """Open every listener. Raises `OSError` when one cannot be had."""
        await self._doors.open()

    async def run(self) -> None:
        """Serve until `shutdown`; `listen` comes first."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_log_type_only)
        with eager_tasks(loop):
            await self.addons.trigger_event(hooks.RunningHook())
            try:
                await self.should_exit.wait()
            finally:
                await self.addons.trigger_event(hooks.DoneHook())

    async def close_listeners(self) -> None:
        """Accept nobody any more; connections that are there live on."""
        self._doors.close()


def _log_type_only(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    del loop
    error = context.get("exception")
    _log.error("task.failed", error=type(error).__name__ if error else "unknown")


@contextlib.contextmanager
def eager_tasks(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """
    Start tasks at once, as mitmproxy wants it. Its own way breaks with uvloop 0.23, which hands
    `eager_start` to a factory that CPython 3.13.0 does not expect it in.
    """
    before = loop.get_task_factory()
    loop.set_task_factory(_eager_task)
    try:
        yield
    finally:
        loop.set_task_factory(before)


def _eager_task(
    loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **options: Any
) -> asyncio.Task[Any]:
    options.pop("eager_start", None)
    return asyncio.Task(coro, loop=loop, eager_start=True, **options)
