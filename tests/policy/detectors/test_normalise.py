"""
Normalising changes what is looked at, never where it is.
"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.detectors.fold import ascii_only, plain
from policy.detectors.normalise import normalised
from policy.detectors.rewriting import original

AWKWARD = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("aé0\u200b\u00ad\u0301\ufe0f\U000e0041%&#;\\u4x\n 1CE9amp"),
    ),
    max_size=60,
)


def back(text: str, part: str) -> str:
    """What stands in the text as it was where `part` stands in the normalised one."""
    clean, ways = normalised(text)
    start = clean.index(part)
    return text[slice(*original(start, start + len(part), ways))]


@given(AWKWARD)
def test_every_position_leads_back_into_the_text_in_order(text):
    """
    The law of the way back: within the text, never backwards, never empty.
    """
    clean, ways = normalised(text)

    spans = [original(i, i + 1, ways) for i in range(len(clean))]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= next_[0] for one, next_ in pairwise(spans))


@given(st.text(alphabet="abc XYZ019.,-@/\n"))
def test_ordinary_text_is_untouched(text):
    """
    Most prompts cost nothing.
    """
    assert normalised(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "plain_text"),
    [
        ("0\u200b4\u200b7", "047"),
        ("ge\u00adheim", "geheim"),
        ("e\u0301le\u0300ve", "eleve"),
        ("0\ufe0f\u20e34\ufe0f\u20e3", "04"),
        ("jan%40telenet.be", "jan@telenet.be"),
        ("%C3%A9t%C3%A9", "été"),
        ("&#106;&#x61;n&commat;x", "jan@x"),
        ("\\u006aan", "jan"),
        ("naam\\tJan\\nPeeters", "naam Jan\nPeeters"),
        ("C:\\temp\\nieuw", "C:\\temp\\nieuw"),
        ("100% zeker, 5%ff", "100% zeker, 5%ff"),
        ("a%2540b", "a%40b"),
        ("&#106&#97&#0000110 &#x6a&#x61;n", "jan jan"),
        ("Andr&eacute Ren&eacute;", "André René"),
        ("a&NonBreakingSpace;b&period;c", "a\u00a0b.c"),
        ("\\u{6a}an \\\\u006aan %u006aan", "jan jan jan"),
        ("\\112\\141\\156 U+004A U+0061", "Jan Ja"),
        ("x\u0488y", "xy"),
        (
            "\\ud83d &#0; &#xdfff; &nosuchname; \\U00110000",
            "\\ud83d &#0; &#xdfff; &nosuchname; \\U00110000",
        ),
    ],
)
def test_disguises_come_off(text, plain_text):
    """
    Invisible characters go, escapes are decoded, once.
    """
    assert normalised(text)[0] == plain_text


@pytest.mark.parametrize(
    ("text", "part", "source"),
    [
        ("x 0\u200b4\u200b7 y", "047", "0\u200b4\u200b7"),
        ("mail jan%40x.be nu", "jan@x.be", "jan%40x.be"),
        ("zie e\u0301le\u0301 nu", "ele", "e\u0301le\u0301"),
    ],
)
def test_span_points_at_the_disguise(text, part, source):
    """
    What is cut out is all of what stands in the text, with its marks and escapes.
    """
    assert back(text, part) == source


@given(st.text())
def test_folding_keeps_the_length_and_leaves_only_ascii(text):
    """
    One character for one: positions stay, and the prefilter sees one byte for each.
    """
    folded = ascii_only(plain(text))

    assert len(folded) == len(text)
    assert folded.isascii()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Coëhoornstraat", "Coehoornstraat"),
        ("à usage interne", "a usage interne"),
        ("ſecret", "secret"),
        ("０４９６", "0496"),
        ("𝟎𝟒𝟕𝟎 𝐑𝐢𝐭𝐚", "0470 Rita"),
        ("٠٤٧٨", "0478"),
        ("sаrа", "sara"),
        ("85.07.30\u2013033", "85.07.30-033"),
        ("a\u00a0b", "a b"),
        ("ᴊᴀɴ 🅙🅐🅝 🅹🅰🅽 🇯🇦🇳 Ⓙⓐⓝ", "jan jan jan jan Jan"),
        ("Ꭻan Јan ոick ꓗoen", "Jan Jan nick Koen"),
    ],
)
def test_folding_reads_like_the_text(text, folded):
    """
    Accents, look-alikes and exotic digits become what they look like.
    """
    assert ascii_only(plain(text)) == folded


def test_whole_words_in_another_alphabet_stay_words():
    """
    Only a mixture of alphabets is a disguise; a Ukrainian name is a name.
    """
    assert plain("Олена sаrа") == "Олена sara"
