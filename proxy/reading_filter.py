"""
Which system calls a child may make that reads a stranger's document: a list of those it may.

A program for the kernel (seccomp, classic BPF), made here without a library. Whatever is not
listed fails with EPERM: sockets, signals, other programs and processes, files open for writing.
Linux on x86-64 and ARM64. The numbers are those of the kernel's `unistd_64.h` and generic
`unistd.h`; the layout of what a filter sees is in seccomp(2).
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import platform
from collections.abc import Mapping
from typing import NamedTuple

_SYSCALLS: Mapping[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "readv": (19, 65),
    "pread64": (17, 67),
    "write": (1, 64),
    "writev": (20, 66),
    "close": (3, 57),
    "close_range": (436, 436),
    "lseek": (8, 62),
    "fstat": (5, 80),
    "stat": (4, None),
    "lstat": (6, None),
    "newfstatat": (262, None),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getcwd": (79, 17),
    "getdents64": (217, 61),
    "dup": (32, 23),
    "dup3": (292, 24),
    "fadvise64": (221, 223),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "shutdown": (48, 210),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "mincore": (27, 232),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "futex": (202, 98),
    "set_robust_list": (273, 99),
    "get_robust_list": (274, 100),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "getrandom": (318, 278),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
"""Number on x86-64 and on ARM64: to compute, to talk on descriptors that are there, to look."""
_OPEN = {"open": (2, None), "openat": (257, 56)}
_FCNTL = (72, 25)

_WRITES = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | os.O_APPEND | (os.O_TMPFILE & ~os.O_DIRECTORY)
_ASKS_OWNER = 4
"""`fcntl` commands below it copy a descriptor or ask about it; others can order signals."""
_FIRST_X32 = 0x40000000

_LOAD, _EQUALS, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_KILL, _FAIL, _ALLOW = 0x80000000, 0x00050000 | errno.EPERM, 0x7FFF0000

_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2


class Machine(NamedTuple):
    """One architecture: its name for the kernel, and its column in the tables."""

    audit: int
    column: int


_MACHINES = {
    "x86_64": Machine(0xC000003E, 0),
    "aarch64": Machine(0xC00000B7, 1),
}


class Step(NamedTuple):
    """One instruction: what, how far to jump if so, if not, and with what number."""

    code: int
    if_so: int
    if_not: int
    value: int


def filter_steps(machine: Machine) -> list[Step]:
    """The program."""
    steps = [
        Step(_LOAD, 0, 0, _ARCHITECTURE_AT),
        Step(_EQUALS, 1, 0, machine.audit),
        _returns(_KILL),
        Step(_LOAD, 0, 0, _NUMBER_AT),
        Step(_AT_LEAST, 0, 1, _FIRST_X32),
        _returns(_FAIL),
    ]
    for numbers in _SYSCALLS.values():
        steps += _when(numbers[machine.column], [_returns(_ALLOW)])
    for name, numbers in _OPEN.items():
        flags = Step(_HAS_BITS, 0, 1, _WRITES)
        steps += _when(numbers[machine.column], _unless(flags, 2 if name == "openat" else 1))
    steps += _when(_FCNTL[machine.column], _unless(Step(_AT_LEAST, 0, 1, _ASKS_OWNER), 1))
    return [*steps, _returns(_FAIL)]


def _when(number: int | None, then: list[Step]) -> list[Step]:
    """`then`, which must end with a return, for system call `number`; its number stays loaded."""
    return [] if number is None else [Step(_EQUALS, 0, len(then), number), *then]


def _unless(test: Step, argument: int) -> list[Step]:
    return [_argument(argument), test, _returns(_FAIL), _returns(_ALLOW)]


def _argument(index: int) -> Step:
    # The low half: both machines are little-endian, and flags and commands are ints.
    return Step(_LOAD, 0, 0, _ARGUMENTS_AT + 8 * index)


def _returns(what: int) -> Step:
    return Step(_RETURN, 0, 0, what)


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_so", ctypes.c_uint8),
        ("if_not", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("steps", ctypes.POINTER(_Instruction)))


_libc = ctypes.CDLL(None, use_errno=True)


def prctl(option: int, *arguments: int | ctypes.c_void_p) -> None:
    """Have the kernel treat this process otherwise, see its manual page. Raises `OSError`."""
    four = (*arguments, 0, 0, 0, 0)[:4]
    longs = (each if isinstance(each, ctypes.c_void_p) else ctypes.c_ulong(each) for each in four)
    if _libc.prctl(ctypes.c_int(option), *longs) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def gain_nothing() -> None:
    """No program that this process starts has more rights than it has. Raises `OSError`."""
    prctl(_NO_NEW_PRIVS, 1)


def filter_system_calls() -> None:
    """
    For this process, its threads and its children, for ever; `gain_nothing` comes before it.

    Raises `OSError` where the kernel cannot, or this machine is not known here.
    """
    prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.cast(filter_program(), ctypes.c_void_p))


@functools.cache
def filter_program() -> ctypes._Pointer[_Program]:
    """Made once, before all forks. Raises `OSError` on a machine that is not known here."""
    machine = _MACHINES.get(platform.machine())
    if machine is None:
        raise OSError(errno.ENOSYS, "no list of system calls for this machine")
    steps = filter_steps(machine)
    array = (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
    return ctypes.pointer(_Program(len(steps), array))
