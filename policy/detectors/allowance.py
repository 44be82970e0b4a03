"""
What looks like personal data and is public: the organisation's own addresses and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from policy.finding import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Values that are no findings. By default there are none."""

    values: Mapping[Kind, frozenset[str]] = field(default_factory=dict)
    """Per kind, as `canonical` writes them."""
    mailboxes: frozenset[str] = frozenset()
    """Local parts that are functions (`info`), for mail in one of `domains`."""
    domains: frozenset[str] = frozenset()

    def permits(self, kind: Kind, value: str) -> bool:
        """`value` is folded text."""
        if kind is Kind.EMAIL:
            local, _, domain = value.lower().partition("@")
            if local in self.mailboxes and domain in self.domains:
                return True
        allowed = self.values.get(kind)
        return allowed is not None and canonical(kind, value) in allowed


def canonical(kind: Kind, value: str) -> str:
    """One way of writing: without case, spaces and marks; phones as digits after country code."""
    compact = "".join(char for char in value.lower() if char.isalnum())
    if kind is Kind.PHONE:
        compact = compact.removeprefix("00").removeprefix("32").lstrip("0")
    return compact
