"""
Values in several texts: all of a value that was cut is found, and of ordinary texts nothing is.
"""

import random
import sys
from datetime import date
from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from config.detection import build_detector
from policy.detectors.validators import is_card_number, is_national_number
from policy.finding import Finding, Kind
from policy.judge import scan
from policy.seams import MOST_TEXTS, seams_of
from policy.text_ends import ends_of, ends_of_turn
from tests.policy.detectors.lexicons import LEXICONS

KEY = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"


@cache
def detector():
    return build_detector(LEXICONS.parent, None)


def ordinary(texts):
    return scan(texts, detector())


def beside(before, texts):
    """What is found beside the ordinary: in pieces of several texts."""
    seams = seams_of([ends_of(text) for text in before], [ends_of(text) for text in texts])
    looked = scan(seams.texts, detector()) if seams.texts else ()
    return seams.findings(looked, ordinary(texts))


def uncovered(piece, text, part, findings):
    """The letters and digits of `piece` in `text` that no finding is about."""
    start = text.index(piece)
    covered = {place for f in findings if f.part == part for place in range(f.start, f.end)}
    places = set(range(start, start + len(piece))) - covered
    return "".join(text[place] for place in sorted(places) if text[place].isalnum())


def luhn(digits):
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return str(-(sum(map(int, digits[-2::-2])) + sum(doubled)) % 10)


@st.composite
def national_numbers(draw):
    """As people write it, or digits alone."""
    birth = draw(st.dates(date(1920, 1, 1), date(2024, 12, 31)))
    body = f"{birth:%y%m%d}{draw(st.integers(1, 997)):03}"
    check = 97 - int(f"2{body}" if birth.year >= 2000 else body) % 97
    written = f"{body[:2]}.{body[2:4]}.{body[4:6]}-{body[6:]}.{check:02}"
    return draw(st.sampled_from([written, f"{body}{check:02}"]))


@st.composite
def ibans(draw):
    bank = f"{draw(st.integers(1, 10**10 - 1)):010}"
    account = f"{bank}{int(bank) % 97 or 97:02}"
    compact = f"BE{98 - int(f'{account}111400') % 97:02}{account}"
    groups = " ".join(compact[at : at + 4] for at in range(0, 16, 4))
    return draw(st.sampled_from([compact, groups]))


@st.composite
def cards(draw):
    body = f"4{draw(st.integers(0, 10**14 - 1)):014}"
    compact = body + luhn(body)
    assume(len(set(compact)) > 2)
    groups = " ".join(compact[at : at + 4] for at in range(0, 16, 4))
    return draw(st.sampled_from([compact, groups]))


@st.composite
def mobiles(draw):
    rest = f"{draw(st.sampled_from([47, 48, 49]))}{draw(st.integers(2_000_000, 9_999_999))}"
    spelled = f"{rest[:3]} {rest[3:5]} {rest[5:7]} {rest[7:]}"
    return draw(st.sampled_from([f"0{rest}", f"0{spelled}", f"+32 {spelled}", f"+32{rest}"]))


VALUES = {
    "national": national_numbers(),
    "iban": ibans(),
    "card": cards(),
    "mobile": mobiles(),
    "mail": st.just("an.claes@telenet.be"),
    "key": st.just(KEY),
}


@st.composite
def cut(draw, value):
    """A value in two or three pieces, none of them empty but for spaces."""
    places = st.lists(st.integers(1, len(value) - 1), min_size=1, max_size=2, unique=True)
    cuts = [0, *sorted(draw(places)), len(value)]
    pieces = [value[low:high].strip() for low, high in pairwise(cuts)]
    assume(all(any(map(str.isalnum, piece)) for piece in pieces))
    assume(not pieces[0].endswith("+"))
    return pieces


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
@settings(max_examples=150)
def test_a_value_over_texts_is_covered_in_all_of_them(kind, data):
    """
    Wherever it is cut, in two or in three: at the end of a text and the beginning of the next.
    """
    pieces = data.draw(cut(data.draw(VALUES[kind])))
    # What is a whole address without the rest is found as that.
    assume(kind != "mail" or not any(ordinary((piece,)) for piece in pieces))
    texts = (f"Hier komt het {pieces[0]}", *pieces[1:-1], f"{pieces[-1]} dat was het")
    turns = data.draw(st.integers(0, len(texts) - 1))

    new = texts[turns:]
    findings = (*ordinary(new), *beside(texts[:turns], new))

    for part, (piece, text) in enumerate(zip(pieces[turns:], new, strict=True)):
        assert uncovered(piece, text, part, findings) == "", (texts, turns)


