"""
Secrets on disk: whole, private, and never made anew in silence.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from config.errors import ConfigError
from config.private_files import KEY_BYTES, create_file, read_key, read_or_create_key, replace_file


def test_a_key_is_made_once(tmp_path):
    """
    For its owner only, in a folder for its owner only.
    """
    path = tmp_path / "secrets" / "chain.key"

    key = read_or_create_key(path)

    assert len(key) == KEY_BYTES
    assert read_or_create_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["chain.key"]


def test_of_many_who_make_a_key_one_wins(tmp_path):
    """
    All workers start at once and must agree.
    """
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(read_or_create_key, [tmp_path / "chain.key"] * 64))

    assert len(keys) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33, b"x" * 100_000])
def test_a_key_of_another_length_is_refused(tmp_path, content):
    """
    And stays where it is: a person decides.
    """
    path = tmp_path / "chain.key"
    create_file(path, content)

    with pytest.raises(ConfigError, match="restore it from a backup"):
        read_or_create_key(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path, mode):
    """
    With the command that cures it.
    """
    path = tmp_path / "chain.key"
    read_or_create_key(path)
    path.chmod(mode)

    with pytest.raises(ConfigError, match="chmod 600"):
        read_or_create_key(path)


def test_a_key_that_cannot_be_read_is_refused(tmp_path):
    """
    A folder in its place stands for every reading error.
    """
    (tmp_path / "chain.key").mkdir()

    with pytest.raises(ConfigError, match="cannot be read"):
        read_or_create_key(tmp_path / "chain.key")


def test_reading_alone_makes_nothing(tmp_path):
    """
    A verifier must not invent the key that it verifies with.
    """
    with pytest.raises(ConfigError, match="cannot be read"):
        read_key(tmp_path / "chain.key")
    assert not list(tmp_path.iterdir())


def test_creating_does_not_replace(tmp_path):
    """
    What is there stays; replacing is another function.
    """
    path = tmp_path / "file"
    create_file(path, b"first")
    create_file(path, b"second")

    assert path.read_bytes() == b"first"
    replace_file(path, b"second", mode=0o644)
    assert path.read_bytes() == b"second"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_replacing_what_cannot_be_replaced_leaves_no_litter(tmp_path):
    """
    A folder is in the way: the temporary file goes.
    """
    (tmp_path / "file").mkdir()

    with pytest.raises(IsADirectoryError):
        replace_file(tmp_path / "file", b"x")
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
