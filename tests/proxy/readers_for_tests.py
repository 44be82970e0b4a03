"""
Readers that a child can import, and that misbehave when a document tells them to.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

from policy.documents.interface import Contents, Format, Part, Piece, Place, Unread, UnreadError
from proxy.detection_frames import framed
from proxy.reading_frames import MAX_ANSWER_BYTES


def answers():
    """The descriptor on which a child answers: its one socket."""
    for handle in range(3, 64):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(handle).st_mode):
                return handle
    raise LookupError


def obedient(raw):
    """Reads the text, unless that is an order (a verb, and what follows it)."""
    text = raw.decode()
    verb, _, rest = text.partition("|")
    act = ORDERS.get(verb)
    told = act(rest) if act else None
    return contents(text if told is None else str(told))


def contents(*texts):
    pieces = tuple(Piece(text, Place(part=Part.BODY, page=1)) for text in texts)
    return Contents(format=Format.PLAIN, pieces=pieces, pages=1, labels=("Intern",))


def complain(text):
    raise ValueError(f"I cannot read {text}")


def refuse(reason):
    raise UnreadError(Unread(reason))


def hang(_):
    while True:
        time.sleep(1)


def spin(_):
    while True:
        pass


def eat(_):
    held = []
    while True:
        held.append(bytearray(16 << 20))


def say(raw):
    def act(_):
        with contextlib.suppress(OSError):
            left = memoryview(raw)
            while left:
                left = left[os.write(answers(), left) :]
        os._exit(0)

    return act


def close_and_stay(_):
    os.close(answers())
    time.sleep(60)


def say_much(_):
    with contextlib.suppress(OSError):
        row = framed(b'[["body",0,0,0,0,[],"' + b"x" * 60_000 + b'"]]')
        os.write(answers(), framed(b'{"format":"txt","pages":0,"labels":[]}'))
        for _ in range(2 * MAX_ANSWER_BYTES // len(row)):
            os.write(answers(), row)
    time.sleep(60)


def trickle(_):
    os.write(answers(), _HEAD)
    while True:
        os.write(answers(), framed(b"[]"))
        time.sleep(0.05)


def nothing_of(_):
    """User, groups, rights, descriptors."""
    status = dict(
        line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines()
    )
    names = ("Uid", "Groups", "CapPrm", "CapEff", "NoNewPrivs", "Seccomp")
    handles = sorted(each.name for each in Path("/proc/self/fd").iterdir())
    score = Path("/proc/self/oom_score_adj").read_text().strip()
    return [*(status[name].split() for name in names), handles, score]


def interfaces(_):
    return [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()]


def attempt(act):
    """Whether the child could; the exception's name when not."""

    def tried(rest):
        try:
            act(rest)
        except BaseException as e:  # noqa: BLE001 -- whatever keeps it from doing so
            return type(e).__name__
        return "done"

    return tried


def connect(port):
    with socket.socket() as peer:
        peer.connect((b"127.0.0.1", int(port)))
        peer.sendall(b"geheim")


def connect_to_file(path):
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(path)


def write(path):
    with open(path, "wb") as file:  # noqa: PTH123 -- as a library would
        file.write(b"geheim")


def append(path):
    os.close(os.open(path, os.O_RDWR))


def fork(_):
    pid = os.fork()
    if pid == 0:
        os.setsid()
        time.sleep(60)
    return f"pid {pid}"


def multiply(_):
    import threading  # noqa: PLC0415 -- as a library would

    threading.Thread(target=time.sleep, args=(1,)).start()


def execute(path):
    os.execv("/bin/sh", ["sh", "-c", f"touch {path}"])  # noqa: S606


def run(path):
    subprocess.run(["/bin/touch", path], check=True)  # noqa: S603


def signal_other(pid):
    os.kill(int(pid), signal.SIGTERM)


def trace(pid):
    if ctypes.CDLL(None).ptrace(16, int(pid), 0, 0) != 0:
        raise PermissionError


def raise_limits(_):
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))


def call(number):
    if ctypes.CDLL(None).syscall(int(number), 0, 0, 0) < 0:
        raise PermissionError


def chatter(text):
    sys.stdout.write(text)
    sys.stderr.write(text)
    sys.stdout.flush()
    os.write(2, text.encode())
    return text


_HEAD = framed(b'{"format":"txt","pages":1,"labels":[]}')
_ROW = framed(b'[["body",1,0,0,0,[],"x"]]')
_END = framed(b'{"end":1}')

