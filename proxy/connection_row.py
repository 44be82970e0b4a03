"""
mitmproxy's handler of one client connection, with less work for each hook and each piece sent.

mitmproxy 12.2.3 keeps a lock while it handles an event, and a hook that begins meanwhile waits for
that lock to say that it is done: a future and two turns of the event loop for each of a request's
hooks. Here events stand in a row, in the same order, and whatever one of them makes us send to
somebody leaves in one piece.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, override

import structlog
from mitmproxy.connection import Connection
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.mode_servers import ProxyConnectionHandler
from mitmproxy.proxy.server import ConnectionIO

_log = structlog.get_logger()


class ConnectionRow(ProxyConnectionHandler):
    """Handles one event after the other, and never two at once."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)  # type: ignore[no-untyped-call]  # mitmproxy's
        self._row: deque[events.Event] = deque()
        self._is_handling = False
        self._unsent: dict[Connection, list[bytes]] = {}
        self._hooks: set[asyncio.Task[None]] = set()
        """Those that wait for something; the loop itself keeps no task alive."""

    @override
    async def handle_connection(self, connection: Connection) -> None:
        if connection is self.client:
            # This begins before mitmproxy knows the task, which it needs to close the connection.
            await asyncio.sleep(0)
        await super().handle_connection(connection)

    @override
    async def server_event(self, event: events.Event) -> None:
        self._row.append(event)
        if self._is_handling:
            # Called by a hook that has begun further up. Others have their turn first: what one
            # read of a socket brings may be a hundred requests.
            asyncio.get_running_loop().call_soon(self._handle_row)
        else:
            self._handle_row()

    def _handle_row(self) -> None:
        """Everything that stands there now."""
        self._is_handling = True
        try:
            for _ in range(len(self._row)):
                self._handle(self._row.popleft())
                self._send()
        finally:
            self._is_handling = False

    def _handle(self, event: events.Event) -> None:
        """Do what the layers say to `event`; as in mitmproxy, an error of theirs ends it."""
        self.timeout_watchdog.register_activity()
        try:
            for command in self.layer.handle_event(event):
                self._carry_out(command)
        except Exception as failure:  # noqa: BLE001 -- as mitmproxy does
            # Only the type: mitmproxy's own line holds a traceback, and that may quote.
            _log.error("connection.event_failed", error=type(failure).__name__)

    def _carry_out(self, command: commands.Command) -> None:
        match command:
            case commands.SendData():
                self._unsent.setdefault(command.connection, []).append(command.data)
            case commands.StartHook():
                self._send()  # it may hang up
                self._start(command)
            case commands.OpenConnection():
                self._open(command)
            case commands.CloseConnection():
                self._send()
                if command.connection in self.transports:
                    half = isinstance(command, commands.CloseTcpConnection) and command.half_close
                    self.close_connection(command.connection, half)
            case commands.RequestWakeup():
                self.wakeup_timer.add(asyncio.create_task(self.wakeup(command)))
            case commands.Log():
                pass  # nobody reads those: they may quote
            case _:
                raise TypeError(type(command).__name__)

    def _start(self, hook: commands.StartHook) -> None:
        task = asyncio.create_task(self.hook_task(hook))
        if not task.done():
            self._hooks.add(task)
            task.add_done_callback(self._hooks.discard)

    def _open(self, command: commands.OpenConnection) -> None:
        if command.connection in self.transports:
            raise ValueError("the connection is open")
        task = asyncio.create_task(self.open_connection(command))
        self.transports[command.connection] = ConnectionIO(handler=task)

    def _send(self) -> None:
        unsent, self._unsent = self._unsent, {}
        for connection, pieces in unsent.items():
            io = self.transports.get(connection)
            if io is not None and io.writer is not None and not io.writer.is_closing():
                io.writer.write(b"".join(pieces))
