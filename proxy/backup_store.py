"""
The console's store in a backup: SQLite copied while it is in use, PostgreSQL by its own tools.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from config.errors import ConfigError

SQLITE, POSTGRES = "sqlite", "postgresql"
NAME: Final = {SQLITE: "store.sqlite3", POSTGRES: "store.pgdump"}
"""What the copy is called in the archive."""

_BUSY_SECONDS: Final = 30
_LONGEST: Final = 3600.0
_PLACES: Final = "/usr/lib/postgresql"


def kind_of(database_url: str) -> str:
    return SQLITE if database_url.startswith("sqlite:") else POSTGRES


def sqlite_file(database_url: str) -> Path:
    """Where the embedded store is."""
    return Path(unquote(database_url.removeprefix("sqlite:///")))


def copy_store(database_url: str, target: Path) -> bool:
    """
    Put the whole store in `target`, as it is at one moment, beside whoever writes to it. False
    when there is none yet. Raises `ConfigError`.
    """
    if kind_of(database_url) == POSTGRES:
        _run(["pg_dump", "--format=custom", "--no-owner", "--file", str(target)], database_url)
        return True
    source = sqlite_file(database_url)
    if not source.exists():
        return False
    copy_sqlite(source, target)
    return True


def copy_sqlite(source: Path, target: Path) -> None:
    """One consistent copy in one file; writers go on meanwhile. Raises `ConfigError`."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=_BUSY_SECONDS)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as wrong:
        raise ConfigError(f"{source}: the store cannot be copied: {wrong}") from None


def check_sqlite(file: Path) -> None:
    """Raises `ConfigError` when `file` is not a sound database."""
    try:
        with closing(sqlite3.connect(file)) as database:
            told = database.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.Error as wrong:
        told = str(wrong)
    if told != "ok":
        raise ConfigError(f"{file.name}: the store in this backup is damaged: {told}")


def has_tables(database_url: str) -> bool:
    """Whether a PostgreSQL database holds anything of ours. Raises `ConfigError`."""
    try:
        with psycopg.connect(database_url, connect_timeout=_BUSY_SECONDS) as connection:
            found = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
    except psycopg.Error:
        raise ConfigError("DATABASE_URL: the database cannot be reached (is it running?)") from None
    return bool(found and found[0])


def load_postgres(dump: Path, database_url: str, *, clean: bool) -> None:
    """Put `dump` into the database, all of it or nothing. Raises `ConfigError`."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner"]
    options += ["--clean", "--if-exists"] if clean else []
    _run(["pg_restore", *options, "--dbname", _name(database_url), str(dump)], database_url)


def _name(database_url: str) -> str:
    return unquote(urlsplit(database_url).path.lstrip("/"))


def _run(command: list[str], database_url: str) -> None:
    """The password goes by the environment: others can read a command line."""
    program = _tool(command[0])
    parts = urlsplit(database_url)
    query = dict(parse_qsl(parts.query))
    given = {
        "PGDATABASE": _name(database_url),
        "PGHOST": query.get("host", parts.hostname or ""),
        "PGPORT": query.get("port", str(parts.port or "")),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGSSLMODE": query.get("sslmode", ""),
        "PGSSLROOTCERT": query.get("sslrootcert", ""),
    }
    environment = os.environ | {name: value for name, value in given.items() if value}
    try:
        done = subprocess.run(  # noqa: S603 -- PostgreSQL's own program, with options of ours
            [program, *command[1:]],
            env=environment, capture_output=True, text=True, timeout=_LONGEST, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise ConfigError(
            f"DATABASE_URL: {command[0]}: not done within an hour (is promptwacht still running?)"
        ) from None
    if done.returncode != 0:
        reason = next(iter(done.stderr.strip().splitlines()), f"exit code {done.returncode}")
        raise ConfigError(f"DATABASE_URL: {command[0]}: {reason.removeprefix(command[0] + ': ')}")


def _tool(name: str) -> str:
    versions = sorted(Path(_PLACES).glob(f"*/bin/{name}"), key=_version, reverse=True)
    found = shutil.which(name) or next((str(file) for file in versions), None)
    if found is None:
        raise ConfigError(
            f"DATABASE_URL: {name} is not installed (install the PostgreSQL client, at least as "
            "new as the server)"
        )
    return found


def _version(file: Path) -> int:
    name = file.parent.parent.name
    return int(name) if name.isdecimal() else 0
