"""
Attempts to get around the guard, seen before there is any HTTP request.
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
from policy.incident import EventAction
from policy.prompt import Channel
from policy.severity import MEDIUM

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

    def _later(self, client: connection.Client, host: str, what: str, action: EventAction) -> None:
        task = asyncio.ensure_future(self._record(client, host, what, action))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _record(
        self, client: connection.Client, host: str, what: str, action: EventAction
    ) -> None:
        policy = self.policy.snapshot
        try:
            domain = canonical(host)
        except HostNameError:
            return
        service = policy.catalogue.find(domain, "/")
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
            await self.recorder.stopped(passage, action, Channel.URL, reason=what, severity=MEDIUM)
        except OSError as failure:
            _log.error("incident.not-written", error=type(failure).__name__)
