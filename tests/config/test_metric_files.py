"""
The folder in which processes leave what they count.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from config.metric_files import FOLDER, read_metrics, write_metrics

NOW = datetime.now(UTC)
PATIENCE = 20


def read(state, now=NOW):
    """What is in the folder; a reader that never comes back is a failure."""
    found = []
    reader = Thread(target=lambda: found.extend(read_metrics(state, now)), daemon=True)
    reader.start()
    reader.join(PATIENCE)
    assert not reader.is_alive(), "the reader waits for ever"
    return found


@pytest.fixture
def folder(tmp_path):
    """With the file of one process in it."""
    write_metrics(tmp_path, "notifier", "ours 1\n")
    return tmp_path / FOLDER


def test_a_pipe_does_not_hold_up_the_reader(folder):
    """
    Nobody writes into it, so whoever opened it would wait for good.
    """
    os.mkfifo(folder / "gateway-0.prom")

    assert [file.process for file in read(folder.parent)] == ["notifier"]


def test_a_link_is_not_followed(folder):
    """
    What it leads to, such as another file of ours, is nobody's count.
    """
    (folder.parent / "elsewhere").write_text("other 1\n")
    (folder / "gateway-0.prom").symlink_to(folder.parent / "elsewhere")
    (folder / "gateway-1.prom").symlink_to("/dev/zero")

    assert [file.text for file in read(folder.parent)] == ["ours 1\n"]


def test_a_folder_in_the_place_of_a_file_is_passed_over(folder):
    """
    The rest is told.
    """
    (folder / "gateway-0.prom").mkdir()

    assert [file.process for file in read(folder.parent)] == ["notifier"]


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_file_of_somebody_else_is_no_count(folder):
    """
    Ours are written by the user whose folder it is.
    """
    (folder / "gateway-0.prom").write_text("other 1\n")
    os.chown(folder / "gateway-0.prom", 65534, 65534)

    assert [file.process for file in read(folder.parent)] == ["notifier"]


def test_whoever_writes_follows_no_link_and_waits_for_nobody(folder):
    """
    The name that is written first can be guessed.
    """
    (folder.parent / "elsewhere").write_text("keep me\n")
    (folder / f".gateway-0.{os.getpid()}.tmp").symlink_to(folder.parent / "elsewhere")
    os.mkfifo(folder / f".gateway-1.{os.getpid()}.tmp")

    for process in ("gateway-0", "gateway-1"):
        writer = Thread(target=write_metrics, args=(folder.parent, process, "a 1\n"), daemon=True)
        writer.start()
        writer.join(PATIENCE)

    assert [file.text for file in read(folder.parent)] == ["a 1\n", "a 1\n", "ours 1\n"]
    assert (folder.parent / "elsewhere").read_text() == "keep me\n"


def test_a_process_that_is_gone_is_told_of_for_good(folder):
    """
    An alarm that ends by itself is one that nobody saw.
    """
    [later] = read(folder.parent, NOW + timedelta(days=40))
    [still] = read(folder.parent, NOW + timedelta(days=41))

    assert not later.is_fresh
    assert still.process == "notifier"
