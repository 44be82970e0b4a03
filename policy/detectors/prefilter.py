"""
One pass over the text for all triggers of all families, with Vectorscan.

It is linear in the text whatever the text is, and it only says where to look: the exact patterns
run in windows around its hits. A trigger that is too narrow hides a finding; too wide costs time.
"""

from __future__ import annotations

import platform
import struct
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version

import hyperscan

from policy.detectors.families import Hits, Trigger, Window

_LENGTH = struct.Struct("!Q")
_DIGITS = b"0123456789"


def fingerprint(triggers: Sequence[Trigger]) -> str:
    """Names a compiled database: same triggers, library and machine, same fingerprint."""
    parts = [version("hyperscan"), platform.machine(), platform.system()]
    parts += [f"{t.name}\0{t.expression}\0{t.caseless}\0{t.once}\0{t.digit}" for t in triggers]
    return sha256("\0\0".join(parts).encode()).hexdigest()


def compiled(triggers: Sequence[Trigger]) -> bytes:
    """
    The databases for `triggers`: one for texts with a digit, and a smaller one for those without.

    Takes a second. Raises `hyperscan.error` for a bad expression.
    """
    every = dict(enumerate(triggers))
    texts = _database(every)
    words = _database({number: t for number, t in every.items() if not t.digit})
    return _LENGTH.pack(len(texts)) + texts + words


def _database(triggers: Mapping[int, Trigger]) -> bytes:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[trigger.expression.encode("ascii") for trigger in triggers.values()],
        ids=list(triggers),
        elements=len(triggers),
        flags=[_flags(trigger) for trigger in triggers.values()],
    )
    return bytes(hyperscan.dumpb(database))


def _flags(trigger: Trigger) -> int:
    flags = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_MULTILINE
    flags |= hyperscan.HS_FLAG_SINGLEMATCH if trigger.once else 0
    return flags | (hyperscan.HS_FLAG_CASELESS if trigger.caseless else 0)


@dataclass(frozen=True, slots=True)
class Prefilter:
    """
    Scans for `triggers` with their compiled `databases`.

    Raises `hyperscan.error` when they are damaged or were made for another machine.
    """

    triggers: tuple[Trigger, ...]
    databases: bytes = field(repr=False)
    _local: threading.local = field(default_factory=threading.local, init=False, repr=False)

    def __post_init__(self) -> None:
        # A silent scan must mean "nothing there", so the databases prove themselves first.
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
        raw = folded.encode("ascii")
        has_digit = len(raw.translate(None, _DIGITS)) < len(raw)
        self._loaded()[has_digit].scan(raw, match_event_handler=note)
        size = len(folded)
        windows: dict[str, Sequence[Window]] = {}
        for fired, at in ends.items():
            trigger = self.triggers[fired]
            windows[trigger.name] = _windows(at, trigger.before, trigger.after, size)
        return Hits(windows)

    def _loaded(self) -> tuple[hyperscan.Database, hyperscan.Database]:
        """For texts without a digit, and with one."""
        databases: tuple[hyperscan.Database, hyperscan.Database] | None
        databases = getattr(self._local, "databases", None)
        if databases is None:
            databases = self._local.databases = _loaded(self.databases)
        return databases


def _loaded(packed: bytes) -> tuple[hyperscan.Database, hyperscan.Database]:
    if len(packed) < _LENGTH.size:
        raise hyperscan.InvalidError("the prefilter is cut off")
    (length,) = _LENGTH.unpack_from(packed)
    middle = _LENGTH.size + length
    return _ready(packed[middle:]), _ready(packed[_LENGTH.size : middle])


def _ready(dumped: bytes) -> hyperscan.Database:
    database = hyperscan.loadb(dumped, hyperscan.HS_MODE_BLOCK)
    database.scratch = hyperscan.Scratch(database)
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
