"""
The detector of one installation: the house's own, and the organisation's registers.
"""

from __future__ import annotations

from pathlib import Path

from policy.detectors.interface import Detector
from proxy.register_files import RegisterFolder

CACHE_FOLDER = "cache"
"""In the state folder; what it holds can always be made again."""


def installed_detector(policy_dir: Path, state_dir: Path, *, makes_cache: bool = True) -> Detector:
    """
    Ready for use; `makes_cache` False changes nothing on disk. Raises `ConfigError`, also for a
    register that cannot be read: to leave it out in silence would let its people through.
    """
    from config.detection import build_detector  # noqa: PLC0415 -- a gateway hands us on, and builds none

    cache = state_dir / CACHE_FOLDER
    registers = RegisterFolder(state_dir).family()
    return build_detector(
        policy_dir,
        cache if makes_cache or cache.is_dir() else None,
        own=(registers,) if registers is not None else (),
    )
