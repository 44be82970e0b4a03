"""
The first chapters of docs/performance.md: `python -m bench [--rounds N] [--requests N] [--write]`.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from statistics import median

import uvloop

from bench import uploads
from bench.chapters import PAGE, with_chapter, with_opening
from bench.client import CONVERSATION, TELEMETRY, Workload, event_delays, latencies, throughput
from bench.gateway import Target, targets
from bench.report import OURS, Measurement, Report

CONNECTIONS, STREAMS = 16, 8


async def measure(target: Target, workload: Workload, requests: int) -> Measurement:
    """One target under one workload."""
    times = await latencies(target, workload, requests)
    rate, cpu = await throughput(target, workload, requests, CONNECTIONS)
    streams = [await event_delays(target, workload) for _ in range(STREAMS)]
    return Measurement(
        target=target.name,
        workload=workload.name,
        latency=median(times),
        requests_per_second=rate,
        cpu=cpu,
        first_event=median(delays[0] for delays in streams),
        each_event=median(delay for delays in streams for delay in delays[1:]),
    )


async def measure_all(found: list[Target], rounds: int, requests: int) -> Report:
    """Every target under every workload, in turns: what else the machine does hits them alike."""
    report = Report(rounds, requests, STREAMS)
    for workload in (TELEMETRY, CONVERSATION):
        for target in found:
            await measure(target, workload, CONNECTIONS)  # warm caches and code paths
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for workload in (TELEMETRY, CONVERSATION):
            for target in found:
                report.add(await measure(target, workload, requests))
    return report


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=400, help="per figure and round")
    parser.add_argument("--write", action="store_true", help=f"also write {PAGE.name}")
    args = parser.parse_args()
    with targets() as found, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        opening = runner.run(measure_all(found, args.rounds, args.requests)).markdown()
        (ours,) = (target for target in found if target.name == OURS)
        files = list(uploads.markdown(runner.run(uploads.measure(ours, args.rounds + 2, turns=3))))
    print("\n".join((opening, f"## {uploads.TITLE}", "", *files)))
    if args.write:
        page = with_opening(PAGE.read_text("utf-8"), opening)
        PAGE.write_text(with_chapter(page, uploads.TITLE, files), "utf-8")


if __name__ == "__main__":
    main()
