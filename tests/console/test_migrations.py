"""
The tables: one schema, no change without a migration, and back again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from console.records.models import Note
from tests.console.desk_for_tests import suspected_leak
from tests.console.postgres import postgres

__all__ = ["postgres"]

REPOSITORY = Path(__file__).parents[2]


def test_every_change_of_a_table_has_its_migration():
    """
    What the code says and what an installation gets are the same.
    """
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def migrate(address, state, *arguments):
    program = (
        "import sys; from config.settings import load_settings; from console import store;"
        "store.connect(load_settings());"
        "from django.core.management import call_command;"
        "call_command('migrate', *sys.argv[1:], verbosity=0, interactive=False)"
    )
    environment = os.environ | {
        "PROMPTWACHT_STATE_DIR": str(state), "PROMPTWACHT_DATABASE_URL": address,
    }  # fmt: skip
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-c", program, *arguments],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_tables_go_forward_and_back(tmp_path, request, store):
    """
    All the way back and forward again, on both stores.
    """
    address = (
        request.getfixturevalue("postgres").database()
        if store == "postgresql"
        else f"sqlite:///{tmp_path / 'store.sqlite3'}"
    )

    migrate(address, tmp_path)
    migrate(address, tmp_path, "records", "0001")
    migrate(address, tmp_path)


@pytest.mark.django_db
def test_a_scope_that_was_decided_before_still_holds():
    """
    It left a note, so what comes later suggests no other.
    """
    decided, suggested = suspected_leak(), suspected_leak()
    Note.objects.create(incident=decided, at=timezone.now(), kind="scope", text="9 / 9")
    Note.objects.create(incident=suggested, at=timezone.now(), kind="severity", text="")
    migration = import_module("console.records.migrations.0005_incident_scope_is_own")

    migration.mark_those_decided(apps, connection.schema_editor())

    decided.refresh_from_db()
    suggested.refresh_from_db()
    assert (decided.scope_is_own, suggested.scope_is_own) == (True, False)
