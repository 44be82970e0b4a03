"""
What `promptwacht doctor` looks at: each check is a function of the settings that tells one line.

A check never changes the installation, and what it raises counts as a failure of that check.
"""

from __future__ import annotations

import os
import re
import socket
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.errors import ConfigError
from config.policy_files import load_policy_for
from config.private_files import read_key
from config.settings import Settings
from proxy import notifier_checks, reading_checks
from proxy.certificates import load_or_create_ca
from proxy.detection_worker import finds_canary
from proxy.incident_log import CHAIN_KEY, INCIDENTS
from proxy.incident_reading import newest_day, verify_folder
from proxy.installed_detector import installed_detector
from proxy.published_files import PublishedFolder

SPACE_BYTES = 256 * 1024 * 1024
"""Less than this on the disk of the state folder, and the log will soon refuse everything."""
CA_NOTICE = timedelta(days=90)
"""All clients must have the next CA before this one expires."""
LIST_AGE = timedelta(days=120)
"""AI services come and go; a list older than this misses too many."""

_SECONDS = 5.0


class SickError(Exception):
    """A check failed; the message is the line for the operator, remedy included."""


type Check = Callable[[Settings, datetime], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings, checks: Mapping[str, Check], now: datetime) -> list[Finding]:
    """All checks, in their order; one that fails does not stop the next."""
    return [_examined(name, check, settings, now) for name, check in checks.items()]


def _examined(name: str, check: Check, settings: Settings, now: datetime) -> Finding:
    try:
        return Finding(name, ok=True, detail=check(settings, now))
    except (SickError, ConfigError) as wrong:
        return Finding(name, ok=False, detail=str(wrong))
    except OSError as wrong:
        return Finding(name, ok=False, detail=wrong.strerror or type(wrong).__name__)
    except Exception as wrong:  # noqa: BLE001 -- a check that breaks is a finding, not a crash
        return Finding(name, ok=False, detail=type(wrong).__name__)


def state_folder(settings: Settings, _: datetime) -> str:
    folder = settings.state_dir
    if not folder.exists():
        return f"{folder} is not there yet (the first start makes it)"
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise SickError(f"{folder} is not ours to read and write (chown it to this user)")
    disk = os.statvfs(folder)
    return f"{folder}, {enough(disk.f_bavail * disk.f_frsize)}"


def enough(free_bytes: int) -> str:
    """Raises `SickError` when that is too little room for the log."""
    if free_bytes < SPACE_BYTES:
        least = f"at least {SPACE_BYTES >> 20} MiB: make room"
        raise SickError(f"{free_bytes >> 20} MiB free ({least})")
    return f"{free_bytes >> 20} MiB free"


def certificate_authority(settings: Settings, now: datetime) -> str:
    if settings.ca_file is None and not (settings.state_dir / "ca").exists():
        if (settings.state_dir / INCIDENTS).exists():
            raise SickError("it is gone (restore it, or all clients need the next start's new one)")
        return "not there yet (the first start makes it)"
    ca = load_or_create_ca(settings.state_dir, settings.ca_file, now=now)
    told = f"valid until {ca.not_after:%Y-%m-%d}, SHA-256 {ca.fingerprint}"
    if ca.not_after - now < CA_NOTICE:
        raise SickError(f"{told} (make the next one and give it to all clients)")
    return told


def clock(settings: Settings, now: datetime) -> str:
    """A clock that was ahead leaves a day in the log that has not come yet."""
    newest = newest_day(settings.state_dir / INCIDENTS)
    today = now.astimezone(UTC).date().isoformat()
    if newest > today:
        raise SickError(
            f"it is {today}, and the log has lines of {newest} (set the clock; run a time service)"
        )
    return now.astimezone(UTC).isoformat(timespec="seconds")


def proxy_port(settings: Settings, _: datetime) -> str:
    ports = (settings.listen_port, *settings.extra_ports)
    return ", ".join(_port(settings.listen_host, port, b"mitmproxy") for port in ports)


