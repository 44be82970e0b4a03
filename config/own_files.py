"""
Files that one process of ours leaves for another in a folder of the state folder.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_NOT_TO_BE_OPENED = {errno.ELOOP, errno.ENXIO}
"""A link, and a socket."""


class NotOursError(OSError):
    """No process of ours wrote it."""


def read_own(path: Path, most: int) -> tuple[bytes, float]:
    """
    At most `most` bytes of `path`, and when it was last written (seconds since the epoch).

    Raises `OSError`, which is `NotOursError` for links, pipes and files of others than the owner
    of the folder. A pipe would hold up whoever reads it; a link tells what is in another file.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as failure:
        if failure.errno in _NOT_TO_BE_OPENED:
            raise NotOursError(failure.errno, "not a file") from None
        raise
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode) or about.st_uid != path.parent.stat().st_uid:
            raise NotOursError(errno.EPERM, "not a file of ours")
        return os.read(handle, most), about.st_mtime
    finally:
        os.close(handle)
