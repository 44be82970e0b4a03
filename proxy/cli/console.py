"""
`promptwacht console`: the public portal alone, for service managers and containers.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it ships no types
from gunicorn.util import import_app  # type: ignore[import-untyped]  # it ships no types

from config.policy_files import load_policy_for
from config.settings import Settings, load_settings
from proxy.cli.interface import OK
from proxy.preflight import port_is_free

_APPLICATION = "console.wsgi:application_from_settings()"
"""By name: this floor does not know the console beside it, and neither does it know Django."""
_STOP_SECONDS = 5
_THREADS = 8
_CLIENTS = 256
"""At the same time. Beyond, the one that takes longest to send its request gives way."""


def arguments(parser: ArgumentParser) -> None:
    """None: everything is a setting."""
    del parser


def run(args: Namespace) -> int:
    """Serve until SIGTERM. Raises `ConfigError` before anything listens."""
    del args
    settings = load_settings()
    load_policy_for(settings)
    port_is_free(settings.console_host, settings.console_port)
    PortalServer(settings).run()
    return OK


class PortalServer(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with one worker: the portal is small, and its files are cached in memory."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Our options and no others: no configuration file or variable of gunicorn's counts."""
        for name, value in gunicorn_options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return import_app(_APPLICATION)


def gunicorn_options(settings: Settings) -> dict[str, object]:
    """Bind, one worker with its threads, and nothing that writes down who asked for what."""
    host = settings.console_host
    return {
        "bind": f"[{host}]:{settings.console_port}"
        if ":" in host
        else f"{host}:{settings.console_port}",
        "workers": 1,
        "worker_class": "proxy.console_worker.ConsoleWorker",
        "threads": _THREADS,
        "worker_connections": _CLIENTS,
        # Its pieces would each have a time of their own; ours have one together.
        "sendfile": False,
        "graceful_timeout": _STOP_SECONDS,
        "proc_name": "promptwacht-console",
        "accesslog": None,
        "loglevel": "warning",
        # A socket in the home folder that could stop and reload us: nobody asked for it.
        "control_socket_disable": True,
    }
