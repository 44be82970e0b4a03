"""
Reading on in a log that somebody else writes: nothing lost, and nothing accepted that is not ours.
"""

from __future__ import annotations

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.intake.log_tail import LogTail, Position, Trouble
from tests.console.intake.log_for_tests import KEY, WrittenLog, an_incident, codes, read_all


@pytest.fixture
def log(tmp_path):
    return WrittenLog(tmp_path / "incidents")


def write_many(log, count, day="2026-11-23"):
    incidents = [an_incident() for _ in range(count)]
    log.write(*incidents, day=day)
    return [each.code for each in incidents]


def test_lines_come_in_order_and_once(log):
    """
    In pieces of any size, over the turn of a day, while the log grows.
    """
    first = write_many(log, 5)
    lines, troubles, position = read_all(log.tail, most=2)
    more = write_many(log, 3) + write_many(log, 2, day="2026-11-24")

    rest, more_troubles, _ = read_all(log.tail, position, most=2)

    assert codes(lines) == first
    assert codes(rest) == more
    assert troubles == more_troubles == []


def test_new_installation_has_no_log_yet(tmp_path):
    """
    That is no trouble.
    """
    assert read_all(LogTail(tmp_path / "nowhere", KEY)) == ([], [], Position())


def test_half_a_line_is_waited_for(log):
    """
    A writer that was killed leaves half a line; the next one moves it away and goes on.
    """
    written = write_many(log, 2)
    with log.file().open("ab") as file:
        file.write(log.lines()[0][:40])

    lines, troubles, position = read_all(log.tail)
    log.reopen()
    more = write_many(log, 1)
    rest, more_troubles, _ = read_all(log.tail, position)

    assert codes(lines) == written
    assert codes(rest) == more
    assert troubles == more_troubles == []


def test_garbage_behind_the_end_of_the_chain_is_the_writers_to_move(log):
    """
    Whole lines of garbage, too: they were never part of the log.
    """
    written = write_many(log, 1)
    with log.file().open("ab") as file:
        file.write(b'{"not": "ours"}\n')

    lines, troubles, position = read_all(log.tail)
    log.reopen()
    more = write_many(log, 1)

    assert codes(lines) == written
    assert codes(read_all(log.tail, position)[0]) == more
    assert troubles == []


def test_line_that_was_changed_is_told_and_the_rest_is_taken(log):
    """
    One line less, one trouble, with its place.
    """
    written = write_many(log, 4)
    lines = log.lines()
    log.put([lines[0], lines[1].replace(b"ocmw", b"ocmv"), *lines[2:]])

    batch = log.tail.read(Position(), 100)

    assert codes(batch.lines) == [written[0], *written[2:]]
    assert batch.troubles == [(Trouble.ALTERED, f"2026-11-23:{len(lines[0])}")]


def test_line_that_was_taken_out_is_told(log):
    """
    The line behind it no longer continues the one before it.
    """
    written = write_many(log, 3)
    lines = log.lines()
    log.put([lines[0], lines[2]])

    got, troubles, _ = read_all(log.tail)

    assert codes(got) == [written[0], written[2]]
    assert troubles == [Trouble.ALTERED]


def test_lines_that_changed_places_are_told(log):
    """
    Each is sound by itself; together they are not what was written.
    """
    write_many(log, 3)
    lines = log.lines()
    log.put([lines[1], lines[0], lines[2]])

    assert Trouble.ALTERED in read_all(log.tail)[1]


def test_log_that_became_shorter_is_told_and_read_on(log):
    """
    The gateway goes on with a new chain; its lines are taken, and both are told.
    """
    write_many(log, 4)
    _, _, position = read_all(log.tail)
    log.put(log.lines()[:2])

    _, troubles, position = read_all(log.tail, position)
    log.reopen()
    more = write_many(log, 1)
    rest, more_troubles, _ = read_all(log.tail, position)

    assert troubles == [Trouble.TRUNCATED]
    assert codes(rest) == more
    assert more_troubles == [Trouble.RESTARTED]


def test_log_that_was_cut_and_grew_again_is_told(log):
    """
    Its size alone tells nothing; what stood before our place does.
    """
    write_many(log, 2)
    _, _, position = read_all(log.tail)
    shutil.rmtree(log.path)
    log.reopen()
    new = write_many(log, 6)

    got, troubles, _ = read_all(log.tail, position)

    assert codes(got) == new
    assert troubles == [Trouble.ALTERED]


def test_log_that_is_gone_is_told_until_it_is_back(log, tmp_path):
    """
    A disk that is not mounted, say; afterwards reading goes on where it was.
    """
    write_many(log, 2)
    _, _, position = read_all(log.tail)
    log.path.rename(tmp_path / "away")

    assert log.tail.read(position, 10).troubles == [(Trouble.MISSING, "2026-11-23")]

    (tmp_path / "away").rename(log.path)
    more = write_many(log, 1)
    got, troubles, _ = read_all(log.tail, position)
    assert (codes(got), troubles) == (more, [])


def test_old_days_may_be_deleted(log):
    """
    Retention removes what was taken in long ago; the chain goes on.
    """
    write_many(log, 2)
    _, _, position = read_all(log.tail)
    new = write_many(log, 2, day="2026-11-24")
    log.file().unlink()

    got, troubles, _ = read_all(log.tail, position)

    assert (codes(got), troubles) == (new, [])


def test_day_that_vanished_before_it_was_read_is_told(log):
    """
    Its lines are lost, and that does not pass in silence.
    """
    write_many(log, 1)
    _, _, position = read_all(log.tail)
    write_many(log, 2, day="2026-11-24")
    new = write_many(log, 1, day="2026-11-25")
    log.file("2026-11-24").unlink()

    got, troubles, _ = read_all(log.tail, position)

    assert (codes(got), troubles) == (new, [Trouble.ALTERED])


def test_newest_day_that_vanished_is_told(log):
    """
    The log ends before our place.
    """
    write_many(log, 1)
    write_many(log, 1, day="2026-11-24")
    _, _, position = read_all(log.tail)
    log.file("2026-11-24").unlink()

    assert log.tail.read(position, 10).troubles == [(Trouble.TRUNCATED, "2026-11-24")]


def test_line_of_another_key_is_not_ours(log, tmp_path):
    """
    A whole log that somebody else made, in the place of ours.
    """
    other = WrittenLog(tmp_path / "other", key=b"x" * 32)
    write_many(other, 2)

    lines, _, _ = read_all(LogTail(other.path, KEY))

    assert lines == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_every_changed_byte_shows(log, data):
    """
    Whatever byte of whatever line becomes whatever else: it is told, or nothing more is read; and
    no line is taken that was not written.
    """
    shutil.rmtree(log.path, ignore_errors=True)
    log.reopen()
    written = write_many(log, 3)
    raw = bytearray(log.file().read_bytes())
    index = data.draw(st.integers(0, len(raw) - 1))
    before = raw[index]
    raw[index] = data.draw(st.integers(0, 255).filter(lambda byte: byte != before))
    log.file().write_bytes(raw)

    got, troubles, _ = read_all(log.tail)

    assert set(codes(got)) < set(written)
    assert troubles or codes(got) == written[: len(got)]
