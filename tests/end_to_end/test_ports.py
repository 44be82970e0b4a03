"""
A gateway that cannot have its port says so and leaves nothing behind.
"""

from __future__ import annotations

import gc
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from tests.end_to_end.gateway_in_process import InProcess


def open_sockets() -> set[str]:
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.add(str(link.readlink()))
    return {name for name in found if name.startswith("socket:")}


def test_a_port_that_is_taken_leaves_nothing_open(network, tmp_path):
    """
    One error, and no socket of the gateway's own, so that whoever tries again may succeed.
    """
    gateway = InProcess(network, tmp_path)

    with socket.create_server(("127.0.0.1", 0)) as rival:
        before = open_sockets()
        with pytest.raises(OSError, match="in use"), gateway.running(port=rival.getsockname()[1]):
            pass
        gc.collect()
        after = open_sockets()

    assert after <= before
