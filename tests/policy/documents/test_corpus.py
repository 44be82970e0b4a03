"""
The corpus of documents: what is planted is found, what is public passes, what is hostile stays.

A part of what `python -m bench.corpus` measures, with the bars as promises.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.corpus import PICTURES, Rows, contents_or_reason, joined, measure, open_desk
from bench.corpus_cost import MEMORY, SECONDS, Cost
from bench.corpus_score import look_at
from policy.documents.interface import Unread
from policy.documents.ocr import TesseractReader
from policy.verdict import Action
from proxy.installed_reader import InstalledReader
from proxy.judging import Desk
from tests.policy.documents.corpus import planted_files
from tests.policy.documents.corpus_all import TRAPS
from tests.policy.documents.corpus_clean import clean_files
from tests.policy.documents.corpus_hostile import HOSTILE

REPOSITORY = Path(__file__).parents[3]
SEED = 7
BORN_DIGITAL, DRAWN = 0.98, 0.92
needs_ocr = pytest.mark.skipif(TesseractReader()._tesseract is None, reason="no data of OCR here")
_OCR = frozenset({"picture", "scan", "picture amid text", "attachments"})
"""Traps of other formats in which something must be read by OCR."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return open_desk(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def born_digital(desk: Desk) -> Rows:
    makers = {
        kind: {name: maker for name, maker in traps.items() if name not in _OCR}
        for kind, traps in TRAPS.items()
        if kind not in PICTURES
    }
    return measure(planted_files(makers, SEED), desk)


def test_planted_values_are_found_in_documents(born_digital: Rows):
    """
    Of more than three hundred values in all formats and traps, 98 in 100 are found.
    """
    total = joined(born_digital.values())

    assert total.planted >= 300
    assert total.share >= BORN_DIGITAL
    assert not total.refused


def test_no_trap_hides_a_value(born_digital: Rows):
    """
    Whatever was planted is in the text that was read, wherever it stands in the file.
    """
    assert {trap: row.read for trap, row in born_digital.items() if row.read < row.planted} == {}


@needs_ocr
def test_planted_values_are_found_in_pictures(desk: Desk):
    """
    In pictures of every format, and in those inside documents, 92 in 100 are found.
    """
    makers = {
        kind: {name: maker for name, maker in traps.items() if kind in PICTURES or name in _OCR}
        for kind, traps in TRAPS.items()
    }
    total = joined(measure(planted_files(makers, SEED), desk).values())

    assert total.planted >= 50
    assert total.share >= DRAWN


def test_public_documents_pass(desk: Desk):
    """
    Of more than forty, in every format but pictures, none is refused.
    """
    reader = InstalledReader()
    files = [one for one in clean_files(each=2) if one.format not in PICTURES]
    looks = {
        (one.format, one.name): look_at(contents_or_reason(reader, one.raw), (), desk)
        for one in files
    }

    assert len(looks) >= 40
    stopped = {
        name: (look.unread, look.kinds)
        for name, look in looks.items()
        if look.action is not Action.ALLOW
    }
    assert stopped == {}


@pytest.fixture(scope="module")
def hostile() -> dict[str, Cost]:
    """In a process of its own, which forks: this one may have threads."""
    printed = subprocess.run(
        [sys.executable, "-m", "bench.corpus_cost"],
        check=True,
        capture_output=True,
        cwd=REPOSITORY,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        text=True,
        timeout=110,
    ).stdout
    told = [json.loads(line) for line in printed.splitlines()]
    return {one["name"]: Cost(one["outcome"], one["seconds"], one["megabytes"]) for one in told}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_within_bounds(name: str, hostile: dict[str, Cost]):
    """
    Each for a reason of ours, in five seconds and a gigabyte; no reader dies of one.
    """
    cost = hostile[name]

    assert cost.outcome in set(Unread)
    assert cost.seconds < SECONDS
    assert cost.megabytes * 1024 * 1024 < MEMORY
