"""
The questions that gateways ask and the portal answers, in files that tell nobody anything.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from config.confirmations import MAX_ASKED, Confirmations
from policy.confirmation import AskedFile

DIGEST = sha256(b"het reglement").digest()


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 28, 12, tzinfo=UTC)

    def __call__(self):
        return self.at

    def passes(self, **time):
        self.at += timedelta(**time)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    return Confirmations(state_dir=tmp_path, now=clock)


def asked(store, identity="jan@gemeente", digest=DIGEST):
    file = AskedFile(key=store.key_of(identity, digest), format="docx")
    return store.ask([file], "KB-7F3K-9Q2M"), file.key


def test_answer_holds_a_quarter_of_an_hour(store, clock):
    """
    From the moment that somebody gave it.
    """
    token, key = asked(store)
    clock.passes(minutes=14)
    assert store.statement(key) is None

    stated = store.state(token, located=True)

    assert stated.stated == clock.at
    clock.passes(minutes=14, seconds=59)
    assert store.statement(key).located
    assert store.question(token).stated
    clock.passes(seconds=1)
    assert store.statement(key) is None
    assert store.question(token) is None


def test_question_waits_a_quarter_of_an_hour(store, clock):
    """
    A link that somebody finds later opens nothing.
    """
    token, key = asked(store)
    clock.passes(minutes=15)

    assert store.question(token) is None
    assert store.state(token, located=False) is None
    assert store.statement(key) is None


def test_second_answer_makes_it_no_longer(store, clock):
    """
    Whoever reloads the page does not state it again.
    """
    token, key = asked(store)
    store.state(token, located=False)
    clock.passes(minutes=10)

    store.state(token, located=True)

    clock.passes(minutes=5)
    assert store.statement(key) is None


def test_clock_that_is_set_back_ends_what_holds(store, clock):
    """
    Else a statement of today would hold until then once more.
    """
    token, key = asked(store)
    store.state(token, located=False)
    clock.passes(minutes=-2)

    assert store.statement(key) is None


@pytest.mark.parametrize(
    "token", ["", "x", "a" * 43, "../../secrets/chain.key", "é" * 43, "a" * 5000, "\0" * 43]
)
def test_other_token_asks_nothing(store, token):
    """
    Whatever stands in the address.
    """
    asked(store)

    assert store.question(token) is None
    assert store.state(token, located=False) is None


def test_files_tell_nothing(store, tmp_path):
    """
    Not the token, not who, not which file: only who has the key of this machine and both can
    tell that they belong together.
    """
    token, _ = asked(store)
    store.state(token, located=True)

    kept = b"".join(
        file.name.encode() + file.read_bytes() for file in (tmp_path / "confirmations").iterdir()
    )

    for secret in (token, "jan@gemeente", DIGEST.hex(), sha256(b"jan@gemeente").hexdigest()):
        assert secret.encode() not in kept
    assert {file.stat().st_mode & 0o777 for file in store.path.iterdir()} == {0o600}
    assert store.path.stat().st_mode & 0o777 == 0o700


def test_same_file_of_two_people_has_two_names(store, tmp_path, clock):
    """
    And another key gives others again.
    """
    _, of_jan = asked(store)
    _, of_an = asked(store, identity="an@gemeente")
    _, elsewhere = asked(Confirmations(state_dir=tmp_path / "other", now=clock))

    assert len({of_jan, of_an, elsewhere}) == 3


def test_old_files_are_swept_and_others_kept(store, clock):
    """
    Also half-written ones of a process that died. The sweep goes by the time of writing.
    """
    token, key = asked(store)
    store.state(token, located=False)
    (store.path / ".half.public.ab12.tmp").write_text("{")
    for file in store.path.iterdir():
        os.utime(file, (clock.at.timestamp(), clock.at.timestamp()))
    clock.passes(minutes=14)
    assert store.statement(key)
    asked(store)
    assert len(list(store.path.iterdir())) == 4

    clock.passes(minutes=3)
    asked(store)

    assert not (store.path / ".half.public.ab12.tmp").exists()
    assert not list(store.path.glob("*.public"))


def test_folder_is_bounded(tmp_path, clock):
    """
    In files, and in files of one question.
    """
    store = Confirmations(state_dir=tmp_path, now=clock, max_files=2)
    assert asked(store)[0]
    assert asked(store)[0]
    assert asked(store)[0] is None

    roomy = Confirmations(state_dir=tmp_path, now=clock)
    files = [AskedFile(key="0" * 64, format="txt")] * (MAX_ASKED + 1)
    assert roomy.ask(files, "KB") is None
    assert roomy.ask(files[1:], "KB")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"stated": 1}',
        b'{"stated": "2026-11-28T12:00:00", "code": "x", "located": true}',
        b'{"stated": "2026-11-28T12:00:00+00:00"}',
        b"\xff",
        b"x" * 100_000,
    ],
)
def test_damaged_answer_is_none(store, content):
    """
    Nobody has stated anything.
    """
    token, key = asked(store)
    store.state(token, located=False)
    (answer,) = store.path.glob("*.public")
    answer.write_bytes(content)

    assert store.statement(key) is None


def test_answer_that_others_could_write_is_none(store):
    """
    A file of ours is for nobody else.
    """
    token, key = asked(store)
    store.state(token, located=False)
    (answer,) = store.path.glob("*.public")
    answer.chmod(0o666)

    assert store.statement(key) is None


def test_disk_that_fails_is_told(store, tmp_path):
    """
    To whoever asks and whoever answers: neither may think that it was done.
    """
    (tmp_path / "confirmations").write_text("no folder")

    with pytest.raises(OSError, match="exists"):
        asked(store)


def test_several_files_are_stated_at_once(store):
    """
    One request can hold several.
    """
    files = [AskedFile(key=store.key_of("jan", bytes([n]) * 32), format="pdf") for n in (1, 2)]
    token = store.ask(files, "KB-7F3K-9Q2M")

    store.state(token, located=False)

    assert [store.statement(file.key).code for file in files] == ["KB-7F3K-9Q2M"] * 2
    assert json.loads(next(store.path.glob("*.question")).read_bytes())["stated"]
