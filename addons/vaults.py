"""
The placeholders of each conversation: the same value keeps its placeholder within it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from policy.redaction import Vault

_MAX_CONVERSATIONS = 5_000
_LIFETIME = 12 * 3600.0
"""Seconds. Originals stay in memory no longer than a working day."""


@dataclass(slots=True)
class Vaults:
    """One `Vault` per client, service and conversation; in memory, bounded in number and age."""

    now: Callable[[], float]
    """Seconds on a clock that never goes back."""
    _vaults: OrderedDict[tuple[str, str, str], tuple[float, Vault]] = field(
        default_factory=OrderedDict, repr=False
    )

    def of(self, client: str, service: str, conversation: str) -> Vault:
        """
        The vault of a conversation. Without an id of a conversation nothing ties two requests
        together, so each gets a fresh vault.
        """
        if not conversation:
            return Vault()
        key = (client, service, conversation)
        _, vault = self._vaults.pop(key, (0.0, None))
        self._vaults[key] = (self.now(), vault or Vault())
        self._forget_old()
        return self._vaults[key][1]

    def _forget_old(self) -> None:
        oldest_allowed = self.now() - _LIFETIME
        while len(self._vaults) > 1:
            used = next(iter(self._vaults.values()))[0]
            if len(self._vaults) <= _MAX_CONVERSATIONS and used >= oldest_allowed:
                return
            self._vaults.popitem(last=False)
