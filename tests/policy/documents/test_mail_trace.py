"""
What servers write into a mail is left out; what a person could have written there is not.
"""

import pytest

from policy.documents.mail_trace import without_route

BASE64 = "dGhpcyBpcyBhIHNpZ25hdHVyZSBvZiBhIG1haWwgdGhhdCBzb21lYm9keSBzZW50IHRvZGF5"
SIGNATURE = (
    "v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.be; s=s1;\r\n h=From:To:Subject:\r\n"
    "\tDate:Message-ID; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\r\n"
    f" b={BASE64}\r\n {BASE64}\r\n dGVu=="
)
WORDS = "Jef Peeters volgt schuldbemiddeling"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DKIM-Signature", SIGNATURE),
        (
            "ARC-Seal",
            f"i=1; a=rsa-sha256; t=1732450000; cv=none; d=example.be; s=arc;\r\n b={BASE64}",
        ),
        ("Received", "[10.0.0.4]"),
        ("Authentication-Results", 'spf=pass reason="ok" compauth=pass'),
    ],
)
def test_what_servers_write_is_left_out(name, value):
    """
    Signatures, routes, results of checks: no detector is led astray by them.
    """
    assert without_route(name, value).strip(" ;\t\r\n") == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DKIM-Signature", f"v=1; b={WORDS}; s=x"),
        ("DKIM-Signature", f"b={WORDS}"),
        ("DKIM-Signature", f"b={BASE64} {WORDS}"),
        ("DKIM-Signature", f"h=From:To {WORDS};"),
        ("Authentication-Results", f'mx.example.be; dmarc=pass reason="{WORDS}"'),
        ("X-MS-Note", f'reason="{WORDS}"'),
    ],
)
def test_words_are_judged_wherever_they_stand(name, value):
    """
    Else a header of a mail would be a place to hide a text in.
    """
    assert WORDS in without_route(name, value)


def test_a_signature_that_means_ill_costs_little():
    """
    Of many words that could be of either kind each is looked at once.
    """
    value = "b=" + " ".join(["a:" + "x" * 30] * 20_000) + " and no end"

    assert len(without_route("DKIM-Signature", value)) == len(value)
