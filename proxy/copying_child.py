"""
Makes one copy of a document with placeholders, in a process of its own, and ends.

The document was read completely before, in the cage, and this process is shut in by the same walls
before it takes it. The document comes on standard input with what is to be replaced; the copy goes
to standard output. Nobody reads a word of what goes wrong here.
"""

from __future__ import annotations

import codecs
import os
import pickle
import sys

from policy.documents.copying import copy_with_placeholders
from policy.documents.replacing import CannotReplaceError
from proxy.priority import stand_back
from proxy.reading_cage import Share, enter, leave_networks, look_around

NO_COPY = 3
"""Exit code: something cannot be replaced where it stands."""
_NICENESS = 10
"""Below the gateway and the detectors: what everybody waits for comes first."""
_CHARSETS = (
    *("cp1252", "cp850", "cp437", "mac_roman", "latin-1", "utf-8-sig"),
    *("utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"),
)
"""Of texts, and of names in archives. Nobody in the cage may be allowed to open their modules."""


def main(memory_bytes: int, cpu_seconds: int) -> int:
    """One copy, within these bounds. Raises `OSError` where the cage does not stand."""
    stand_back(_NICENESS)
    for name in _CHARSETS:
        codecs.lookup(name)
    _be_shut_in(Share(address_space=memory_bytes, cpu_seconds=cpu_seconds))
    raw, format_, spots = pickle.load(sys.stdin.buffer)  # noqa: S301 -- from our own gateway
    try:
        copy = copy_with_placeholders(raw, format_, spots)
    except CannotReplaceError:
        return NO_COPY
    sys.stdout.buffer.write(copy)
    sys.stdout.buffer.flush()
    return 0


def _be_shut_in(share: Share) -> None:
    walls = look_around()
    if not walls.keeps_network_out:
        raise PermissionError("this kernel offers nothing to keep a document from the network")
    if walls.empty_network:
        leave_networks()
    enter(walls, share, os.getppid())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
