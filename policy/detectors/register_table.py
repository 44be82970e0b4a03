"""
What is kept of an own register: keyed hashes in order, with a coarse sieve in front.

Without the key a hash tells nothing: names and numbers are so few that anybody could hash them
all, were there no key. The sieve answers most questions from one bit.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from policy.finding import Kind

DIGEST_BYTES = 12
"""96 bits: with a million entries, one text in 10^23 would be taken for one of them."""
_BLOCK = 64  # of SHA-256, in bytes
_BITS_PER_ENTRY = 16
_MIN_BITS = 64

type Seal = Callable[[str], bytes]
"""A text to its keyed hash, `DIGEST_BYTES` long."""


def seal_with(key: bytes) -> Seal:
    """
    HMAC-SHA256 (RFC 2104) under `key` (at most 64 bytes), cut to its first 96 bits (section 5).

    The two halves that depend on the key alone are computed once: a word of every prompt passes
    here, and this takes a third of the time of `hmac.digest`.
    """
    if len(key) > _BLOCK:
        raise ValueError("a key of more than one block")
    padded = key.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def seal(text: str) -> bytes:
        inside, outside = inner.copy(), outer.copy()
        inside.update(text.encode("utf-8", "surrogatepass"))
        outside.update(inside.digest())
        return outside.digest()[:DIGEST_BYTES]

    return seal


@dataclass(frozen=True, slots=True)
class Sieve:
    """One bit per possible digest: never wrong about what is in it, in 6 % about what is not."""

    bits: bytes = field(repr=False)
    """A power of two of them, at least eight bytes."""

    @classmethod
    def of(cls, digests: Iterable[bytes]) -> Sieve:
        kept = tuple(digests)
        size = max(_MIN_BITS, 1 << (len(kept) * _BITS_PER_ENTRY - 1).bit_length() if kept else 0)
        bits = bytearray(size // 8)
        for digest in kept:
            place = _place(digest) & (size - 1)
            bits[place >> 3] |= 1 << (place & 7)
        return cls(bytes(bits))

    def may_hold(self, digest: bytes) -> bool:
        place = _place(digest) & (len(self.bits) * 8 - 1)
        return bool(self.bits[place >> 3] >> (place & 7) & 1)


def _place(digest: bytes) -> int:
    return int.from_bytes(digest[-5:])


@dataclass(frozen=True, slots=True)
class Table:
    """The digests of one kind."""

    digests: bytes = field(repr=False)
    """One after another, in order."""
    lengths: frozenset[int]
    """How many characters the values have that were hashed; others need no hashing."""
    sieve: Sieve = field(repr=False)

    @classmethod
    def of(cls, digests: Iterable[bytes], lengths: Iterable[int]) -> Table:
        kept = sorted(set(digests))
        return cls(b"".join(kept), frozenset(lengths), Sieve.of(kept))

    def __len__(self) -> int:
        return len(self.digests) // DIGEST_BYTES

    def holds(self, digest: bytes) -> bool:
        if not self.sieve.may_hold(digest):
            return False
        place = bisect_left(range(len(self)), digest, key=self._at)
        return self._at(place) == digest

    def _at(self, place: int) -> bytes:
        return self.digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Everything that is kept of one register."""

    name: str
    """A slug; findings say `register:<name>`."""
    rows: int
    openers: Sieve = field(repr=False)
    """Words that a name can begin with."""
    tables: Mapping[Kind, Table]

    @property
    def detector(self) -> str:
        return f"register:{self.name}"
