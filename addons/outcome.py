"""
What becomes of one request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from addons.services.interface import WireRequest, WireResponse

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
