"""
The chain that binds every line of the incident log to the one before it. Nothing here does I/O.

A line's hash is `HMAC-SHA256(key, prev + canonical line without its chain)`, where `prev` is the
hash of the line before it, in the same file or at the end of the day before. The head remembers
where the chain ends, so that a cut tail shows as well. Whoever holds the key can rewrite
everything; only a hash kept elsewhere can disprove him.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

GENESIS = "0" * 64
"""The `prev` of a line that continues nothing: the first of a log, or the first after damage."""

_HEAD_PURPOSE = b"promptwacht head 1\n"
"""No hexadecimal digit opens it, so the seal of a head is never the hash of a line."""

_MAX_FAULTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the chain ends."""

    day: str = ""
    """Day of the last file, such as `2026-11-23`; empty while there is none."""
    size: int = 0
    """Bytes of that file which belong to the chain."""
    count: int = 0
    """Lines that the log holds."""
    hash: str = GENESIS
    """Of the last line."""
    start: str = GENESIS
    """The `prev` of the oldest line that is kept; it moves when old days are deleted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the log is not what was written."""

    file: str
    line: int
    """From 1; 0 is the file as a whole."""
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a verification found, in the order of the log."""

    files: int
    lines: int
    last_hash: str
    """To be kept elsewhere: a later log that does not hold it has been rewritten."""
    faults: tuple[Fault, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.faults


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one way to write `document` as JSON: sorted, no spaces, ASCII. Raises `ValueError`."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii")


def chained(document: Mapping[str, Any], prev: str, key: bytes) -> tuple[bytes, str]:
    """The line for `document`, newline included, and its hash. Any older chain is dropped."""
    own = {k: v for k, v in document.get("promptwacht", {}).items() if k != "chain"}
    bare = {**document, "promptwacht": own}
    digest = hmac.digest(key, prev.encode("ascii") + canonical(bare), hashlib.sha256).hex()
    own["chain"] = {"prev": prev, "hash": digest}
    return canonical(bare) + b"\n", digest


def linked(line: bytes, key: bytes) -> tuple[str, str] | None:
    """`(prev, hash)` of a line that is byte for byte what `chained` wrote, or None."""
    try:
        document = json.loads(line)
        chain = document["promptwacht"]["chain"]
        again, digest = chained(document, chain["prev"], key)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    is_ours = len(chain["prev"]) == len(GENESIS) and hmac.compare_digest(again, line)
    return (chain["prev"], digest) if is_ours else None


def seal(head: Head, key: bytes) -> bytes:
    """`head` as one line of JSON with its seal."""
    fields = asdict(head)
    mac = hmac.digest(key, _HEAD_PURPOSE + canonical(fields), hashlib.sha256).hex()
    return canonical({**fields, "mac": mac}) + b"\n"


def unseal(line: bytes, key: bytes) -> Head | None:
    """The head that `seal` wrote, or None when this is not one."""
    try:
        fields = json.loads(line)
        del fields["mac"]
        head = Head(**fields)
        again = seal(head, key)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return head if hmac.compare_digest(again, line) else None


def verify(files: Iterable[tuple[str, Iterable[bytes]]], key: bytes, head: Head | None) -> Report:
    """
    Walk `files`, pairs of a name and its lines with their newlines, oldest first.

    Lines beyond `head` are sound if they continue the chain: a writer that is killed between
    its lines and its head leaves them. `head` must have been read before the files.
    """
    walk = _Walk(key, head)
    for name, lines in files:
        walk.file(name, lines)
    return walk.report()


def verify_stretch(lines: Iterable[bytes], key: bytes, prev: str) -> Report:
    """Walk `lines`, which must continue `prev`; no head says where they must end."""
    walk = _Walk(key, None, prev)
    walk.file("", lines)
    return walk.so_far()


class _Walk:
    """A verification under way. After a fault it goes on from there, to find the next."""

    def __init__(self, key: bytes, head: Head | None, prev: str = GENESIS) -> None:
        self._key = key
        self._head = head
        self._prev = head.start if head else prev
        self._files = self._lines = 0
        self._reached_head = head is not None and head.hash == head.start
        self._faults: list[Fault] = []

    def file(self, name: str, lines: Iterable[bytes]) -> None:
        self._files += 1
        for number, line in enumerate(lines, start=1):
            self._lines += 1
            self._line(name, number, line)

    def _line(self, name: str, number: int, line: bytes) -> None:
        link = linked(line, self._key)
        if link is None:
            self._fault(name, number, "this line is not what was written")
            self._prev = _claimed_hash(line) or self._prev
            return
        prev, digest = link
        if prev != self._prev:
            self._fault(name, number, _break(prev))
        self._prev = digest
        if self._head and digest == self._head.hash:
            self._reached_head = True

    def _fault(self, name: str, number: int, what: str) -> None:
        if len(self._faults) < _MAX_FAULTS:
            self._faults.append(Fault(name, number, what))

    def report(self) -> Report:
        if self._head is None and self._lines:
            self._fault("head", 0, "missing or not ours, so a cut tail would not show")
        if self._head is not None and not self._reached_head:
            what = "the log ends before the last line that was written"
            self._fault(f"{self._head.day}.jsonl", 0, what)
        elif self._head is not None and self._lines < self._head.count:
            self._fault("head", 0, f"it counts {self._head.count} lines; {self._lines} are here")
        return self.so_far()

    def so_far(self) -> Report:
        """Without a look at the head."""
        return Report(
            files=self._files,
            lines=self._lines,
            last_hash=self._prev,
            faults=tuple(self._faults),
        )


def _break(prev: str) -> str:
    if prev == GENESIS:
        return "the chain starts anew here: what stood before was cut, or its head was lost"
    return "lines before this one were removed, inserted or moved"


def _claimed_hash(line: bytes) -> str | None:
    """What a spoilt line says its hash is, so that one bad line is one fault, not two."""
    try:
        claim = json.loads(line)["promptwacht"]["chain"]["hash"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return claim if isinstance(claim, str) else None
