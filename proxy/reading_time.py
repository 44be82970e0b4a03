"""
The time that a document has while it is read: what it earns, and what others took of it.

What is earned is written by its child and read by the server.

They share some bytes of memory, because a child has nothing else that leads to the server, and
must not.
"""

from __future__ import annotations

import math
import mmap
import os
import struct
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_RUNS = "R"
_SECONDS = struct.Struct("d")


class EarnedTime:
    """
    Starts at nothing. To be made before the fork; afterwards the child calls `earn`, and the server
    asks for `seconds`. What a child writes there is not believed beyond `most`.
    """

    def __init__(self, most: float) -> None:
        self._most = most
        self._shared = mmap.mmap(-1, _SECONDS.size)

    def earn(self, seconds: float) -> None:
        """So many more seconds were well spent."""
        _SECONDS.pack_into(self._shared, 0, self.seconds + max(0.0, seconds))

    @property
    def seconds(self) -> float:
        """All that was earned, from 0 to `most`."""
        (told,) = _SECONDS.unpack_from(self._shared)
        return (
            min(told, self._most) if told > 0 else 0.0
        )  # neither less than nothing, nor no number

    def close(self) -> None:
        """Nobody reads it any more."""
        self._shared.close()


def hungry_after(pid: int) -> float:
    """
    Seconds of processor time that process `pid` had and would have more of; without end for one
    that does not want any now, or is not there (proc_pid_stat(5)).
    """
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return math.inf
    state, *fields = told.rpartition(")")[2].split()
    user, system = fields[10:12]
    return (int(user) + int(system)) / _TICKS if state == _RUNS else math.inf
