"""
Who gets a processor first where there are not enough of them.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_AUTOGROUP = Path("/proc/self/autogroup")


def stand_back(niceness: int) -> None:
    """
    From now on this session, and all that it starts, comes after others. Call it once, from the
    session's first process; where the kernel knows no such thing, nothing happens.

    Linux shares processor time between sessions first (sched(7), autogroup), and there a process'
    own nice value weighs against its own session alone. In a control group it is the other way
    round, so both are set.
    """
    with contextlib.suppress(OSError):
        os.nice(niceness)
    with contextlib.suppress(OSError):
        _AUTOGROUP.write_text(str(niceness), encoding="ascii")
