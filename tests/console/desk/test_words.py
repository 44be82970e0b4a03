"""
Every word that a page can show exists, in Dutch, French and English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from console.accounts.roles import Role
from console.desk import forms, vocabulary
from console.desk.page import MENU, texts_of_desk
from console.intake.log_tail import Trouble
from console.intake.silence import NO_TRAFFIC, SITE_SILENT
from console.languages import LANGUAGES
from console.outbox.sending import CHANNEL_DOWN
from console.records.checklist import Item
from console.records.models import IncidentKind
from console.records.models.notification import Delivery
from console.records.states import ENTRY_DETAILS, EXIT_DETAILS, State
from console.records.steps import Problem
from console.records.targets import Aim
from policy.catalogue import Status
from policy.enisa import Level
from policy.finding import DataClass, Kind
from policy.incident import EventAction, Forwarded
from policy.verdict import Action

ROOM = Path(forms.__file__).parent
TEMPLATES = sorted((ROOM / "templates" / "desk").glob("*.html"))

CODES = {
    "state": State,
    "incident": IncidentKind,
    "action": EventAction,
    "decision": Action,
    "forwarded": Forwarded,
    "forwarded_long": Forwarded,
    "list_status": Status,
    "class": DataClass,
    "kind": Kind,
    "level": Level,
    "advice": Level,
    "role": Role,
    "check": Item,
    "delivery": Delivery,
    "subject": forms.SUBJECTS,
    "note": forms.NOTE_KINDS,
    "note_ask": forms.NOTE_KINDS,
    "inform": forms.INFORM_CHANNELS,
    "alarm": (*Trouble, SITE_SILENT, NO_TRAFFIC, CHANNEL_DOWN),
    "target": Aim,
}
"""Groups of the vocabulary, and the codes that they must have a word for."""


def keys(texts, path=""):
    """Every path in `texts`."""
    if not isinstance(texts, Mapping):
        return {path}
    return set().union(*(keys(value, f"{path}.{key}") for key, value in texts.items()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", CODES)
def test_every_code_has_a_word(language, group):
    """
    None is shown as the machine calls it.
    """
    words = vocabulary.words(language, group)

    assert [str(code) for code in CODES[group] if not words.get(str(code))] == []


def test_three_languages_say_the_same_things():
    """
    What one language has, the others have.
    """
    vocabularies = [keys(vocabulary.texts_in(ROOM / "words", each)) for each in LANGUAGES]
    texts = [keys(texts_of_desk(each)) for each in LANGUAGES]

    assert vocabularies[0] == vocabularies[1] == vocabularies[2]
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_fill_in_has_a_label(language):
    """
    Steps, their fields and their problems; the menu.
    """
    texts = texts_of_desk(language)
    page = texts["incident"]
    details = {name for part in (ENTRY_DETAILS, EXIT_DETAILS) for names in part.values()
               for name in names}  # fmt: skip

    assert details - set(page["field"]) == set()
    assert set(map(str, Problem)) - set(page["problem"]) == set()
    for part in ("step", "step_hint"):
        assert set(map(str, State)) - {"nieuw"} == set(page[part])
    for factor, steps in forms.FACTORS.items():
        assert set(steps) == set(page[factor])
    assert {word for _, word, _ in MENU} <= set(texts["menu"])


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_templates_use_words_that_exist(template):
    """
    Every group of the vocabulary that a template names; literal codes have their word.
    """
    source = template.read_text(encoding="utf-8")
    known = vocabulary.texts_in(ROOM / "words", "nl")

    groups = set(re.findall(r'said:"(\w+)"', source))
    literal = set(re.findall(r'"([\w-]+)"\|said:"(\w+)"', source))

    assert groups <= set(known)
    assert [pair for pair in literal if pair[0] not in known[pair[1]]] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_templates_carry_no_script_and_no_style(template):
    """
    The content security policy would stop them; so none is written.
    """
    source = template.read_text(encoding="utf-8")

    inline = r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:|hx-on"

    assert re.findall(inline, source) == []
