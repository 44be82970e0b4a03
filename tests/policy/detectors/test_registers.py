"""
Own registers: a listed person or number is found in every ordinary spelling, by keyed hash alone.
"""

import hashlib
import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.detectors import fold
from policy.detectors.families import Hits, Sheet
from policy.detectors.interface import Match
from policy.detectors.overlaps import united
from policy.detectors.register_building import Builder, Row
from policy.detectors.register_table import DIGEST_BYTES, Sieve, Table, seal_with
from policy.detectors.registers import Registers
from policy.finding import Kind

KEY = bytes(range(32))
SEAL = seal_with(KEY)
ROWS = (
    Row(
        given="José-Maria Karel",
        family="Van den Bröeck",
        values=(
            (Kind.NATIONAL_NUMBER, "85.07.30-033.28"),
            (Kind.PUPIL_NUMBER, "1004711"),
            (Kind.PHONE, "0475/12.34.56"),
            (Kind.EMAIL, "JM@School.be"),
            (Kind.IBAN, "BE68 5390 0754 7034"),
        ),
    ),
    Row(given="Nele", family="Vandeputte"),
    Row(full_name="D'hondt Roos"),
    Row(given="An", family="De Smet-Maes"),
)


def registers(*rows, name="leerlingen"):
    builder = Builder(SEAL)
    for row in rows or ROWS:
        builder.add(row)
    return Registers((builder.register(name),), SEAL)


def found(text, family=None, earlier=()):
    plain = fold.plain(text)
    family = family or registers()
    matches = family.find(Sheet(plain, fold.ascii_only(plain)), Hits(), earlier)
    return [(m.kind, text[m.start : m.end]) for m in matches]


@pytest.mark.parametrize(
    "spelling",
    [
        "José-Maria Karel Van den Bröeck",
        "jose maria van den broeck",
        "JOSE-MARIA VANDENBROECK",
        "Vandenbroeck José-Maria",
        "Van Den Broeck, José-Maria Karel",
        "Broeck, José-Maria van den",
        "Josémaria Vanden Broeck",
        "Nele Van de Putte",
        "Vandeputte\tNele",
        "Van de Putte;Nele",
        "Roos Dhondt",
        "roos d’hondt",
        "De Smet - Maes An",
        "nele.vandeputte",
    ],
)
def test_name_is_found_however_it_is_written(spelling):
    """
    Order, case, accents, particles and hyphens are the writer's own.
    """
    assert found(f"Kan je over {spelling} een verslag schrijven?") == [(Kind.PERSON, spelling)]


@pytest.mark.parametrize(
    "text",
    [
        "Nele komt morgen met de familie Vandeputte.",
        "Nele. Vandeputte is een straat.",
        "Nele\n\nVandeputte",
        "An de Smet kwam.",
        "Schrijf een brief voor de buurt over de werken van de gemeente.",
        "",
    ],
)
def test_what_is_not_a_listed_name_is_left(text):
    """
    Half a name, or two halves in two sentences, is no certain hit.
    """
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("rr 85.07.30 033-28.", Kind.NATIONAL_NUMBER, "85.07.30 033-28"),
        ("rr 85073003328.", Kind.NATIONAL_NUMBER, "85073003328"),
        ("leerlingnummer 1004711", Kind.PUPIL_NUMBER, "1004711"),
        ("naam;stamnummer\nx;1004711", Kind.PUPIL_NUMBER, "1004711"),
        ("bel +32 (0)475 12 34 56 vandaag", Kind.PHONE, "32 (0)475 12 34 56"),
        ("betaal op be68539007547034", Kind.IBAN, "be68539007547034"),
    ],
)
def test_number_is_found_however_it_is_grouped(text, kind, value):
    """
    Spaces, dots and country codes are the writer's own.
    """
    assert found(text) == [(kind, value)]


def test_short_number_needs_a_word_that_says_so():
    """
    A price of seven digits is no pupil.
    """
    assert found("Het budget is 1004711 euro.") == []


