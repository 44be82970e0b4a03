"""
JSON Schemas of the YAML files, for editors: `python -m config.schemas` writes them anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from config.decisions import DecisionsFile
from config.exemptions import ExemptionsFile
from config.labels import LabelsFile
from config.notify import NotifyFile
from config.organisation import Organisation
from config.policy_entries import DepartmentsFile, RulesFile, ServicesFile
from config.retention import Retention
from config.settings import Settings
from config.suspensions import SuspensionsFile
from config.wordings import TextsFile

SCHEMAS: Mapping[str, type[BaseModel]] = {
    "schema-settings.json": Settings,
    "schema-decisions.json": DecisionsFile,
    "schema-departments.json": DepartmentsFile,
    "schema-exemptions.json": ExemptionsFile,
    "schema-rules.json": RulesFile,
    "schema-labels.json": LabelsFile,
    "schema-notify.json": NotifyFile,
    "schema-organisation.json": Organisation,
    "schema-retention.json": Retention,
    "schema-services.json": ServicesFile,
    "schema-suspensions.json": SuspensionsFile,
    "schema-texts.json": TextsFile,
}


def schema_of(model: type[BaseModel]) -> str:
    """The schema of `model` as it stands in its file."""
    return json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write every schema next to this module."""
    for name, model in SCHEMAS.items():
        (Path(__file__).parent / name).write_text(schema_of(model), encoding="utf-8")


if __name__ == "__main__":
    main()
