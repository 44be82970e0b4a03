"""
The record of looking with several writers at once, on the store that allows them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.console.postgres import postgres

__all__ = ["postgres"]

REPOSITORY = Path(__file__).parents[3]
WRITERS, LINES = 4, 25

PREPARE = """
from config.settings import load_settings
from console import store
store.start(load_settings())
"""
WRITE = (
    PREPARE
    + f"""
from console.accounts import audit
for number in range({LINES}):
    audit.note(None, "looked", f"line {{number}}")
"""
)
COUNT = (
    PREPARE
    + """
from console.accounts import audit
from console.accounts.models import Look
looks = list(Look.objects.order_by("id"))
print(len(looks), len({look.prev for look in looks}), audit.faults(looks))
"""
)


def started(program, tmp_path, postgres):
    environment = os.environ | {
        "PROMPTWACHT_DATABASE_URL": postgres,
        "PROMPTWACHT_STATE_DIR": str(tmp_path),
    }
    return subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-c", program],
        cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def told(process):
    said, _ = process.communicate(timeout=100)
    assert process.returncode == 0
    return said.strip()


def test_writers_at_once_leave_one_chain(tmp_path, postgres):
    """
    Each line follows another, and no two the same.
    """
    url = postgres.database()
    told(started(PREPARE, tmp_path, url))

    writing = [started(WRITE, tmp_path, url) for _ in range(WRITERS)]
    for process in writing:
        told(process)

    lines = WRITERS * LINES
    assert told(started(COUNT, tmp_path, url)) == f"{lines} {lines} []"
