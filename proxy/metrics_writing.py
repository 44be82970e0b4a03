"""
Writes what this process counts where the console finds it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from config.metric_files import WRITE_SECONDS, forget_metrics, write_metrics

_log = structlog.get_logger()

_WORKER = re.compile(r"gateway-(\d+)")


def name_of_worker(worker: int) -> str:
    """What the file of a gateway process is called; `worker` counts from 0."""
    return f"gateway-{worker}"


def forget_workers_beyond(state_dir: Path, workers: int) -> None:
    """Of an earlier start with more of them: they are not missing, but no longer meant to be."""

    def is_gone(process: str) -> bool:
        found = _WORKER.fullmatch(process)
        return found is not None and int(found[1]) >= workers

    with suppress(OSError):
        forget_metrics(state_dir, is_gone)


@dataclass(slots=True, kw_only=True)
class MetricsWriting:
    """One file, replaced every few seconds. A disk that fails is logged once, and stops nobody."""

    state_dir: Path
    process: str
    text: Callable[[], str]
    pause: float = WRITE_SECONDS
    _failed: bool = field(default=False, init=False)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.write()
            await asyncio.sleep(self.pause)

    async def write(self) -> None:
        """Write once, now."""
        text = self.text()
        try:
            await asyncio.to_thread(write_metrics, self.state_dir, self.process, text)
        except OSError as failure:
            if not self._failed:
                _log.error("metrics.failed", error=type(failure).__name__)
            self._failed = True
        else:
            self._failed = False
