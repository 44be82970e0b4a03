"""
The gateway process: joins the parts and runs mitmproxy as a library.
"""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import certifi
import structlog
from mitmproxy import http, options
from mitmproxy.addons import (
    block,
    core,
    disable_h2c,
    proxyauth,
    proxyserver,
    tlsconfig,
    upstream_auth,
)

from addons.bypass import BypassReports
from addons.clientele import Clientele
from addons.document_check import DocumentCheck
from addons.doorman import Doorman
from addons.guard import Guard
from addons.hosts import HostNameError, split_authority
from addons.inspection import Inspection
from addons.known_files import KnownFiles
from addons.live_flows import LiveFlows
from addons.passage import CurrentPolicy
from addons.recorder import Recorder
from addons.refusing import Refusing
from addons.scanner import DocumentReader, NoReader, Scanner
from addons.services.m365 import Microsoft365Copilot, personal_free_tenant
from addons.services.registry import codecs, walker
from addons.socket_guard import SocketGuard
from addons.stand_in import StandIn
from addons.stretches import Room, Stretches
from addons.targets import Targets
from addons.trust_failures import TrustFailures
from addons.turns import Turns
from addons.uploads import Uploads
from addons.vaults import Vaults
from config.settings import Settings
from policy.catalogue import Service
from policy.incident import IncidentLog
from proxy.certificates import CertificateAuthority
from proxy.fail_closed import FailClosedAddons
from proxy.quiet_master import QuietMaster

_log = structlog.get_logger()

_CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is mistaken for something else over the phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a gateway is made of; tests put other implementations in."""

    settings: Settings
    policy: CurrentPolicy
    ca: CertificateAuthority
    scanner: Scanner
    incidents: IncidentLog
    pseudonym: Callable[[str, datetime], str]
    hook_deadline: float
    """Seconds that one hook may take before its subject is refused."""
    reader: DocumentReader = field(default_factory=NoReader)
    extra_addons: tuple[Any, ...] = ()
    """Further mitmproxy add-ons, before ours."""


class Gateway:
    """
    One mitmproxy event loop with the add-ons that we need and no others.

    Call `start` inside a running loop, then `enforce` after each change of the policy.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._server = proxyserver.Proxyserver()
        self._stand_in = StandIn()
        self._live = LiveFlows(self._hang_up)
        self._master = QuietMaster(_options(parts), self._server)
        self._running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen. Raises `OSError` when a port cannot be had or a part will not start."""
        await self._stand_in.start()
        # Look-ups of names block a thread each; mitmproxy's default pool has as few as six, and
        # a handful of dead names would make everybody wait.
        asyncio.get_running_loop().set_default_executor(
            ThreadPoolExecutor(max_workers=64, thread_name_prefix="dns")
        )
        addons = FailClosedAddons(
            self._master, is_ai=self._decrypts, deadline=self._parts.hook_deadline
        )
        self._master.addons = addons
        addons.add(*self._addons())
        self._master.options.update(**_late_options(self._parts, _trusted_roots(self._parts)))
        _settle(self._master.options)
        await self._master.listen()
        self._running = asyncio.create_task(self._master.run())

    def _addons(self) -> list[Any]:
        parts = self._parts
        users = proxyauth.ProxyAuth()
        clientele = Clientele(
            user_of=lambda conn: users.authenticated.get(conn, (None,))[0],
            trusted_fronts=parts.settings.trusted_proxies,
        )
        recorder = Recorder(
            log=parts.incidents,
            pseudonym=parts.pseudonym,
            now=lambda: datetime.now(UTC),
            new_code=new_code,
        )
        inspection = Inspection(
            scanner=parts.scanner,
            recorder=recorder,
            refusing=Refusing(),
            walker=walker(),
            uploads=_uploads(parts, recorder),
            turns=Turns(time.monotonic),
            vaults=Vaults(time.monotonic),
        )
        bypass = BypassReports(policy=parts.policy, clientele=clientele, recorder=recorder)
        return [
            core.Core(),
            *parts.extra_addons,
            block.Block(),
            users,
            upstream_auth.UpstreamAuth(),
            self._server,
            tlsconfig.TlsConfig(),
            # After TlsConfig, whose word on connecting upstream first it takes back.
            Doorman(parts.policy, clientele, bypass.report),
            disable_h2c.DisableH2C(),
            Targets(ours=self._own_addresses, allowed=parts.settings.private_targets_allowed),
            TrustFailures(self._decrypts, bypass.not_inspectable),
            Guard(
                policy=parts.policy,
                clientele=clientele,
                inspection=inspection,
                codecs=codecs(
                    guests_allowed=parts.settings.chatgpt_guests_allowed,
                    m365_personal_allowed=parts.settings.m365_personal_allowed,
                ),
                live=self._live,
                stand_in=self._stand_in,
                max_body_bytes=parts.settings.max_body_bytes,
                exempted=self._exempted,
            ),
            SocketGuard(
                inspection=inspection,
                inject=self._inject,
                live=self._live,
                max_message_bytes=parts.settings.max_body_bytes,
            ),
        ]

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

    def _hang_up(self, flow: http.HTTPFlow) -> None:
        handler = self._server.connections.get(flow.client_conn.id)
        if handler is None:
            return
        for io in list(handler.transports.values()):
            if isinstance(io.writer, asyncio.StreamWriter):
                io.writer.transport.abort()

    def enforce(self) -> None:
        """Cut what the policy of this moment no longer allows."""
        if cut := self._live.enforce(self._parts.policy.snapshot):
            _log.warning("flows.cut", count=cut)

    async def wait(self) -> None:
        """Until the gateway ends."""
        if self._running:
            await self._running

    async def stop(self) -> None:
        """Accept nobody any more, then end."""
        await self._master.close_listeners()
        self._master.should_exit.set()
        self._stand_in.close()
        await self.wait()


def _uploads(parts: Parts, recorder: Recorder) -> Uploads:
    settings = parts.settings
    return Uploads(
        check=DocumentCheck(
            reader=parts.reader, scanner=parts.scanner, max_bytes=settings.max_upload_bytes
        ),
        recorder=recorder,
        refusing=Refusing(),
        known=KnownFiles(time.monotonic),
        stretches=Stretches(
            room=Room(settings.upload_memory_bytes),
            max_bytes=settings.max_upload_bytes,
            now=time.monotonic,
        ),
    )


def new_code() -> str:
    """A code that a person can read out: `KB-7F3K-9Q2M`, one in 2^40."""
    letters = [secrets.choice(_CODE_ALPHABET) for _ in range(8)]
    return f"KB-{''.join(letters[:4])}-{''.join(letters[4:])}"


def _options(parts: Parts) -> options.Options:
    settings = parts.settings
    upstream = settings.upstream_address
    mode = f"upstream:{upstream}" if upstream else "regular"
    return options.Options(
        listen_host=settings.listen_host,
        listen_port=settings.listen_port,
        mode=[mode, *(f"{mode}@{port}" for port in settings.extra_ports)],
        confdir=str(parts.ca.confdir),
    )


def _late_options(parts: Parts, roots: Path) -> dict[str, Any]:
    """Options that add-ons define, so they exist only once those are there."""
    settings = parts.settings
    late: dict[str, Any] = {
        # The forged certificate names one host only, and refused requests need no upstream.
        "upstream_cert": False,
        "body_size_limit": str(settings.max_body_bytes),
        "ssl_verify_upstream_trusted_ca": str(roots),
        # An inactivity timer; hooks disarm it. Chat answers may pause for minutes.
        "tcp_timeout": 300,
        # Clients with public addresses are a matter of the firewall, not of mitmproxy's default.
        "block_global": False,
        # What follows a change of protocol that we do not read is not relayed.
        "rawtcp": False,
    }
    if settings.proxy_users_file:
        late["proxyauth"] = f"@{settings.proxy_users_file}"
    if settings.upstream_credentials:
        late["upstream_auth"] = settings.upstream_credentials
    return late


def _settle(opts: options.Options) -> None:
    """
    Keep each option as a plain attribute. mitmproxy copies an option deeply at every look, several
    times for each request, and nobody changes one while we run.
    """
    for name in opts.keys():  # noqa: SIM118 -- not a mapping
        opts.__dict__[name] = getattr(opts, name)


def _trusted_roots(parts: Parts) -> Path:
    """One file with the public roots and those of the operator (`UPSTREAM_CA`)."""
    extra = parts.settings.upstream_ca
    if extra is None:
        return Path(certifi.where())
    together = parts.ca.confdir / "upstream-roots.pem"
    public = Path(certifi.where()).read_bytes()
    together.write_bytes(public + b"\n" + extra.read_bytes())
    return together


def tune_process() -> None:
    """What a long-lived event loop wants of its process."""
    for name in ("SSLKEYLOGFILE", "MITMPROXY_SSLKEYLOGFILE"):
        os.environ.pop(name, None)  # would write every session's keys to disk
    # A type check of every message that mitmproxy itself leaves out under `python -O`. Its asserts
    # elsewhere stay: they stop connections that have come into an impossible state.
    http.MessageData.__post_init__ = _unchecked_fields  # type: ignore[method-assign]  # on purpose
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _unchecked_fields(message: http.MessageData) -> None:
    """Trust the types of a message's fields: the parsers made them."""
