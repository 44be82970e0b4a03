"""
The gateway process: joins the parts and runs mitmproxy as a library.
"""

from __future__ import annotations

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from mitmproxy import connection, http
from mitmproxy.addons import (
    block,
    core,
    disable_h2c,
    proxyserver,
    tlsconfig,
    upstream_auth,
)

from addons.answers import Answers
from addons.backpressure import Backpressure
from addons.bounds import Bounds
from addons.bypass import BypassReports
from addons.clientele import Clientele
from addons.crowd import Crowd
from addons.doorman import Doorman
from addons.guard import Guard
from addons.held_bodies import BodyRoom
from addons.hosts import HostNameError, split_authority
from addons.live_flows import LiveFlows
from addons.own_pages import OwnPages, plain_ports
from addons.passages import Passages
from addons.patience import Patience
from addons.services.canary import Canary
from addons.services.m365 import Microsoft365Copilot, personal_free_tenant
from addons.services.registry import codecs
from addons.socket_guard import SocketGuard
from addons.socket_inspection import SocketInspection
from addons.stalled_servers import StalledServers
from addons.stand_in import StandIn
from addons.targets import Targets
from addons.trust_failures import TrustFailures
from config.settings import Mode
from policy.catalogue import Service
from proxy.doors import Doors, doors_of
from proxy.fail_closed import FailClosedAddons
from proxy.inspecting import inspection_of, recorder_of
from proxy.leaf_certificates import drop_old, first_to_expire
from proxy.mitmproxy_options import first_options, late_options, settle
from proxy.parts import Parts
from proxy.quiet_master import QuietMaster
from proxy.signing_on import SigningOn
from proxy.tuning import room_for_connections

_log = structlog.get_logger()


