from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from console.mail_links import Letter


@given(subject=st.text(max_size=40), line=st.text(max_size=40))
def test_mail_program_gets_what_we_wrote(subject, line):
    """
    Whatever stands in subject and body, the link keeps it apart and complete (RFC 6068).
    """
    subject, line = (t.encode("utf-8", "replace").decode() for t in (subject, line))
    letter = Letter(to=("ict@example.org", "dpo@example.org"), subject=subject, lines=[line, "end"])

    link = urlsplit(letter.link)
    fields = parse_qs(link.query, keep_blank_values=True)

    assert link.path == "ict@example.org,dpo@example.org"
    assert fields["subject"] == [subject]
    assert fields["body"] == ["\r\n".join(letter.body.splitlines())]


def test_address_cannot_add_a_field():
    """
    A strange address stays an address.
    """
    letter = Letter(to=("a?cc=b&x@example.org",), subject="s", lines=[])

    assert "?cc" not in letter.link
    assert parse_qs(urlsplit(letter.link).query).keys() == {"subject"}
