"""
`labels.yaml`: what the sensitivity labels of this organisation mean.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.policy_entries import Entry, Version
from config.yaml_source import YamlFile, read_yaml
from policy.sensitivity import LabelLevels, Level, known_as

FILE_NAME = "labels.yaml"

type LabelName = Annotated[str, Field(min_length=1, max_length=200)]


class LabelsFile(Entry):
    """labels.yaml"""

    version: Version
    """For people."""
    labels: Annotated[dict[LabelName, Level], Field(default_factory=dict)]
    """GUID or name of a label, and for whom a document with it is: only `public` lets it pass."""


def read_labels(policy_dir: Path) -> YamlFile | None:
    """The file, for a policy that has one. Raises `ConfigError`."""
    path = policy_dir / FILE_NAME
    return read_yaml(path) if path.exists() else None


def label_levels(document: YamlFile | None) -> LabelLevels:
    """
    The labels in `document`. Where there is no such file every label stops a document. Raises
    `ConfigError`, also for a label that is there in two spellings.
    """
    if document is None:
        return LabelLevels()
    levels: dict[str, Level] = {}
    for name, level in document.parsed(LabelsFile).labels.items():
        if known_as(name) in levels:
            raise _twice(document, name)
        levels[known_as(name)] = level
    return LabelLevels(levels)


def _twice(document: YamlFile, name: str) -> Exception:
    complaint = "is there twice, in another spelling (keep one)"
    return document.error(("labels", name), complaint, key=True)
