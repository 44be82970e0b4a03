"""
Clients in processes of their own: one asyncio client is busy before two proxies are.

`crowd` starts a process for each `Job` (`python -m bench.crowd`, the job on its standard input),
lets all of them begin at once, and adds up what they did.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass, field

import uvloop

from bench.client import CONVERSATION, TELEMETRY, exchange, tunnel, unverified
from bench.gateway import REPOSITORY

ASK, OPEN, FETCH = "ask", "open", "fetch"
"""Requests on connections that are open; connections, each used once; megabytes of a file."""
_WORKLOADS = {each.name: each for each in (TELEMETRY, CONVERSATION)}
_MEGABYTE = 1024 * 1024
_FILE_MEGABYTES = 16
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the clients of one process do, and through which proxy."""

    deed: str
    port: int
    authority: str
    """Host and port at the end of their tunnels."""
    workload: str = TELEMETRY.name
    ca_file: str = ""
    """Left out: whatever certificate is shown will do."""
    connections: int = 8
    seconds: float = 3.0
    sources: Sequence[str] = ("127.0.0.1",)
    """Addresses of this machine that they come from, in turn."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a crowd did."""

    count: float
    """Requests, connections or megabytes."""
    per_second: float
    cpu: float
    """Processor seconds of the clients."""


@contextmanager
def crowd(jobs: Sequence[Job]) -> Iterator[Callable[[], Done]]:
    """Clients that are ready; what is yielded lets them begin, and returns when they are done."""
    processes = [_process() for _ in jobs]
    try:
        for process, job in zip(processes, jobs, strict=True):
            _tell(process, json.dumps(asdict(job)))
        for process in processes:
            _heard(process)
        yield lambda: _done(processes, jobs[0].seconds)
    finally:
        for process in processes:
            process.kill()
            process.communicate()  # closes its pipes as well


def _process() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.crowd"],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _done(processes: Sequence[subprocess.Popen[str]], seconds: float) -> Done:
    for process in processes:
        _tell(process, "go")
    told = [json.loads(_heard(process)) for process in processes]
    count = sum(each["count"] for each in told)
    return Done(count, count / seconds, sum(each["cpu"] for each in told))


def _tell(process: subprocess.Popen[str], line: str) -> None:
    if process.stdin is not None:
        process.stdin.write(f"{line}\n")
        process.stdin.flush()


def _heard(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise RuntimeError("a process of clients ended")
    return line


@dataclass(slots=True)
class _Turn:
    """The time that clients have, and what they did in it."""

    job: Job
    context: ssl.SSLContext = field(init=False)
    count: float = 0.0
    _until: float = 0.0
    _cpu: float = 0.0

    def __post_init__(self) -> None:
        ca_file = self.job.ca_file
        self.context = ssl.create_default_context(cafile=ca_file) if ca_file else unverified()

    def begin(self) -> None:
        """Say that we are ready, and wait until all are."""
        print("ready", flush=True)
        sys.stdin.readline()
        self._until, self._cpu = time.perf_counter() + self.job.seconds, time.process_time()

    def goes_on(self) -> bool:
        return time.perf_counter() < self._until

    def did(self, much: float) -> None:
        """What was done too late does not count."""
        self.count += much if self.goes_on() else 0.0

    def told(self) -> str:
        return json.dumps({"count": self.count, "cpu": time.process_time() - self._cpu})


async def _ask(turn: _Turn) -> None:
    job, request = turn.job, _WORKLOADS[turn.job.workload].request()
    async with AsyncExitStack() as stack:
        streams = [
            await stack.enter_async_context(tunnel(job.port, job.authority, turn.context, source))
            for source in _sources(job)
        ]
        for stream in streams:
            await exchange(stream, request)  # neither handshakes nor first times are measured
        turn.begin()

        async def asking(number: int) -> None:
            while turn.goes_on():
                await exchange(streams[number], request)
                turn.did(1)

        await asyncio.gather(*map(asking, range(len(streams))))


async def _open(turn: _Turn) -> None:
    job, request = turn.job, TELEMETRY.request()

    async def opening(source: str) -> None:
        while turn.goes_on():
            async with tunnel(job.port, job.authority, turn.context, source) as stream:
                await exchange(stream, request)
            turn.did(1)

    turn.begin()
    await asyncio.gather(*map(opening, _sources(job)))


def _sources(job: Job) -> Iterator[str]:
    return (job.sources[number % len(job.sources)] for number in range(job.connections))


def _fetch(turn: _Turn) -> None:
    """One file after the other on one connection; without asyncio, which would be the limit."""
    with _secured(turn) as secure:
        turn.begin()
        while turn.goes_on():
            _fetch_one(turn, secure)


@contextmanager
def _secured(turn: _Turn) -> Iterator[ssl.SSLSocket]:
    job = turn.job
    with socket.create_connection(("127.0.0.1", job.port)) as plain:
        plain.sendall(f"CONNECT {job.authority} HTTP/1.1\r\nhost: {job.authority}\r\n\r\n".encode())
        if b" 200 " not in plain.recv(4096):
            raise RuntimeError("no tunnel")
        name = job.authority.partition(":")[0]
        with turn.context.wrap_socket(plain, server_hostname=name) as secure:
            yield secure


def _fetch_one(turn: _Turn, secure: ssl.SSLSocket) -> None:
    asked = f"GET /large/{_FILE_MEGABYTES} HTTP/1.1\r\nhost: {turn.job.authority}\r\n\r\n"
    secure.sendall(asked.encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += secure.recv(1) or b"\r\n\r\n"
    piece, left = memoryview(bytearray(_PIECE)), _FILE_MEGABYTES * _MEGABYTE
    while left and turn.goes_on() and (read := secure.recv_into(piece, min(left, _PIECE))):
        left -= read
        turn.did(read / _MEGABYTE)


def main() -> None:
    turn = _Turn(Job(**json.loads(sys.stdin.readline())))
    if turn.job.deed == FETCH:
        _fetch(turn)
    else:
        uvloop.run({ASK: _ask, OPEN: _open}[turn.job.deed](turn))
    print(turn.told(), flush=True)


if __name__ == "__main__":
    main()
