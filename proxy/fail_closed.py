"""
mitmproxy lets a flow go on when a hook fails; here it does not.

Measured on mitmproxy 12.2.3: an exception in any of its hooks is logged, and the prompt leaves.
This add-on manager calls hooks from a table and, when one raises, hangs or is cancelled, turns
that hook's subject into a refusal and remembers the client connection as unsafe. What it refuses
so it reports first (`fail_closed_reports.py`): no prompt is turned down without its incident.
"""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
from collections.abc import Callable
from typing import Any, cast

import structlog
from mitmproxy import addonmanager, connection, exceptions, hooks, http, tls
from mitmproxy.proxy import commands, layer, server_hooks

from addons.own_task import within
from addons.passage import JUDGED_MESSAGE, PASS, PASSAGE
from proxy.fail_closed_reports import Report, not_reported, refused_by

_log = structlog.get_logger()

type Hook = Callable[..., Any]
type IsAi = Callable[[str], bool]

UNCHECKED = b"This request could not be checked, so it was not sent."


class FailClosedAddons(addonmanager.AddonManager):
    """
    An `AddonManager` whose hooks fail closed for AI traffic.

    `is_ai` tells whether a canonical host is one that we open; a host for which it raises is
    taken for one. `deadline` is in seconds and holds for each hook call.
    """

    def __init__(self, master: Any, *, is_ai: IsAi, deadline: float) -> None:
        super().__init__(master)  # type: ignore[no-untyped-call]  # mitmproxy's
        self._is_ai = is_ai
        self._deadline = deadline
        self._table: dict[str, tuple[Hook, ...]] = {}
        self._unsafe: set[str] = set()
        self.report: Report = not_reported
        """Told of everything that is refused here, before the refusal takes effect."""

    def add(self, *addons: Any) -> None:
        super().add(*addons)  # type: ignore[no-untyped-call]  # mitmproxy's
        self._table.clear()

    def remove(self, addon: Any) -> None:
        super().remove(addon)  # type: ignore[no-untyped-call]  # mitmproxy's
        self._table.clear()

    async def handle_lifecycle(self, event: hooks.Hook) -> None:
        # mitmproxy adds an `update` event after each of these; nobody here listens to it.
        await self.trigger_event(event)

    async def trigger_event(self, event: hooks.Hook) -> None:
        args = _args_of(event)
        subject = args[0] if args else None
        failed = False
        for hook in self._hooks(event.name):
            try:
                outcome = hook(*args)
                if outcome is not None and inspect.isawaitable(outcome):
                    await within(self._deadline, outcome)
                failed = False
            except exceptions.AddonHalt:
                break
            except BaseException as failure:  # noqa: BLE001 -- nothing may slip past a failed hook
                self._failed(event.name, subject, failure)
                failed = True
                # Of several that choose a layer, the next may still choose soundly.
                if event.name != "next_layer":
                    break
        if failed:
            self._refuse(event.name, subject)
        self._keep_unsafe_out(event.name, subject)
        if isinstance(subject, http.HTTPFlow):
            self._demand_pass(event.name, subject)
        # A layer that was chosen after all is no refusal.
        if failed or (self._unsafe and not isinstance(subject, layer.NextLayer)):
            await self._account_for(event.name, subject)
        if failed and (client := _client_of(subject)) and client.timestamp_end is not None:
            self._unsafe.discard(client.id)  # gone, and nobody else will take it off

    async def _account_for(self, name: str, subject: object) -> None:
        """Report what a failed hook has just refused, where it was on its way to AI."""
        client = _client_of(subject)
        if client is None or client.id not in self._unsafe:
            return
        refused = refused_by(name, subject, self._might_be_ai)
        if refused is None:
            return
        try:
            await within(self._deadline, self.report(client, *refused))
        except BaseException as failure:
            _log.error("incident.not-written", error=type(failure).__name__)
            task = asyncio.current_task()
            if task and task.cancelling():
                raise

    def _failed(self, name: str, subject: object, failure: BaseException) -> None:
        """Distrust the connection from here on. Raises `failure` if the connection is going."""
        task = asyncio.current_task()
        if isinstance(failure, asyncio.CancelledError) and task and task.cancelling():
            raise failure
        # Only the type is logged: a message or a traceback could quote the prompt.
        _log.error("hook.failed", hook=name, error=type(failure).__name__)
        client = _client_of(subject)
        if client is not None:
            self._unsafe.add(client.id)

    def _hooks(self, name: str) -> tuple[Hook, ...]:
        try:
            return self._table[name]
        except KeyError:
            everyone = addonmanager.traverse(self.chain)
            found = (getattr(addon, name, None) for addon in everyone)
            return self._table.setdefault(name, tuple(h for h in found if callable(h)))

    def _refuse(self, name: str, subject: object) -> None:
        """Make a refusal of whatever `name` was about."""
        if isinstance(subject, http.HTTPFlow):
            self._refuse_flow(name, subject)
        elif isinstance(subject, layer.NextLayer):
            # Without a decision mitmproxy would wait for more data, then relay it unread.
            subject.layer = subject.layer or ClosingLayer(subject.context)
        elif isinstance(subject, tls.TlsData):
            subject.ssl_conn = None
        elif isinstance(subject, tls.ClientHelloData):
            subject.ignore_connection = False
        elif isinstance(subject, server_hooks.ServerConnectionHookData):
            self._refuse_connection(subject)

    def _refuse_connection(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Through an upstream proxy the address is that proxy's, but the client named the host."""
        address = data.server.address
        names = [address[0] if address else "", data.client.sni or ""]
        if address is None or any(self._might_be_ai(name) for name in names if name):
            data.server.error = data.server.error or "unchecked"

    def _refuse_flow(self, name: str, flow: http.HTTPFlow) -> None:
        if not self._concerns_ai(flow):
            return
        if name == "websocket_message" and flow.websocket:
            flow.websocket.messages[-1].drop()
        elif name in {"http_connect", "requestheaders", "request"}:
            flow.request.stream = False
            flow.response = http.Response.make(503, UNCHECKED)
        elif name in {"responseheaders", "response"} and flow.killable:
            flow.kill()

    def _keep_unsafe_out(self, name: str, subject: object) -> None:
        """A failed informational hook stops everything that its connection does afterwards."""
        if not self._unsafe:
            return
        client = _client_of(subject)
        if client is None or client.id not in self._unsafe:
            return
        if name == "client_disconnected":
            self._unsafe.discard(client.id)
        elif isinstance(subject, http.HTTPFlow):
            self._refuse_flow(name, subject)
        elif isinstance(subject, server_hooks.ServerConnectionHookData):
            self._refuse_connection(subject)

    def _demand_pass(self, name: str, flow: http.HTTPFlow) -> None:
        """The second belt: no verdict, no byte, even if the guard was never called."""
        if name == "request" and flow.response is None:
            if not flow.metadata.get(PASS) and self._concerns_ai(flow):
                flow.response = http.Response.make(503, UNCHECKED)
        elif name == "websocket_message" and flow.websocket:
            message = flow.websocket.messages[-1]
            judged = flow.metadata.get(JUDGED_MESSAGE) is message
            if (
                message.from_client
                and not judged
                and not _is_somebody_elses(flow)
                and self._concerns_ai(flow)
            ):
                message.drop()

    def _concerns_ai(self, flow: http.HTTPFlow) -> bool:
        names = {flow.request.host, flow.client_conn.sni, flow.request.authority}
        names |= set(flow.request.headers.get_all("host"))
        return any(self._might_be_ai(name) for name in names if name)

    def _might_be_ai(self, host: str) -> bool:
        try:
            return self._is_ai(host)
        except Exception:  # noqa: BLE001 -- whatever cannot be told apart is taken for AI
            return True


def _args_of(event: hooks.Hook) -> list[Any]:
    """As `event.args()`, which asks a dataclass for its fields at every call."""
    names = _ARGS.get(event.name)
    if names is None:
        fields = dataclasses.fields(cast("Any", event))  # mitmproxy makes each hook a dataclass
        names = _ARGS[event.name] = tuple(field.name for field in fields)
    return [getattr(event, name) for name in names]


_ARGS: dict[str, tuple[str, ...]] = {}
"""The names of each hook's arguments."""


def _is_somebody_elses(flow: http.HTTPFlow) -> bool:
    """Let through as another product on a host that an AI service shares."""
    return PASSAGE not in flow.metadata and bool(flow.metadata.get(PASS))


class ClosingLayer(layer.Layer):
    """Answers nothing and hangs up: the end of a connection that nobody could classify."""

    def _handle_event(self, event: Any) -> layer.CommandGenerator[None]:
        del event
        yield commands.CloseConnection(self.context.client)


def _client_of(subject: object) -> connection.Client | None:
    match subject:
        case connection.Client():
            return subject
        case http.HTTPFlow():
            return subject.client_conn
        case layer.NextLayer() | tls.TlsData() | tls.ClientHelloData():
            return subject.context.client
        case server_hooks.ServerConnectionHookData():
            return subject.client
        case _:
            return None
