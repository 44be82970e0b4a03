"""
Attempts to get around the guard, and what failed around it: seen where no guard looks.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog
from mitmproxy import connection

from addons.clientele import Clientele
from addons.hosts import HostNameError, canonical
from addons.passage import CurrentPolicy, Passage
from addons.recorder import Recorder
from addons.services.canary import is_its_host
from policy.incident import EventAction
from policy.prompt import Channel
from policy.severity import LOW, MEDIUM

_log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class BypassReports:
    """Writes `bypass-attempt` incidents; the connection itself is closed by whoever saw it."""

    policy: CurrentPolicy
    clientele: Clientele
    recorder: Recorder
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def report(self, client: connection.Client, host: str, what: str) -> None:
        """`what` is a machine word; it never comes from the wire."""
        self._later(client, host, what, EventAction.BYPASS_ATTEMPT)

    def not_inspectable(self, client: connection.Client, host: str, what: str) -> None:
        """An application that does not accept our certificate: nothing left, and it never will."""
        self._later(client, host, what, EventAction.NOT_INSPECTABLE)

    async def unchecked(
        self, client: connection.Client, host: str, path: str, channel: Channel
    ) -> None:
        """Something on its way to `host` is refused because a part of the filter failed."""
        await self._record(
            client,
            host,
            "filter-failed",
            EventAction.UNCHECKED,
            path=path,
            channel=channel,
            severity=LOW,
        )

    def _later(self, client: connection.Client, host: str, what: str, action: EventAction) -> None:
        task = asyncio.ensure_future(self._record(client, host, what, action))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _record(
        self,
        client: connection.Client,
        host: str,
        what: str,
        action: EventAction,
        *,
        path: str = "/",
        channel: Channel = Channel.URL,
        severity: int = MEDIUM,
    ) -> None:
        policy = self.policy.snapshot
        try:
            domain = canonical(host)
        except HostNameError:
            return
        if is_its_host(domain):
            return  # nothing is there to get to, and who sends the canary sees what became of it
        service = policy.catalogue.find(domain, path)
        if service is None:
            return
        department = self.clientele.belonging(client, policy).department
        passage = Passage(
            policy=policy,
            client=self.clientele.client(client),
            department=department,
            service=service,
            status=policy.catalogue.status(service, department),
            domain=domain,
        )
        try:
            await self.recorder.stopped(passage, action, channel, reason=what, severity=severity)
        except OSError as failure:
            _log.error("incident.not-written", error=type(failure).__name__)
