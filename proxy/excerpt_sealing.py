"""
The text of a refused prompt, sealed to the DPO's public keys. No I/O.

A random key for each excerpt encrypts it (AES-256-GCM); that key is sealed once for each recipient
(HPKE, RFC 9180: X25519, HKDF-SHA256, AES-256-GCM). The incident's code is bound into both, so an
excerpt cannot be put with another incident. Lengths are padded: how long a prompt was says
something about it.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from config.excerpt_keys import RecipientKey

INFO: Final = b"promptwacht excerpt 1\n"
SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

_SMALLEST: Final = 1024
_NONCE_BYTES: Final = 12
LONGEST: Final = 256 * 1024
"""Code points that are kept at most; what comes after is left out, and the excerpt says so."""


def sealed(code: str, texts: Sequence[str], recipients: Iterable[RecipientKey]) -> bytes:
    """The file for one excerpt, as JSON. Raises `ValueError` without a recipient."""
    data_key = secrets.token_bytes(32)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    bound = INFO + code.encode("ascii")
    wrapped = [
        {"key": each.id, "sealed": _text(SUITE.encrypt(data_key, each.key, bound))}
        for each in recipients
    ]
    if not wrapped:
        raise ValueError("nobody to seal it to")
    document = {
        "version": 1,
        "code": code,
        "nonce": _text(nonce),
        "ciphertext": _text(AESGCM(data_key).encrypt(nonce, padded(_content(texts)), bound)),
        "recipients": wrapped,
    }
    return json.dumps(document).encode("ascii")


def padded(content: bytes) -> bytes:
    """`content`, a byte 0x80 and zeros up to a power of two (padding of ISO/IEC 7816-4)."""
    size = max(_SMALLEST, 1 << len(content).bit_length())
    return content + b"\x80" + bytes(size - len(content) - 1)


def _content(texts: Sequence[str]) -> bytes:
    room = LONGEST
    kept = []
    for text in texts:
        kept.append(text[:room])
        room -= len(kept[-1])
    content: dict[str, Any] = {"texts": kept, "cut": sum(map(len, texts)) > LONGEST}
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def _text(value: bytes) -> str:
    return b64encode(value).decode("ascii")
