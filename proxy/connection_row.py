"""
mitmproxy's handler of one client connection, with less work for each hook and each piece sent.

mitmproxy 12.2.3 keeps a lock while it handles an event, and a hook that begins meanwhile waits for
that lock to say that it is done: a future and two turns of the event loop for each of a request's
hooks. Here events stand in a row, in the same order and one to a turn, and whatever one of them
makes us send to somebody leaves in one piece.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, override

import structlog
from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.layers.http._hooks import HttpConnectedHook
from mitmproxy.proxy.layers.tls import TlsEstablishedClientHook
from mitmproxy.proxy.mode_servers import ProxyConnectionHandler
from mitmproxy.proxy.server import ConnectionIO

from addons.open_tunnel import Way
from addons.own_task import begin

_log = structlog.get_logger()

_PIECE = 64 * 1024
"""Bytes after which a piece leaves: what waits to be joined is in memory twice."""

_waiting_hooks: set[asyncio.Task[None]] = set()
"""Hooks that are not done; the event loop itself keeps no task alive."""

type _Turn = asyncio.Future[None]


class ConnectionRow(ProxyConnectionHandler):
    """Handles one event after the other, and never two at once."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)  # type: ignore[no-untyped-call]  # mitmproxy's
        self._row: deque[tuple[events.Event, _Turn | None]] = deque()
        self._is_handling = False
        self._unsent: dict[Connection, list[bytes]] = {}
        self._unsent_size = 0
        self.way = Way()
        """Whoever gets its events."""
        self._has_way = False
        """Whether it can be made shorter."""

    @override
    async def handle_connection(self, connection: Connection) -> None:
        if connection is self.client:
            # This begins before mitmproxy knows the task, which it needs to close the connection.
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError:
                _cancel_later()
        await super().handle_connection(connection)

    @override
    async def drain_writers(self) -> None:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            # Where data is there at once, nothing else in the loop of reads would ever wait.
            await asyncio.sleep(0)
        await super().drain_writers()  # type: ignore[no-untyped-call]  # mitmproxy's

    @override
    async def handle_hook(self, hook: commands.StartHook) -> None:
        """As mitmproxy's, which also asks whether somebody at its screen has stopped the flow."""
        with self.timeout_watchdog.disarm():
            await self.master.addons.handle_lifecycle(hook)

    @override
    async def server_event(self, event: events.Event) -> None:
        """Returns once the event is handled, but to a hook that the one before it has begun."""
        if self._is_handling:
            self._row.append((event, None))
        elif self._row:
            turn = asyncio.get_running_loop().create_future()
            self._row.append((event, turn))
            try:
                await turn
            except asyncio.CancelledError:
                _cancel_later()
        else:
            self._row.append((event, None))
            self._handle_next()

    def _handle_next(self) -> None:
        """Others have their turn before what is left: one read may bring a hundred requests."""
        event, turn = self._row.popleft()
        self._is_handling = True
        try:
            try:
                self._handle(event)
            finally:
                self._send()
        finally:
            self._is_handling = False
            if turn is not None and not turn.done():
                turn.set_result(None)
            if self._row:
                asyncio.get_running_loop().call_soon(self._handle_next)

    def _handle(self, event: events.Event) -> None:
        """Do what the layers say to `event`; as in mitmproxy, an error of theirs ends it."""
        self.timeout_watchdog.register_activity()
        try:
            for command in self.way.end(self.layer).handle_event(event):
                self._carry_out(command)
            if self._has_way and not self.way.is_over:
                self.way.shorten(self.layer)
        except Exception as failure:  # noqa: BLE001 -- as mitmproxy does
            _say_failed(failure)

    def _carry_out(self, command: commands.Command) -> None:
        match command:
            case commands.SendData():
                self._say(command)
            case commands.StartHook():
                self._send()  # it may hang up
                self._has_way |= isinstance(command, HttpConnectedHook | TlsEstablishedClientHook)
                self._start(command)
            case commands.OpenConnection():
                self._open(command)
            case commands.CloseConnection():
                self._send()
                self._close(command)
            case commands.RequestWakeup():
                self.wakeup_timer.add(asyncio.create_task(self.wakeup(command)))
            case commands.Log():
                pass  # nobody reads those: they may quote
            case _:
                raise TypeError(type(command).__name__)

    def _close(self, command: commands.CloseConnection) -> None:
        if command.connection in self.transports:
            half = isinstance(command, commands.CloseTcpConnection) and command.half_close
            self.close_connection(command.connection, half and not self.way.is_in_connect)

    def _say(self, command: commands.SendData) -> None:
        io = self.transports.get(command.connection)
        if io is None:
            return  # it is closed already
        if io.writer is None:
            raise ValueError("the connection is not open yet")
        self._unsent.setdefault(command.connection, []).append(command.data)
        self._unsent_size += len(command.data)
        if self._unsent_size > _PIECE:
            self._send()

    def _start(self, hook: commands.StartHook) -> None:
        task = begin(self.hook_task(hook))
        if task is not None and not task.done():
            _waiting_hooks.add(task)
            task.add_done_callback(_waiting_hooks.discard)

    def _open(self, command: commands.OpenConnection) -> None:
        if command.connection in self.transports:
            raise ValueError("the connection is open")
        task = asyncio.create_task(self.open_connection(command))
        self.transports[command.connection] = ConnectionIO(handler=task)

    def _send(self) -> None:
        if not self._unsent:
            return
        unsent, self._unsent, self._unsent_size = self._unsent, {}, 0
        for connection, pieces in unsent.items():
            io = self.transports.get(connection)
            if io is None or io.writer is None or io.writer.is_closing():
                continue
            try:
                io.writer.write(b"".join(pieces))
            except Exception as failure:  # noqa: BLE001 -- after a half-close; others get theirs
                _say_failed(failure)


def _say_failed(failure: Exception) -> None:
    # Only the type: mitmproxy's own line holds a traceback, and that may quote.
    _log.error("connection.event_failed", error=type(failure).__name__)


def _cancel_later() -> None:
    """At the next wait, where mitmproxy expects it and closes the connection."""
    task = asyncio.current_task()
    if task is not None:
        task.cancel()
