"""
What a gateway asks of its process.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

LIMITS = """
import resource, sys
from proxy.tuning import allow_files, room_for_connections
soft, hard = map(int, sys.argv[1:])
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
allow_files()
print(*resource.getrlimit(resource.RLIMIT_NOFILE), room_for_connections())
"""


def limits(soft: int, hard: int) -> list[int]:
    """Soft and hard limit afterwards, and the room for connections."""
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", LIMITS, str(soft), str(hard)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [int(word) for word in done.stdout.split()]


def test_as_many_files_as_it_may_have():
    """
    The usual limit of a login is raised as far as it may be, and no other is touched.
    """
    soft, hard, room = limits(256, 4096)

    assert (soft, hard) == (4096, 4096)
    assert 3500 < room < 4096


@pytest.mark.parametrize(("files", "least"), [(256, 90), (64, 16)])
def test_there_is_always_some_room(files, least):
    """
    What is no connection needs files as well.
    """
    soft, _, room = limits(files, files)

    assert soft == files
    assert least <= room <= max(16, files - 128)
