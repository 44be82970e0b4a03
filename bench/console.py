"""
How long the DPO waits: `python -m bench.console [--events N] [--incidents N] [--rounds N]`.

The real console over SQLite with a past; pages as a browser asks for them, one after the other.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx

from bench.gateway import REPOSITORY, Target

BOUND = 0.150
"""Seconds that the median of the start page and of the queue may take."""
_DEEP = 40
"""Pages of fifty to turn before the deep ones are measured."""


@contextmanager
def console(events: int, incidents: int) -> Iterator[tuple[httpx.Client, Target]]:
    """A client that is logged in at a running console, and that console."""
    with tempfile.TemporaryDirectory() as state, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {
            "PROMPTWACHT_STATE_DIR": state,
            "PROMPTWACHT_CONSOLE_PORT": str(port),
            "HOME": state,
        }
        key = subprocess.run(
            [sys.executable, "-m", "bench.console_rows", str(events), str(incidents)],
            cwd=REPOSITORY, env=environment, check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "proxy", "console"],
            cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        base = f"http://127.0.0.1:{port}"
        try:
            with httpx.Client(base_url=base, cookies={"promptwacht_session": key}) as client:
                _wait(client)
                yield (
                    client,
                    Target(name="console", port=port, ca_file=Path(state), pid=process.pid),
                )
        finally:
            process.terminate()
            process.wait(timeout=30)
        _sizes(Path(state))


def _wait(client: httpx.Client) -> None:
    for _ in range(300):
        try:
            client.get("/healthz")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the console did not start")


def _sizes(state: Path) -> None:
    size = (state / "promptwacht.sqlite3").stat().st_size
    print(f"\nStore: {size / 1e6:.0f} MB.")


def deep(client: httpx.Client, address: str) -> str:
    """The address of a page far down, by way of all those before it."""
    for _ in range(_DEEP):
        found = re.search(r'rel="next" href="([^"]+)"', client.get(address).text)
        if found is None:
            break
        address = found[1].replace("&amp;", "&")
    return address


def waits(client: httpx.Client, address: str, rounds: int) -> list[float]:
    """Seconds from asking to the last byte."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        answer = client.get(address)
        times.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    return sorted(times)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.console", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=30)
    args = parser.parse_args()
    with console(args.events, args.incidents) as (client, target):
        pages = {
            "start page": "/console/",
            "strip (live)": "/console/strook",
            "queue, open": "/console/incidenten",
            "queue, all": "/console/incidenten?state=all",
            "queue, all, newest": "/console/incidenten?state=all&sort=newest",
            "queue, all, deep": deep(client, "/console/incidenten?state=all"),
            "one incident": "/console/incidenten/KB-2026-000123",
            "events": "/console/gebeurtenissen",
            "events, deep": deep(client, "/console/gebeurtenissen"),
            "events, one action": "/console/gebeurtenissen?action=suspected-leak",
            "events, one kind": "/console/gebeurtenissen?kind=special_health&severity=4",
            "health": "/console/gezondheid",
        }
        print(f"{args.events:,} events, {args.incidents:,} incidents, {args.rounds} times each:\n")
        print("| page | median ms | 95th percentile ms | CPU ms |\n|---|---|---|---|")
        found, cpu = {}, {}
        for name, address in pages.items():
            waits(client, address, 3)  # warm
            before = target.cpu_seconds()
            times = waits(client, address, args.rounds)
            cpu[name] = (target.cpu_seconds() - before) / args.rounds
            found[name] = median(times)
            high = times[min(len(times) - 1, round(0.95 * len(times)))]
            figures = (found[name], high, cpu[name])
            print(f"| {name} |", " | ".join(f"{each * 1000:.0f}" for each in figures), "|")
    for name in ("start page", "queue, open"):
        # What a busy machine adds to the wait is not the console's.
        if min(found[name], cpu[name]) > BOUND:
            sys.exit(f"{name}: {cpu[name] * 1000:.0f} ms of CPU, more than {BOUND * 1000:.0f}")


if __name__ == "__main__":
    main()
