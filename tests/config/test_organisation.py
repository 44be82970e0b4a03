"""
Controllers and authorities: what a notification needs, and one line for what is wrong.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import config
from config.errors import ConfigError
from config.organisation import FormKind, load_organisation

TWO = """
version: "1"
controllers:
  gemeente: {name: Gemeente}
  school: {name: School, authorities: [gba, vtc]}
authorities:
  vtc: {name: VTC, form: vtc}
  gba: {name: GBA, form: gba}
"""


def organisation(folder: Path, text: str):
    (folder / "organisation.yaml").write_text(text)
    return load_organisation(folder)


def test_shipped_controllers_notify_the_vtc(tmp_path):
    """
    Without a file of its own an organisation has the shipped one: everybody at the VTC.
    """
    shipped = load_organisation(Path(config.__file__).parent)

    assert load_organisation(tmp_path) == shipped
    assert {a for c in shipped.controllers.values() for a in c.authorities} == {"vtc"}


def test_each_controller_has_its_own_authorities_in_order(tmp_path):
    """
    The competent one first; a controller that nobody described is presented as the first.
    """
    found = organisation(tmp_path, TWO)

    assert list(found.authorities_of("school")) == ["gba", "vtc"]
    assert found.authorities_of("school")["gba"].form is FormKind.GBA
    assert found.controller("nobody").name == "Gemeente"
    assert list(found.authorities_of("nobody")) == ["vtc"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[gba, vtc]", "[coc]", "controllers.school names the authority 'coc'"),
        ("form: gba", "form: edpb", "organisation.yaml:8:26: authorities.gba.form"),
        ("name: School,", "name: School, company_number: '0123.456.789',", "company number"),
        ("name: School,", "name: School, email: nobody,", "not an e-mail address"),
        ("name: School,", "nam: School,", "no such field"),
    ],
)
def test_mistake_is_told_with_its_place(tmp_path, old, new, complaint):
    """
    File, line and column, and what is allowed.
    """
    with pytest.raises(ConfigError) as told:
        organisation(tmp_path, TWO.replace(old, new))

    assert complaint in str(told.value)


def test_company_number_is_written_in_one_way(tmp_path):
    """
    However somebody typed it; its check digits must be right.
    """
    text = TWO.replace("name: School,", "name: School, company_number: '0123 456 749',")

    assert organisation(tmp_path, text).controller("school").company_number == "0123.456.749"