class Gateway:
    """
    One mitmproxy event loop with the add-ons that we need and no others.

    Call `start` inside a running loop, then `enforce` after each change of the policy.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._server = proxyserver.Proxyserver()
        self._stand_in = StandIn()
        self._live = LiveFlows(lambda flow: self._hang_up(flow.client_conn))
        settings = parts.settings
        self.patience = Patience(self._hang_up, handshake_seconds=settings.head_seconds)
        """Counts whom it hung up on."""
        self.crowd = Crowd(
            limit=settings.max_connections_per_client,
            fronts=settings.trusted_proxies,
            whole=min(room_for_connections(), settings.max_connections or sys.maxsize),
        )
        """Counts whom it turned away."""
        self.targets = self._targets()
        """Counts the destinations that it refused."""
        self._doors = Doors(server=self._server, doors=doors_of(parts.settings, parts.worker))
        self._master = QuietMaster(first_options(parts), self._doors)
        self._tls = tlsconfig.TlsConfig()
        self._bodies = BodyRoom(parts.settings.upload_memory_bytes)
        self._running: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """
        Listen. Raises `OSError` when a port cannot be had or a part will not start; then nothing
        stays open.
        """
        try:
            await self._start()
        except BaseException:
            self._doors.close()
            self._stand_in.close()
            raise

    async def _start(self) -> None:
        await self._stand_in.start()
        # Large requests are read there; on a loop other than `proxy.lookups` names are looked up
        # there as well, and asyncio's own pool has as few as six threads.
        asyncio.get_running_loop().set_default_executor(
            ThreadPoolExecutor(max_workers=64, thread_name_prefix="aside")
        )
        addons = FailClosedAddons(
            self._master, is_ai=self._decrypts, deadline=self._parts.hook_deadline
        )
        self._master.addons = addons
        addons.add(*self._addons(addons))
        self._master.options.update(**late_options(self._parts))
        settle(self._master.options)
        await self._master.listen()
        self._running = asyncio.create_task(self._master.run())
        self._looking = asyncio.create_task(self.patience.run())

    def _addons(self, everyone: FailClosedAddons) -> list[Any]:
        parts = self._parts
        users = SigningOn(parts.canary)
        clientele = Clientele(
            user_of=lambda conn: users.authenticated.get(conn, (None,))[0],
            trusted_fronts=parts.settings.trusted_proxies,
        )
        recorder = recorder_of(parts)
        inspection = inspection_of(parts, recorder)
        bounds = Bounds(
            head=parts.settings.max_header_bytes,
            body=parts.settings.max_body_bytes,
            bodies=self._bodies,
            holder=lambda conn: clientele.client(conn).holder,
            message=parts.settings.max_message_bytes,
            head_seconds=parts.settings.head_seconds,
            body_seconds=parts.settings.body_seconds,
            patience=self.patience,
        )
        passages = Passages(clientele=clientele, exempted=self._exempted)
        pages = plain_ports(parts.settings.portal_url, parts.settings.console_port)
        bypass = BypassReports(policy=parts.policy, clientele=clientele, recorder=recorder)
        self.targets.report = bypass.report
        everyone.report = bypass.unchecked
        return [
            core.Core(),
            # Before anybody asks whose a connection is.
            self._doors,
            # Whom the doors have told apart.
            self.crowd,
            Backpressure(self._server, bounds.holder),
            self.patience,
            *parts.extra_addons,
            block.Block(),
            users,
            upstream_auth.UpstreamAuth(),
            self._server,
            self._tls,
            # After TlsConfig, whose word on connecting upstream first it takes back.
            Doorman(parts.policy, clientele, bypass.report, bounds, pages),
            OwnPages(pages),
            disable_h2c.DisableH2C(),
            self.targets,
            StalledServers(self._server, self._decrypts, parts.settings.body_seconds),
            TrustFailures(self._decrypts, bypass.not_inspectable),
            Guard(
                policy=parts.policy,
                passages=passages,
                inspection=inspection,
                codecs={
                    Canary.name: Canary(),
                    **codecs(
                        guests_allowed=parts.settings.chatgpt_guests_allowed,
                        m365_personal_allowed=parts.settings.m365_personal_allowed,
                    ),
                },
                live=self._live,
                stand_in=self._stand_in,
                max_body_bytes=parts.settings.max_body_bytes,
                bodies=self._bodies,
                deadline_seconds=parts.guard_deadline,
            ),
            Answers(),
            SocketGuard(
                inspection=SocketInspection.beside(inspection),
                inject=self._inject,
                live=self._live,
                policy=parts.policy,
                passages=passages,
                max_message_bytes=parts.settings.max_message_bytes,
                deadline_seconds=parts.guard_deadline,
            ),
        ]

    def _targets(self) -> Targets:
        settings = self._parts.settings
        portal = urlsplit(settings.portal_url)
        port = portal.port or (443 if portal.scheme == "https" else 80)
        return Targets(
            ours=self._own_addresses,
            doors=lambda: self._doors.addresses,
            portal=(portal.hostname or "", port),
            allowed=settings.private_targets_allowed,
            en_route=settings.mode is Mode.TRANSPARENT,
            is_ai=self._decrypts,
        )

    def _own_addresses(self) -> list[tuple[str, int]]:
        upstream = urlsplit(self._parts.settings.upstream_address or "")
        ours = [self._stand_in.address]
        if upstream.hostname and upstream.port:
            ours.append((upstream.hostname, upstream.port))
        return ours

    def _decrypts(self, host: str) -> bool:
        try:
            name = split_authority(host)[0]
        except HostNameError:
            return False
        return self._parts.policy.snapshot.catalogue.decrypts(name)

    def _exempted(self, service: Service, path: str) -> bool:
        """The free Copilot of personal accounts on the hub of Microsoft 365, by a setting."""
        return (
            self._parts.settings.m365_personal_allowed
            and service.slug == Microsoft365Copilot.name
            and personal_free_tenant(path)
        )

    def _inject(self, flow: http.HTTPFlow, text: str) -> None:
        self._master.commands.call("inject.websocket", flow, True, text.encode(), True)  # noqa: FBT003 -- mitmproxy's command takes positions

    def _hang_up(self, client: connection.Client) -> None:
        handler = self._server.connections.get(client.id)
        if handler is None:
            return
        for io in list(handler.transports.values()):
            if isinstance(io.writer, asyncio.StreamWriter):
                io.writer.transport.abort()

    def enforce(self) -> None:
        """Cut what the policy of this moment no longer allows."""
        if cut := self._live.enforce(self._parts.policy.snapshot):
            _log.warning("flows.cut", count=cut)

    def renew_certificates(self, now: datetime) -> int:
        """Make those anew that expire soon after `now`; how many."""
        return drop_old(self._tls.certstore, now)

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Where clients come in."""
        return self._doors.addresses

    @property
    def first_leaf_expires(self) -> datetime | None:
        """When the first certificate that clients are shown expires; None before there is one."""
        return first_to_expire(self._tls.certstore)

    @property
    def ca_expires(self) -> datetime:
        """When the certificate that clients must trust expires."""
        return self._parts.ca.not_after

    @property
    def unsent(self) -> int:
        """Bytes that clients have still to take."""
        handlers = tuple(self._server.connections.values())
        ends = [handler.transports.get(handler.client) for handler in handlers]
        writers = [end.writer for end in ends if end is not None]
        return sum(
            writer.transport.get_write_buffer_size()
            for writer in writers
            if isinstance(writer, asyncio.StreamWriter)
        )

    @property
    def held_bytes(self) -> int:
        """Of large requests that are still coming in."""
        return self._bodies.large

    async def close(self) -> None:
        """Accept nobody any more; what is open goes on."""
        await self._master.close_listeners()

    async def wait(self) -> None:
        """Until the gateway ends."""
        if self._running:
            await self._running

    async def stop(self) -> None:
        """Accept nobody any more, then end."""
        await self._master.close_listeners()
        self._master.should_exit.set()
        if self._looking:
            self._looking.cancel()
        self._stand_in.close()
        await self.wait()
