"""
Which attributes of OOXML hold what somebody wrote (ECMA-376 parts 1 and 4, and what Microsoft's
programs add to them).
"""

from __future__ import annotations

from policy.documents.attribute_reader import AttributeRules
from policy.documents.interface import Part

_BY_ATTRIBUTE = {
    **dict.fromkeys(("descr", "title", "alt", "o:title", "longDesc"), Part.ALT_TEXT),
    **dict.fromkeys(("prompt", "promptTitle", "error", "errorTitle"), Part.FORM_FIELD),
    **dict.fromkeys(
        (
            *("name", "w:name", "displayName", "caption", "uniqueName", "codeName", "dataCaption"),
            *("w:author", "author", "w:initials", "initials", "userName", "userId", "w:ed"),
            *("w:tooltip", "tooltip", "display", "location", "w:anchor", "w:docLocation"),
            *("href", "o:href", "src", "url", "sourceFile", "sourceName", "odcFile"),
            *("connection", "command", "description", "comment", "totalsRowLabel", "text", "label"),
            *("ddeService", "ddeTopic", "w:original", "macro", "invalidUrl", "w:element"),
        ),
        Part.PROPERTY,
    ),
}
_BY_ELEMENT = {
    "v:textpath@string": Part.WATERMARK,
    "w:tblCaption@w:val": Part.ALT_TEXT,
    "w:tblDescription@w:val": Part.ALT_TEXT,
    **{
        f"w:{name}@w:val": Part.FORM_FIELD
        for name in ("alias", "tag", "helpText", "statusText", "default", "listEntry", "name")
    },
    "w:listItem@w:displayText": Part.FORM_FIELD,
    "w:listItem@w:value": Part.FORM_FIELD,
    "w:date@w:fullDate": Part.FORM_FIELD,
    **{
        f"w:{name}@w:val": Part.PROPERTY
        for name in (
            *("docVar", "attr", "query", "connectString", "description", "aliases", "mailSubject"),
            *("addressFieldName", "docPartCategory", "entryMacro", "exitMacro"),
        )
    },
    "p:tag@val": Part.PROPERTY,
    # Kept for filters, forecasts and pivot tables, and shown only when somebody asks.
    "s:filter@val": Part.HIDDEN,
    "s:customFilter@val": Part.HIDDEN,
    "s:inputCells@val": Part.HIDDEN,
    "s:sheetName@val": Part.PROPERTY,
    "x14:item@val": Part.FORM_FIELD,
}
_QUIET_ATTRIBUTES = frozenset(
    (
        *(
            "style",
            "path",
            "eqn",
            "fmla",
            "coordsize",
            "coordorigin",
            "adj",
            "points",
            "from",
            "to",
        ),
        *(
            "control1",
            "control2",
            "textboxrect",
            "o:connectlocs",
            "o:connectangles",
            "limo",
            "inset",
        ),
        *("Requires", "mc:Ignorable", "mc:ProcessContent", "mc:PreserveElements", "xml:space"),
        *("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs", "typeface", "panose", "face", "pitchFamily"),
        *("uri", "w:fontKey", "w:prefixMappings", "w:xpath", "styleName", "formatCode", "spans"),
        *("Id", "Type", "Target", "TargetMode", "ContentType", "PartName", "Extension"),
        *("r:id", "r:embed", "r:link", "sqref", "activeCell", "o:gfxdata", "w:usb0", "xml:lang"),
        *("principalType", "hashData", "saltData", "hashValue", "saltValue", "w:hash", "w:salt"),
    )
)
"""Geometry, fonts, schemas and check sums; `Target` is read with the relationships."""
_QUIET_NAMES = frozenset(
    (
        *("w:font", "w:lsdException", "w:compatSetting", "a:gd", "a:clrScheme", "a:fontScheme"),
        *("a:fmtScheme", "a:theme", "s:tableStyleInfo", "s:tableStyle", "s:pivotTableStyleInfo"),
        *("dgm:layoutNode", "dgm:adj", "cx:data", "~:themeFamily"),
    )
)
"""Elements whose `name` is the format's and not the writer's."""
_QUIET_VALUES = frozenset({"w:altName@w:val", "s:name@val", "s:rFont@val", "w:panose1@w:val"})

_SHIPPED_NAMES = frozenset(
    (
        *("", "picture", "image", "graphic", "title", "subtitle", "textbox", "text box", "line"),
        *(
            "rectangle",
            "oval",
            "group",
            "chart",
            "table",
            "object",
            "shape",
            "connector",
            "diagram",
        ),
        *("content placeholder", "text placeholder", "picture placeholder", "date placeholder"),
        *("footer placeholder", "slide number placeholder", "notes placeholder", "freeform"),
        *("slide image placeholder", "straight connector", "straight arrow connector", "header"),
        *("footer", "right arrow", "afbeelding", "titel", "ondertitel", "tekstvak", "rechthoek"),
        *("ovaal", "lijn", "groep", "grafiek", "tabel", "vrije vorm", "pijl: rechts"),
        *("tijdelijke aanduiding voor inhoud", "tijdelijke aanduiding voor tekst"),
        *("tijdelijke aanduiding voor afbeelding", "tijdelijke aanduiding voor datum"),
        *("tijdelijke aanduiding voor voettekst", "tijdelijke aanduiding voor dianummer"),
        *("tijdelijke aanduiding voor notities", "tijdelijke aanduiding voor dia-afbeelding"),
        *("tijdelijke aanduiding voor titel", "rechte verbindingslijn", "zone de texte", "titre"),
        *("sous-titre", "groupe", "graphique", "tableau", "espace réservé du contenu"),
        *("espace réservé du texte", "espace réservé du pied de page", "blad", "sheet", "feuil"),
        *("espace réservé du numéro de diapositive", "thisworkbook", "slide", "_toc", "_ref"),
        *("_hlk", "_goback", "_hlt"),
    )
)
"""Names that programs give, in capitals or not, and a number behind them: "Afbeelding 3"."""
_LONGEST_NUMBER = 5


def _is_shipped(value: str) -> bool:
    stem = value.rstrip("0123456789")
    if not stem.strip():
        return value in {"", "0", "1"}
    if stem.startswith("_"):  # bookmarks, which have long numbers
        return stem.lower() in _SHIPPED_NAMES or stem.startswith("_xlnm.")
    return len(value) - len(stem) <= _LONGEST_NUMBER and stem.strip().lower() in _SHIPPED_NAMES


OOXML = AttributeRules(
    by_attribute=_BY_ATTRIBUTE,
    by_element=_BY_ELEMENT,
    quiet=_QUIET_ATTRIBUTES
    | _QUIET_VALUES
    | {f"{element}@{key}" for element in _QUIET_NAMES for key in ("name", "w:name")},
    is_shipped=_is_shipped,
)