GARBAGE = {
    "say-nothing": b"",
    "say-noise": b"\xff" * 64,
    "say-half-a-frame": (_HEAD + _ROW + _END)[:-3],
    "say-half-an-answer": _HEAD + _ROW,
    "say-too-few": _HEAD + framed(b'{"end":1}'),
    "say-more-after-the-end": _HEAD + _ROW + _END + _ROW,
    "say-no-head": _ROW + _END,
    "say-two-heads": _HEAD + _HEAD + _ROW + _END,
    "say-unread-late": _HEAD + framed(b'{"unread":"broken"}'),
    "say-an-unknown-reason": framed(b'{"unread":"because I say so"}'),
    "say-an-unknown-format": framed(b'{"format":"exe","pages":1,"labels":[]}') + _ROW + _END,
    "say-an-unknown-part": _HEAD + framed(b'[["margin",1,0,0,0,[],"x"]]') + _END,
    "say-below-nought": _HEAD + framed(b'[["body",-1,0,0,0,[],"x"]]') + _END,
    "say-true-for-one": _HEAD + framed(b'[["body",true,0,0,0,[],"x"]]') + _END,
    "say-a-fraction": _HEAD + framed(b'[["body",1.0,0,0,0,[],"x"]]') + _END,
    "say-beyond-measure": _HEAD + framed(b'[["body",9999999999,0,0,0,[],"x"]]') + _END,
    "say-a-deep-member": _HEAD + framed(b'[["body",1,0,0,0,%a,"x"]]' % ([1] * 17)) + _END,
    "say-no-text": _HEAD + framed(b'[["body",1,0,0,0,[],7]]') + _END,
    "say-half-a-character": _HEAD + framed(b'[["body",1,0,0,0,[],"\\ud800"]]') + _END,
    "say-no-utf-8": _HEAD + framed(b'[["body",1,0,0,0,[],"\xff"]]') + _END,
    "say-more-of-nothing": _HEAD + framed(b'["x"]') + _END,
    "say-a-number-for-rows": _HEAD + framed(b"7") + _END,
    "say-too-deep": framed(b"[" * 100_000),
    "say-a-huge-frame": b"\x7f\xff\xff\xff" + b"x" * 1000,
    "say-labels-without-end": framed(
        b'{"format":"txt","pages":1,"labels":[%s"x"]}' % (b'"x",' * 200)
    ),
    "say-a-long-label": framed(b'{"format":"txt","pages":1,"labels":["%s"]}' % (b"x" * 1001)),
}
"""What a broken or hostile child may answer, by the order that makes it do so."""

ORDERS = {
    "raise": complain,
    "refuse": refuse,
    "hang": hang,
    "lock-up": lambda _: ctypes.PyDLL(None).sleep(60),
    "spin": spin,
    "eat": eat,
    "crash": lambda _: ctypes.string_at(0),
    "leave": lambda _: os._exit(0),
    "wait": lambda seconds: time.sleep(float(seconds)),
    "close-and-stay": close_and_stay,
    "say-much": say_much,
    "trickle": trickle,
    "long": lambda count: "x€" * (int(count) // 2),
    "pid": lambda _: os.getpid(),
    "nothing": nothing_of,
    "interfaces": interfaces,
    "chatter": chatter,
    "connect": attempt(connect),
    "connect-to-file": attempt(connect_to_file),
    "write": attempt(write),
    "append": attempt(append),
    "fork": attempt(fork),
    "family": fork,
    "multiply": attempt(multiply),
    "execute": attempt(execute),
    "run": attempt(run),
    "signal": attempt(signal_other),
    "trace": attempt(trace),
    "raise-limits": attempt(raise_limits),
    "call": attempt(call),
    **{order: say(raw) for order, raw in GARBAGE.items()},
}


def blind(_):
    """Misses everything, as a reader without its data would."""
    return contents()


def never(_):
    """Hangs, also on the canary."""
    time.sleep(60)


class Broken:
    """Cannot even load what it needs."""

    def warm(self):
        raise FileNotFoundError("a library is missing")

    def __call__(self, raw):
        return contents()


class Warmed:
    """Tells whether it was warmed, and in which process."""

    where = 0

    def warm(self):
        Warmed.where = os.getpid()

    def __call__(self, raw):
        return contents(f"{raw.decode()} {Warmed.where == os.getppid()}")
