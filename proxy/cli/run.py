"""
`promptwacht run`: the whole product on one machine.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser, Namespace

from config.settings import Settings, load_settings
from proxy.preflight import preflight
from proxy.supervisor import Process, Supervisor

_WELCOME = """\
promptwacht is starting. Ctrl-C stops it.
  Proxy           {proxy}
  PAC file        {portal}/proxy.pac
  CA certificate  {ca}  (also {portal}/ca.pem)
  Portal          {portal}/lijst
  Console         {portal}/console/
  Incident log    {incidents}
Try it:  curl --proxy {proxy} --cacert {ca} https://chatgpt.com/
The console prints a link for the first account as long as there is none; later ones are made in
the console, or with `promptwacht user create`.
"""


def arguments(parser: ArgumentParser) -> None:
    """None: everything is a setting."""
    del parser


def run(args: Namespace) -> int:
    """Start all three processes and keep them alive. Raises `ConfigError` before any starts."""
    del args
    settings = load_settings()
    preflight(settings, ports=(settings.listen_port, *settings.extra_ports, settings.console_port))
    sys.stdout.write(welcome(settings))
    sys.stdout.flush()
    processes = [
        Process("gateway", ("gateway",), has_heartbeat=True),
        Process("console", ("console",)),
        Process("notifier", ("notifier",)),
    ]
    # Longer than a gateway that supervises workers itself takes.
    grace = settings.drain_seconds + 10
    return asyncio.run(Supervisor(processes, grace, settings.watchdog_seconds).run())


def welcome(settings: Settings) -> str:
    """Where everything is, for whoever just typed `make run`."""
    return _WELCOME.format(
        proxy=f"http://{_shown(settings.listen_host)}:{settings.listen_port}",
        portal=settings.portal_url,
        ca=settings.state_dir / "ca" / "promptwacht-ca.pem",
        incidents=settings.state_dir / "incidents",
    )


def _shown(host: str) -> str:
    """An address that a person can type for a listener on all interfaces."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 -- a comparison
    return f"[{shown}]" if ":" in shown else shown
