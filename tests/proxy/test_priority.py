"""
Readers and detectors come after the gateway, also where the kernel shares time between sessions.
"""

import subprocess
import sys
from pathlib import Path

import pytest

AUTOGROUP = Path("/proc/self/autogroup")
PROGRAM = """
import os, pathlib
from proxy.priority import stand_back
stand_back(7)
print(os.nice(0))
group = pathlib.Path("/proc/self/autogroup")
print(group.read_text() if group.exists() else "")
"""


def told():
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", PROGRAM],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    ).stdout.splitlines()


def test_a_process_stands_back():
    """
    By its own nice value, which counts in a control group.
    """
    assert told()[0] == "7"


@pytest.mark.skipif(not AUTOGROUP.exists(), reason="this kernel has no groups for sessions")
def test_its_session_stands_back():
    """
    And by that of its session, which counts elsewhere.
    """
    assert told()[1].endswith("nice 7")
