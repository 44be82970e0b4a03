"""
What somebody is asked about a file, and what they state: that it is a public document.

The policy allows "openbare documenten zonder persoonsgegevens". That a file holds no personal
data can be seen; that it is public, somebody must say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LIFETIME = timedelta(minutes=15)
"""How long a question waits for its answer, and how long the answer then holds."""
_SKEW = timedelta(minutes=1)
"""What clocks of two processes may differ; further back and the clock was set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFile:
    """One file of one person, without a name or content of either."""

    key: str
    """Keyed hash of the person and the bytes."""
    format: str
    """Such as `docx`, for the page that asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whether these files are public; one page of the portal asks it."""

    files: tuple[AskedFile, ...]
    code: str
    """Of the incident in which they were stopped."""
    asked: datetime
    stated: datetime | None = None
    """When somebody said so."""

    def is_open(self, now: datetime) -> bool:
        """Whether it can be answered, or its answer holds."""
        return holds(self.stated or self.asked, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Somebody has stated of one file that it is public."""

    code: str
    """Of the incident in which it was stopped before."""
    stated: datetime
    located: bool
    """Whether they told where it is published. Where is not kept: an address can hold names."""


def holds(since: datetime, now: datetime) -> bool:
    """Whether what was said at `since` still holds; not if the clock was set back meanwhile."""
    return -_SKEW <= now - since < LIFETIME
