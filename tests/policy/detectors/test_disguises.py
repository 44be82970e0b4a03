"""
What pulls a number, a name or a word apart is taken out, and the span is all of the disguise.
"""

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy.detectors import decode, disguises, fold
from policy.detectors.disguises import other_readings
from policy.detectors.families import Sheet
from policy.detectors.prefilter import Prefilter, compiled
from policy.detectors.rewriting import original
from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, matches

FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "a", "B", "jan", "Peeters", "x y z q", "J a n", "P.e.e.t", "p-e-t-e-r", "é", "\u1e9e",
            " ", "  ", "   ", "\t", "\n", "\r\n", "\n> ", "-\n", ".", ",", "-", "/", "|", ";", "_",
            "*", "**", "`", "~~", "(", ")", "[", "](x)", "<b>", "</b>", "<td>", "<x>", '"', "'",
            '" + "', "' & '", "+", "=", "=41=42", "concat(", "0", "04", "0475", "12", "34", "56",
            "88.10.17", "564", "O", "l", "S5", "nul", "vier", "zeven", "vijfentwintig", "cent",
            "quatre-vingt", "double", "oh", "punt", "at", "(at)", "AT", " @ ", "[dot]", "gmail",
            ".com", "apenstaartje", "BE", "68", "5390", "achterstevoren", "naJ", "4e", "61 ",
            "0x6a ", "MDQ3NTEyMzQ1Ng==", "01000001", "$", "%", "?", "!", ":", "\r\n", "{", "}", "#",
            "&", "~", "\\",
        ]
    ),
    max_size=24,
).map("".join)  # fmt: skip

PROSE = (
    "De werken starten in het voorjaar, en duren vier maanden (mei).", "Een één-op-één gesprek.",
    "Wat kost het? € 12,50 of 3 x 4 euro.", "Réunion à 14 h 30, salle 2 : l'été arrive.",
    "Kerkstraat 12, 3070 Kortenberg", "01/02/2024", "02 755 30 70", "BE68 5390 0754 7034", "n.v.t.",
    "twee of drie", "- punt 1", "1. eerst", "“citaat”", "e-mail: info@kortenberg.be", "50 %", "A4",
    "\n\n", "verantwoordelijkheidszin",
)  # fmt: skip


@cache
def prefilter() -> Prefilter:
    return Prefilter(disguises.TRIGGERS, compiled(disguises.TRIGGERS))


def sheet_of(text: str) -> Sheet:
    plain = fold.plain(text)
    return Sheet(plain, fold.ascii_only(plain))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FRAGMENTS)
def test_every_position_leads_back_in_order(text):
    """
    The law of the way back: within the text, never empty, never backwards.
    """
    sheet = sheet_of(text)

    for reading in other_readings(sheet, prefilter().hits(sheet.folded)):
        spans = [original(i, i + 1, reading.ways) for i in range(len(reading.text))]

        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(one[0] <= two[0] and one[1] <= two[1] for one, two in pairwise(spans))
        assert all(0 <= start < end <= len(text) for start, end in reading.runs)


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(FRAGMENTS)
def test_what_can_be_taken_off_is_triggered(text):
    """
    A trigger that is too narrow would hide a disguise. Emphasis of whole words hides nothing.
    """
    sheet = sheet_of(text)
    hits = prefilter().hits(sheet.folded)

    for step in disguises._STEPS:
        edits = step.edits(sheet.folded, sheet.plain)
        if any(not set(text[start:end]) <= set("*_~`") for start, end, _ in edits):
            assert any(hits.of(trigger.name) for trigger in step.triggers)


@given(st.lists(st.sampled_from(PROSE), max_size=30).map(" ".join))
def test_ordinary_prose_is_read_once(text):
    """
    Most prompts cost nothing more.
    """
    sheet = sheet_of(text)

    assert list(other_readings(sheet, prefilter().hits(sheet.folded))) == []