def console_port(settings: Settings, _: datetime) -> str:
    return _port(settings.console_host, settings.console_port, b"200")


def _port(host: str, port: int, ours: bytes) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            pass
        else:
            return f"{host}:{port} is free"
    if ours not in _answer(host, port):
        raise SickError(f"{host}:{port} is another program's (stop it, or choose another port)")
    return f"{host}:{port} is ours"


def _answer(host: str, port: int) -> bytes:
    """How whoever listens there greets a question for its health."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- read, not bound
    with socket.create_connection((target, port), _SECONDS) as peer:
        peer.settimeout(_SECONDS)
        peer.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return peer.recv(4096)


def incident_log(settings: Settings, _: datetime) -> str:
    folder = settings.state_dir / INCIDENTS
    if not folder.exists():
        return "no incidents yet"
    report = verify_folder(folder, read_key(settings.state_dir / CHAIN_KEY))
    if report.faults:
        raise SickError(f"{report.faults[0]} (`promptwacht incidents verify` tells all)")
    return f"{report.lines} incidents, the chain is sound"


def store(settings: Settings, _: datetime) -> str:
    url = urlsplit(settings.database_url)
    if url.scheme != "sqlite":
        _connect(url.hostname or "localhost", url.port or 5432)
        return f"{url.hostname}:{url.port or 5432} answers"
    path = Path(unquote(url.path)[1:])  # `sqlite:///relative`, `sqlite:////absolute`
    if not path.exists():
        return f"{path} is not there yet (the console makes it)"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
        (told,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if told != "ok":
        raise SickError(f"{path} is damaged (restore it from a backup)")
    return f"{path} is sound"


def upstream_proxy(settings: Settings, _: datetime) -> str:
    if settings.upstream_address is None:
        return "not set, so servers are reached directly"
    url = urlsplit(settings.upstream_address)
    port = url.port or (443 if url.scheme == "https" else 80)
    _connect(url.hostname or "", port)
    return f"{url.hostname}:{port} answers"


def _connect(host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), _SECONDS).close()
    except OSError as wrong:
        why = (wrong.strerror or type(wrong).__name__).lower()
        raise SickError(f"{host}:{port} cannot be reached: {why}") from None


def detection(settings: Settings, _: datetime) -> str:
    detector = installed_detector(settings.policy_dir, settings.state_dir, makes_cache=False)
    if not finds_canary(detector):
        raise SickError("it misses a national register number (reinstall; nothing is let through)")
    return "finds what it must find"


def catalogue(settings: Settings, now: datetime) -> str:
    """The policy files are sound, and the list of services is not too old."""
    policy = load_policy_for(settings)
    count = len(policy.catalogue.services)
    stamp = re.match(r"\d{4}-\d\d-\d\d", policy.list_version)
    if stamp is None:
        return f"{count} services, version {policy.list_version}, of unknown age"
    age = now - datetime.fromisoformat(stamp[0]).replace(tzinfo=UTC)
    if age > LIST_AGE:
        raise SickError(f"the list is {age.days} days old (update services.yaml)")
    return f"{count} services, list of {stamp[0]}"


def published(settings: Settings, _: datetime) -> str:
    """Every list of published files can be read."""
    lists = tuple(PublishedFolder(settings.state_dir).all())
    if not lists:
        return "no lists, so no file passes for being published"
    return f"{sum(len(each.digests) for each in lists)} files in {len(lists)} lists"


CHECKS: Mapping[str, Check] = {
    "state folder": state_folder,
    "clock": clock,
    "CA": certificate_authority,
    "proxy port": proxy_port,
    "console port": console_port,
    "policy": catalogue,
    "published": published,
    "detection": detection,
    "reading": reading_checks.reading,
    "cage": reading_checks.cage,
    "OCR": reading_checks.ocr,
    "incident log": incident_log,
    "store": store,
    "notifier": notifier_checks.notifier,
    "notify": notifier_checks.notify,
    "mail": notifier_checks.mail,
    "upstream proxy": upstream_proxy,
}
"""Every check, in the order in which a cure would go."""
