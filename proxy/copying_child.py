"""
Makes one copy of a document with placeholders, in a process of its own, and ends.

The document was read completely before, in the cage. It comes on standard input with what is to be
replaced; the copy goes to standard output. Nobody reads a word of what goes wrong here.
"""

from __future__ import annotations

import pickle
import resource
import sys

from policy.documents.copying import copy_with_placeholders
from policy.documents.replacing import CannotReplaceError
from proxy.priority import stand_back

NO_COPY = 3
"""Exit code: something cannot be replaced where it stands."""
_NICENESS = 10
"""Below the gateway and the detectors: what everybody waits for comes first."""


def main(memory_bytes: int, cpu_seconds: int) -> int:
    """One copy, within these bounds."""
    stand_back(_NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the document
    raw, format_, spots = pickle.load(sys.stdin.buffer)  # noqa: S301 -- from our own gateway
    try:
        copy = copy_with_placeholders(raw, format_, spots)
    except CannotReplaceError:
        return NO_COPY
    sys.stdout.buffer.write(copy)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
