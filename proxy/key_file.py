"""
The private half of a key for sealed excerpts, in a file of its own that the DPO keeps.

JSON, so that the DPO's browser can open it with what browsers have built in: PBKDF2 with
HMAC-SHA256 makes a key of the passphrase, AES-256-GCM encrypts the 32 bytes of the X25519 key.
"""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from config.excerpt_keys import key_id

KIND: Final = "promptwacht excerpt key 1"
ITERATIONS: Final = 1_000_000
"""OWASP's password storage cheat sheet asks for 600 000 with this hash; browsers take a second."""
SHORTEST: Final = 14
"""Characters of a passphrase."""


def locked(private: X25519PrivateKey, passphrase: str) -> bytes:
    """The file's content. Raises `ValueError` for a passphrase that is too short."""
    if len(passphrase) < SHORTEST:
        raise ValueError(f"the passphrase is too short (at least {SHORTEST} characters)")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    kdf = PBKDF2HMAC(algorithm=SHA256(), length=32, salt=salt, iterations=ITERATIONS)
    key = kdf.derive(passphrase.encode("utf-8"))
    content = AESGCM(key).encrypt(nonce, private.private_bytes_raw(), KIND.encode())
    public = private.public_key().public_bytes_raw()
    document = {
        "kind": KIND,
        "id": key_id(public),
        "public": _text(public),
        "iterations": ITERATIONS,
        "salt": _text(salt),
        "nonce": _text(nonce),
        "key": _text(content),
    }
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


def _text(value: bytes) -> str:
    return b64encode(value).decode("ascii")
