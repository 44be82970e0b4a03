"""
The placeholders of each conversation: the same value keeps its placeholder within it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from addons.fair_memory import FairMemory
from addons.known_files import digest_of_pieces
from policy.redaction import Vault

_MAX_VALUES = 500_000
"""Some 200 MB."""
_EMPTY = 100
"""Values that a conversation counts for beside those in it, so 5,000 conversations at most."""
_LIFETIME = 12 * 3600.0
"""Seconds. Originals stay in memory no longer than a working day."""


@dataclass(slots=True)
class Vaults:
    """One `Vault` per client, service and conversation; in memory, bounded in number and age."""

    now: Callable[[], float]
    """Seconds on a clock that never goes back."""
    max_values: int = _MAX_VALUES
    """Of all conversations together; when there are too many, who has most forgets first."""
    _vaults: FairMemory[bytes, bytes, Vault] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._vaults = FairMemory(self.now, _LIFETIME, self.max_values)

    def of(self, client: str, service: str, conversation: str, holder: str = "") -> Vault:
        """
        The vault of a conversation. Without an id of a conversation nothing ties two requests
        together, so each gets a fresh vault. It counts in the share of `holder` (`Client.holder`),
        or in the client's own.
        """
        if not conversation:
            return Vault()
        key = _digest(client, service, conversation)
        vault = self._vaults.get(key)
        if vault is None:  # an empty one is in use as well
            vault = Vault()
        # It weighs as much as it has now; what a prompt adds is counted with the next one.
        self._vaults.put(_digest(holder or client), key, vault, _EMPTY + len(vault))
        return vault


def _digest(*texts: str) -> bytes:
    """As long for every id: clients may write what they like."""
    return digest_of_pieces(text.encode(errors="surrogatepass") for text in texts)