PHONES = (
    "0 4 7 5   1 2   3 4   5 6", "0.4.7.5.1.2.3.4.5.6", "0, 4, 7, 5, 1, 2, 3, 4, 5, 6",
    "0475`.`12`.`34`.`56", "0475** **12** **34** **56", "0475~~12~~34~~56",
    "0475 | 12 | 34 | 56", "0475;12;34;56", "0475\t12\t34\t56", '0475","12","34","56',
    '0475" + "123456', "0475' & '12' & '34' & '56", "0475 12\n    34 56", "0475 12 \n> 34 56",
    "0475</td><td>12</td><td>34</td><td>56", "047<b>5</b> 12 34 56", "0475) (12) (34) (56",
    "O475 l2 34 S6", "o475/lZ.34.56", "0475+12+34+56", "+32 475\n   12 34 56",
    "nul vier zeven vijf een twee drie vier vijf zes",
    "nul vier zevenvijf een twee drie vier vijf zes",
    "nul vierhonderdvijfenzeventig twaalf vierendertig zesenvijftig",
    "nul vier vijfenzeventig, twaalf, vierendertig, zesenvijftig",
    "zéro quatre cent septante-cinq, douze, trente-quatre, cinquante-six",
    "zéro quatre soixante-quinze douze trente-quatre cinquante-six",
    "oh four seven five, one two, three four, five six",
    "zero four double seven, double one, thirty-four, fifty-six",
    "nul quatre seven vijf, één two drie vier cinq six", "0475 twaalf vierendertig 56",
    "zero-four-seven-five-one-two-three-four-five-six",
)  # fmt: skip


@pytest.mark.parametrize("value", PHONES)
def test_number_is_found_whatever_stands_between_its_digits(value):
    """
    Cells, quotes, marks, ends of lines, letters and words; the span is all of it.
    """
    text = f"bel gsm {value} nu"

    assert found(text, Kind.PHONE) == [value]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("850730;033;28", Kind.NATIONAL_NUMBER),
        ("85.07.30-\n033.28", Kind.NATIONAL_NUMBER),
        ("85**.*07*.__30-033__._28", Kind.NATIONAL_NUMBER),
        ("8S.O7.3O-O33.2B", Kind.NATIONAL_NUMBER),
        ("acht vijf nul zeven drie nul nul drie drie twee acht", Kind.NATIONAL_NUMBER),
        ("vijfentachtig nul zeven dertig nul drieëndertig achtentwintig", Kind.NATIONAL_NUMBER),
        ("BE68 5390 \n> 0754 7034", Kind.IBAN),
        ("BE68 | 5390 | 0754 | 7034", Kind.IBAN),
        ("B E 6 8 5 3 9 0 0 7 5 4 7 0 3 4", Kind.IBAN),
        ("BE6B S39O O7S4 7O34", Kind.IBAN),
        ("BE acht en zestig drieënvijftig negentig nul zeven vierenvijftig zeventig vierendertig",
         Kind.IBAN),
        ("4111 | 1111 | 1111 | 1111", Kind.CARD_NUMBER),
        ("jan.peeters at-teken telenet.be", Kind.EMAIL),
        ("jan streepje peeters apestaartje telenet punt be", Kind.EMAIL),
        ("jan.peeters -at- gmail -dot- com", Kind.EMAIL),
        ("jan_at_telenet.be", Kind.EMAIL),
        ("jan.peeters(a)gmail.com", Kind.EMAIL),
        ("jan.peeters ( @ ) gmail . com", Kind.EMAIL),
        ("jan.peeters@gmail,com", Kind.EMAIL),
        ("jan.peeters@gmail(punt)com", Kind.EMAIL),
        ("jan liggend streepje peeters apenstaart gmail punt com", Kind.EMAIL),
        ("j a n . p e e t e r s @ t e l e n e t . b e", Kind.EMAIL),
        ("Molen<b>straat</b> 12, 3070 Kortenberg", Kind.ADDRESS),
        ("Molenstraat+12,+3070+Kortenberg", Kind.ADDRESS),
    ],
)  # fmt: skip
def test_other_numbers_and_addresses_are_found(value, kind):
    """
    Without help of the words around them, where check digits tell.
    """
    assert value in found(f"zie ook {value} in bijlage", kind)


