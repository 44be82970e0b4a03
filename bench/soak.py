"""
An hour of prompts from many connections, and what became of each:
`python -m bench.soak [SECONDS] [PROMPTS_PER_SECOND] [CONNECTIONS]`, or `make soak`.

Ends with 1 when something leaked, failed, is not accounted for, or memory grew.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import uvloop

from bench.client import PATH, Stream, Workload, asked, turn
from bench.gateway import HOST, Target, promptwacht, service_certificate
from bench.process_tree import resident_bytes
from policy.verdict import Action

SECRET = "85.07.30-033.28"
"""An invented national number: must never arrive at the service."""
MOST_GROWTH = 25 * 2**20
"""Bytes between the second tenth of the time and the last."""
_TENTHS = 10
_LATE = 30.0
"""Seconds that one answer may take before it counts as a failure."""

KINDS = {
    Action.ALLOW: "Schrijf een uitnodiging voor de markt op het plein.",
    Action.REDACT: "Mail Jan Peeters, jan.peeters@voorbeeld.be, over de markt.",
    Action.REJECT: f"Leefloon voor Jan Peeters, rijksregisternummer {SECRET}.",
}


@dataclass
class Service:
    """An AI service that remembers which prompts reached it."""

    received: Counter[int] = field(default_factory=Counter)
    secrets: int = 0

    async def accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: ssl.SSLContext
    ) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.start_tls(context)
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
                self._note(await reader.readexactly(int(length or 0)))
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                    b"x-soak: arrived\r\ncontent-length: 2\r\n\r\n{}"
                )
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _note(self, body: bytes) -> None:
        self.secrets += SECRET.encode() in body or b"jan.peeters@" in body
        self.received[int(json.loads(body)["messages"][0]["id"].rpartition("-")[2])] += 1


@dataclass
class Account:
    """What was sent, and what came of it."""

    sent: dict[int, Action] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)
    """Moments, and bytes of all processes of the gateway."""

    def counts(self) -> Counter[Action]:
        return Counter(self.sent.values())

    def growth(self, seconds: float) -> int:
        """Bytes that memory grew after it had warmed up."""
        tenth = seconds / _TENTHS
        early = [size for at, size in self.memory if tenth <= at < 2 * tenth]
        late = [size for at, size in self.memory if at >= seconds - tenth]
        return int(median(late) - median(early)) if early and late else 0


@asynccontextmanager
async def _connected(target: Target, index: int, context: ssl.SSLContext) -> AsyncIterator[Stream]:
    """A tunnel from one of many client addresses."""
    source = f"127.0.{1 + index // 200}.{1 + index % 200}"
    async with asyncio.timeout(_LATE):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", target.port, local_addr=(source, 0)
        )
        writer.write(f"CONNECT {HOST}:443 HTTP/1.1\r\nhost: {HOST}:443\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        await writer.start_tls(context, server_hostname=HOST)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


@cache
def _trusting(ca_file: Path) -> ssl.SSLContext:
    """One for all: five hundred take a second, and all that were due in it would come at once."""
    return ssl.create_default_context(cafile=str(ca_file))


async def _client(
    target: Target,
    account: Account,
    index: int,
    *,
    every: float,
    share: float,
    seconds: float,
    start: float,
) -> None:
    """
    One person who types a prompt every so often, the first after a `share` of that time, and
    reconnects when the connection ends.
    """
    context = _trusting(target.ca_file)
    due = start + every * share
    while due - start < seconds:
        try:
            async with _connected(target, index, context) as stream:
                while due - start < seconds:
                    await asyncio.sleep(max(0.0, due - time.perf_counter()))
                    due += every
                    await _prompt(stream, account)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as failure:
            account.failures[type(failure).__name__] += 1


async def _prompt(stream: Stream, account: Account) -> None:
    number = len(account.sent)
    decision = list(KINDS)[number % len(KINDS)]
    account.sent[number] = decision
    request = Workload("soak", PATH, _numbered(number, KINDS[decision])).request()
    begin = time.perf_counter()
    async with asyncio.timeout(_LATE):
        head, _ = await asked(stream, request)
    account.times.append(time.perf_counter() - begin)
    arrived = b"x-soak: arrived" in head
    if arrived is (decision is Action.REJECT):
        account.failures[f"{decision} was {'' if arrived else 'not '}passed on"] += 1


def _numbered(number: int, text: str) -> bytes:
    """A prompt whose number is the end of its id: in the text it would be one more to judge."""
    return turn(text).replace(b"-000000000001", f"-{number:012}".encode())


async def _watch(target: Target, account: Account, start: float) -> None:
    while target.pid is not None:
        account.memory.append((time.perf_counter() - start, resident_bytes(target.pid)))
        await asyncio.sleep(5)


def _logged(state: Path) -> Counter[str]:
    """The decisions in the incident log."""
    lines = (
        line for file in sorted((state / "incidents").glob("*.jsonl")) for line in file.open("rb")
    )
    return Counter(json.loads(line)["promptwacht"]["decision"] for line in lines)


async def soak(seconds: float, rate: float, connections: int) -> list[str]:
    """Run, print the figures, and return what is wrong."""
    service, account = Service(), Account()
    with service_certificate() as (leaf, ca_file, folder):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(leaf)
        server = await asyncio.start_server(
            lambda reader, writer: service.accept(reader, writer, context),
            "127.0.0.1", 0, backlog=1024,
        )  # fmt: skip
        upstream = Target(
            name="service", port=server.sockets[0].getsockname()[1], ca_file=ca_file, pid=None
        )
        opening = promptwacht(upstream, folder)
        target = await asyncio.to_thread(opening.__enter__)
        try:
            start = time.perf_counter()
            watch = asyncio.create_task(_watch(target, account, start))
            every = connections / rate
            await asyncio.gather(
                *(
                    _client(
                        target,
                        account,
                        index,
                        every=every,
                        share=index / connections,
                        seconds=seconds,
                        start=start,
                    )
                    for index in range(connections)
                )
            )
            watch.cancel()
            await asyncio.sleep(2)
            logged = _logged(folder / "state")
        finally:
            opening.__exit__(None, None, None)
            server.close()
    _print(account, service, logged, seconds)
    return _wrong(account, service, logged, seconds)


def _print(account: Account, service: Service, logged: Counter[str], seconds: float) -> None:
    cuts = quantiles(account.times, n=1000)
    print(f"{len(account.sent)} prompts in {seconds:g} s: {dict(account.counts())}")
    print(f"arrived {service.received.total()}, logged {dict(logged)}, secrets {service.secrets}")
    at = {"median": 499, "99 %": 989, "99.9 %": 998}
    print("ms: " + ", ".join(f"{name} {cuts[place] * 1e3:.1f}" for name, place in at.items()))
    sizes = [size for _, size in account.memory]
    print(
        f"memory MB: first {sizes[0] >> 20}, most {max(sizes) >> 20}, last {sizes[-1] >> 20}, "
        f"growth {account.growth(seconds) / 2**20:.1f}"
    )


def _wrong(account: Account, service: Service, logged: Counter[str], seconds: float) -> list[str]:
    sent = account.counts()
    refused = {number for number, kind in account.sent.items() if kind is Action.REJECT}
    wrong = [f"{count} times: {what}" for what, count in account.failures.items()]
    if service.secrets or refused & set(service.received):
        wrong.append("something arrived that had to stay")
    if any(count > 1 for count in service.received.values()):
        wrong.append("a prompt arrived twice")
    wrong += [
        f"{sent[action]} times {action}, but {logged[action]} logged"
        for action in (Action.REDACT, Action.REJECT)
        if logged[action] != sent[action]
    ]
    if account.growth(seconds) > MOST_GROWTH:
        wrong.append("memory grew")
    return wrong


def main() -> int:
    seconds, rate, connections = (
        float(given) for given in (*sys.argv[1:], *("3600", "50", "500")[len(sys.argv) - 1 :])
    )
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        wrong = runner.run(soak(seconds, rate, int(connections)))
    print("\n".join(wrong) or "everything is accounted for")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
