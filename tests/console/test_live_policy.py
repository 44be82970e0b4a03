from __future__ import annotations

import os

import pytest

from config.errors import ConfigError
from policy.catalogue import Catalogue
from tests.console.portal_for_tests import Clock, JustACatalogue, broken, live


class Files:
    """A reader whose answer a test decides on, over a file that really changes."""

    def __init__(self, folder):
        self.file = folder / "services.yaml"
        self.answer = "1"
        self.reads = 0
        self.write("1")

    def write(self, answer):
        self.answer = answer
        stamp = 1_000_000_000 * (1_700_000_000 + self.reads)
        self.file.write_text(str(answer))
        os.utime(self.file, ns=(stamp, stamp))

    def load(self):
        self.reads += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return JustACatalogue(Catalogue(services=(), version=self.answer))


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path)


def test_changed_file_is_read_again(files, tmp_path):
    """
    Who edits the list sees it published, without a restart.
    """
    clock = Clock()
    policy = live(files.load, tmp_path, clock=clock)
    assert policy.catalogue.version == "1"

    files.write("2")
    clock.now += 2

    assert policy.catalogue.version == "2"
    assert policy.sound


def test_unchanged_files_are_read_once(files, tmp_path):
    """
    Requests cost a look at the clock, and once a second a look at the file times.
    """
    clock = Clock()
    policy = live(files.load, tmp_path, clock=clock)

    for _ in range(5):
        clock.now += 2
        assert policy.catalogue.version == "1"

    assert files.reads == 1


@pytest.mark.parametrize("failure", [ConfigError("services.yaml:1:1: no"), RuntimeError("bug")])
def test_broken_file_keeps_the_old_list(files, tmp_path, failure):
    """
    A typing error in a file neither empties the list nor is tried again at every request.
    """
    clock = Clock()
    policy = live(files.load, tmp_path, clock=clock)
    assert policy.catalogue.version == "1"

    files.write(failure)
    for _ in range(3):
        clock.now += 2
        assert policy.catalogue.version == "1"
    assert not policy.sound
    assert files.reads == 2

    files.write("3")
    clock.now += 2
    assert policy.catalogue.version == "3"
    assert policy.sound


def test_nothing_sound_to_start_from_is_an_error(tmp_path):
    """
    There is no such thing as an empty list by mistake.
    """
    with pytest.raises(ConfigError, match=r"services\.yaml"):
        _ = live(broken, tmp_path).catalogue


def test_file_that_appears_counts_as_a_change(files, tmp_path):
    """
    A suspension is a file that was not there before.
    """
    clock = Clock()
    suspensions = tmp_path / "state" / "suspensions.yaml"
    policy = live(files.load, suspensions, clock=clock)
    assert policy.catalogue.version == "1"

    suspensions.parent.mkdir()
    suspensions.write_text("x")
    files.answer = "suspended"
    clock.now += 2

    assert policy.catalogue.version == "suspended"


def test_date_is_that_of_the_newest_file(files, tmp_path):
    """
    The list shows when it was last written, not when this process started.
    """
    assert live(files.load, tmp_path).changed.timestamp() == 1_700_000_000
