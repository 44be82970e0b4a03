"""
What a page may use: the settings it needs, the live policy, the texts. Handed in with the request.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.confirmations import Confirmations
from config.settings import Mode, Network, Settings
from console.form_guard import FormGuard
from console.live_policy import LivePolicy
from console.rate_limit import RateLimit
from console.reads import Reads
from console.text_look import NobodyLooks, ProcessLook, TextLook

if TYPE_CHECKING:
    from django.http import HttpRequest

PORTAL = "promptwacht.portal"
"""Key of the `Portal` in the WSGI environment of every request."""

_EVERYWHERE = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 -- compared, not bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Everything that the public pages are made from."""

    policy: LivePolicy
    ca_file: Path
    """The certificate that clients must trust."""
    proxy_host: str | None
    """Where the proxy listens; None on all interfaces, so by the name the client used for us."""
    proxy_ports: tuple[int, ...]
    """The first is for everybody; the others belong to one department each."""
    transparent: bool
    """The network redirects; browsers must not be told of a proxy."""
    ict_email: str
    dpo_email: str
    own_names: frozenset[str]
    """Names, in lower case, by which this portal is surely known."""
    confirmations: Confirmations
    """Questions of the gateways whether a document is public."""
    limit: RateLimit
    """How often one client may ask for those."""
    forms: FormGuard = field(default_factory=FormGuard)
    """What guards the forms that anybody may send."""
    reads: Reads = field(default_factory=Reads)
    """What programs with a token may ask, and what was asked in this hour."""
    look: TextLook = field(default_factory=NobodyLooks)
    """Looks for personal data in what is typed into them."""
    min_group: int = 5
    """Members below which a department is not named."""
    state_dir: Path | None = None
    """Where processes leave what they count; None: nowhere."""
    metrics_networks: tuple[Network, ...] = ()
    """Who may read that."""
    metrics_token: str | None = field(default=None, repr=False)
    """What they must show for it besides; None: nothing."""

    @classmethod
    def of(cls, settings: Settings, policy: LivePolicy) -> Portal:
        """The portal of this machine."""
        everywhere = settings.listen_host in _EVERYWHERE
        return cls(
            policy=policy,
            ca_file=settings.state_dir / "ca" / "promptwacht-ca.pem",
            proxy_host=None if everywhere else settings.listen_host,
            proxy_ports=(settings.listen_port, *settings.extra_ports),
            transparent=settings.mode is Mode.TRANSPARENT,
            ict_email=settings.ict_email,
            dpo_email=settings.dpo_email,
            own_names=_own_names(settings),
            confirmations=Confirmations(state_dir=settings.state_dir, now=_now),
            limit=RateLimit(clock=time.monotonic),
            look=ProcessLook(),
            min_group=settings.min_group,
            state_dir=settings.state_dir,
            metrics_networks=settings.metrics_networks,
            metrics_token=settings.metrics_token,
        )


def _now() -> datetime:
    return datetime.now(UTC)


def _own_names(settings: Settings) -> frozenset[str]:
    machine = socket.gethostname()
    portal = urlsplit(settings.portal_url).hostname or ""
    names = (machine, machine.partition(".")[0], portal, settings.console_host, "localhost")
    return frozenset(name.lower() for name in names) - {""}


def portal_of(request: HttpRequest) -> Portal:
    """The portal that came with `request`."""
    portal = request.META[PORTAL]
    assert isinstance(portal, Portal)  # noqa: S101 -- for the type checker; wsgi.py put it there
    return portal
