"""
The list of system calls, run step by step as the kernel would.
"""

from __future__ import annotations

import errno
import os
import struct

import pytest

from proxy.reading_filter import _MACHINES, filter_steps

ALLOW, KILL, FAIL = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
X86, ARM = _MACHINES["x86_64"], _MACHINES["aarch64"]


def verdict(machine, number, *arguments, audit=None):
    """What the program says of one call; the instructions are those of linux/filter.h."""
    six = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    seen = struct.pack("<iIQ6Q", number, audit or machine.audit, 0, *six)
    steps, at, held = filter_steps(machine), 0, 0
    while True:
        code, if_so, if_not, value = steps[at]
        at += 1
        match code:
            case 0x20:
                (held,) = struct.unpack_from("<I", seen, value)
            case 0x15:
                at += if_so if held == value else if_not
            case 0x35:
                at += if_so if held >= value else if_not
            case 0x45:
                at += if_so if held & value else if_not
            case 0x06:
                return value
            case _:
                raise AssertionError(code)


@pytest.mark.parametrize(
    ("machine", "read", "socket", "execve", "clone", "openat", "fcntl"),
    [(X86, 0, 41, 59, 56, 257, 72), (ARM, 63, 198, 221, 220, 56, 25)],
    ids=["x86-64", "arm64"],
)
def test_what_may_be_called(machine, read, socket, execve, clone, openat, fcntl):
    """
    Reading, and opening to read; no socket, no program, no process, nothing open for writing.
    """
    assert verdict(machine, read) == ALLOW
    assert [verdict(machine, each) for each in (socket, execve, clone)] == [FAIL] * 3
    assert verdict(machine, openat, 0, 0, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY) == ALLOW
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_TMPFILE | os.O_RDWR):
        assert verdict(machine, openat, 0, 0, flags) == FAIL
    assert verdict(machine, fcntl, 3, 1) == ALLOW
    assert verdict(machine, fcntl, 3, 8) == FAIL  # F_SETOWN orders signals for others


def test_another_architecture_is_no_way_round():
    """
    The numbers of 32-bit calls mean other things; those of x32 are the same, with a bit more.
    """
    assert verdict(X86, 0, audit=0x40000003) == KILL
    assert verdict(X86, 0x40000000) == FAIL


def test_the_program_is_short_enough_for_the_kernel():
    """
    4096 instructions at most, and jumps of one byte.
    """
    for machine in (X86, ARM):
        steps = filter_steps(machine)
        assert len(steps) < 4096
        assert max(max(step.if_so, step.if_not) for step in steps) < 256
