"""
The record of looking in words: no deed that the code writes stands there as a machine calls it.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from console.api.operations import OPERATIONS
from console.desk.forms import NOTE_KINDS
from console.languages import LANGUAGES

CONSOLE = Path(__file__).parents[3] / "console"
MADE = {
    "incidents-exported", "events-exported", "hold-set", "hold-lifted", "incident-assigned",
    "incident-severity", "incident-awareness", "incident-scope", "incident-checklist",
    *(f"{what}-{step}" for what in ("excerpt", "identity")
      for step in ("asked", "agreed", "refused", "opened")),
    *(f"note-{kind}" for kind in NOTE_KINDS),
    *(operation.deed for operation in OPERATIONS if operation.deed),
}  # fmt: skip
"""Deeds whose word is put together where they are written."""


def written(file):
    """The second argument of every `note(account, "deed", …)` in `file`, where it is one word."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            deed = node.args[1]
            is_word = isinstance(deed, ast.Constant) and isinstance(deed.value, str)
            if name in {"note", "note_once"} and is_word:
                yield deed.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_deed_has_its_words(language):
    """In each language."""
    text = (CONSOLE / "entrance" / "texts" / f"{language}.yaml").read_text(encoding="utf-8")
    words = YAML(typ="safe").load(text)["deeds"]
    deeds = MADE | {deed for file in CONSOLE.rglob("*.py") for deed in written(file)}
    assert sorted(deeds - set(words)) == []
