"""
The sensitivity labels: what is shipped lets public documents pass, and nobody's typing error does.
"""

from pathlib import Path

import pytest

import config
from config.errors import ConfigError
from config.labels import label_levels, read_labels
from config.policy_files import load_policy
from policy.sensitivity import Level

GUID = "0a1b2c3d-0000-4000-8000-00000000000f"


def levels_of(folder: Path, text: str):
    (folder / "labels.yaml").write_text(f'version: "1"\n{text}')
    return label_levels(read_labels(folder))


@pytest.mark.parametrize("name", ["Openbaar", "PUBLIC", "publique", "Öffentlich"])
def test_shipped_list_lets_public_documents_pass(name):
    """
    By the name of the label, whatever organisation its number is of.
    """
    labels = load_policy(Path(config.__file__).parent).labels

    assert not labels.stops(f"{GUID} {name}")
    assert not labels.stops(name)
    assert labels.stops(f"{GUID} Intern")
    assert labels.stops(GUID)


def test_number_decides_before_the_name(tmp_path):
    """
    A name is what somebody called it; in files of two organisations it can mean two things.
    """
    labels = levels_of(tmp_path, f"labels:\n  '{{{GUID.upper()}}}': internal\n  Algemeen: public\n")

    assert labels.level(f"{GUID} Algemeen") is Level.INTERNAL
    assert labels.stops(f"{GUID} Algemeen")
    assert not labels.stops(f"{GUID.replace('f', 'e')} algemeen")


def test_number_alone_may_be_public(tmp_path):
    """
    Office files with a label part tell no names.
    """
    labels = levels_of(tmp_path, f"labels:\n  {GUID}: public\n")

    assert not labels.stops(GUID)
    assert not labels.stops(f"{GUID} Wat iemand er ook van maakt")


def test_without_a_list_every_label_stops(tmp_path):
    """
    Nobody has decided anything.
    """
    assert label_levels(read_labels(tmp_path)).stops("Public")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("labels:\n  Intern: intern\n", "labels.yaml:3:11: labels.Intern: "),
        ("labels:\n  Public: public\n  PUBLIC: internal\n", "in another spelling"),
        ("etiketten: {}\n", "there is no such field"),
        ("labels:\n  '': public\n", "labels.yaml:3:"),
    ],
)
def test_mistake_is_told_with_its_place(tmp_path, text, complaint):
    """
    Which file, which line, what is allowed.
    """
    with pytest.raises(ConfigError) as wrong:
        levels_of(tmp_path, text)

    assert complaint in str(wrong.value)


def test_labels_are_part_of_the_version_of_the_policy(tmp_path):
    """
    An incident names what held; verdicts that are remembered end with it.
    """
    shipped = Path(config.__file__).parent
    for file in ("departments.yaml", "rules.yaml", "services.yaml", "labels.yaml"):
        (tmp_path / file).write_bytes((shipped / file).read_bytes())
    (tmp_path / "texts").symlink_to(shipped / "texts")

    before = load_policy(tmp_path).policy_version
    (tmp_path / "labels.yaml").write_text('version: "1"\n')

    assert load_policy(tmp_path).policy_version != before
