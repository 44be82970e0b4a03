"""
What the requests to an address carry, remembered: a page asks the same few addresses all day.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from addons.fair_memory import FairMemory
from addons.known_files import owner_of
from addons.passage import Passage
from addons.services.interface import Cargo, Codec, WireRequest

_MAX_REMEMBERED = 4096
"""Of all clients together; when there are too many, who has most forgets first."""
_LIFETIME = 3600.0
_MAX_PATH = 160

type _Address = tuple[str, str, str, str, bool]


@dataclass(slots=True)
class Cargoes:
    """
    A codec's word on each address that it was asked about. A codec looks at method and place
    alone, so the same question has the same answer.

    Addresses with a query or of great length are asked anew each time and never kept: they can
    hold what somebody typed.
    """

    now: Callable[[], float] = time.monotonic
    """Seconds on a clock that never goes back."""
    _known: FairMemory[bytes, _Address, Cargo] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._known = FairMemory(self.now, _LIFETIME, _MAX_REMEMBERED)

    def of(self, passage: Passage, codec: Codec, wire: WireRequest) -> Cargo:
        if "?" in wire.path or len(wire.path) > _MAX_PATH:
            return codec.cargo(wire)
        key = (codec.name, wire.method, wire.host, wire.path, bool(wire.body))
        cargo = self._known.get(key)
        if cargo is None:
            cargo = codec.cargo(wire)
            self._known.put(owner_of(passage), key, cargo)
        return cargo
