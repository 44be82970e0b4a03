"""
One pass over the text for all triggers of all families, with Vectorscan.

It is linear in the text whatever the text is, and it only says where to look: the exact patterns
run in windows around its hits. A trigger that is too narrow hides a finding; too wide costs time.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version

import hyperscan

from policy.detectors.families import Hits, Trigger, Window


def fingerprint(triggers: Sequence[Trigger]) -> str:
    """Names a compiled database: same triggers, library and machine, same fingerprint."""
    parts = [version("hyperscan"), platform.machine(), platform.system()]
    parts += [f"{t.name}\0{t.expression}\0{t.caseless}\0{t.once}" for t in triggers]
    return sha256("\0\0".join(parts).encode()).hexdigest()


def compiled(triggers: Sequence[Trigger]) -> bytes:
    """A database for `triggers`; takes seconds. Raises `hyperscan.error` for a bad expression."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[trigger.expression.encode("ascii") for trigger in triggers],
        ids=list(range(len(triggers))),
        elements=len(triggers),
        flags=[_flags(trigger) for trigger in triggers],
    )
    return bytes(hyperscan.dumpb(database))


def _flags(trigger: Trigger) -> int:
    flags = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_MULTILINE
    flags |= hyperscan.HS_FLAG_SINGLEMATCH if trigger.once else 0
    return flags | (hyperscan.HS_FLAG_CASELESS if trigger.caseless else 0)


@dataclass(frozen=True, slots=True)
class Prefilter:
    """
    Scans for `triggers` with their compiled `database`.

    Raises `hyperscan.error` when the database is damaged or was made for another machine.
    """

    triggers: tuple[Trigger, ...]
    database: bytes = field(repr=False)
    _local: threading.local = field(default_factory=threading.local, init=False, repr=False)

    def __post_init__(self) -> None:
        # A silent scan must mean "nothing there", so the database proves itself first.
        if len({trigger.name for trigger in self.triggers}) != len(self.triggers):
            raise ValueError("two triggers have the same name")
        self._loaded()

    def hits(self, folded: str) -> Hits:
        """Where each trigger fired in `folded`, which must be ASCII (one byte per position)."""
        ends: dict[int, list[int]] = {}

        def note(trigger: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if trigger in ends:
                ends[trigger].append(end)
            else:
                ends[trigger] = [end]

        # Database and scratch serve one thread at a time; sharing them raises ScratchInUseError.
        self._loaded().scan(folded.encode("ascii"), match_event_handler=note)
        size = len(folded)
        windows: dict[str, Sequence[Window]] = {}
        for fired, at in ends.items():
            trigger = self.triggers[fired]
            windows[trigger.name] = _windows(at, trigger.before, trigger.after, size)
        return Hits(windows)

    def _loaded(self) -> hyperscan.Database:
        database: hyperscan.Database | None = getattr(self._local, "database", None)
        if database is None:
            database = hyperscan.loadb(self.database, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            self._local.database = database
        return database


def _windows(ends: list[int], before: int, after: int, size: int) -> Sequence[Window]:
    """Merged windows round the ends of hits, in order, within the text."""
    ends.sort()
    windows: list[Window] = []
    low, high = ends[0] - before, ends[0] + after
    for end in ends:
        if end - before > high:
            windows.append(Window(max(0, low), min(high, size)))
            low = end - before
        high = end + after
    windows.append(Window(max(0, low), min(high, size)))
    return tuple(windows)
