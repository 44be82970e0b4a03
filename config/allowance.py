"""
The allow-list: what is public here, and no finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.yaml_source import read_yaml
from policy.detectors.allowance import Allowance, canonical
from policy.finding import Kind

ALLOW_FILE = "allow.yaml"


class _AllowFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    mailboxes: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    values: Mapping[Kind, frozenset[str]] = {}


def load_allowance(policy_dir: Path) -> Allowance:
    """The allow-list in `policy_dir`; without the file nothing is allowed. Raises `ConfigError`."""
    path = policy_dir / ALLOW_FILE
    if not path.exists():
        return Allowance()
    entries = read_yaml(path).parsed(_AllowFile)
    return Allowance(
        values={
            kind: frozenset(canonical(kind, value) for value in values)
            for kind, values in entries.values.items()
        },
        mailboxes=frozenset(name.lower() for name in entries.mailboxes),
        domains=frozenset(name.lower() for name in entries.domains),
    )