def test_what_another_family_found_is_named_after_the_register():
    """
    The wider stretch of the two is taken over, so that of two answers the certain one stays.
    """
    text = "Aan Nele Vandeputte junior, jm@school.be"
    earlier = (
        Match(Kind.PERSON, 4, 26, 0.9, "names"),
        Match(Kind.EMAIL, 28, 40, 0.95, "contact"),
    )
    matches = tuple(registers().find(Sheet(text, text), Hits(), earlier))

    kept = united((*earlier, *matches))

    assert [(m.start, m.end, m.score, m.detector) for m in kept] == [
        (4, 26, 1.0, "register:leerlingen"),
        (28, 40, 1.0, "register:leerlingen"),
    ]


def test_other_key_finds_nothing():
    """
    Without the key the hashes are of no use.
    """
    family = Registers(registers().registers, seal_with(b"x" * 32))

    assert found("Nele Vandeputte, rr 85073003328", family) == []


def test_first_of_two_registers_is_named():
    """
    Whoever is on two lists is found once.
    """
    both = Registers((*registers(name="a").registers, *registers(name="b").registers), SEAL)
    text = "Nele Vandeputte"

    assert [m.detector for m in both.find(Sheet(text, text), Hits(), ())] == ["register:a"]


@pytest.mark.parametrize(
    "row",
    [
        Row(given="Nele"),
        Row(given="N.", family="Vandeputte"),
        Row(given="Ольга", family="Иванова"),
        Row(given="李", family="明"),
        Row(values=((Kind.NATIONAL_NUMBER, "12345"),)),
        Row(values=((Kind.NATIONAL_NUMBER, "8,50730E+10"),)),
        Row(values=((Kind.EMAIL, "geen"), (Kind.IBAN, "-"), (Kind.PUPIL_NUMBER, "12"))),
    ],
    ids=["given name alone", "initial", "Cyrillic", "Chinese", "short", "spreadsheet", "rest"],
)
def test_what_cannot_be_looked_up_is_counted_and_not_kept(row):
    """
    The person who imports learns what the register will not find.
    """
    builder = Builder(SEAL)
    builder.add(row)

    assert sum(builder.told.values()) == max(1, len(row.values))
    assert builder.register("x").tables == {}


def test_zeros_that_a_spreadsheet_dropped_come_back():
    """
    Only where the check digits agree.
    """
    check = 97 - (2_000_000_000 + 51_225_001) % 97
    right, wrong = f"51225001{check:02}", f"51225001{(check + 1) % 97:02}"
    builder = Builder(SEAL)

    for number in (right, wrong):
        builder.add(Row(values=((Kind.NATIONAL_NUMBER, number),)))

    assert builder.told == {Kind.NATIONAL_NUMBER: 1}
    assert found(f"rr 0{right}", Registers((builder.register("x"),), SEAL))


@given(st.binary(max_size=64), st.text(max_size=80))
def test_seal_is_the_standard_one(key, text):
    """
    HMAC-SHA256, as everybody else computes it.
    """
    expected = hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)

    assert seal_with(key)(text) == expected[:DIGEST_BYTES]


@given(st.sets(st.binary(min_size=DIGEST_BYTES, max_size=DIGEST_BYTES), max_size=50))
def test_table_holds_what_was_put_in_it_and_nothing_else(digests):
    """
    The sieve in front never loses anything.
    """
    inside, outside = sorted(digests)[::2], sorted(digests)[1::2]
    table = Table.of(inside, [1])

    assert all(Sieve.of(inside).may_hold(digest) for digest in inside)
    assert all(table.holds(digest) for digest in inside)
    assert not any(table.holds(digest) for digest in outside)


_NAME = st.text("abcdefghijklmnopqrstuvwxyzéèëçÀÖ", min_size=2, max_size=12)


@settings(max_examples=60, deadline=None)
@given(_NAME, st.lists(_NAME, min_size=1, max_size=3), st.sampled_from([" ", "-", "  "]))
def test_every_listed_person_is_found(given_name, family_names, joint):
    """
    Whoever is on the list is found, in either order, in the middle of a sentence.
    """
    family = joint.join(family_names)
    own = registers(Row(given=given_name, family=family))

    for name in (f"{given_name} {family}", f"{family.upper()}, {given_name}"):
        assert any(name in value for _, value in found(f"over 1 {name} 2", own))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text):
    """
    Garbage raises nothing, and every position lies in the text.
    """
    plain = fold.plain(text)
    for match in registers().find(Sheet(plain, fold.ascii_only(plain)), Hits(), ()):
        assert 0 <= match.start < match.end <= len(text)
