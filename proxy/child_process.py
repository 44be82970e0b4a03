"""
A process of ours, and a socket to it that nobody else has. The end of the socket tells of the end
of the process, and the other way round.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from subprocess import DEVNULL, Popen

type Process = Popen[bytes]

_SECRETS = "PROMPTWACHT_"
"""Prefix of settings in the environment; a child needs none, and some are passwords."""


def start_child(
    module: str, kind: socket.SocketKind = socket.SOCK_STREAM
) -> tuple[Process, socket.socket]:
    """
    A process that runs `module` in a session of its own, with the number of its end of a socket as
    its one argument; and our end. Raises `OSError` when there can be none.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
    with contextlib.ExitStack() as on_failure:
        on_failure.enter_context(ours)
        with theirs:
            # Not one of the event loop's: nobody needs to watch it, for its socket tells. It takes
            # a millisecond, once per process.
            process = Popen(  # noqa: S603 -- our own program
                [sys.executable, "-P", "-m", module, str(theirs.fileno())],
                stdin=DEVNULL,
                stdout=DEVNULL,
                # A traceback or a crash report could quote what people wrote.
                stderr=DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=environment(),
                start_new_session=True,
            )
        ours.setblocking(False)  # noqa: FBT003 -- the socket's own signature
        on_failure.pop_all()
    return process, ours


async def end_child(process: Process) -> None:
    """Kill it, whatever it is doing, and wait until it is gone."""
    process.kill()
    while process.poll() is None:  # noqa: ASYNC110 -- a killed process ends within milliseconds
        await asyncio.sleep(0.002)


def environment() -> dict[str, str]:
    """Ours without secrets, and with our import path, so that both run the same code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)  # noqa: PTH109 -- strings throughout
    # A library's threads do not survive a fork, and whoever waits for them hangs.
    return {**kept, "PYTHONPATH": path, "OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}
