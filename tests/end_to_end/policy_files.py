"""
A copy of the shipped policy, changed as an operator would change it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.end_to_end.gateway_process import REPOSITORY


def copy_of_policy(folder: Path) -> Path:
    """The files that an operator edits, in `folder`."""
    return shutil.copytree(
        REPOSITORY / "config", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )


def allow_services(folder: Path, *slugs: str) -> Path:
    """A policy in `folder` that allows these services beside the shipped ones."""
    policy = copy_of_policy(folder)
    decide(policy, {slug: {"status": "allowed", "conditions": "Voor de proef."} for slug in slugs})
    return policy


def decide(policy: Path, decisions: Mapping[str, Mapping[str, str]]) -> None:
    """Change these fields of these services. Raises `KeyError` for one that is not there."""
    file = policy / "services.yaml"
    yaml = YAML()
    document: Any = yaml.load(file)
    for slug, fields in decisions.items():
        document["services"][slug].update(fields)
    replacement = file.with_suffix(".new")
    with replacement.open("w") as stream:
        yaml.dump(document, stream)
    # In one go, so that nobody reads half a file.
    replacement.replace(file)
