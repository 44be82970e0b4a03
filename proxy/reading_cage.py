"""
What a process that reads a stranger's document cannot do: reach a network, write, start anything,
look at or signal others, take more than its share, or stay.

Several walls, each of which holds alone: limits, no network namespace but an empty one, another
user, no rights to gain, and a list of system calls (`reading_filter.py`). `look_around` tells
which of them this kernel allows; a document is read only where at least one keeps the network out.

Without the list of system calls, and without being root, a child is the same user as the gateway:
it could end the gateway (everything is refused then) or look into it. The doctor tells so.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from proxy.reading_filter import filter_program, filter_system_calls, gain_nothing, prctl

NOBODY = 65534
"""Whom the kernel maps strangers to; `nobody` on Debian, and in no group that owns anything."""

_SIGNAL_AT_PARENTS_DEATH, _DUMPABLE, _SUBREAPER = 1, 4, 36
_DESCRIPTORS = 32
"""Enough to load a module while reading; the document's socket is one of them."""
_FEWEST_SECONDS = 1
_CAPABILITIES_VERSION = 0x20080522

_OF_THIS_PROCESS = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
_NO_CAPABILITIES = (ctypes.c_uint32 * 6)()

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """What this kernel and this user allow."""

    empty_network: bool
    """A network namespace of its own, with nothing in it."""
    system_calls: bool
    """A list of system calls."""
    other_user: bool
    """Another user than ours, for we are root."""

    @property
    def keeps_network_out(self) -> bool:
        return self.empty_network or self.system_calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one document may take."""

    address_space: int
    """Bytes, what the process has when it begins included."""
    cpu_seconds: float


def look_around() -> Walls:
    """Try each wall in a process that ends at once; this one stays as it is."""
    with contextlib.suppress(OSError):
        filter_program()  # made here once, for all children
    return Walls(
        empty_network=_works(leave_networks),
        system_calls=_works(_filter),
        other_user=os.geteuid() == 0 and _works(_become_nobody),
    )


def leave_networks() -> None:
    """
    No network from now on, for this process and its children; sockets that are open stay so.

    It takes a millisecond, so the server does it once for all. Raises `OSError` where the kernel
    forbids it. Needs a process with one thread.
    """
    # Without root it takes a user namespace of our own, in which everybody is nobody.
    os.unshare(os.CLONE_NEWNET | (0 if os.geteuid() == 0 else os.CLONE_NEWUSER))


def adopt_orphans() -> None:
    """Whatever a child leaves behind becomes ours to end. Raises `OSError`."""
    prctl(_SUBREAPER, 1)


def enter(walls: Walls, share: Share, parent: int) -> None:
    """
    Shut this process in, for good. `parent` is who started it: when that ends, it is killed.

    Raises `OSError` when a wall that was promised does not stand: then it must read nothing.
    """
    _be_first_to_go()
    _limit(share)
    if walls.other_user:
        _become_nobody()
    _drop_capabilities()
    gain_nothing()
    # After the change of user, which forgets both.
    prctl(_DUMPABLE, 0)  # no core dump, also not to a program that collects them; no ptrace
    prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGKILL)
    if os.getppid() != parent:
        raise ProcessLookupError("its parent is gone")
    if walls.system_calls:
        filter_system_calls()


def _be_first_to_go() -> None:
    """When the machine runs out of memory, the kernel ends this process before any other."""
    # Without the layers of a file object, which cost a fresh child a millisecond.
    with contextlib.suppress(OSError):
        handle = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        os.write(handle, b"1000")
        os.close(handle)


def _limit(share: Share) -> None:
    seconds = max(_FEWEST_SECONDS, int(share.cpu_seconds + 0.999))
    limits = {
        resource.RLIMIT_AS: share.address_space,
        resource.RLIMIT_NOFILE: _DESCRIPTORS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in limits.items():
        _set_limit(which, most, most)
    # One second between the signal that tells why, and the one that nobody survives.
    _set_limit(resource.RLIMIT_CPU, seconds, seconds + 1)


def _set_limit(which: int, soft: int, hard: int) -> None:
    """A limit that is lower already stays."""
    known = resource.getrlimit(which)[1]
    if known != resource.RLIM_INFINITY:
        soft, hard = min(soft, known), min(hard, known)
    resource.setrlimit(which, (soft, hard))


def address_space() -> int:
    """What this process has now, in bytes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def _drop_capabilities() -> None:
    """A user namespace gives all of them, over nothing but itself; still, none are needed."""
    if _libc.capset(_OF_THIS_PROCESS, _NO_CAPABILITIES) != 0:
        raise OSError(ctypes.get_errno(), "capabilities cannot be dropped")


def _filter() -> None:
    gain_nothing()
    filter_system_calls()


def main() -> None:
    """Print what `look_around` sees, as JSON."""
    sys.stdout.write(json.dumps(asdict(look_around())) + "\n")


def _works(wall: Callable[[], None]) -> bool:
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            wall()
            os._exit(0)
        os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 0


if __name__ == "__main__":
    main()
