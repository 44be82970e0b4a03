"""
The chain: whatever is done to the log without its key shows.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.incident_chain import GENESIS, Head, canonical, chained, linked, seal, unseal, verify

KEY = b"k" * 32
DAYS = ("2026-11-21", "2026-11-22", "2026-11-23")


def written(per_day=3):
    """Three days of log, and their head."""
    prev, files, count = GENESIS, [], 0
    for day in DAYS:
        lines = []
        for number in range(per_day):
            line, prev = chained(document(f"{day}-{number}"), prev, KEY)
            lines.append(line)
            count += 1
        files.append((f"{day}.jsonl", lines))
    size = sum(len(line) for line in files[-1][1])
    return files, Head(day=DAYS[-1], size=size, count=count, hash=prev)


def document(code):
    return {"event": {"id": code}, "promptwacht": {"service": "chatgpt", "classes": ["personal"]}}


def split(data):
    return [line + b"\n" for line in data.split(b"\n")[:-1]] + (
        [data.split(b"\n")[-1]] if data.split(b"\n")[-1] else []
    )


class TestAnUntouchedLog:
    def test_is_sound(self):
        """
        What the writer wrote passes, across day files.
        """
        files, head = written()

        report = verify(files, KEY, head)

        assert report.sound
        assert (report.files, report.lines, report.last_hash) == (3, 9, head.hash)

    def test_of_no_lines_is_sound(self):
        """
        A log that nothing was written to is not a cut one.
        """
        assert verify([], KEY, Head()).sound

    def test_may_run_ahead_of_its_head(self):
        """
        A writer killed between its lines and its head leaves lines that are sound.
        """
        files, head = written()
        line, _ = chained(document("late"), head.hash, KEY)
        files[-1][1].append(line)

        assert verify(files, KEY, head).sound

    def test_may_have_lost_its_oldest_days_on_purpose(self):
        """
        The head says which hash the oldest line that is kept continues.
        """
        files, head = written()
        end_of_first, kept = linked(files[0][1][-1], KEY)[1], files[1:]
        head = Head(day=head.day, size=head.size, count=6, hash=head.hash, start=end_of_first)

        assert verify(kept, KEY, head).sound


class TestATouchedLog:
    @given(place=st.integers(min_value=0), byte=st.integers(min_value=1, max_value=255))
    def test_shows_every_changed_byte(self, place, byte):
        """
        Any single byte, anywhere, changed to anything else: the right file and line are named.
        """
        files, head = written()
        flat = [(name, b"".join(lines)) for name, lines in files]
        place %= sum(len(data) for _, data in flat)
        for index, (name, data) in enumerate(flat):
            if place < len(data):
                line = data[:place].count(b"\n") + 1
                changed = data[:place] + bytes([data[place] ^ byte]) + data[place + 1 :]
                flat[index] = (name, changed)
                break
            place -= len(data)

        report = verify([(n, split(data)) for n, data in flat], KEY, head)

        assert (report.faults[0].file, report.faults[0].line) == (name, line)

    @given(first=st.integers(0, 8), second=st.integers(0, 8), what=st.sampled_from("rmd"))
    def test_shows_lines_that_were_removed_moved_or_doubled(self, first, second, what):
        """
        No sequence of lines but the true one is sound.
        """
        files, head = written()
        lines = [line for _, lines in files for line in lines]
        changed = list(lines)
        if what == "r":
            del changed[first]
        elif what == "m":
            changed.insert(second, changed.pop(first))
        else:
            changed.insert(second, lines[first])

        report = verify([("2026-11-23.jsonl", changed)], KEY, head)

        assert report.sound is (changed == lines)

    @pytest.mark.parametrize("missing", [0, 1, 2])
    def test_shows_a_missing_day(self, missing):
        """
        A day file taken away, be it the first, one between, or the last.
        """
        files, head = written()
        del files[missing]

        assert not verify(files, KEY, head).sound

    def test_shows_a_cut_tail(self):
        """
        Whole lines cut off at the end leave a perfect chain; only the head knows better.
        """
        files, head = written()
        files[-1][1].pop()

        report = verify(files, KEY, head)

        assert [fault.file for fault in report.faults] == ["2026-11-23.jsonl"]

    def test_shows_a_head_that_was_taken_away(self):
        """
        Who cuts the tail and removes the head is found out too.
        """
        files, _ = written()

        assert [fault.file for fault in verify(files, KEY, None).faults] == ["head"]

    def test_shows_lines_of_another_key(self):
        """
        Without the key nobody writes a line that passes.
        """
        files, head = written()
        files[1][1][1], _ = chained(document("forged"), GENESIS, b"x" * 32)

        assert str(verify(files, KEY, head).faults[0]).startswith("2026-11-22.jsonl:2: ")

    def test_one_bad_line_is_one_fault(self):
        """
        The walk goes on after a fault, and does not blame the sound lines behind it.
        """
        files, head = written()
        files[1][1][1] = files[1][1][1].replace(b"chatgpt", b"CHATGPT")

        assert len(verify(files, KEY, head).faults) == 1

    def test_a_new_start_in_the_middle_shows_for_ever(self):
        """
        A writer that found its log cut starts anew, and that is told as what it is.
        """
        files, head = written()
        line, digest = chained(document("after"), GENESIS, KEY)
        files[-1][1].append(line)
        head = Head(day=head.day, count=head.count + 1, hash=digest)

        faults = verify(files, KEY, head).faults

        assert [fault.line for fault in faults] == [4]
        assert "anew" in faults[0].what

    @pytest.mark.parametrize(
        "line",
        [b"", b"\n", b"{}\n", b"[]\n", b"null\n", b'"x"\n', b"\xff\n", b"[" * 100_000, b"1e999\n"],
        ids=range(9),
    )
    def test_survives_garbage(self, line):
        """
        A line of garbage is a fault, never an exception.
        """
        files, head = written()
        files[0][1][1] = line

        assert not verify(files, KEY, head).sound


class TestTheHead:
    def test_comes_back_as_it_was_sealed(self):
        """
        Seal and unseal are each other's inverse.
        """
        _, head = written()

        assert unseal(seal(head, KEY), KEY) == head

    @given(place=st.integers(min_value=0), byte=st.integers(min_value=1, max_value=255))
    def test_cannot_be_changed(self, place, byte):
        """
        A head with any other byte is no head.
        """
        line = bytearray(seal(written()[1], KEY))
        line[place % len(line)] ^= byte

        assert unseal(bytes(line), KEY) is None

    @pytest.mark.parametrize("line", [b"", b"{}", b"[1]", b'{"mac": 1}', b'{"mac":"","day":{}}'])
    def test_garbage_is_no_head(self, line):
        """
        Nor is anything else.
        """
        assert unseal(line, KEY) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=10,
    ).filter(lambda value: value not in (float("inf"), float("-inf")))
)
def test_canonical_json_is_a_fixed_point(value):
    """
    Reading a canonical line and writing it again gives the same bytes, lone surrogates included.
    """
    try:
        line = canonical({"value": value})
    except ValueError:
        return  # an infinity deeper inside

    assert canonical(json.loads(line)) == line
