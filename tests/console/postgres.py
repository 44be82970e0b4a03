"""
A real PostgreSQL of its own for a test module, on loopback and a free port, gone afterwards.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

USER = "promptwacht"
_START_SECONDS = 60


def programs():
    """Where PostgreSQL's programs are: Debian keeps them off the path."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return folders[-1].parent if folders else None


class Postgres:
    """One server. It refuses to run as root, so there it runs as the user of its package."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="promptwacht-pg-"))
        self.port = _free_port()
        self._as = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self._as:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", USER, "--no-sync")
        self.process = None
        self._names = 0

    def _run(self, program, *arguments):
        subprocess.run(  # noqa: S603 -- PostgreSQL itself
            [programs() / program, *arguments],
            check=True, capture_output=True, cwd=self.folder, **self._as,
        )  # fmt: skip

    def start(self):
        self.process = subprocess.Popen(  # noqa: S603 -- PostgreSQL itself
            [
                programs() / "postgres", "-D", self.folder / "data", "-p", str(self.port),
                "-k", self.folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
            ],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._as,
        )  # fmt: skip
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return self

    def stop(self, how=signal.SIGINT):
        """SIGINT: connections are cut, and the server ends in good order."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def connect(self, name):
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, dbname=name, autocommit=True
        )

    def database(self):
        """A new empty database: its address, as the setting wants it."""
        self._names += 1
        name = f"store{self._names}"
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def postgres():
    """A running server for the tests of one module."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    server = Postgres()
    try:
        yield server.start()
    finally:
        server.remove()
