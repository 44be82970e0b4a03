"""
A second reading: the text without what people put between letters and digits to pull a name, a
number or a word apart. The first reading stays, so that nothing is lost by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from policy.detectors import (
    decode,
    fold,
    markup,
    number_runs,
    number_words,
    reversed_text,
    spaced_letters,
    spelled_mail,
)
from policy.detectors.families import Hits, Sheet, Trigger
from policy.detectors.rewriting import Edit, Places, rewritten


class _Step(NamedTuple):
    edits: Callable[[str, str], Iterable[Edit]]
    """Edits by the folded text, with replacements from the plain one."""
    triggers: Sequence[Trigger]


_SPACED = (spaced_letters.TRIGGER,)
_STEPS = (
    _Step(spelled_mail.edits, (spelled_mail.TRIGGER,)),  # before `(at)` loses its brackets
    _Step(spaced_letters.marked, _SPACED),  # before `J_a_n` loses its marks
    _Step(markup.edits, markup.TRIGGERS),
    _Step(spaced_letters.bracketed, _SPACED),
    _Step(spaced_letters.marked, _SPACED),
    _Step(spaced_letters.spaced, _SPACED),
    _Step(spaced_letters.upright, _SPACED),
    _Step(spelled_mail.edits, (spelled_mail.TRIGGER,)),
    _Step(number_words.edits, (number_words.TRIGGER,)),
    _Step(number_runs.edits, (*number_runs.TRIGGERS, *_SPACED)),
    _Step(reversed_text.edits, (reversed_text.TRIGGER,)),
)
"""In the order in which disguises are put on top of each other."""
TRIGGERS: tuple[Trigger, ...] = (
    *decode.TRIGGERS,
    *dict.fromkeys(trigger for step in _STEPS for trigger in step.triggers),
)
_NAMES = frozenset(trigger.name for trigger in TRIGGERS)


class Reading(NamedTuple):
    """A text to read again."""

    text: str
    ways: tuple[Places, ...]
    """Back to the text that it was made from, last change first; none if it is the same."""
    runs: frozenset[tuple[int, int]]
    """Where encoded runs stood in the text that it was made from."""


def other_readings(sheet: Sheet, hits: Hits) -> Iterator[Reading]:
    """
    The text of `sheet` with encoded runs decoded, and without its disguises; one by one, because
    what an encoded run says may need its marks.
    """
    if _NAMES.isdisjoint(hits.windows):
        return
    reading = Reading(sheet.plain, (), frozenset())
    if decoded := decode.edits(sheet, hits):
        text, way = rewritten(sheet.plain, decoded)
        reading = Reading(text, (way,), frozenset((start, end) for start, end, _ in decoded))
        yield reading
    bare = _bared(reading, hits)
    if bare is not reading:
        yield bare


def _bared(reading: Reading, hits: Hits) -> Reading:
    for step in _STEPS:
        # What one step takes off may show the disguise below it.
        if reading.ways or any(hits.of(trigger.name) for trigger in step.triggers):
            edits = tuple(step.edits(fold.ascii_only(reading.text), reading.text))
            if edits:
                text, way = rewritten(reading.text, edits)
                reading = Reading(text, (way, *reading.ways), reading.runs)
    return reading
