"""
What the documents say is what the product does.
"""

import re
from pathlib import Path

import pytest

from config.settings import Settings
from proxy.__main__ import COMMANDS

ROOT = Path(__file__).parents[1]


def text_of(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_setting_is_explained():
    """
    The table of settings and the settings cannot drift apart.
    """
    page = text_of("docs/settings.md")

    for name, field in Settings.model_fields.items():
        meaning = " ".join((field.description or "").split())
        assert meaning, f"{name} is not documented under its field"
        assert f"| `PROMPTWACHT_{name.upper()}` |" in page
        assert meaning in page


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"])
def test_every_named_command_exists(page):
    """
    Nobody is told to type a command that is not there.
    """
    named = set(re.findall(r"promptwacht ([a-z][a-z-]+)", text_of(page)))

    assert named <= COMMANDS.keys() | {"is"}


def test_every_link_leads_somewhere():
    """
    A link within the repository points at a file that is there.
    """
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]

    for page in pages:
        for target in re.findall(r"\]\((?!https?:|mailto:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
