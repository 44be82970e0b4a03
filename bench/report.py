"""
Measurements of several rounds, as one table that people can compare.
"""

from __future__ import annotations

import os
import platform
import sysconfig
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from statistics import median

DIRECT, BARE, OURS = "direct", "mitmdump", "promptwacht"
"""Names of the three ways to the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One target under one workload in one round; seconds throughout."""

    target: str
    workload: str
    latency: float
    requests_per_second: float
    cpu: float
    first_event: float
    each_event: float


@dataclass(slots=True)
class Report:
    """Collects rounds and tells their medians."""

    rounds: int
    requests: int
    """Of one figure and round."""
    streams: int
    """Answers of which the events were timed, in each round."""
    _kept: dict[tuple[str, str], list[Measurement]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, measurement: Measurement) -> None:
        self._kept[measurement.workload, measurement.target].append(measurement)

    def markdown(self) -> str:
        """What the page begins with."""
        lines = [_HEAD, *self._rows(), "", *self._against_bare(), _FOOT.format(**self._facts())]
        return "\n".join(lines)

    def _against_bare(self) -> Iterable[str]:
        """The gateway as a multiple of bare mitmproxy: what a busy machine changes least."""
        for workload in dict.fromkeys(workload for workload, _ in self._kept):
            ours, bare = (self._kept.get((workload, name), []) for name in (OURS, BARE))
            if ours and bare:
                cpu = _middle(m.cpu for m in ours) / _middle(m.cpu for m in bare)
                rate = _middle(m.requests_per_second for m in ours) / _middle(
                    m.requests_per_second for m in bare
                )
                yield (
                    f"- {workload}: {cpu:.2f} times the CPU of bare mitmproxy per request, "
                    f"{rate:.2f} times its requests per second."
                )

    def _facts(self) -> dict[str, object]:
        return {
            "rounds": self.rounds,
            "requests": self.rounds * self.requests,
            "streams": self.rounds * self.streams,
            "processors": os.cpu_count(),
            "python": platform.python_version() + _how_built(),
            "mitmproxy": version("mitmproxy"),
        }

    def _rows(self) -> Iterable[str]:
        for (workload, target), measured in self._kept.items():
            direct = self._kept[workload, DIRECT]
            latency = _middle(m.latency for m in measured)
            added = latency - _middle(m.latency for m in direct)
            cells = [
                workload,
                target,
                _ms(latency),
                "" if target == DIRECT else _ms(added),
                "" if target == DIRECT else _ms(_middle(m.cpu for m in measured)),
                f"{_middle(m.requests_per_second for m in measured):,.0f}",
                _ms(_middle(m.first_event for m in measured)),
                _ms(_middle(m.each_event for m in measured)),
            ]
            yield f"| {' | '.join(cells)} |"


def _how_built() -> str:
    """A Python without it takes longer for everything, whatever runs on it (`configure --help`)."""
    optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
    return "" if optimised else " (built without --enable-optimizations)"


def _middle(values: Iterable[float]) -> float:
    return median(values)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f}"


_HEAD = """# What the gateway costs

`make bench` measures, and prints the tables of this page but those of the last two chapters;
`make bench WRITE=1` writes them into it. It takes some ten minutes on a quiet machine with two
processors. Each chapter can be measured alone, in a minute or so, and says how; with `--write` it
writes itself.

| chapter | command |
|---|---|
| the table below, and *Files* | `.venv/bin/python -m bench` |
| Processor time, in pairs | `.venv/bin/python -m bench.cpu` |
| Frames of a WebSocket | `.venv/bin/python -m bench.sockets` |
| Two workers | `.venv/bin/python -m bench.workers` |
| What is no AI | `.venv/bin/python -m bench.passing` (with Squid, where it is installed) |
| Connections | `.venv/bin/python -m bench.connections` |
| From start to ready | `.venv/bin/python -m bench.readiness` |
| Too much of anything | `make bounds` |
| For a long time | `make soak` |

This table compares three ways to one and the same service in one run.

| request | through | median ms, 1 connection | added ms | CPU ms per request | requests/s, \
16 connections | first event, ms after it left | each event |
|---|---|---|---|---|---|---|---|"""

_FOOT = """
Median of {rounds} rounds on {processors} processors, CPython {python}, mitmproxy {mitmproxy},
everything on one machine.

How to read it:

- *direct*: the client speaks to the service. *mitmdump*: bare mitmproxy decrypts, and judges
  nothing. *promptwacht*: the gateway as it is shipped, with its detectors.
- *telemetry* is an endpoint without anybody's text: decrypted, recognised, not judged. The
  *60-word prompt* is read, judged and forwarded unchanged.
- CPU counts all processes of the proxy, the detectors included. Latencies on a busy machine move;
  compare rows of one table, never rows of two.
- The events are server-sent, 20 ms apart, and carry the moment at which they left.
- Goals: at most 0.6 times the CPU of bare mitmproxy for telemetry, and 0.6 times its added time; at
  most 3 ms more than direct for the first event and 1 ms more for each further one.
- The time of one connection is that of {requests} requests one after the other, each row; the
  first event that of {streams} answers.
- Each figure is the median of interleaved rounds, and each server runs in a session of its own:
  Linux shares processor time between sessions, so servers that share one slow each other down.
"""
