"""
The engine as a whole: laws that hold for every family.
"""

import gc
import logging
import time
import tracemalloc
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy.detectors.allowance import Allowance, canonical
from policy.detectors.engine import Engine, triggers_of
from policy.detectors.families import Sheet, Trigger
from policy.detectors.prefilter import Prefilter, compiled
from policy.detectors.rules import RuleFamily, occurrences
from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import FAMILIES, engine, found, matches

LETTER = (
    "Beste, mijn rijksregisternummer is 85.07.30-033.28 en mijn rekening BE68 5390 0754 7034.\n"
    "Bel 0475 12 34 56 of mail jan.peeters@telenet.be. Ik woon Molenstraat 12 bus 3, 3070\n"
    "Kortenberg. Het wachtwoord is Zomer2024! en de pincode 4821. Plaat 1-ABC-234, dossier\n"
    "OMV_2026038817. DB: postgresql://jan:Geheim1@db.intern:5432/x, geboren op 12 maart 1985.\n"
)
EVERY = {
    Kind.NATIONAL_NUMBER, Kind.IBAN, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS, Kind.PASSWORD,
    Kind.ACCESS_CODE, Kind.LICENCE_PLATE, Kind.DOSSIER_NUMBER, Kind.CONNECTION_STRING,
    Kind.DATE_OF_BIRTH,
}  # fmt: skip


def test_letter_with_everything_in_it():
    """
    Families do not get in each other's way.
    """
    assert {match.kind for match in matches(LETTER)} == EVERY


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(LETTER)), st.integers(0, len(LETTER)))
def test_text_cut_anywhere_has_no_finding_outside_it(start, end):
    """
    Half a number, half a key, half a word: spans stay inside, in order.
    """
    text = LETTER[start:end]

    found_here = engine().matches(text)

    assert all(0 <= m.start < m.end <= len(text) for m in found_here)
    assert [m.start for m in found_here] == sorted(m.start for m in found_here)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_around_a_finding_leaves_it_found(before, after):
    """
    Noise does not hide a number: neither invisible characters nor garbage around it.
    """
    text = f"{before}\n\n\nrijksregisternummer 85.07.30-033.28 \n\n\n{after}"

    assert any("85.07.30-033.28" in value for value in found(text, Kind.NATIONAL_NUMBER))


@pytest.mark.parametrize("join", ["\u200b", "\u00ad", "\u2060", "\ufeff", "\U000e0020"])
def test_invisible_characters_hide_nothing(join):
    """
    The span is the disguised form, from its first character to its last.
    """
    value = join.join("0475 12 34 56")

    assert found(f"bel {value} nu", Kind.PHONE) == [value]


def _rule_families():
    return [family for family in FAMILIES if isinstance(family, RuleFamily)]


@pytest.mark.parametrize("family", _rule_families(), ids=lambda family: family.name)
def test_windows_lose_nothing_against_the_whole_text(family):
    """
    The prefilter only saves time: with one window over all of the text, the same is found.
    """
    text = ("Gewone zin ertussen. " * 9).join((LETTER, "RIZIV 5-41862-77-527 ", LETTER))
    sheet = Sheet(text, text)
    prefilter = Prefilter(tuple(family.triggers), compiled(tuple(family.triggers)))
    whole = {
        (rule.kind, found_here.span(), found_here.lastgroup)
        for rule in family.rules
        for found_here in rule.pattern.finditer(text)
        if rule.weigh(found_here, sheet)
    }

    hits = prefilter.hits(text)
    windowed = {
        (rule.kind, found_here.span(), found_here.lastgroup)
        for rule in family.rules
        for window in hits.of(rule.trigger)
        for found_here in occurrences(rule.pattern, text, window)
        if rule.weigh(found_here, sheet)
    }

    assert windowed == whole


@dataclass(frozen=True)
class Broken:
    """A family that cannot look."""

    name: str = "broken"
    triggers: tuple[Trigger, ...] = ()

    def find(self, sheet, hits, earlier):
        raise RuntimeError("cannot look")


def test_family_that_fails_is_heard():
    """
    No family may fail in silence: that would be a prompt nobody has judged.
    """
    triggers = triggers_of((Broken(),))
    broken = Engine((Broken(),), Prefilter(triggers, compiled(triggers)), Allowance())

    with pytest.raises(RuntimeError):
        broken.matches("tekst")


def test_nothing_of_the_text_is_logged(caplog):
    """
    Presidio logs; what it logs holds no text.
    """
    with caplog.at_level(logging.DEBUG):
        engine().matches(LETTER)

    assert not any(word in caplog.text for word in ("85.07", "Zomer", "Molen", "telenet"))


def test_public_address_is_no_finding():
    """
    The allow-list takes out exactly what it names.
    """
    triggers = triggers_of(FAMILIES)
    allowance = Allowance(
        values={Kind.PHONE: frozenset({canonical(Kind.PHONE, "02 755 30 70")})},
        mailboxes=frozenset({"info"}),
        domains=frozenset({"kortenberg.be"}),
    )
    allowing = Engine(FAMILIES, Prefilter(triggers, compiled(triggers)), allowance)
    text = (
        "info@kortenberg.be, +32 2 755 30 70, 02/755.30.70, an@kortenberg.be, info@x.be,"
        " 02 755 30 71"
    )

    kept = [text[m.start : m.end] for m in allowing.matches(text)]

    assert kept == ["an@kortenberg.be", "info@x.be", "02 755 30 71"]


HOSTILE = {
    "words of a link": "a.", "mail": "a@a.", "digits": "12 34 ", "zeros": "0",
    "dates": "01/01/2000 ", "begin": "-----BEGIN PRIVATE KEY-----",
    "accounts": "BE12 ", "password words": "wachtwoord is ", "names with pass": "a_pass",
    "underscores": "a_b_c_d_", "codes": "code van de deur ", "doors": "deur met ",
    "streets": "straat 1 ", "rue": "rue A A A A ", "keys": "sk-", "tokens": "eyJaaaaaaaa.",
    "pairs": "Password=a;", "files": "dossier A1/", "network": "10.0.0.1\n", "curl": "curl -u a:",
    "percent": "%41", "invisible": "a\u200b", "marks": "e\u0301",
    "base64": "QUJDREVGR0hJSktMTU5P ", "at": "(at)a(dot)", "spaces": " ", "quotes": "\"'`",
}  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_takes_time_in_proportion_to_its_length(unit):
    """
    Eight times the text, never the square of it; and a finding behind it is still found.
    """
    short, long = (f"{(unit * size)[:size]}\n\nINSZ: 85.07.30-033.28" for size in (5_000, 40_000))

    small = min(_seconds(short) for _ in range(3))
    large = min(_seconds(long) for _ in range(3))

    assert large < 24 * small + 0.02
    assert "85.07.30-033.28" in found(long, Kind.NATIONAL_NUMBER)


def _seconds(text: str) -> float:
    began = time.thread_time()
    engine().matches(text)
    return time.thread_time() - began


def test_memory_stays_flat():
    """
    No vocabulary grows with what people type.
    """
    for i in range(30):
        engine().matches(f"{LETTER} woord{i}")
    gc.collect()
    tracemalloc.start()
    try:
        for i in range(200):
            engine().matches(f"{LETTER} nieuwwoord{i} {i * 7919}")
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert kept < 200_000