@pytest.mark.parametrize(
    "cue",
    [
        "w.a.c.h.t.w.o.o.r.d", "w a c h t w o o r d", "wacht**woord**", "wacht<i>woord</i>",
        '"wacht" + "woord"', "w-a-c-h-t-w-o-o-r-d", "w_a_c_h_t_w_o_o_r_d", "(w)achtwoord",
        "wacht-\nwoord", "_wachtwoord_", "🆆🅰🅲🅷🆃🆆🅾🅾🆁🅳", "ᴡᴀᴄʜᴛᴡᴏᴏʀᴅ", "w🙂a🙂c🙂h🙂t🙂w🙂o🙂o🙂r🙂d",
        "d2FjaHR3b29yZA==", "=77=61=63=68=74=77=6F=6F=72=64", "w&#97;chtwoord",
    ],
)  # fmt: skip
def test_word_that_announces_a_value_is_read(cue):
    """
    A word is what a reader sees, whatever stands between its letters.
    """
    assert found(f"het {cue} is Zomer2024!", Kind.PASSWORD) == ["Zomer2024!"]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("bedankt J o r i s   V e r m e i r e n voor", "bedankt Joris Vermeiren voor"),
        ("S o p h i e  D u m o n t, elle", "Sophie Dumont, elle"),
        ("J a n P e e t e r s", "Jan Peeters"),
        ("J.a.n v.a.n d.e.n B.e.r.g", "Jan van den Berg"),
        ("F - o - n - s - k - e", "Fonske"),
        ("x\nJ\na\nn\nP\n", "x\nJanP\n"),
        ("**Jan** **Peeters**", "Jan Peeters"),
        ("Jan_Peeters en ewa_nowak", "Jan Peeters en ewa nowak"),
        ("<span class='x'>Jan</span> <b>Peeters</b>", "Jan Peeters"),
        ("<td>Jan</td><td>Peeters</td>", " Jan  Peeters "),
        ("[Jan](http://x) Peeters", "Jan Peeters"),
        ('"Jan" & " " & "Peeters"', "Jan Peeters"),
        ("(J)an (P)eeters", "Jan Peeters"),
        ("naam=Jan+Peeters", "naam=Jan Peeters"),
        ("Vermei-\n> ren", "Vermeiren"),
        ("achterstevoren: snetraaM ettoL", "achterstevoren: Lotte Maartens"),
        ("van achter naar voor 65 43 21 5740", "van achter naar voor 0475 12 34 56"),
    ],
)
def test_second_reading(text, reading):
    """
    Names too, which no check digit confirms: the families judge what comes out.
    """
    sheet = sheet_of(text)

    readings = [each.text for each in other_readings(sheet, prefilter().hits(sheet.folded))]

    assert readings == [reading]


@pytest.mark.parametrize(
    "text",
    [
        "tel van nul tot acht: nul een twee drie vier vijf zes zeven acht",
        "een twee drie, hoedje van papier", "acht of negen of tien", "vijf, zes of zeven",
        "| 2023 | 45 | 12 | 31 | 234 | 56 |", "12;34;56;78;90;11", "01:30 | 02:45 | 03:15",
        "v4.2.0\n2025-02-11 03:00:04,880", "[0.1, 0.2, 0.35, 0.475]", "3B, 4S en 5Z",
        "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9", "2024\n2025\n2026\n2027", "A, B, C, D of E",
        "we zien elkaar at home.be", "je account bij gmail.com",
        "the rest is at school dot the end",
        "Password=<PASSWORD>;Trust=true", "SECRET_KEY, MAX_SIZE en Clara_export",
        "n.v.t., m.b.t., a.u.b., o.c.m.w.", "3 * 4 * 5 = 60", "leerling(en) en (on)geldig",
        "x = a+b; y = c + d", "if a<b and c>d: pass", "omgekeerd evenredig met 12",
    ],
)  # fmt: skip
def test_ordinary_text_that_looks_a_bit_like_it_is_left_alone(text):
    """
    Lists, tables, times, versions, code and abbreviations of any office.
    """
    assert matches(text) == []


def test_link_inside_a_number_is_part_of_it():
    """
    From the first digit to the last; the bracket before it stays.
    """
    assert found("bel [0475](x) 12 34 56 nu", Kind.PHONE) == ["0475](x) 12 34 56"]


def test_runs_are_decoded_where_they_stand():
    """
    The content takes the place of the run, without changing anything else.
    """
    sheet = sheet_of("zie MDQ3NTEyMzQ1Ng== nu")

    assert list(decode.edits(sheet, prefilter().hits(sheet.folded))) == [(4, 20, "0475123456")]
