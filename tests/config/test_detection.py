"""
Building the detector: the cache only saves time, and the allow-list is checked.
"""

from pathlib import Path

import pytest

import config
from config.detection import (
    build_detector,
    detector_families,
    load_allowance,
    load_prefilter,
)
from config.errors import ConfigError
from config.policy_entries import DETECTORS
from policy.detectors.families import Trigger
from policy.finding import Kind

POLICY_DIR = Path(config.__file__).parent
TRIGGERS = (Trigger(name="word", expression="geheim"),)


def cache_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_detector_of_the_house_finds_what_it_should(tmp_path):
    """
    With every family, and with the organisation's own addresses allowed.
    """
    detector = build_detector(POLICY_DIR, tmp_path)
    text = "RRN 85.07.30-033.28; De Walsplein 30, 3070 Kortenberg, 02 755 30 70, info@kortenberg.be"

    assert [m.kind for m in detector.matches(text)] == [Kind.NATIONAL_NUMBER]


def test_rules_may_name_every_detector():
    """
    What a rule may be about is what findings are called; a new family needs its word here.
    """
    assert {family.name for family in detector_families(POLICY_DIR)} == DETECTORS


def test_second_start_uses_the_cache(tmp_path):
    """
    The file stays as it is.
    """
    first = load_prefilter(TRIGGERS, tmp_path)
    written = cache_file(tmp_path).stat().st_mtime_ns

    second = load_prefilter(TRIGGERS, tmp_path)

    assert cache_file(tmp_path).stat().st_mtime_ns == written
    assert second.database == first.database


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[:-1],
        lambda raw: raw[:40] + b"x" + raw[41:],
        lambda _: b"x" * 99,
    ],
    ids=["empty", "cut off", "one byte", "something else"],
)
def test_damaged_cache_is_made_again(tmp_path, damage):
    """
    A broken file costs a moment, never a finding.
    """
    load_prefilter(TRIGGERS, tmp_path)
    file = cache_file(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))

    prefilter = load_prefilter(TRIGGERS, tmp_path)

    assert prefilter.hits("geheim").of("word")
    assert cache_file(tmp_path).read_bytes() == whole


def test_cache_of_other_patterns_is_not_used(tmp_path):
    """
    New rules after an upgrade hold at once.
    """
    load_prefilter(TRIGGERS, tmp_path)

    prefilter = load_prefilter((Trigger(name="word", expression="nieuw"),), tmp_path)

    assert prefilter.hits("nieuw").of("word")


def test_folder_that_cannot_be_written_does_not_matter(tmp_path):
    """
    The state folder may be read-only or gone.
    """
    (tmp_path / "file").write_text("in the way")

    assert load_prefilter(TRIGGERS, tmp_path / "file" / "cache").hits("geheim").of("word")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("values:\n  telephone: [x]\n", "allow.yaml:2"),
        ("mailboxs: [info]\n", "mailboxs"),
        ("values: [\n", "not YAML"),
    ],
    ids=["unknown kind", "misspelt field", "broken"],
)
def test_unsound_allow_list_is_refused_with_its_place(tmp_path, text, complaint):
    """
    A list that says something else than was meant would let data through.
    """
    (tmp_path / "allow.yaml").write_text(text)

    with pytest.raises(ConfigError, match=complaint):
        load_allowance(tmp_path)


def test_without_the_file_nothing_is_allowed(tmp_path):
    """
    The strict reading.
    """
    assert not load_allowance(tmp_path).permits(Kind.EMAIL, "info@kortenberg.be")
