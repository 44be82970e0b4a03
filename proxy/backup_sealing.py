"""
A backup under a passphrase: scrypt for the key, AES-256-GCM in pieces for the content.

Each piece has its number and whether it is the last in its nonce (the STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizár, 2015): pieces cannot be cut off, swapped or left out.
The header with salt and costs is bound to every piece.
"""

from __future__ import annotations

import io
import json
import os
import struct
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC: Final = b"promptwacht sealed backup 1\n"

_PIECE: Final = 1 << 20
_TAG: Final = 16
_SALT, _PREFIX = 16, 7
_COST: Final = {"n": 1 << 17, "r": 8, "p": 1}
"""128 MiB of memory and some tenths of a second for each guess."""
_DEAREST: Final = {"n": 1 << 20, "r": 16, "p": 4}
"""Somebody's file may not make us spend more than this."""
_HEADER_LIMIT: Final = 1024


class SealError(Exception):
    """Not a sealed backup, cut off, altered, or another passphrase; `str()` says which."""


class SealingWriter(io.RawIOBase):
    """What is written here goes to `target` sealed; `close` writes the last piece."""

    def __init__(self, target: IO[bytes], passphrase: bytes) -> None:
        header = {**_COST, "salt": os.urandom(_SALT).hex(), "prefix": os.urandom(_PREFIX).hex()}
        line = json.dumps(header, sort_keys=True).encode("ascii") + b"\n"
        self._target = target
        self._cipher = _Pieces(header, MAGIC + line, passphrase)
        self._buffer = bytearray()
        target.write(MAGIC + line)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._buffer += data
        # The last piece is not known before the end, so one piece always stays behind.
        while len(self._buffer) > _PIECE:
            piece, self._buffer = self._buffer[:_PIECE], self._buffer[_PIECE:]
            self._target.write(self._cipher.seal(bytes(piece), last=False))
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._target.write(self._cipher.seal(bytes(self._buffer), last=True))
        super().close()


class UnsealingReader(io.RawIOBase):
    """What `source` holds, opened. Reading raises `SealError` at the first piece that is wrong."""

    def __init__(self, source: IO[bytes], passphrase: bytes) -> None:
        if source.read(len(MAGIC)) != MAGIC:
            raise SealError("not a sealed backup")
        line = source.readline(_HEADER_LIMIT)
        self._source = source
        self._cipher = _Pieces(_costs(line), MAGIC + line, passphrase)
        self._ahead = source.read(_PIECE + _TAG)
        self._clear = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._clear and not self._ended:
            self._next()
        size = min(len(buffer), len(self._clear))
        buffer[:size] = self._clear[:size]
        self._clear = self._clear[size:]
        return size

    def _next(self) -> None:
        piece, self._ahead = self._ahead, self._source.read(_PIECE + _TAG)
        self._ended = not self._ahead
        try:
            self._clear = memoryview(self._cipher.open(piece, last=self._ended))
        except InvalidTag:
            raise SealError("another passphrase, or the file was cut off or altered") from None


class _Pieces:
    """Seals and opens one piece after the other."""

    def __init__(self, header: dict[str, Any], bound: bytes, passphrase: bytes) -> None:
        salt, self._prefix = bytes.fromhex(header["salt"]), bytes.fromhex(header["prefix"])
        kdf = Scrypt(salt=salt, length=32, n=header["n"], r=header["r"], p=header["p"])
        self._cipher = AESGCM(kdf.derive(passphrase))
        self._bound = bound
        self._number = 0

    def seal(self, piece: bytes, *, last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(last=last), piece, self._bound)

    def open(self, piece: bytes, *, last: bool) -> bytes:
        return self._cipher.decrypt(self._nonce(last=last), piece, self._bound)

    def _nonce(self, *, last: bool) -> bytes:
        nonce = self._prefix + struct.pack(">IB", self._number, last)
        self._number += 1
        return nonce


def _costs(line: bytes) -> dict[str, Any]:
    try:
        header = json.loads(line)
        lengths = {"salt": _SALT, "prefix": _PREFIX}
        sound = all(len(bytes.fromhex(header[name])) == size for name, size in lengths.items())
        sound = sound and all(0 < int(header[name]) <= most for name, most in _DEAREST.items())
    except (ValueError, TypeError, KeyError):
        sound = False
    if not sound:
        raise SealError("its header was cut off or altered")
    return dict(header)
