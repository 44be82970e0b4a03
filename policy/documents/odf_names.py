"""
Namespaces of ODF (OASIS OpenDocument 1.3, part 3), of LibreOffice's extensions, and their prefixes.
"""

from __future__ import annotations

from policy.documents.xml_reader import Names

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OPEN = "http://openoffice.org/"
_PREFIXES = {
    **{
        f"{_OASIS}{name}:1.0": name
        for name in (
            *("office", "text", "table", "style", "meta", "number", "chart", "form", "script"),
            *("presentation", "config", "manifest", "animation", "database", "of"),
        )
    },
    f"{_OASIS}drawing:1.0": "draw",
    f"{_OASIS}dr3d:1.0": "dr3d",
    f"{_OASIS}svg-compatible:1.0": "svg",
    f"{_OASIS}xsl-fo-compatible:1.0": "fo",
    f"{_OPEN}2000/dialog": "dlg",
    f"{_OPEN}2000/script": "script",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/1998/Math/MathML": "math",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://purl.org/dc/elements/1.1/": "dc",
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": "loext",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_KNOWN = (
    *("urn:oasis:names:tc:opendocument:", "urn:org:documentfoundation:", "urn:openoffice:"),
    *(_OPEN, "http://www.w3.org/", "http://purl.org/dc/", "http://docs.oasis-open.org/"),
    "http://www.openoffice.org/",
)


def odf_names() -> Names:
    """Names for one document."""
    return Names(_PREFIXES, _KNOWN)
