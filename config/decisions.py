"""
Decisions on requested tools: `decisions.yaml` in the state folder, written by the console, laid
over `services.yaml` by everybody who reads the policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from config.policy_entries import Entry, HostEntry, Slug, Text
from config.state_files import write_state
from config.yaml_source import read_yaml
from policy.catalogue import Host, HostMatch, Service, Status
from policy.decision import Decision

DECISIONS = "decisions.yaml"

_HEADER = "# Written by the console: what was decided on requested tools. Do not edit.\n"


class IntroducedEntry(Entry):
    """A service that the catalogue may not have."""

    name: Text
    vendor: Text
    category: Literal["chat", "api", "aggregator", "code", "image", "voice", "writing"] = "chat"
    hosts: Annotated[tuple[HostEntry, ...], Field(min_length=1)]


class DecisionEntry(Entry):
    """One decision."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{4}-[0-9]{4,6}$")]
    """Number of the request that it answers."""
    service: Slug
    status: Literal["allowed", "forbidden"]
    reason: str = Field(default="", max_length=500)
    """Why it is excluded, for people; Dutch."""
    conditions: str = Field(default="", max_length=500)
    """Under which conditions it is allowed, for people; Dutch."""
    ends: AwareDatetime | None = None
    """The first moment at which it no longer holds."""
    introduces: IntroducedEntry | None = None

    def decision(self) -> Decision:
        return Decision(
            id=self.id,
            service=self.service,
            status=Status(self.status),
            reason=self.reason,
            conditions=self.conditions,
            ends=self.ends,
            introduces=self._service(),
        )

    def _service(self) -> Service | None:
        if self.introduces is None:
            return None
        return Service(
            slug=self.service,
            name=self.introduces.name,
            vendor=self.introduces.vendor,
            category=self.introduces.category,
            status=Status.UNLISTED,
            hosts=tuple(host.as_host() for host in self.introduces.hosts),
        )


class DecisionsFile(Entry):
    """decisions.yaml in the state folder"""

    decisions: tuple[DecisionEntry, ...] = ()


def load_decisions(path: Path) -> tuple[Decision, ...]:
    """
    All decisions in `path`; none where there is no such file. Raises `ConfigError` for a file that
    cannot be read: what was excluded must not come back because of a typing error.
    """
    if not path.exists():
        return ()
    return tuple(entry.decision() for entry in read_yaml(path).parsed(DecisionsFile).decisions)


def save_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Replace `path` in one step. Raises `ConfigError`; then the old file stands."""
    write_state(path, {"decisions": [_entry(each) for each in decisions]}, header=_HEADER)


def _entry(decision: Decision) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": decision.id,
        "service": decision.service,
        "status": decision.status.value,
    }
    if decision.ends:
        ends = decision.ends.astimezone(UTC).isoformat(timespec="seconds")
        entry["ends"] = ends.replace("+00:00", "Z")
    if decision.introduces:
        entry["introduces"] = _introduced(decision.introduces)
    texts = {"reason": decision.reason, "conditions": decision.conditions}
    return entry | {field: text for field, text in texts.items() if text}


def _introduced(service: Service) -> dict[str, object]:
    return {
        "name": service.name,
        "vendor": service.vendor,
        "category": service.category,
        "hosts": [_host(host) for host in service.hosts],
    }


def _host(host: Host) -> str:
    return f".{host.domain}" if host.match is HostMatch.SUFFIX else host.domain
