"""
Compiled prefilters on disk: they only save time.
"""

from pathlib import Path

import pytest

from config.prefilter_store import load_prefilter, prebuild
from policy.detectors.families import Trigger

TRIGGERS = (Trigger(name="word", expression="geheim"),)


def cache_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_second_start_uses_the_cache(tmp_path):
    """
    The file stays as it is.
    """
    first = load_prefilter(TRIGGERS, tmp_path)
    written = cache_file(tmp_path).stat().st_mtime_ns

    second = load_prefilter(TRIGGERS, tmp_path)

    assert cache_file(tmp_path).stat().st_mtime_ns == written
    assert second.databases == first.databases


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


def test_installed_prefilter_is_used_as_it_is(tmp_path):
    """
    A start after an installation compiles nothing and writes nothing.
    """
    installed, cache = tmp_path / "installed", tmp_path / "cache"
    prebuild(TRIGGERS, installed)

    prefilter = load_prefilter(TRIGGERS, cache, installed)

    assert prefilter.hits("geheim").of("word")
    assert not cache.exists()


def test_installed_prefilter_of_another_policy_is_passed_over(tmp_path):
    """
    Own word lists need their own prefilter; the first start makes it.
    """
    installed, cache = tmp_path / "installed", tmp_path / "cache"
    prebuild(TRIGGERS, installed)

    prefilter = load_prefilter((Trigger(name="word", expression="nieuw"),), cache, installed)

    assert prefilter.hits("nieuw").of("word")
    assert cache_file(cache).exists()


def test_any_user_may_read_what_was_installed(tmp_path):
    """
    It is made by whoever installs, and read by the service's own user.
    """
    assert prebuild(TRIGGERS, tmp_path).stat().st_mode & 0o044 == 0o044
