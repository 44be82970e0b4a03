"""
The published files as a gateway knows them: an import counts within seconds, without a restart.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from proxy.live_published import LivePublished
from proxy.published_files import PublishedFolder, PublishedList

A, B = (sha256(text).digest() for text in (b"a", b"b"))


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def folder(tmp_path):
    return PublishedFolder(tmp_path)


def save(folder, *digests, name="besluiten"):
    folder.save(PublishedList(name=name, imported=datetime.now(UTC), digests=frozenset(digests)))


def known(live):
    return asyncio.run(live.among([A, B]))


def test_import_and_removal_count_after_a_pause(folder):
    """
    Without a restart; in between the folder is left alone.
    """
    clock = Clock()
    live = LivePublished(folder=folder, clock=clock)
    assert known(live) == frozenset()

    save(folder, A)
    assert known(live) == frozenset()
    clock.now = 1.0
    assert known(live) == {A}

    save(folder, B)
    clock.now = 2.0
    assert known(live) == {B}

    folder.remove("besluiten")
    clock.now = 3.0
    assert known(live) == frozenset()


def test_lists_are_joined_and_a_damaged_one_is_left_out(folder):
    """
    The others still count.
    """
    save(folder, A)
    save(folder, B, name="website")
    file = folder.file("website")
    file.write_bytes(file.read_bytes()[:-10])

    assert known(LivePublished(folder=folder, clock=Clock())) == {A}


def test_folder_that_cannot_be_read_holds_nothing(folder):
    """
    In doubt a file is not published.
    """
    folder.path.parent.mkdir(exist_ok=True)
    folder.path.write_text("no folder")

    assert known(LivePublished(folder=folder, clock=Clock())) == frozenset()
