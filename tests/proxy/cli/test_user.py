"""
`promptwacht user`: accounts of the console, without a password on the command line.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]


def user(state, *words):
    environment = os.environ | {
        "PROMPTWACHT_STATE_DIR": str(state),
        "PROMPTWACHT_PORTAL_URL": "https://filter.gemeente.example",
    }
    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "proxy", "user", *words], cwd=REPOSITORY, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def create(state, name="an", role="dpo", email="an@example.org"):
    return user(state, "create", name, f"--role={role}", f"--email={email}", "--json")


def test_create_list_reset(tmp_path):
    """Each account gets a link of its own; a reset gives another; the list shows no link."""
    made = json.loads(create(tmp_path).stdout)
    again = json.loads(user(tmp_path, "reset", "an", "--json").stdout)
    for link in (made["link"], again["link"]):
        assert re.fullmatch(r"https://filter\.gemeente\.example/console/toegang/[\w-]{43}", link)
    assert made["link"] != again["link"]
    listed = user(tmp_path, "list", "--json").stdout
    assert [u["username"] for u in json.loads(listed)["users"]] == ["an"]
    assert "toegang" not in listed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("create", "an", "--role=dpo", "--email=niets"), "email"),
        (("create", "an a", "--role=dpo", "--email=an@example.org"), "username"),
        (("reset", "niemand"), "no such account"),
    ],
)
def test_refused_in_one_line(tmp_path, words, said):
    """What cannot be an account is told in one line, in English, with exit code 2."""
    done = user(tmp_path, *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_taken(tmp_path):
    """A second account of the same name is refused."""
    create(tmp_path)
    assert create(tmp_path, email="ander@example.org").returncode == 2
