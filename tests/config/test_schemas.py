"""
The schemas that editors read are those of the code, and the shipped files fit them.
"""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import config
from config.schemas import SCHEMAS, schema_of
from config.yaml_source import read_yaml

ROOM = Path(config.__file__).parent


@pytest.mark.parametrize("name", SCHEMAS)
def test_committed_schema_is_that_of_the_code(name):
    """
    Write them anew with `python -m config.schemas`.
    """
    assert (ROOM / name).read_text(encoding="utf-8") == schema_of(SCHEMAS[name])


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        ("departments.yaml", "schema-departments.json"),
        ("rules.yaml", "schema-rules.json"),
        ("services.yaml", "schema-services.json"),
        ("labels.yaml", "schema-labels.json"),
        ("notify.yaml", "schema-notify.json"),
        ("organisation.yaml", "schema-organisation.json"),
        ("retention.yaml", "schema-retention.json"),
        ("texts/nl.yaml", "schema-texts.json"),
        ("texts/fr.yaml", "schema-texts.json"),
        ("texts/en.yaml", "schema-texts.json"),
    ],
)
def test_shipped_file_fits_its_schema(file, schema):
    """
    An editor shows no false mistakes, and the file names its schema.
    """
    path = ROOM / file

    jsonschema.validate(read_yaml(path).data, json.loads((ROOM / schema).read_text()))

    assert path.read_text().splitlines()[0].endswith(schema)
