"""
Looking for personal data in what somebody typed into a form, before any of it is kept.

The detectors live in a process of their own, which the first text starts and a while without texts
ends. A text that nobody could look at is not kept: that is the caller's to say.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from policy.finding import DataClass, Finding, Kind

_log = structlog.get_logger()

WORKER = (sys.executable, "-m", "proxy.look_worker")
"""By name: the command line's side of the house is not ours to import."""
_MOST_BYTES = 4 * 1024 * 1024
_CHUNK = 1 << 16


class LookError(Exception):
    """Nobody could look at the text."""


class TextLook(Protocol):
    """Finds sensitive text."""

    def findings(self, texts: Sequence[str]) -> tuple[Finding, ...]:
        """Raises `LookError`."""
        ...

    def warm_up(self) -> None:
        """Somebody is about to type: be ready soon. Returns at once and raises nothing."""
        ...


class NobodyLooks:
    """A `TextLook` where there are no detectors."""

    def findings(self, texts: Sequence[str]) -> tuple[Finding, ...]:
        raise LookError(f"no detectors for {len(texts)} texts")

    def warm_up(self) -> None:
        """Nothing to warm up."""


def personal(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those that must not enter the store: personal data and security information."""
    return tuple(f for f in findings if f.kind.data_class is not DataClass.CONFIDENTIAL)


@dataclass(slots=True, kw_only=True)
class ProcessLook:
    """A `TextLook` in another process: one text at a time, each within a deadline."""

    command: Sequence[str] = WORKER
    deadline: float = 20.0
    """Seconds for one text, the wait for its turn and a start of the process included."""
    idle: float = 300.0
    """Seconds without a text after which the process ends."""
    clock: Callable[[], float] = time.monotonic
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)
    _said: bytearray = field(default_factory=bytearray, init=False, repr=False)
    _is_ready: bool = field(default=False, init=False)
    _timer: threading.Timer | None = field(default=None, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def findings(self, texts: Sequence[str]) -> tuple[Finding, ...]:
        until = self.clock() + self.deadline
        if not self._lock.acquire(timeout=self.deadline):
            raise LookError("busy")
        try:
            answer = self._ask({"texts": list(texts)}, until)
            return tuple(_finding(*values) for values in answer["findings"])
        except (OSError, ValueError, KeyError, TypeError) as failure:
            self._end()
            _log.error("look.failed", error=type(failure).__name__)
            raise LookError(type(failure).__name__) from None
        finally:
            self._rest()
            self._lock.release()

    def warm_up(self) -> None:
        if self._lock.acquire(blocking=False):
            try:
                self._started()
                self._rest()
            except OSError as failure:
                _log.error("look.failed", error=type(failure).__name__)
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            if self._timer:
                self._timer.cancel()
            self._end()

    def _ask(self, question: dict[str, Any], until: float) -> dict[str, Any]:
        process = self._started()
        if not self._is_ready:
            self._is_ready = bool(self._line(process, until)["ready"])
        stdin = process.stdin
        if stdin is None:
            raise BrokenPipeError
        stdin.write(json.dumps(question).encode() + b"\n")
        stdin.flush()
        return self._line(process, until)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 -- our own program
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,  # it stands back as a session
            )
        return self._process

    def _line(self, process: subprocess.Popen[bytes], until: float) -> dict[str, Any]:
        """The next line. Raises `OSError` (`TimeoutError` is one) and `ValueError`."""
        if process.stdout is None:
            raise BrokenPipeError
        handle = process.stdout.fileno()
        while b"\n" not in self._said:
            ready, _, _ = select.select([handle], [], [], max(0.0, until - self.clock()))
            if not ready:
                raise TimeoutError
            data = os.read(handle, _CHUNK)
            self._said += data
            if not data or len(self._said) > _MOST_BYTES:
                raise BrokenPipeError
        line, _, rest = bytes(self._said).partition(b"\n")
        self._said = bytearray(rest)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _rest(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = threading.Timer(self.idle, self.close)
        self._timer.daemon = True
        self._timer.start()

    def _end(self) -> None:
        process, self._process = self._process, None
        self._said.clear()
        self._is_ready = False
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def _finding(kind: str, part: int, start: int, end: int, score: float, detector: str) -> Finding:
    return Finding(kind=Kind(kind), part=part, start=start, end=end, score=score, detector=detector)
