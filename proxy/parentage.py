"""
Processes that a supervisor started end with it, even when it is killed: an orphan would hold the
port, and its successor could not start.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Mapping

_PARENT = "_PROMPTWACHT_PARENT"
"""Process id of the supervisor, in the environment of its children."""
_SET_PDEATHSIG = 1
"""`PR_SET_PDEATHSIG` of prctl(2)."""


def child_environment() -> dict[str, str]:
    """What a supervisor starts its children with."""
    return {**os.environ, _PARENT: str(os.getpid())}


def end_with_parent(environment: Mapping[str, str] = os.environ) -> None:
    """Ask Linux for SIGTERM when the supervisor ends; exit at once if it has already."""
    parent = environment.get(_PARENT)
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if str(os.getppid()) != parent:
        sys.exit(0)
