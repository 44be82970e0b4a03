"""
Office packages as programs write them: with content types, a theme, styles, and what is known of
the document itself.
"""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile

from tests.policy.documents.build_office import DECLARATION, DRAWING

_FACES = {
    "Jpan": "游明朝", "Hang": "맑은 고딕", "Hans": "等线", "Hant": "新細明體",
    "Arab": "Times New Roman",
    "Hebr": "Times New Roman", "Thai": "Angsana New", "Ethi": "Nyala", "Beng": "Vrinda",
    "Gujr": "Shruti", "Khmr": "MoolBoran", "Knda": "Tunga", "Guru": "Raavi", "Cans": "Euphemia",
    "Cher": "Plantagenet Cherokee", "Yiii": "Microsoft Yi Baiti", "Tibt": "Microsoft Himalaya",
    "Thaa": "MV Boli", "Deva": "Mangal", "Telu": "Gautami", "Taml": "Latha",
    "Syrc": "Estrangelo Edessa", "Orya": "Kalinga", "Mlym": "Kartika", "Laoo": "DokChampa",
    "Sinh": "Iskoola Pota", "Mong": "Mongolian Baiti", "Viet": "Arial", "Geor": "Sylfaen",
}  # fmt: skip
_COLOURS = ("dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5")
_ENSEMBLE = "application/vnd.openxmlformats-officedocument"
_MAIN = {
    "word/document.xml": f"{_ENSEMBLE}.wordprocessingml.document.main+xml",
    "xl/workbook.xml": f"{_ENSEMBLE}.spreadsheetml.sheet.main+xml",
    "ppt/presentation.xml": f"{_ENSEMBLE}.presentationml.presentation.main+xml",
}


def theme() -> str:
    """The theme that office programs put into each document."""
    colours = "".join(f'<a:{name}><a:srgbClr val="1F497D"/></a:{name}>' for name in _COLOURS)
    faces = "".join(f'<a:font script="{key}" typeface="{face}"/>' for key, face in _FACES.items())
    fonts = f'<a:latin typeface="Calibri Light"/><a:ea typeface=""/><a:cs typeface=""/>{faces}'
    return (
        f'{DECLARATION}<a:theme xmlns:a="{DRAWING}" name="Office Theme"><a:themeElements>'
        f'<a:clrScheme name="Office">{colours}</a:clrScheme><a:fontScheme name="Office">'
        f"<a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont></a:fontScheme>"
        '<a:fmtScheme name="Office"><a:fillStyleLst/></a:fmtScheme></a:themeElements></a:theme>'
    )


def about(program: str) -> dict[str, str]:
    """What the program says of the document."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    return {
        "docProps/app.xml": (
            f'{DECLARATION}<Properties xmlns="{office}/extended-properties">'
            f"<Template>Normal.dotm</Template><TotalTime>12</TotalTime><Application>{program}"
            "</Application><DocSecurity>0</DocSecurity><Company>Gemeente Kortenberg</Company>"
            "<AppVersion>16.0000</AppVersion></Properties>"
        ),
    }


def dressed(raw: bytes) -> bytes:
    """The package `raw` with all that around it."""
    with ZipFile(io.BytesIO(raw)) as bare:
        parts = {name: bare.read(name) for name in bare.namelist()}
    main = next(name for name in _MAIN if name in parts)
    folder = main.partition("/")[0]
    programs = {"word": "Microsoft Office Word", "xl": "Microsoft Excel"}
    extra = about(programs.get(folder, "Microsoft Office PowerPoint"))
    extra[f"{folder}/theme/theme1.xml"] = theme()
    extra["[Content_Types].xml"] = (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/><Override PartName="/{main}" '
        f'ContentType="{_MAIN[main]}"/></Types>'
    )
    parts |= {name: text.encode() for name, text in extra.items()}
    _relate(parts, "_rels/.rels", "extended-properties", "docProps/app.xml")
    _relate(parts, main.replace("/", "/_rels/") + ".rels", "theme", "theme/theme1.xml")
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name in sorted(parts):
            package.writestr(name, parts[name])
    return target.getvalue()


def _relate(parts: dict[str, bytes], name: str, role: str, target: str) -> None:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    told = f'<Relationship Id="x{role}" Type="{base}/{role}" Target="{target}"/>'
    parts[name] = parts[name].replace(b"</Relationships>", f"{told}</Relationships>".encode())
