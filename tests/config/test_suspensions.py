"""
Suspensions: one file, replaced in one step, and never lost in silence.
"""

from __future__ import annotations

import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import ConfigError
from config.suspensions import load_suspensions, save_suspensions
from policy.catalogue import Suspension

slugs = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
suspensions = st.builds(
    Suspension,
    service=slugs,
    department=st.none() | slugs,
    reason=st.text(st.characters(exclude_categories=["C", "Z"]), max_size=40),
)


@settings(deadline=None)
@given(kept=st.lists(suspensions, max_size=5).map(tuple))
def test_what_is_written_is_read_again(tmp_path_factory, kept):
    """
    Whatever a reason holds: colons, quotes, hashes, accents.
    """
    path = tmp_path_factory.mktemp("state") / "suspensions.yaml"

    save_suspensions(path, kept)

    assert load_suspensions(path) == kept


def test_no_file_means_no_suspension(tmp_path):
    """
    A fresh machine has none.
    """
    assert load_suspensions(tmp_path / "suspensions.yaml") == ()


@pytest.mark.parametrize(
    "garbage", ["suspensions: [", "suspensions:\n- {service: A b}\n", "x: 1\n", "suspensions: x\n"]
)
def test_garbage_is_refused(tmp_path, garbage):
    """
    A broken file is not an empty one.
    """
    path = tmp_path / "suspensions.yaml"
    path.write_text(garbage)

    with pytest.raises(ConfigError, match=r"suspensions\.yaml"):
        load_suspensions(path)


def test_file_is_replaced_and_nothing_is_left_behind(tmp_path):
    """
    Readers see the old file or the new one; it is not for everybody to read.
    """
    path = tmp_path / "suspensions.yaml"
    save_suspensions(path, (Suspension(service="a"),))
    with path.open() as reader:
        save_suspensions(path, (Suspension(service="b"),))
        seen = reader.read()

    assert "service: a" in seen
    assert [file.name for file in tmp_path.iterdir()] == ["suspensions.yaml"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_folder_that_cannot_be_written_is_told(tmp_path):
    """
    The person must know that nothing was stopped.
    """
    occupied = tmp_path / "state"
    occupied.write_text("a file where the folder should be")

    with pytest.raises(ConfigError, match="cannot be written"):
        save_suspensions(occupied / "suspensions.yaml", ())
