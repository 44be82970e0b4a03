"""
Public keys to which the text of refused prompts is sealed: `POLICY_DIR/keys/*.pem`, X25519.

The private halves are with the DPO and the deputy. Nothing of this installation has them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from config.errors import ConfigError
from config.yaml_source import YamlFile
from policy.department import Departments, Excerpts

FOLDER = "keys"
_MAX_PEM = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientKey:
    """One public key, with the name of its file."""

    name: str
    key: X25519PublicKey

    @property
    def id(self) -> str:
        """Names the key in a sealed excerpt: 8 bytes of SHA-256 of the key, as hexadecimal."""
        return key_id(self.key.public_bytes_raw())


def key_id(public: bytes) -> str:
    """The name of a public key of 32 bytes."""
    return hashlib.sha256(public).hexdigest()[:16]


def recipient_keys(policy_dir: Path) -> tuple[RecipientKey, ...]:
    """All keys, by name. Raises `ConfigError` for a file that holds no X25519 public key."""
    return tuple(_read(file) for file in sorted((policy_dir / FOLDER).glob("*.pem")))


def check_excerpt_keys(file: YamlFile, departments: Departments, policy_dir: Path) -> None:
    """Raises `ConfigError` where excerpts are to be sealed and there is no key to seal them to."""
    sealing = [d for d in departments.all if d.excerpts is Excerpts.SEALED]
    if not sealing:
        return
    if not recipient_keys(policy_dir):
        raise file.error(
            ("departments", sealing[0].slug),
            f"excerpts are sealed here, but there is no key in {policy_dir / FOLDER} "
            "(make one with promptwacht keys new, or set excerpts to none)",
        )


def _read(file: Path) -> RecipientKey:
    try:
        key = load_pem_public_key(file.read_bytes()[:_MAX_PEM])
    except OSError as wrong:
        raise ConfigError(f"{file}:1:1: cannot be read: {wrong.strerror} (restore it)") from None
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, X25519PublicKey):
        raise ConfigError(f"{file}:1:1: not an X25519 public key in PEM (promptwacht keys new)")
    return RecipientKey(name=file.stem, key=key)
