"""
What a gateway is made of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_bytes
from typing import Any

from addons.keeping import Keeping, NothingKept
from addons.passage import CurrentPolicy
from addons.published import NothingPublished, Published
from addons.scanner import DocumentReader, NoReader, Scanner
from config.private_files import KEY_BYTES
from config.settings import Settings
from policy.canary import Secret
from policy.exemption import Exemption
from policy.incident import IncidentLog
from policy.verdict import Action
from proxy.certificates import CertificateAuthority

_FOR_THE_RECORD = 10.0
"""Seconds."""


def _known_to_nobody() -> Secret:
    return Secret(token_bytes(KEY_BYTES))


def _not_counted(department: str) -> None:
    del department


def _not_told(department: str, service: str, action: Action) -> None:
    del department, service, action


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Tests put other implementations in."""

    settings: Settings
    policy: CurrentPolicy
    ca: CertificateAuthority
    scanner: Scanner
    incidents: IncidentLog
    pseudonym: Callable[[str, datetime], str]
    hook_deadline: float
    """Seconds that one hook may take before its subject is refused."""
    keeping: Keeping = field(default_factory=NothingKept)
    published: Published = field(default_factory=NothingPublished)
    reader: DocumentReader = field(default_factory=NoReader)
    exemptions: Callable[[], Iterable[Exemption]] = tuple
    """Those that are known at this moment, ended ones among them."""
    checked: Callable[[str], None] = _not_counted
    """Told the department of every prompt that was looked at."""
    judged: Callable[[str, str, Action], None] = _not_told
    """Told department, service and verdict of the same, for the metrics."""
    canary: Secret = field(default_factory=_known_to_nobody)
    """What whoever sends the canary knows as well."""
    worker: int = 0
    """Which of the gateway's processes this is, from 0."""
    extra_addons: tuple[Any, ...] = ()
    """Further mitmproxy add-ons, before ours."""

    @property
    def guard_deadline(self) -> float:
        """
        Seconds after which a guard gives a request up by itself, so that its connection lives on;
        what is left of the hook's time is for the record of that.
        """
        return self.hook_deadline - min(_FOR_THE_RECORD, self.hook_deadline / 5)
