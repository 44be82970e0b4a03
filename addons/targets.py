"""
Where nobody may go through us: the machine that we run on, and private networks.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar

import structlog
from mitmproxy.connection import Client
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from addons.address_reach import Network, Reach, faces, reach_of
from addons.hosts import is_address
from addons.services.canary import is_its_host

_log = structlog.get_logger()

type Resolve = Callable[[str], Awaitable[Iterable[str]]]
type Where = Callable[[], Iterable[tuple[str, int]]]

REFUSED = "the proxy does not connect to its own machine"
REFUSED_PRIVATE = "the proxy does not connect to this private address"
NOWHERE = "nothing is there but the filter's own test"
_CAUSE = "PROMPTWACHT_PRIVATE_TARGETS_ALLOWED names the private networks that are open"
PRIVATE_ADDRESS = "private-address"
"""The machine word of an incident: an AI host that stands for such an address."""

CHECKED: ContextVar[tuple[str, tuple[str, ...]] | None] = ContextVar("checked", default=None)
"""The name that was looked at last in this task, and the addresses that it stood for."""
ASKER: ContextVar[str] = ContextVar("asker", default="")
"""The address of the client for whom names are looked up in this task; empty: for ourselves."""


async def _addresses(name: str) -> list[str]:
    """What `name` stands for now; nothing if it is not known."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(where[0]) for *_, where in found]


def _not_reported(client: Client, host: str, what: str) -> None:
    del client, host, what


class Targets:
    """
    Refuses connections to this machine and its link, where the console, the database and cloud
    metadata trust whoever comes from here, and to private networks, into which we would let
    clients that the firewall keeps out. Names that stand for such an address are refused too.

    The connection goes to an address that was looked at here: mitmproxy connects in the task of
    this hook, and the gateway's loop takes what was found from `CHECKED`. Through an upstream
    proxy it is that proxy that knows the addresses, and must refuse.
    """

    def __init__(
        self,
        *,
        ours: Where,
        doors: Where = tuple,
        portal: tuple[str, int] | None = None,
        allowed: Iterable[Network] = (),
        en_route: bool = False,
        is_ai: Callable[[str], bool] = lambda _host: False,
        resolve: Resolve = _addresses,
    ) -> None:
        self._ours = ours
        """Addresses on this machine that we lead traffic to ourselves."""
        self._doors = doors
        """Where we listen: whoever goes there through us would go round in circles."""
        self._portal = portal
        """The public pages, which may be in a private network: every notice leads there."""
        self._allowed = tuple(allowed)
        self._en_route = en_route
        """Whether clients were on their way to private networks anyhow (transparent mode)."""
        self._is_ai = is_ai
        self.report: Callable[[Client, str, str], None] = _not_reported
        """Told of AI hosts that stand for an address that is refused."""
        self._resolve = resolve
        self.refused = 0
        """Connections that were not made because of it."""

    async def server_connect(self, data: ServerConnectionHookData) -> None:
        address = data.server.address
        if address is None or data.server.error:
            return
        host, port = address[:2]
        # Behind an upstream proxy the address is that proxy's, but the tunnel bears the name.
        if any(map(is_its_host, filter(None, (host, data.client.sni)))):
            data.server.error = NOWHERE
            return
        if (host.lower(), port) in {(name.lower(), each) for name, each in self._ours()}:
            return
        found = (host,) if is_address(host) else await self._behind(host, data.client)
        if any((each, port) in set(self._doors()) for each in (host, *found)):
            data.server.error = REFUSED
            return
        ai = next(filter(self._is_ai, filter(None, (data.client.sni, host))), "")
        error = self._error((host, *found), is_near=not ai and self._may_be_near(host, port))
        if error:
            data.server.error = error
            self._tell()
            if ai:
                self.report(data.client, ai, PRIVATE_ADDRESS)

    def _may_be_near(self, host: str, port: int) -> bool:
        return self._en_route or (host.lower(), port) == self._portal

    def _error(self, names: Iterable[str], *, is_near: bool) -> str | None:
        """Why nobody may go to one of `names`; `is_near`: private networks are no reason."""
        reaches = {
            reach_of(face)
            for name in names
            for face in faces(name)
            if not any(face in network for network in self._allowed)
        }
        if Reach.OWN in reaches:
            return REFUSED
        return REFUSED_PRIVATE if Reach.PRIVATE in reaches and not is_near else None

    def _tell(self) -> None:
        self.refused += 1
        if self.refused & (self.refused - 1) == 0:  # the first, second, fourth, eighth …
            _log.warning("target.refused", count=self.refused, cause=_CAUSE)

    async def _behind(self, host: str, client: Client) -> tuple[str, ...]:
        # Names that nobody answers for keep a thread each; one client may not have them all.
        ASKER.set(str(client.peername[0]))
        found = tuple(await self._resolve(host))
        CHECKED.set((host, found))
        return found
