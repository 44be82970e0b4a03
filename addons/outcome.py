"""
What becomes of one request, and the words that decide it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from addons.services.interface import WireRequest, WireResponse
from policy.verdict import Action

FORWARDED = frozenset({Action.ALLOW, Action.REDACT})
"""What may leave; everything else stays, also what nobody has taught us yet."""

FILES = frozenset({"file", "media"})
"""Codecs' words for what holds a file that nobody can read."""

type Heard = Callable[[WireResponse], None]
"""Is told the service's answer to a request that we sent on."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The request may leave, as this."""

    request: WireRequest
    heard: Heard | None = field(default=None, repr=False)
    """Who wants to know what the service answers."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The request stays; the client gets this instead."""

    response: WireResponse


type Outcome = Sent | Refused
