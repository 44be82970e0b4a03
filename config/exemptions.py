"""
Approvals with an end: `exemptions.yaml` in the state folder, written by the console, read by every
gateway.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import structlog
from pydantic import AwareDatetime, Field, model_validator

from config.errors import ConfigError
from config.policy_entries import Entry, Slug
from config.state_files import write_state
from config.yaml_source import read_yaml
from policy.exemption import Exemption, ExemptionError
from policy.finding import Kind

EXEMPTIONS = "exemptions.yaml"

_HEADER = "# Written by the console: what somebody approved, and until when. Do not edit.\n"
_log = structlog.get_logger()

# An empty list would mean everywhere, which nobody means who writes one.
type Named = Annotated[frozenset[Slug], Field(min_length=1)]


class ExemptionEntry(Entry):
    """One approval. A scope that is left out means everywhere."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{4}-[0-9]{4,6}$")]
    """Its number in the console; incidents name it."""
    kinds: Annotated[frozenset[Kind], Field(min_length=1)]
    """Kinds of findings that pass; never security information."""
    starts: AwareDatetime
    ends: AwareDatetime
    """The first moment at which it no longer holds; at most a year after the start."""
    departments: Named = frozenset()
    services: Named = frozenset()
    rules: Named = frozenset()

    @model_validator(mode="after")
    def _grantable(self) -> ExemptionEntry:
        try:
            self.exemption()
        except ExemptionError as wrong:
            raise ValueError(str(wrong)) from None
        return self

    def exemption(self) -> Exemption:
        return Exemption(
            id=self.id,
            kinds=self.kinds,
            starts=self.starts,
            ends=self.ends,
            departments=self.departments,
            services=self.services,
            rules=self.rules,
        )


class ExemptionsFile(Entry):
    """exemptions.yaml in the state folder"""

    exemptions: tuple[ExemptionEntry, ...] = ()


def load_exemptions(path: Path) -> tuple[Exemption, ...]:
    """All in `path`; none where there is no such file. Raises `ConfigError`."""
    if not path.exists():
        return ()
    return tuple(entry.exemption() for entry in read_yaml(path).parsed(ExemptionsFile).exemptions)


def exemptions_or_none(path: Path) -> tuple[Exemption, ...]:
    """The same; of a file that cannot be read none holds, for nobody can tell what was approved."""
    try:
        return load_exemptions(path)
    except ConfigError as wrong:
        _log.error("exemptions.none-holds", problem=str(wrong))
        return ()


def exemptions_in_force(state_dir: Path, now: datetime) -> tuple[Exemption, ...]:
    """What is approved at `now`, for commands that tell what the gateway would do. Raises
    `ConfigError`.
    """
    return tuple(each for each in load_exemptions(state_dir / EXEMPTIONS) if each.holds(now))


def save_exemptions(path: Path, exemptions: Iterable[Exemption]) -> None:
    """Replace `path` in one step. Raises `ConfigError`; then the old file stands."""
    write_state(path, {"exemptions": [_entry(each) for each in exemptions]}, header=_HEADER)


def _entry(exemption: Exemption) -> dict[str, object]:
    scope: dict[str, object] = {
        "departments": sorted(exemption.departments),
        "services": sorted(exemption.services),
        "rules": sorted(exemption.rules),
    }
    return {
        "id": exemption.id,
        "kinds": sorted(kind.value for kind in exemption.kinds),
        "starts": _time(exemption.starts),
        "ends": _time(exemption.ends),
    } | {field: names for field, names in scope.items() if names}


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
