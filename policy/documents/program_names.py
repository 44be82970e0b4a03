"""
The names of programs, printers and cameras that a file keeps: nobody is called like that.

Every PDF that Chrome prints says `Mozilla/5.0 … like Gecko` and `Skia/PDF`, every photograph says
which camera took it. To a detector of names these look like names of people. What consists of
nothing but such words is not told; one other word in it, and all of it is.
"""

from __future__ import annotations

import re

from policy.documents.words import words

KEYS = words(
    "producer creatortool software softwareagent processingsoftware make model lensmake"
    " lensmodel hostcomputer application generator"
)
"""
Keys under which programs name themselves, in small letters: of XMP, EXIF and office files. Not
`creator`, which is the author in most of them.
"""
_LONGEST = 200
_WORD = re.compile(r"[^\W\d_]{3,}")
_CODED = re.compile(r"\S*\d\S*")
"""Versions and types: `M4-D750`, `537.36`, `x86_64`."""
_NUMBER = re.compile(r"\d[\d ./-]*")
_MOST_DIGITS = 9
"""From here on it is the number of somebody."""
_NAMES = words(
    # Browsers, and what they say
    "mozilla applewebkit khtml like gecko chrome headlesschrome chromium safari firefox edg edge"
    " opera skia pdf linux windows win macintosh intel mac macos version build mobile android"
    # Office and paper
    " microsoft word excel powerpoint outlook onenote visio publisher project office voor pour for"
    " print reporting services save add libreoffice openoffice org writer calc impress draw"
    " google docs sheets slides renderer pages numbers keynote quartz pdfcontext apple preview"
    " adobe acrobat distiller pdfmaker indesign illustrator photoshop lightroom framemaker"
    " designer experience manager library capture reader pro standard server elements"
    " pscript dll ghostscript gpl cups itext itextpdf itextsharp group agpl licensed reportlab www"
    " com fpdf tcpdf mpdf dompdf cpdf pdfsharp pdfkit pdflib pdfbox apache fop jspdf pypdf pikepdf"
    " wkhtmltopdf weasyprint prince cairo cairographics https http poppler inkscape scribus krita"
    " gimp pdftex latex tex xetex luatex luahbtex hyperref pandoc typst dvips aspose net telerik"
    " devexpress syncfusion spire crystal reports jasperreports jasper sap netweaver oracle bi"
    " foxit phantompdf editor nitro pdfium pdfcreator bullzip dopdf novapdf finereader abbyy"
    " omnipage csdk nuance kofax power tesseract ocrmypdf qpdf hopding github lib puppeteer"
    " canva figma sketch affinity paint snipping tool greenshot sharex screenshot openxml sdk docx"
    " openpyxl xlsxwriter python generated java node php ruby delphi unspecified anonymous untitled"
    # Machines that scan and print
    " canon ricoh xerox konica minolta bizhub kyocera taskalfa ecosys brother epson lexmark samsung"
    " sharp toshiba oki hewlett packard laserjet officejet scan scanner scansnap fujitsu naps"
    " imagerunner advance altalink workcentre versalink twain wia mfp"
    # Cameras and telephones
    " nikon corporation sony ilce fujifilm olympus panasonic lumix leica pentax gopro dji eos ixus"
    " powershot coolpix iphone ipad galaxy huawei honor pixel xiaomi redmi note poco oneplus oppo"
    " realme nokia hmd global motorola moto fairphone max mini plus ultra lite back front camera"
    " dual triple lens"
)


_FONTS = words(
    "aptos display narrow arial black unicode calibri light cambria math candara corbel constantia"
    " consolas georgia verdana tahoma segoe ui semibold semilight symbol emoji trebuchet ms gill"
    " sans mt franklin gothic book medium demi heavy century schoolbook garamond bodoni bell"
    " baskerville old style bookman palatino linotype times new roman courier lucida console"
    " bright rockwell perpetua impact comic helvetica neue avenir next futura optima didot open"
    " roboto slab condensed lato montserrat poppins raleway oswald inter noto serif source pro"
    " ubuntu flanders art wingdings webdings liberation mono dejavu carlito caladea bold italic"
    " regular extra thin tw cen std lt nova bahnschrift sitka text ebrima gadugi nirmala dengxian"
)


def is_font(text: str) -> bool:
    """Whether `text` is nothing but the name of a font, as presentations list those they use."""
    found = re.findall(r"\w+", text)
    return bool(found) and len(text) <= _LONGEST and all(word.lower() in _FONTS for word in found)


def is_program(key: str, text: str) -> bool:
    """Whether `text`, which stands under `key`, is nothing but the name of a program or machine."""
    if key.rpartition(":")[2].lower() not in KEYS or len(text) > _LONGEST:
        return False
    # `ILCE-7M3` is a type as a whole; then its letters must be known.
    found = _WORD.findall(_CODED.sub(" ", text)) or _WORD.findall(text)
    return (
        bool(found)
        and all(word.lower() in _NAMES for word in found)
        and all(sum(map(str.isdigit, run)) < _MOST_DIGITS for run in _NUMBER.findall(text))
    )
