"""
What one process leaves for another, and what lies in its place.
"""

from __future__ import annotations

import os
import socket

import pytest

from config.own_files import NotOursError, read_own


def pipe(path):
    os.mkfifo(path)


def link(path):
    (path.parent / "elsewhere").write_text("other")
    path.symlink_to(path.parent / "elsewhere")


def dangling(path):
    path.symlink_to(path.parent / "nowhere")


def listening(path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(path))


def folder(path):
    path.mkdir()


def device(path):
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("made", [pipe, link, dangling, listening, folder, device])
def test_nothing_but_a_file_is_read(tmp_path, made):
    """
    And nobody waits for anything.
    """
    made(tmp_path / "left")

    with pytest.raises(NotOursError):
        read_own(tmp_path / "left", 100)


def test_a_file_is_read_up_to_a_bound(tmp_path):
    """
    With the time at which it was written.
    """
    file = tmp_path / "left"
    file.write_bytes(b"x" * 200)
    os.utime(file, (5, 5))

    assert read_own(file, 100) == (b"x" * 100, 5.0)


def test_what_is_not_there_is_told_as_such(tmp_path):
    """
    Somebody else may have taken it meanwhile: that is no trouble.
    """
    with pytest.raises(FileNotFoundError):
        read_own(tmp_path / "left", 100)
