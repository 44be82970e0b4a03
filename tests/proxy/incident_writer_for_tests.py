"""
A process that writes incidents and prints the code of each that was acknowledged.

Arguments: folder, prefix of the codes, limit in bytes for every file (0: none), how many.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from pathlib import Path

import structlog

from proxy.incident_log import ChainedLog
from tests.proxy.incidents_for_tests import KEY, incident


async def keep_writing(folder, prefix, count):
    log = ChainedLog(folder, KEY, "1")
    number = 0

    async def one_after_the_other():
        nonlocal number
        while count == 0 or number < count:
            number += 1
            code = f"{prefix}-{number}"
            await log.record(incident(code))
            os.write(1, f"{code}\n".encode())

    await asyncio.gather(*(one_after_the_other() for _ in range(8)))
    await log.close()


async def fill(folder, limit):
    """Write until the disk refuses, make room, write once more; tell what was acknowledged."""
    log, told = ChainedLog(folder, KEY, "1"), []
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        while True:
            await log.record(incident(str(len(told))))
            told.append(str(len(told)))
    except OSError:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await log.record(incident("after"))
    await log.close()
    print("refused", *told, "after")  # noqa: T201 -- the report


def main(folder, prefix, limit="0", count="0"):
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    if limit != "0":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        asyncio.run(fill(Path(folder), int(limit)))
    else:
        asyncio.run(keep_writing(Path(folder), prefix, int(count)))


if __name__ == "__main__":
    main(*sys.argv[1:])
