"""
What must be in order before any process starts, told in one line when it is not.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

from config.errors import ConfigError
from config.policy_files import load_policy_for
from config.settings import Mode, Settings
from proxy.certificates import load_or_create_ca
from proxy.incident_log import INCIDENTS


def preflight(settings: Settings, ports: tuple[int, ...]) -> None:
    """
    Check settings, policy, state folder, CA and ports, so that nothing starts halfway.

    Raises `ConfigError` with place and remedy.
    """
    if settings.mode is Mode.TRANSPARENT and sys.platform != "linux":
        raise ConfigError(
            "PROMPTWACHT_MODE: transparent needs Linux, which tells where a connection was meant "
            "to go (use regular or upstream)"
        )
    load_policy_for(settings)
    state_folder(settings.state_dir)
    state_folder(settings.state_dir / INCIDENTS)
    load_or_create_ca(settings.state_dir, settings.ca_file)
    for port in ports:
        host = settings.console_host if port == settings.console_port else settings.listen_host
        port_is_free(host, port)


def state_folder(folder: Path) -> None:
    """Make `folder` if need be, closed to others. Raises `ConfigError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
        next(iter(folder.iterdir()), None)
    except OSError as failure:
        raise ConfigError(
            f"PROMPTWACHT_STATE_DIR: cannot use {folder}: {_why(failure)} "
            "(a folder that this user can read and write, with free space)"
        ) from failure


def port_is_free(host: str, port: int) -> None:
    """Raises `ConfigError` when `host:port` cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as failure:
            raise ConfigError(
                f"{host}:{port}: {_why(failure)} (stop the program that listens there, or set "
                "PROMPTWACHT_LISTEN_PORT or PROMPTWACHT_CONSOLE_PORT to a free port)"
            ) from failure


def _why(failure: OSError) -> str:
    if failure.errno == errno.EADDRINUSE:
        return "port in use"
    return (failure.strerror or type(failure).__name__).lower()
