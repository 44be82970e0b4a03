"""
Our settings as options of mitmproxy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import certifi
from mitmproxy import options

from config.settings import Mode, Settings
from proxy.parts import Parts


def first_options(parts: Parts) -> options.Options:
    """Those that mitmproxy itself defines."""
    settings = parts.settings
    mode = mode_of(settings)
    return options.Options(
        listen_host=settings.listen_host,
        listen_port=settings.listen_port,
        mode=[mode, *(f"{mode}@{port}" for port in settings.extra_ports)],
        confdir=str(parts.ca.confdir),
    )


def late_options(parts: Parts) -> dict[str, Any]:
    """Those that add-ons define, so they exist only once these are there."""
    settings = parts.settings
    late: dict[str, Any] = {
        # The forged certificate names one host only, and refused requests need no upstream.
        "upstream_cert": False,
        "body_size_limit": str(settings.max_body_bytes),
        "ssl_verify_upstream_trusted_ca": str(_trusted_roots(parts)),
        # An inactivity timer; hooks disarm it. Chat answers may pause for minutes.
        "tcp_timeout": settings.idle_seconds,
        # Clients with public addresses are a matter of the firewall, not of mitmproxy's default.
        "block_global": False,
        # What follows a change of protocol that we do not read is not relayed.
        "rawtcp": False,
    }
    if settings.mode is Mode.TRANSPARENT:
        # Nobody has told us the name yet: nothing goes out before the client's first bytes do.
        late["connection_strategy"] = "lazy"
    if settings.proxy_users_file:
        late["proxyauth"] = f"@{settings.proxy_users_file}"
    if settings.upstream_credentials:
        late["upstream_auth"] = settings.upstream_credentials
    return late


def mode_of(settings: Settings) -> str:
    """How clients reach us, as mitmproxy spells it."""
    if settings.upstream_address:
        return f"upstream:{settings.upstream_address}"
    return "transparent" if settings.mode is Mode.TRANSPARENT else "regular"


def settle(opts: options.Options) -> None:
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
