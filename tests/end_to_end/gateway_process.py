"""
The product as its users start it: a process of its own, with settings in the environment.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from tests.end_to_end.clients import Way
from tests.end_to_end.internet import Internet

REPOSITORY = Path(__file__).parents[2]
READY = "gateway ready"
CODE = re.compile(r"\bKB-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
"""What people quote when they ask about a refusal."""
_KEPT = re.compile(r'"pid": (\d+), "event": "(?:detection\.worker|reading\.server)_ready"')
_FEWEST = 3
"""Two detectors and the server of readers; more processors may have more detectors."""
START_SECONDS = 60
STOP_SECONDS = 20


class GatewayFailedError(Exception):
    """The gateway ended, or did not get ready; the message is what it said."""


def free_port() -> int:
    """
    One that nobody listens on, and that no connection will get from the kernel meanwhile: those
    get theirs from 32768 up (ip_local_port_range).
    """
    while True:
        port = random.randrange(15_000, 32_000)  # noqa: S311 -- no secret
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def environment(state: Path, internet: Internet | None, **settings: str) -> dict[str, str]:
    """What a gateway is started with; `settings` are named without their prefix."""
    own = {"STATE_DIR": str(state), "LISTEN_HOST": "127.0.0.1"}
    if internet is not None:
        own |= {"UPSTREAM_PROXY": internet.proxy_url, "UPSTREAM_CA": str(internet.ca_file)}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return inherited | {f"PROMPTWACHT_{name}": value for name, value in (own | settings).items()}


def run_to_end(settings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """One command that is expected to end. Raises `TimeoutExpired` when it does not."""
    return subprocess.run(  # noqa: S603 -- the product itself
        [sys.executable, "-m", "proxy", *words],
        cwd=REPOSITORY,
        env=settings,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


@dataclass(slots=True)
class GatewayProcess:
    """A running gateway, its state folder and what it said so far."""

    state: Path
    internet: Internet
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    said: list[str] = field(default_factory=list)
    before: tuple[str, ...] = ()
    """A command that starts it in its own place, such as `prlimit`."""
    _process: subprocess.Popen[str] | None = None
    _reader: threading.Thread | None = None

    @property
    def way(self) -> Way:
        """How clients get out through this gateway."""
        return Way(f"http://127.0.0.1:{self.port}", self.state / "ca" / "promptwacht-ca.pem")

    @property
    def pid(self) -> int:
        if self._process is None:
            raise GatewayFailedError("not started")
        return self._process.pid

    @property
    def environment(self) -> dict[str, str]:
        """What it is started with, and every command that belongs to it."""
        listen = {"LISTEN_PORT": str(self.port)}
        return environment(self.state, self.internet, **(listen | self.settings))

    def command(self, *words: str) -> str:
        """The output of another command on the same machine. Raises `GatewayFailedError`."""
        done = run_to_end(self.environment, *words)
        if done.returncode:
            raise GatewayFailedError(done.stderr)
        return done.stdout

    def start(self) -> None:
        """Returns when it is ready. Raises `GatewayFailedError`."""
        self._process = subprocess.Popen(  # noqa: S603 -- the product itself
            [*self.before, sys.executable, "-m", "proxy", "gateway"],
            cwd=REPOSITORY,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._listen, args=(self._process,))
        self._reader.start()
        try:
            eventually(self._is_ready, START_SECONDS)
        except TimeoutError:
            self.kill()
            raise GatewayFailedError("\n".join(self.said) or "it said nothing") from None

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        return self._end(signal.SIGINT)

    def kill(self) -> None:
        """Without a chance to say goodbye, and its children with it."""
        # The children have sessions of their own, so a signal to the gateway's misses them; and
        # they hold the pipe that `_end` reads to its end.
        if self._process is None:
            return
        children = self.children()
        for pid in (self._process.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._end(signal.SIGKILL)

    def incidents(self) -> list[dict[str, Any]]:
        """Every line of the incident log, oldest first."""
        files = sorted((self.state / "incidents").glob("*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]

    def incident_behind(self, shown: str) -> dict[str, Any]:
        """The incident whose code stands in a text that was shown. Raises `LookupError`."""
        codes = CODE.findall(shown)
        if not codes:
            raise LookupError(f"no code in {shown[:300]!r}")
        return next(i for i in self.incidents() if i["event"]["id"] == codes[0])

    def written(self) -> list[bytes]:
        """What it said so far, and each file of its state folder."""
        texts = ["\n".join(self.said).encode()]
        for path in self.state.rglob("*"):
            # Some are there only until they are whole, under another name than their own.
            with suppress(FileNotFoundError):
                if path.is_file():
                    texts.append(path.read_bytes())
        return texts

    def children(self) -> list[int]:
        """Process ids of everything that the gateway started."""
        return descendants(self.pid)

    def is_whole(self) -> bool:
        """
        Whether all that it keeps running is ready, also what had to start again. It serves people
        earlier, with its first detector.
        """
        ready = {int(pid) for said in list(self.said) for pid in _KEPT.findall(said)}
        return len(ready & set(self.children())) >= _FEWEST

    def _listen(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is not None:
            self.said.extend(line.rstrip("\n") for line in process.stdout)

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise GatewayFailedError("\n".join(self.said) or "it ended without a word")
        return any(READY in line for line in list(self.said))

    def _end(self, sign: signal.Signals) -> int:
        if self._process is None:
            return 0
        if self._process.poll() is None:
            whole = sign is signal.SIGKILL
            (os.killpg if whole else os.kill)(self._process.pid, sign)
        try:
            code = self._process.wait(STOP_SECONDS)
        finally:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()
            if self._reader is not None:
                self._reader.join()
            if self._process.stdout is not None:
                self._process.stdout.close()
        return code


def descendants(pid: int) -> list[int]:
    """All children of `pid`, and theirs. Empty when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    children = [int(child) for child in text.split()]
    return children + [below for child in children for below in descendants(child)]


def eventually(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Returns as soon as `holds()` does. Raises `TimeoutError` when it never does."""
    deadline = monotonic() + seconds
    while not holds():
        if monotonic() > deadline:
            raise TimeoutError("it never came true")
        sleep(0.02)
