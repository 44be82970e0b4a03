"""
Small OpenDocument files.
"""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        **{
            name: f"{_OASIS}:{name}:1.0"
            for name in (
                *("office", "text", "table", "style", "meta", "number", "chart", "form"),
                *("presentation", "config", "manifest", "script"),
            )
        },
        "draw": f"{_OASIS}:drawing:1.0",
        "svg": f"{_OASIS}:svg-compatible:1.0",
        "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
        "math": "http://www.w3.org/1998/Math/MathML",
    }.items()
)

type Parts = dict[str, str | bytes]


def part(name: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><{name} {SPACES}>{content}</{name}>'


def document(kind: str, body: str, styles: str = "") -> str:
    """content.xml of a `text`, `spreadsheet` or `presentation`."""
    return part(
        "office:document-content",
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body>",
    )


def package(kind: str, parts: Parts, entries: str = "") -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as opened:
        mime = f"application/vnd.oasis.opendocument.{kind}"
        opened.writestr("mimetype", mime, ZIP_STORED)
        for name, data in parts.items():
            opened.writestr(name, data)
        if "META-INF/manifest.xml" not in parts:
            opened.writestr("META-INF/manifest.xml", part("manifest:manifest", entries))
    return target.getvalue()


def entry(path: str, kind: str, inner: str = "") -> str:
    return (
        f'<manifest:file-entry manifest:full-path="{path}"'
        f' manifest:media-type="application/vnd.oasis.opendocument.{kind}">{inner}'
        "</manifest:file-entry>"
    )


def odt(body: str, styles: str = "", parts: Parts | None = None, entries: str = "") -> bytes:
    return package("text", {"content.xml": document("text", body, styles)} | (parts or {}), entries)


def ods(body: str, styles: str = "", parts: Parts | None = None) -> bytes:
    content = document("spreadsheet", body, styles)
    return package("spreadsheet", {"content.xml": content} | (parts or {}))


def odp(body: str, styles: str = "", parts: Parts | None = None) -> bytes:
    content = document("presentation", body, styles)
    return package("presentation", {"content.xml": content} | (parts or {}))


def p(text: str, style: str = "P1") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def style(name: str, family: str, properties: str, parent: str = "") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    named = f'style:name="{name}" style:family="{family}"{above}'
    return f"<style:style {named}>{properties}</style:style>"


HIDES = '<style:text-properties text:display="none"/>'


def cell(text: str = "", attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{p(text) if text else ''}</table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def table(name: str, *rows: str, attributes: str = "", columns: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{columns}{"".join(rows)}</table:table>'