@pytest.mark.parametrize("kind", ["national", "card", "mobile"])
@given(data=st.data())
@settings(max_examples=60)
def test_words_around_the_pieces_hide_nothing(kind, data):
    """
    Digits with their labels, and with other words before and after them.
    """
    value = "".join(filter(str.isdigit, data.draw(VALUES[kind].filter(lambda v: v[0] != "+"))))
    middle = data.draw(st.integers(2, len(value) - 2))
    pieces = value[:middle], value[middle:]
    texts = tuple(f"Deel {n} is {piece}, bewaar het." for n, piece in enumerate(pieces, 1))
    turns = data.draw(st.integers(0, 1))

    new = texts[turns:]
    findings = (*ordinary(new), *beside(texts[:turns], new))

    for part, (piece, text) in enumerate(zip(pieces[turns:], new, strict=True)):
        assert uncovered(piece, text, part, findings) == ""


def test_digits_one_by_one_make_a_number():
    """
    Eleven turns with a digit each; with a label, too.
    """
    digits = "85073003328"

    bare = beside(digits[:-1], [digits[-1]])
    labelled = beside(
        [f"cijfer: {digit} ok" for digit in digits[:-1]], [f"cijfer: {digits[-1]} ok"]
    )

    assert [f.kind for f in bare] == [f.kind for f in labelled] == [Kind.NATIONAL_NUMBER]


def test_one_postcode_after_the_other_is_no_payment_card():
    """
    The check of a card is that of one row of digits in ten. In short messages it does count.
    """
    postcodes = next(
        row for row in product(range(4000, 4100, 3), repeat=4) if is_card_number(_digits(row))
    )
    asked = [
        f"Hoeveel inwoners van {code} kregen vorig jaar een brief van ons?" for code in postcodes
    ]
    short = [str(code) for code in postcodes]

    assert beside(asked[:3], asked[3:]) == ()
    assert beside(asked[:1], asked[1:]) == ()
    assert [f.kind for f in beside(short[:3], short[3:])] == [Kind.CARD_NUMBER]


def _digits(row):
    return "".join(map(str, row))


def test_an_account_that_is_cut_inside_its_country():
    """
    Also with letters in it, and where the texts say something else before and after.
    """
    for first, second in [
        ("op rekening B", "E68 5390 0754 7034 graag"),
        ("op rekening BE", "68 5390 0754 7034 graag"),
        ("NL91", "ABNA 0417164300"),
        ("rekening NL91 AB", "NA0417164300"),
    ]:
        findings = beside([first], [second])

        assert [f.kind for f in findings] == [Kind.IBAN], (first, second)


def test_a_structured_communication_over_two_parts():
    """
    Its strokes tell it from a date and an amount.
    """
    assert [f.part for f in beside((), ("mededeling 090/9337", "en dan /55493"))] == [0, 1]
    assert beside((), ("op 11/03", "en 9337/55493")) == ()


ANNOUNCED = [
    ("Het wachtwoord van de wifi is", "Kortenberg123 schrijf het op", Kind.PASSWORD),
    ("Mijn wachtwoord:", "Zomer2024!", Kind.PASSWORD),
    ("password=", "Zomer2024!", Kind.PASSWORD),
]


@pytest.mark.parametrize(("first", "second", "kind"), ANNOUNCED)
def test_what_a_text_only_announces(first, second, kind):
    """
    The next text says it, in the same prompt or in the next turn; its place is told there.
    """
    in_turns, in_parts = beside([first], [second]), beside((), (first, second))

    assert {(f.kind, f.part, f.start) for f in in_turns} == {(kind, 0, 0)}
    assert (kind, 1) in {(f.kind, f.part) for f in (*in_parts, *ordinary((first, second)))}


@pytest.mark.parametrize(
    ("before", "texts"),
    [
        (["In 2023 waren er 1204 bezoekers."], ["En in 2024 waren het er 1310, in zaal 12."]),
        (["De zaal kost 1.250,00 euro per dag."], ["En de tafels 3,50 per stuk, 48 stuks."]),
        (["Kamer 204 is vrij op 12/05/2024."], ["Kamer 118 op 13/05/2024, van 14 tot 16 uur."]),
        (["Mail naar info@kortenberg.be"], ["Schrijf er een zinnetje bij."]),
        (["Mail naar info@kortenberg.be."], ["Vanaf morgen is het anders."]),
        (["Bel 02 755 22 55"], ["Huisnummer 12, postcode 3070."]),
        (["Vertaal deze zin naar het Frans:"], ["Het park gaat open om 9 uur."]),
        (["Wat is een goed wachtwoord?"], ["Schrijf dan een brief aan de buren."]),
        (["Schrijf code"], ["Een lijst van 10 getallen, gesorteerd, in Python."]),
        (["De vergaderzaal is"], ["groot genoeg voor 120 mensen"]),
        ([], ["2021", "1204", "2022", "1310", "2023", "1288"]),
        ([], ["v1.2.3", "build-2024", "release/10.4.1"]),
    ],
)
def test_ordinary_texts_give_nothing(before, texts):
    """
    Years, prices, rooms, dates, public addresses, and texts that follow an announcement.
    """
    assert beside(before, texts) == ()


