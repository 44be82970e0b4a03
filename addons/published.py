"""
Documents that the organisation has published itself: whatever is in them is public already.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Published(Protocol):
    """Knows published files by the SHA-256 of their bytes."""

    async def among(self, digests: Iterable[bytes]) -> frozenset[bytes]:
        """Those of `digests` that are published. Raises nothing: in doubt a file is not."""
        ...


class NothingPublished:
    """A `Published` where there is no list."""

    async def among(self, digests: Iterable[bytes]) -> frozenset[bytes]:
        del digests
        return frozenset()
