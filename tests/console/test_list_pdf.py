"""
The list as a PDF says what the page says, in each language, with its version and date.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from console.languages import LANGUAGES
from policy.catalogue import Catalogue, Host, Status
from tests.console.portal_for_tests import JustACatalogue, browse, live, portal, service


@pytest.fixture
def client(tmp_path):
    return browse(portal(tmp_path))


def text_of(raw):
    document = pypdfium2.PdfDocument(raw)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_the_page_says(client, language):
    """
    Names, conditions and reasons, the version, and the language for a screen reader.
    """
    answer = client.get("/lijst.pdf", params={"lang": language})

    assert answer.headers["content-type"] == "application/pdf"
    text = text_of(answer.content)
    for said in ("Praatpaal", "Alleen openbare tekst <zonder namen>.", "Diepzoeker",
                 "Verboden door het beleid.", "Stilgelegd", "2026-11+abc"):  # fmt: skip
        assert said in text
    assert "Zoekbing" not in text
    with pikepdf.open(BytesIO(answer.content)) as document:
        assert str(document.Root.Lang) == f"{language}-BE"
        assert str(document.docinfo["/Title"])


def test_a_long_list_goes_over_pages(tmp_path):
    """
    With accents, and the heading of the table on each page.
    """
    services = tuple(
        service(f"Toepassing {n} é", Host(domain=f"t{n}.example"), status=Status.FORBIDDEN)
        for n in range(120)
    )
    there = portal(tmp_path, policy=live(lambda: JustACatalogue(Catalogue(services))))

    raw = browse(there).get("/lijst.pdf").content

    assert len(pypdfium2.PdfDocument(raw)) > 2
    assert "Toepassing 119 é" in text_of(raw)
