"""
The hosts that a front proxy must send to the gateway, in the ways that fronts can match names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy.catalogue import Catalogue, HostMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontHosts:
    """
    A little more than what the gateway opens: hosts that pass unread below an AI domain are in it
    as well, for most fronts cannot leave them out. The gateway passes those on unread.
    """

    exact: tuple[str, ...]
    suffixes: tuple[str, ...]
    """Each with all names below it."""
    expressions: tuple[str, ...]
    """Regular expressions that hold for a whole name, in lower case; POSIX and PCRE agree on
    them."""

    @classmethod
    def of(cls, catalogue: Catalogue) -> FrontHosts:
        """The hosts of `catalogue` whose connections the gateway opens."""
        by_match: dict[HostMatch, set[str]] = {match: set() for match in HostMatch}
        for service in catalogue.services:
            for host in service.hosts:
                if host.decrypt:
                    by_match[host.match].add(host.domain)
        suffixes = by_match[HostMatch.SUFFIX]
        return cls(
            exact=tuple(sorted(d for d in by_match[HostMatch.EXACT] if not _below(d, suffixes))),
            suffixes=tuple(sorted(d for d in suffixes if not _below(_parent(d), suffixes))),
            expressions=tuple(sorted(map(_expression, by_match[HostMatch.PATTERN]))),
        )


def _below(domain: str, suffixes: set[str]) -> bool:
    """Fronts complain about a name that another entry covers already, some of them fatally."""
    while domain:
        if domain in suffixes:
            return True
        domain = _parent(domain)
    return False


def _parent(domain: str) -> str:
    return domain.partition(".")[2]


def _expression(pattern: str) -> str:
    return "^" + "[^.]*".join(map(re.escape, pattern.split("*"))).replace(r"\-", "-") + "$"
