"""
Whose pseudonym it is, encrypted with a key of its own: `secrets/identity.key`. No I/O.

The gateway seals; the console opens, after two people have agreed.

AES-256-GCM with the pseudonym as associated data, so that an answer cannot be moved to another.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

IDENTITY_KEY = "secrets/identity.key"
"""Where, in the state folder, the key is."""

_NONCE_BYTES = 12
_SMALLEST = 64


def sealed(pseudonym: str, identity: str, key: bytes) -> bytes:
    """`identity` (an address or a proxy user), padded: an IPv4 address looks like any other."""
    content = identity.encode("utf-8", "replace")
    size = max(_SMALLEST, 1 << len(content).bit_length())
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = content + b"\x80" + bytes(size - len(content) - 1)
    return nonce + AESGCM(key).encrypt(nonce, plain, pseudonym.encode("ascii"))


def opened(pseudonym: str, content: bytes, key: bytes) -> str:
    """What was sealed. Raises `ValueError` when it was not, for this pseudonym and this key."""
    try:
        plain = AESGCM(key).decrypt(
            content[:_NONCE_BYTES], content[_NONCE_BYTES:], pseudonym.encode("ascii", "replace")
        )
    except (InvalidTag, ValueError):
        raise ValueError("not sealed for this pseudonym with this key") from None
    return plain.rstrip(b"\0").removesuffix(b"\x80").decode("utf-8", "replace")
