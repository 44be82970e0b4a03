"""
All traps by format.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.policy.documents.corpus import Traps, through
from tests.policy.documents.corpus_mail import MAIL, ZIP
from tests.policy.documents.corpus_odf import ODP, ODS, ODT
from tests.policy.documents.corpus_office import dressed
from tests.policy.documents.corpus_pdf import PDF
from tests.policy.documents.corpus_pictures import BMP, GIF, JPEG, PNG, SVG, TIFF, WEBP
from tests.policy.documents.corpus_sheets import SHEETS
from tests.policy.documents.corpus_slides import SLIDES
from tests.policy.documents.corpus_text import (
    CALENDAR,
    CARD,
    CSV,
    HTML,
    JSON,
    MARKDOWN,
    PLAIN,
    RTF,
    TSV,
    XML,
)
from tests.policy.documents.corpus_word import WORD

TRAPS: Mapping[str, Traps] = {
    "docx": through(dressed, WORD),
    "xlsx": through(dressed, SHEETS),
    "pptx": through(dressed, SLIDES),
    "odt": ODT,
    "ods": ODS,
    "odp": ODP,
    "pdf": PDF,
    "rtf": RTF,
    "csv": CSV,
    "tsv": TSV,
    "txt": PLAIN,
    "md": MARKDOWN,
    "html": HTML,
    "json": JSON,
    "xml": XML,
    "ics": CALENDAR,
    "vcf": CARD,
    "eml": MAIL,
    "zip": ZIP,
    "svg": SVG,
    "png": PNG,
    "jpeg": JPEG,
    "webp": WEBP,
    "tiff": TIFF,
    "gif": GIF,
    "bmp": BMP,
}
