"""
What Django's settings need to know of this installation: where the store is, and the signing key.

`use` is called once, before Django starts. Without it (tests, type checking) the store is in
memory and the key lives as long as the process.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config.private_files import read_or_create_key
from config.settings import Settings

CONSOLE_KEY = "secrets/console.key"
"""Where, in the state folder, the key is that signs sessions and links."""

_BUSY_SECONDS = 20
"""How long one writer waits for another: console and notifier share the file."""
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """The settings of this process, for Django."""

    settings: Settings
    secret_key: str


_current: Installation | None = None


def use(settings: Settings) -> None:
    """
    From now on this process is a console of `settings`. Raises `ConfigError` or `OSError` when
    the console's key cannot be used.
    """
    global _current  # noqa: PLW0603 -- Django's settings are global, and so is this
    key = read_or_create_key(settings.state_dir / CONSOLE_KEY)
    _current = Installation(settings=settings, secret_key=key.hex())


def current() -> Settings | None:
    """The settings that `use` was given."""
    return _current.settings if _current else None


def secret_key() -> str:
    """For Django's `SECRET_KEY`."""
    return _current.secret_key if _current else secrets.token_urlsafe(48)


def is_https() -> bool:
    """Whether people reach the console over https, also when a front ends it."""
    return _portal().startswith("https:")


def https_origins() -> list[str]:
    """The origin that browsers say they come from, where that is not ours; for Django's CSRF."""
    parts = urlsplit(_portal())
    return [f"https://{parts.netloc}"] if is_https() else []


def public_address(path: str, host: str) -> str:
    """`path` as people's browsers reach it; `host` is for tests, where nothing is installed."""
    return (_portal() or f"http://{host}").rstrip("/") + path


def login_providers() -> dict[str, Any]:
    """The organisation's own OpenID Connect provider, for allauth; empty without one."""
    settings = current()
    if settings is None or settings.oidc_url is None:
        return {}
    app = {
        "provider_id": "organisation",
        "name": "organisation",
        "client_id": settings.oidc_client_id,
        "secret": settings.oidc_client_secret,
        "settings": {"server_url": settings.oidc_url, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def _portal() -> str:
    return _current.settings.portal_url if _current else ""


def databases() -> dict[str, dict[str, Any]]:
    """For Django's `DATABASES`."""
    return {"default": _database(_current.settings.database_url) if _current else _in_memory()}


def _in_memory() -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


def _database(url: str) -> dict[str, Any]:
    if url.startswith("sqlite:"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(unquote(url.removeprefix("sqlite:///"))),
            "OPTIONS": {
                "timeout": _BUSY_SECONDS,
                "transaction_mode": "IMMEDIATE",
                "init_command": _PRAGMAS,
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # Eight threads serve everybody: none may wait for minutes for a store that is away.
        "OPTIONS": {
            "connect_timeout": "3",
            "tcp_user_timeout": "5000",
            **dict(parse_qsl(parts.query)),
        },
    }
