"""
Who it was, for the incident log: a keyed pseudonym instead of a name or an address.

The key changes every quarter. Incidents of one person can be told together within a quarter;
once its key is deleted, nobody can tell whose they were (crypto-erasure).
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from config.private_files import read_or_create_key

_HASH_BYTES = 16


class Pseudonyms:
    """Pseudonyms under the keys in `secrets`, one key for each quarter in UTC."""

    def __init__(self, secrets: Path) -> None:
        self._secrets = secrets
        self._quarter = ""
        self._key = b""

    def __call__(self, identity: str, at: datetime) -> str:
        """
        The `user.hash` of a client, known by its proxy user or else by its IP address.

        A DPO finds somebody's incidents by computing this again; there is no table.
        Raises `config.errors.ConfigError` or `OSError` when the quarter's key cannot be used.
        """
        who = _plain(identity).encode("utf-8", "surrogatepass")
        return hmac.digest(self._key_at(at), who, hashlib.sha256)[:_HASH_BYTES].hex()

    def _key_at(self, at: datetime) -> bytes:
        quarter = quarter_of(at)
        if quarter != self._quarter:
            self._key = read_or_create_key(self._secrets / f"pseudonym-{quarter}.key")
            self._quarter = quarter
        return self._key


def quarter_of(at: datetime) -> str:
    """Such as `2026-Q4`, in UTC."""
    at = at.astimezone(UTC)
    return f"{at.year}-Q{(at.month + 2) // 3}"


def _plain(identity: str) -> str:
    """One spelling per address: `::ffff:10.0.0.7` is 10.0.0.7. A user's name stays as it is."""
    try:
        parsed = ip_address(identity)
    except ValueError:
        return identity
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped or parsed)
