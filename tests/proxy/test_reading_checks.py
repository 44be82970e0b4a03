"""
What the doctor tells about the reading of documents.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from config.errors import ConfigError
from config.settings import load_settings
from policy.documents.ocr import LANGUAGES
from proxy import reading_checks
from proxy.reading_cage import Walls

NOW = datetime.now(UTC)


def settings(**variables):
    return load_settings({f"PROMPTWACHT_{name}": str(value) for name, value in variables.items()})


def test_the_installed_reader_reads():
    """
    In its cage, with all that it needs.
    """
    assert reading_checks.reading(settings(), NOW) == "reads what it must read"


def test_a_reader_that_cannot_start_is_told_with_its_cause(tmp_path):
    """
    Data of OCR that is none.
    """
    (tmp_path / "nld.traineddata").write_bytes(b"nothing")

    with pytest.raises(ConfigError, match=r"RuntimeError.*no document is let through"):
        reading_checks.reading(settings(TESSDATA_DIR=tmp_path), NOW)


def test_languages_are_told_and_those_that_are_missing_with_their_packages(tmp_path):
    """
    So that nobody has to look for them.
    """
    assert reading_checks.ocr(settings(TESSDATA_DIR=tmp_path), NOW) == (
        "pictures and scans are refused (apt-get install tesseract-ocr-nld tesseract-ocr-fra "
        "tesseract-ocr-eng, or set PROMPTWACHT_TESSDATA_DIR)"
    )
    (tmp_path / "nld.traineddata").touch()
    told = reading_checks.ocr(settings(TESSDATA_DIR=tmp_path), NOW)
    assert told.startswith("reads nld (apt-get install tesseract-ocr-fra tesseract-ocr-eng, or")
    for name in LANGUAGES:
        (tmp_path / f"{name}.traineddata").touch()
    assert reading_checks.ocr(settings(TESSDATA_DIR=tmp_path), NOW) == "reads nld, fra, eng"


def test_walls_are_those_of_this_kernel():
    """
    Looked at in a process of its own.
    """
    told = reading_checks.cage(settings(), NOW)

    assert told.startswith("limits")
    assert ("without another user" in told) == (os.geteuid() != 0)


def test_each_missing_wall_is_told_with_its_remedy():
    """
    One wall against the network is enough; none is a failure.
    """
    some = Walls(empty_network=False, system_calls=True, other_user=False)
    told = reading_checks.walls_told(some)

    assert told.startswith("limits + a list of system calls, without an empty network (sysctl")
    assert "without another user (only root" in told
    with pytest.raises(ConfigError, match="nothing keeps a document from the network"):
        reading_checks.walls_told(Walls(empty_network=False, system_calls=False, other_user=True))
