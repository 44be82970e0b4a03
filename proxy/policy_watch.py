"""
Watches the policy files and swaps the snapshot when they change; a broken file changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog
from watchfiles import Change, awatch

from addons.passage import CurrentPolicy, Policy
from config.errors import ConfigError

_log = structlog.get_logger()

_DEBOUNCE = 100
"""Milliseconds that a burst of changes may last; an editor writes a file in several steps."""
_POLL = 1.0
"""Seconds between looks at the files where the kernel tells nothing (network folders)."""


def _is_policy(change: Change, path: str) -> bool:
    """YAML files, and the link that Kubernetes turns round when it mounts new ones."""
    del change
    return path.endswith((".yaml", "..data"))


def _for_ever() -> None:
    return None


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class PolicyWatch:
    """Keeps `current` equal to the files, as long as those are sound."""

    load: Callable[[], Policy]
    """Reads everything anew; raises `ConfigError`."""
    folders: tuple[Path, ...]
    current: CurrentPolicy
    changed: Callable[[], None]
    """Called after each swap."""
    good_until: Callable[[], datetime | None] = _for_ever
    """When the snapshot of this moment changes without a file changing."""
    now: Callable[[], datetime] = _utc_now
    sound: bool = True
    """Whether the files of this moment are the policy that holds (Prometheus' convention)."""
    loaded_at: datetime = field(init=False)
    """When the policy that holds was read."""
    failures: int = field(default=0, init=False)
    """How often the files were not sound."""

    def __post_init__(self) -> None:
        self.loaded_at = self.now()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._watch()
            except OSError as failure:  # a folder vanished; the old policy holds meanwhile
                _log.error("policy.watch-lost", error=type(failure).__name__)
                await asyncio.sleep(_POLL)

    async def _watch(self) -> None:
        there = [folder for folder in self.folders if folder.is_dir()]
        async for _ in awatch(
            *there, watch_filter=_is_policy, debounce=_DEBOUNCE, step=20, recursive=False
        ):
            await self.reload()

    async def run_out(self) -> None:
        """Read everything anew when its time is over; until cancelled."""
        while True:
            await asyncio.sleep(_POLL)
            until = self.good_until()
            if until is not None and until <= self.now():
                await self.reload()

    async def reload(self) -> bool:
        """Read the files now; whether they were sound."""
        try:
            snapshot = await asyncio.to_thread(self.load)
        except ConfigError as wrong:
            self._failed()
            _log.error("policy.kept-old", problem=str(wrong))
            return False
        except Exception as failure:  # noqa: BLE001 -- a reader's bug must not end the old policy
            self._failed()
            _log.error("policy.kept-old", error=type(failure).__name__)
            return False
        self.sound, self.loaded_at = True, self.now()
        self.current.snapshot = snapshot
        self.changed()
        _log.info(
            "policy.loaded",
            policy_version=snapshot.rulebook.version,
            list_version=snapshot.catalogue.version,
        )
        return True

    def _failed(self) -> None:
        self.sound = False
        self.failures += 1
