"""
The desk says the same over either store.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.postgres import postgres

__all__ = ["postgres"]

REPOSITORY = Path(__file__).parents[3]

pytestmark = pytest.mark.slow


def visits(folder, **settings):
    folder.mkdir()
    environment = os.environ | {"PROMPTWACHT_STATE_DIR": str(folder)} | settings
    done = subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-m", "tests.console.desk.visits", str(folder)],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_every_page_over_sqlite_and_postgresql(postgres, tmp_path):
    """
    Every page with every kind of filter answers, and lists as many rows here as there.
    """
    here = visits(tmp_path / "sqlite")
    there = visits(tmp_path / "postgresql", PROMPTWACHT_DATABASE_URL=postgres.database())

    assert here == there
    assert {status for status, _ in here.values()} == {200}
    assert here["incidenten"][1] == 50
    assert here["second"][1] == 11
    assert here["incidenten?q=KB-7F3K-9Q2M"][1] == 1
    assert here["gebeurtenissen?kind=iban&since=2026-01-01"][1] == 1
    assert here["gebeurtenissen?kind=special_health"][1] == 0