def test_a_table_is_no_number():
    """
    Hundreds of cells, each a part: numbers that fit by chance are no one's.
    """
    chance = random.Random(7)  # noqa: S311 -- the same cells each time
    cells = [str(chance.randrange(10 ** chance.randint(1, 7))) for _ in range(600)]

    assert seams_of([], [ends_of(cell) for cell in cells[-MOST_TEXTS:]]).texts == ()


def test_numbers_of_chats_seldom_fit():
    """
    Rooms, years and amounts, two in each turn: by chance those of six turns fit in few of them.
    """
    chance = random.Random(11)  # noqa: S311 -- the same chats each time
    amounts = [str(chance.randrange(10 ** chance.randint(1, 4))) for _ in range(6000)]
    pairs = zip(amounts[::2], amounts[1::2], strict=True)
    turns = [f"zaal {one} en dan {two} nog" for one, two in pairs]
    ends = [ends_of(turn) for turn in turns]

    hits = [at for at in range(5, len(turns))
            if seams_of(ends[at - 5 : at], [ends[at]]).texts
            and beside(turns[at - 5 : at], [turns[at]])]  # fmt: skip

    assert len(hits) <= len(turns) // 200


TEXT = st.text(st.sampled_from("ab0123456789 .-/+@:_\né٣"), max_size=30)


@given(st.lists(TEXT, max_size=4), st.lists(TEXT, min_size=1, max_size=3))
@settings(max_examples=150)
def test_earlier_turns_take_no_finding_away(before, texts):
    """
    Whatever was said before, what is found without it is found; and findings are inside texts.
    """
    alone, after = beside((), texts), beside(before, texts)

    assert set(alone) <= set(after)
    assert all(0 <= f.start < f.end <= len(texts[f.part]) for f in after)


def calls_of(act):
    """How many calls `act` makes, which no other load on the machine changes."""
    count = 0

    def counted(frame, event, argument):
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "unit", ["1", "12 ", "1a", "@a.", "04", "BE6", "x", "4/", "a" * 199 + " 8 "]
)
def test_a_long_text_costs_no_more_than_a_short_one(unit):
    """
    Only its ends are looked at.
    """
    before = [ends_of((unit * 10_000)[:10_000])] * 12

    short, long = (
        calls_of(lambda size=size: seams_of(before, [ends_of((unit * size)[:size])]))
        for size in (10_000, 1_000_000)
    )

    assert long <= 1.5 * short + 100


@pytest.mark.parametrize("unit", ["1", "12 34 56 78 90", "a1@b", "BE68 ", "0478 5", "wachtwoord:"])
def test_each_part_adds_as_much_as_the_others(unit):
    """
    Up to the most that are looked at; how many there are in all is the same to it.
    """
    few, many = (
        calls_of(lambda parts=parts: seams_of([], [ends_of(part) for part in parts]))
        for parts in ([unit] * 8, [unit] * MOST_TEXTS)
    )

    assert many <= 6 * few + 1000


def test_pieces_that_fit_everywhere_are_not_tried_everywhere():
    """
    Who makes each number fit each other number of a prompt gets a bounded second look at it.
    """
    births = [f"{year:02}{month:02}{day:02}" for year in range(100) for month in range(1, 13)
              for day in range(1, 29)]  # fmt: skip
    fitting = [birth for birth in births if is_national_number(f"{birth}03328")]
    threes = zip(fitting[::3], fitting[1::3], fitting[2::3], strict=False)
    texts = [f"x 03328 y 03328 z 03328 en {a} of {b} of {c}" for a, b, c in threes][:MOST_TEXTS]

    seams = seams_of([], [ends_of(text) for text in texts])

    assert sum(map(len, seams.texts)) < 10 * sum(map(len, texts))
    assert {part for look in seams.looks for part, _ in look.pieces} == set(range(MOST_TEXTS))


def test_findings_cost_no_more_than_there_are():
    """
    A thousand, ten thousand: what pieces make is told from what was found anyway in one pass.
    """
    texts = ["begin 850730", "en dan 03328"] * 16
    seams = seams_of([], [ends_of(text) for text in texts])
    looked = scan(seams.texts, detector())

    known = [Finding(kind=Kind.PERSON, part=at % 40, start=at, end=at + 1, score=1, detector="x")
             for at in range(100, 10_100)]  # fmt: skip

    few, many = (calls_of(lambda n=n: seams.findings(looked, known[:n])) for n in (1_000, 10_000))

    assert many < 12 * few


def test_nothing_of_a_text_is_in_a_repr():
    """
    Logs and tracebacks carry reprs.
    """
    ends = ends_of("geheim 850730 woord")
    seams = seams_of([ends], [ends_of("en 03328 nog")])

    shown = repr((ends, ends_of_turn([ends]), seams))

    assert seams.texts
    assert not any(word in shown for word in ("geheim", "850730", "03328", "85073003328"))
