"""
The store: its tables are brought up to date at the start, by one process at a time.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from config.errors import ConfigError
from config.settings import Settings
from console import installation

_LOCK = "store.lock"
_POSTGRES_LOCK = 0x70726F6D70747761
"""Any number will do, as long as it is always the same: `promptwa` in ASCII."""


def start(settings: Settings) -> None:
    """
    Make this process a console of `settings`, its tables up to date. Call before anything else
    of Django is imported that needs a store.

    Raises `ConfigError`, in one line, when the store cannot be used.
    """
    connect(settings)
    try:
        migrate(settings)
    except DatabaseError as wrong:
        raise ConfigError(complaint_of(wrong)) from None


def connect(settings: Settings) -> None:
    """Tell Django where the store is; nothing is opened yet. Raises like `installation.use`."""
    # The store, its journal and its backups are for this user alone.
    os.umask(0o077)
    installation.use(settings)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    django.setup()


def migrate(settings: Settings) -> None:
    """Bring the tables up to date. Raises Django's `DatabaseError`, also when it is away."""
    try:
        with _alone(settings.state_dir):
            call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()


def complaint_of(wrong: DatabaseError) -> str:
    """One line about a store that cannot be used."""
    told = str(wrong).strip().splitlines()
    reason = told[0] if told else type(wrong).__name__
    return f"DATABASE_URL: the store ({_kind()}) cannot be used: {reason}"


def _kind() -> str:
    return str(django_settings.DATABASES["default"]["ENGINE"]).rpartition(".")[2]


@contextmanager
def _alone(state_dir: Path) -> Iterator[None]:
    """Several processes start at once; and with PostgreSQL, on several machines."""
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / _LOCK).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_POSTGRES_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_POSTGRES_LOCK])
