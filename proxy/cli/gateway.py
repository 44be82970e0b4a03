"""
`promptwacht gateway`: the proxy alone, for service managers and containers.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from config.logs import configure_logs
from config.settings import load_settings
from proxy.preflight import preflight


def arguments(parser: ArgumentParser) -> None:
    """None: everything is a setting."""
    del parser


def run(args: Namespace) -> int:
    """Serve until SIGTERM. Raises `ConfigError` before anything listens."""
    del args
    settings = load_settings()
    configure_logs(settings.log_level)
    preflight(settings, ports=(settings.listen_port, *settings.extra_ports))
    from proxy.serving import serve  # noqa: PLC0415 -- mitmproxy takes seconds to import

    return serve(settings)
