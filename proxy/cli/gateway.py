"""
`promptwacht gateway`: the proxy alone, for service managers and containers.
"""

from __future__ import annotations

import asyncio
from argparse import SUPPRESS, ArgumentParser, Namespace

from config.logs import configure_logs
from config.settings import Settings, load_settings
from proxy.preflight import preflight
from proxy.supervisor import Process, Supervisor


def arguments(parser: ArgumentParser) -> None:
    """None that people need: everything is a setting."""
    parser.add_argument("--worker", type=int, help=SUPPRESS)


def run(args: Namespace) -> int:
    """Serve until SIGTERM. Raises `ConfigError` before anything listens."""
    settings = load_settings()
    configure_logs(settings.log_level)
    if args.worker is None:
        ports = (settings.listen_port, *settings.extra_ports, *settings.worker_ports)
        preflight(settings, ports=ports)
        if settings.workers > 1:
            grace = settings.drain_seconds + 5
            supervisor = Supervisor(_workers(settings), grace, settings.watchdog_seconds)
            return asyncio.run(supervisor.run())
    from proxy.opening import open_gateway  # noqa: PLC0415 -- a supervisor needs nothing of it

    return open_gateway(settings, worker=args.worker or 0)


def _workers(settings: Settings) -> tuple[Process, ...]:
    """Several processes on the same ports; each is started again when it dies."""
    return tuple(
        Process(f"gateway-{number}", ("gateway", "--worker", str(number)), has_heartbeat=True)
        for number in range(settings.workers)
    )
