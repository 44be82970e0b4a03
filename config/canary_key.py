"""
The key by which gateways know the canary. Gateways that share a canary share this file.
"""

from __future__ import annotations

from pathlib import Path

from config.private_files import read_or_create_key
from policy.canary import Secret

FILE = "secrets/canary.key"
"""In the state folder."""


def canary_secret(state_dir: Path) -> Secret:
    """What the key gives; made at the first call. Raises `ConfigError` for one that is no key."""
    return Secret(read_or_create_key(state_dir / FILE))
