"""
What the requests to an address carry, remembered: a page asks the same few addresses all day.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from addons.services.interface import Cargo, Codec, WireRequest

_MAX_REMEMBERED = 4096
_MAX_PATH = 160


@dataclass(slots=True)
class Cargoes:
    """
    A codec's word on each address that it was asked about. A codec looks at method and place
    alone, so the same question has the same answer.

    Addresses with a query or of great length are asked anew each time and never kept: they can
    hold what somebody typed.
    """

    _known: dict[tuple[str, str, str, str, bool], Cargo] = field(default_factory=dict, repr=False)

    def of(self, codec: Codec, wire: WireRequest) -> Cargo:
        if "?" in wire.path or len(wire.path) > _MAX_PATH:
            return codec.cargo(wire)
        key = (codec.name, wire.method, wire.host, wire.path, bool(wire.body))
        cargo = self._known.get(key)
        if cargo is None:
            if len(self._known) >= _MAX_REMEMBERED:
                self._known.clear()
            cargo = self._known[key] = codec.cargo(wire)
        return cargo
