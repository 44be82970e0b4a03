"""
Detectors that a worker process can import, and that misbehave when a text tells them to.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from policy.detectors.interface import Match
from policy.finding import Kind
from proxy.detection_frames import framed
from proxy.detection_worker import NUMBER

SECRET = "geheim"


class Obedient:
    """Finds the canary's number and one secret word; does what it is told otherwise."""

    def matches(self, text):
        for order, act in ORDERS.items():
            if order in text:
                act(text)
        found = [
            Match(kind, at, at + len(what), 0.9, "obedient")
            for what, kind in ((NUMBER, Kind.NATIONAL_NUMBER), (SECRET, Kind.PERSON))
            for at in places(text, what)
        ]
        return sorted(found, key=lambda match: match.start)


def places(text, what):
    at = text.find(what)
    while at >= 0:
        yield at
        at = text.find(what, at + 1)


def complain(text):
    raise ValueError(f"I cannot read {text}")


def die(_):
    os.kill(os.getpid(), signal.SIGKILL)


def hang(_):
    while True:
        time.sleep(1)


def hang_with_the_interpreter_locked(_):
    # PyDLL keeps the lock of the interpreter, as a runaway regular expression does.
    ctypes.PyDLL(None).sleep(60)


def leave(_):
    raise SystemExit(0)


def say(raw):
    def act(_):
        os.write(int(sys.argv[1]), raw)
        time.sleep(5)

    return act


GARBAGE = {
    "say nothing and hang up": b"",
    "say noise": b"\xff" * 64,
    "say a length and stop": b"\x00\x00\x00\x40",
    "say no list": framed(b"[1,7]"),
    "say another number": framed(b"[99,[]]"),
    "say true for one": framed(b"[true,[]]"),
    "say an object": framed(b'{"findings":[]}'),
    "say too deep": framed(b"[" * 100_000),
    "say unknown kind": framed(b'[1,[["secret",0,0,1,0.5,"x"]]]'),
    "say far position": framed(b'[1,[["person",0,0,999,0.5,"x"]]]'),
    "say other part": framed(b'[1,[["person",9,0,1,0.5,"x"]]]'),
    "say nothing found there": framed(b'[1,[["person",0,3,3,0.5,"x"]]]'),
    "say below nought": framed(b'[1,[["person",0,-1,1,0.5,"x"]]]'),
    "say a fraction": framed(b'[1,[["person",0,0.0,1,0.5,"x"]]]'),
    "say sure beyond sure": framed(b'[1,[["person",0,0,1,7,"x"]]]'),
    "say not a number": framed(b'[1,[["person",0,0,1,NaN,"x"]]]'),
    "say a text for a name": framed(b'[1,[["person",0,0,1,0.5,"Mijn geheim is"]]]'),
    "say twice": framed(b"[1,[]]") * 2,
}
"""What a broken or hostile worker may write, by the order that makes it do so."""

ORDERS = {
    "please raise": complain,
    "please die": die,
    "please hang": hang,
    "please lock up": hang_with_the_interpreter_locked,
    "please leave": leave,
    "please wait": lambda _: time.sleep(0.5),
    **{order: say(raw) for order, raw in GARBAGE.items() if raw},
    "say nothing and hang up": lambda _: os.close(int(sys.argv[1])),
}


class Blind:
    """Finds nothing, as a detector without its data would."""

    def matches(self, text):
        del text
        return ()


class Shifted(Obedient):
    """Finds everything one place off."""

    def matches(self, text):
        return [
            Match(m.kind, m.start - 1, m.end - 1, m.score, m.detector)
            for m in super().matches(text)
        ]


def failing():
    raise FileNotFoundError("model.crfsuite is missing")


def slow():
    time.sleep(60)


@dataclass(frozen=True, slots=True)
class Noted:
    """Builds an obedient detector once a file says so; another tells who has begun."""

    folder: Path

    def __call__(self):
        (self.folder / f"begun-{os.getpid()}").touch()
        while not (self.folder / "go").exists():
            time.sleep(0.01)
        return Obedient()
