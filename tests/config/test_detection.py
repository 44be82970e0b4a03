"""
Building the detector: every family is there, and the allow-list is checked.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import config
from config.allowance import load_allowance
from config.detection import build_detector, detector_families
from config.errors import ConfigError
from config.policy_entries import DETECTORS
from policy.detectors.passages import NAME as PASSAGES
from policy.finding import Kind

POLICY_DIR = Path(config.__file__).parent


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
    families, _ = detector_families(POLICY_DIR)

    assert {*(family.name for family in families), PASSAGES} == DETECTORS


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


_NAME = """
import sys
import os
import subprocess
import sys
from pathlib import Path
from config.detection import detector_families
from policy.detectors.engine import triggers_of
from policy.detectors.prefilter import fingerprint
families, reading = detector_families(Path(sys.argv[1]))
print(fingerprint((*triggers_of(families), *reading.triggers)))
"""


def test_every_start_looks_for_the_same():
    """
    The prefilter made at the installation serves every start, whatever order sets come in.
    """
    names = {
        subprocess.run(  # noqa: S603 -- our own program
            [sys.executable, "-c", _NAME, str(POLICY_DIR)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, check=True, timeout=60,
        ).stdout
        for seed in ("1", "3", "4", "7")
    }  # fmt: skip

    assert len(names) == 1
