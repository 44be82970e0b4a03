"""
The exemptions as they are now: read again when their file changes, whatever the rest of the
policy is like.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from config.exemptions import exemptions_or_none
from policy.exemption import Exemption

type _Mark = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class LiveExemptions:
    """
    Called, it gives all exemptions of `file`, ended ones among them; none while the file cannot
    be read. A revocation must not wait until somebody has repaired the rules.
    """

    file: Path
    clock: Callable[[], float]
    """Seconds, monotonic."""
    pause: float = 0.5
    """Seconds between looks at the file, however many prompts come."""
    _known: tuple[Exemption, ...] = field(default=(), init=False, repr=False)
    _seen: _Mark | None = field(default=None, init=False, repr=False)
    _next_look: float = field(default=float("-inf"), init=False)

    def __call__(self) -> tuple[Exemption, ...]:
        if (now := self.clock()) >= self._next_look:
            self._next_look = now + self.pause
            mark = self._mark()
            if mark is None:
                self._known, self._seen = (), None
            elif mark != self._seen:
                self._known, self._seen = exemptions_or_none(self.file), mark
        return self._known

    def _mark(self) -> _Mark | None:
        """Time of writing and inode: every change makes a new file."""
        try:
            state = self.file.stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_ino
