"""
Which attributes of ODF hold what somebody wrote (OpenDocument 1.3, part 3, 19).
"""

from __future__ import annotations

import re

from policy.documents.attribute_reader import AttributeRules
from policy.documents.interface import Part

_VALUES = ("office:value", "office:date-value", "office:time-value", "office:string-value")
_BY_ATTRIBUTE = {
    **dict.fromkeys(
        (
            *("draw:name", "text:name", "table:name", "style:display-name", "office:name"),
            *("xlink:href", "xlink:title", "office:title", "meta:name", "text:ref-name"),
            *("style:num-prefix", "style:num-suffix", "chart:label-string", "text:description"),
            *("office:dde-topic", "office:dde-item", "script:library"),
        ),
        Part.PROPERTY,
    ),
    **dict.fromkeys(
        (
            *("form:name", "form:label", "form:title", "form:value", "form:current-value"),
            *("form:list-source", "dlg:value", "dlg:title", "dlg:help-text", "table:title"),
            "table:condition",
        ),
        Part.FORM_FIELD,
    ),
    **dict.fromkeys(
        (
            *("text:string-value", "text:string-value-if-true", "text:string-value-if-false"),
            *("office:string-value", "text:key1", "text:key2", "table:value", "text:formula"),
            "table:comment",
        ),
        Part.HIDDEN,
    ),
}
_BY_ELEMENT = {
    **{
        f"{element}@{value}": Part.HIDDEN
        for element in ("text:user-field-decl", "text:variable-set", "text:user-defined")
        for value in _VALUES
    },
    **{f"table:change-track-table-cell@{value}": Part.CHANGE for value in _VALUES},
    **{f"form:property@{value}": Part.FORM_FIELD for value in _VALUES},
}
_QUIET = frozenset(
    (
        *("office:value", "office:date-value", "office:time-value", "office:boolean-value"),
        *("table:formula", "style:name", "style:parent-style-name", "text:style-name"),
        *("style:next-style-name", "style:font-name", "style:font-name-asian", "config:name"),
        *("style:font-name-complex", "fo:font-family", "style:font-family-generic", "fo:clip"),
        *("style:font-style-name", "svg:font-family", "svg:d", "svg:viewBox", "svg:points"),
        *("draw:points", "draw:enhanced-path", "draw:formula", "draw:transform", "draw:engine"),
        *("draw:glue-points", "draw:text-areas", "draw:extrusion-viewpoint", "dr3d:transform"),
        *("draw:handle-position", "text:anchor-type", "xlink:type", "xml:id", "math:stretchy"),
        *("table:end-cell-address", "table:cell-range-address", "table:base-cell-address"),
        *("table:target-range-address", "table:print-ranges", "table:cell-address"),
        *("chart:values-cell-range-address", "chart:label-cell-address", "script:event-name"),
        *("meta:generator", "office:mimetype", "manifest:full-path", "manifest:media-type"),
        *("table:table-cell@office:string-value", "table:covered-table-cell@office:string-value"),
    )
)
"""Values of cells, which are read with them; geometry, fonts, addresses of cells."""
_SHIPPED = re.compile(
    r"(?:(?:frame|image|afbeelding|object|graphics|table|tabel|sectie|section|page|pagina|shape"
    r"|vorm|lijn|line|tekstvak|text ?box|illustration|drawing|sheet|blad|feuille|picture|groep)"
    r" ?\d{0,5}|default|standaard|standard|_toc\d+|_ref\d+|__\w+|[\W_]*|[a-z]?\d{1,2}"
    r"|(?:\./|\.\./)?(?:object|pictures|objectreplacements|media|configurations2)\b[^:]*|#[^:@]*"
    r"|(?:ooo|com\.sun|com\.github|org\.openoffice|cell-|ooow|oooc|of):[\w.:\-]*)",
    re.IGNORECASE,
)
"""Names that the program gave, signs around numbers of lists, and references inside the package."""
_LONGEST = 100
_STYLE_WORDS = frozenset(
    (
        *("text", "body", "indent", "heading", "table", "contents", "preformatted", "horizontal"),
        *("line", "lines", "numbering", "symbol", "symbols", "bullet", "footnote", "endnote"),
        *("note", "notes", "index", "list", "quotation", "quotations", "title", "subtitle"),
        *("caption", "frame", "illustration", "graphics", "header", "footer", "left", "right"),
        *("first", "hanging", "signature", "sender", "addressee", "salutation", "marginalia"),
        *("internet", "link", "visited", "emphasis", "strong", "source", "definition", "example"),
        *("variable", "user", "entry", "teletype", "drop", "caps", "page", "number", "main"),
        *("placeholder", "standard", "default", "style", "object", "objects", "drawing", "figure"),
        *("bibliography", "separator", "cont.", "start", "end", "to", "with", "without", "fill"),
        *("no", "background", "backgrounds", "outline", "paragraph", "font", "anchor", "character"),
        *("characters", "accent", "status", "good", "bad", "neutral", "error", "warning", "and"),
        *("hyperlink", "comment", "result", "arrow", "shape", "shapes", "filled", "a4", "a0"),
    )
)


def is_shipped_style(name: str) -> bool:
    """Whether a style comes with LibreOffice, by the words that its names are made of."""
    words = name.lower().replace("_", " ").split()
    return all(word in _STYLE_WORDS or (word.isdecimal() and len(word) < 3) for word in words)  # noqa: PLR2004


def _is_shipped(value: str) -> bool:
    return len(value) < _LONGEST and bool(_SHIPPED.fullmatch(value))


ODF = AttributeRules(
    by_attribute=_BY_ATTRIBUTE,
    by_element=_BY_ELEMENT,
    quiet=_QUIET,
    quiet_prefixes=("fo:", "svg:", "smil:", "style:border-line-width"),
    is_shipped=_is_shipped,
)
