"""
What `promptwacht doctor` looks at of the notifier: does it keep up, and can it send mail.
"""

from __future__ import annotations

import smtplib
import sqlite3
import ssl
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg

from config.errors import ConfigError
from config.notify import load_notify
from config.settings import Settings
from proxy.incident_log import INCIDENTS
from proxy.incident_reading import newest_day

_SECONDS = 5.0
_LATE = timedelta(minutes=2)
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}

_TAKEN = 'SELECT day, max("offset") FROM records_logposition GROUP BY day ORDER BY day DESC'


def notifier(settings: Settings, now: datetime) -> str:
    """Lines of the incident log that nobody took in for a while: then nobody is told either."""
    day = newest_day(settings.state_dir / INCIDENTS)
    if not day:
        return "nothing to take in yet"
    file = settings.state_dir / INCIDENTS / f"{day}.jsonl"
    state = file.stat()
    waits = now - datetime.fromtimestamp(state.st_mtime, UTC) > _LATE
    taken = _taken(settings.database_url).get(day, 0)
    if taken < state.st_size and waits:
        raise ConfigError(
            "incidents wait to be taken in (start `promptwacht notifier`, or look at its log)"
        )
    return "has taken in every incident" if taken >= state.st_size else "is taking in incidents"


def _taken(url: str) -> dict[str, int]:
    """Day to the bytes of its file that are in the store; empty where there is no store yet."""
    if url.startswith("sqlite:"):
        path = Path(unquote(url.removeprefix("sqlite:///")))
        if not path.exists():
            return {}
        address = f"{path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as store:
            return dict(store.execute(_TAKEN).fetchall())
    try:
        with psycopg.connect(url, connect_timeout=int(_SECONDS)) as server:
            return dict(server.execute(_TAKEN).fetchall())
    except psycopg.Error as wrong:
        raise ConfigError(f"the store cannot be asked: {type(wrong).__name__}") from None


def mail(settings: Settings, _: datetime) -> str:
    """The mail server answers, with the encryption that the setting asks for."""
    if settings.smtp_url is None:
        return "not set, so nobody is mailed"
    url = urlsplit(settings.smtp_url)
    host, port = url.hostname or "", url.port or _PORTS[url.scheme]
    context = ssl.create_default_context(cafile=parse_qs(url.query).get("ca_file", [None])[0])
    try:
        with _connected(url.scheme, host, port, context) as server:
            server.noop()
            return f"{host}:{port} answers{_encrypted(server, url.scheme, context)}"
    except smtplib.SMTPException as wrong:
        raise ConfigError(f"{host}:{port} speaks no SMTP ({type(wrong).__name__})") from None
    except ssl.SSLError as wrong:
        raise ConfigError(
            f"{host}:{port}: its certificate cannot be trusted ({wrong.reason}; "
            "name your own CA with ?ca_file=)"
        ) from None


def _connected(scheme: str, host: str, port: int, context: ssl.SSLContext) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=context)
    return smtplib.SMTP(host, port, timeout=_SECONDS)


def _encrypted(server: smtplib.SMTP, scheme: str, context: ssl.SSLContext) -> str:
    if scheme == "smtps":
        return " over TLS"
    server.ehlo_or_helo_if_needed()
    if scheme == "smtp" and not server.has_extn("starttls"):
        return ", without encryption"
    server.starttls(context=context)
    return " over TLS"


def notify(settings: Settings, _: datetime) -> str:
    """notify.yaml is sound; over which channels people and systems are told."""
    loaded = load_notify(settings.policy_dir)
    channels = ["mail"] if settings.smtp_url else []
    channels += loaded.channel_names
    return f"over {', '.join(channels)}" if channels else "over no channel yet: nobody is told"
