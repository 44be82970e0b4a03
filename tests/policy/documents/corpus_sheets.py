"""
The traps of workbooks.
"""

from __future__ import annotations

from datetime import date, datetime
from html import escape

from policy.finding import Kind
from tests.policy.documents.build_office import root, text_body
from tests.policy.documents.build_sheets import cell, part, row, sheet, strings, styles, xlsx
from tests.policy.documents.corpus import Plants, Traps

HEAD = row(1, cell("A1", "Overzicht van de werkgroep", "str"))


def _text(reference: str, value: str) -> str:
    return cell(reference, f"<t>{escape(value)}</t>", "inlineStr")


def _pairs(plants: Plants, count: int = 4) -> tuple[str, str]:
    """A row of headings, and one of values under them."""
    pairs = [plants.pair() for _ in range(count)]
    return (
        "".join(_text(f"{'ABCDEF'[at]}2", label) for at, (label, _) in enumerate(pairs)),
        "".join(_text(f"{'ABCDEF'[at]}3", value) for at, (_, value) in enumerate(pairs)),
    )


def _cells(plants: Plants) -> bytes:
    heads, values = _pairs(plants)
    return xlsx(sheet(HEAD + row(2, heads) + row(3, values)))


def _shared(plants: Plants) -> bytes:
    pairs = [plants.pair() for _ in range(4)]
    items = [f"<t>{label}</t>" for label, _ in pairs]
    items += [f"<r><t>{escape(v[:4])}</t></r><r><t>{escape(v[4:])}</t></r>" for _, v in pairs]
    rows = [
        row(line, *(cell(f"{'ABCD'[at]}{line}", str(4 * (line - 1) + at), "s") for at in range(4)))
        for line in (1, 2)
    ]
    return xlsx(sheet("".join(rows)), shared=strings(*items))


def _numbers(plants: Plants) -> bytes:
    number = plants.value(Kind.NATIONAL_NUMBER)
    plain = "".join(filter(str.isdigit, number))
    plants.planted[-1] = type(plants.planted[-1])(Kind.NATIONAL_NUMBER, plain.lstrip("0"))
    heads = row(1, _text("A1", "Rijksregisternummer"))
    return xlsx(sheet(heads + row(2, cell("A2", plain.lstrip("0")))))


def _dates(plants: Plants) -> bytes:
    told = plants.value(Kind.DATE_OF_BIRTH)
    born = datetime.strptime(told, "%d/%m/%Y").date()  # noqa: DTZ007
    days = (born - date(1899, 12, 30)).days
    rows = row(1, _text("A1", "Geboortedatum")) + row(2, cell("A2", str(days), style="0"))
    return xlsx(sheet(rows), formats=styles("dd/mm/yyyy"))


def _hidden_sheet(plants: Plants) -> bytes:
    heads, values = _pairs(plants)
    return xlsx(
        sheet(HEAD), sheet(row(2, heads) + row(3, values)), states=("visible", "veryHidden")
    )


def _hidden_rows(plants: Plants) -> bytes:
    heads, values = _pairs(plants)
    return xlsx(sheet(HEAD + row(2, heads) + row(3, values, attributes='hidden="1"')))


def _hidden_columns(plants: Plants) -> bytes:
    heads, values = _pairs(plants)
    columns = '<cols><col min="2" max="4" width="0" hidden="1" customWidth="1"/></cols>'
    return xlsx(sheet(HEAD + row(2, heads) + row(3, values), before=columns))


def _comments(plants: Plants) -> bytes:
    comment = (
        '<authors><author>Redactie</author></authors><commentList><comment ref="A1" authorId="0">'
        f"<text><r><t>{escape(plants.sentence())}</t></r></text></comment></commentList>"
    )
    told = f"<tc:text>{escape(plants.sentence())}</tc:text>"
    threaded = f'<tc:threadedComment ref="A1">{told}</tc:threadedComment>'
    return xlsx(
        sheet(HEAD),
        parts={
            "xl/c.xml": part("comments", comment),
            "xl/t.xml": root("tc:ThreadedComments", threaded),
        },
        of_sheet=(("r1", "comments", "c.xml"), ("r2", "threadedComment", "t.xml")),
    )


def _header_footer(plants: Plants) -> bytes:
    after = (
        f"<headerFooter><oddHeader>&amp;C{escape(plants.sentence())}</oddHeader>"
        f"<oddFooter>&amp;L{escape(plants.sentence())}</oddFooter></headerFooter>"
    )
    return xlsx(sheet(HEAD, after=after))


def _formula(plants: Plants) -> bytes:
    label, value = plants.pair()
    told = f"&quot;{label}: {escape(value)}&quot;"
    return xlsx(sheet(HEAD + row(2, cell("A2", "x", "str", formula=f"IF(B1=1,{told},0)"))))


def _name(plants: Plants) -> bytes:
    label, value = plants.pair()
    names = (
        f'<definedNames><definedName name="{label}">"{escape(value)}"</definedName></definedNames>'
    )
    return xlsx(sheet(HEAD), workbook=names)


def _validation(plants: Plants) -> bytes:
    after = (
        f'<dataValidations><dataValidation prompt="{escape(plants.sentence())}" '
        f'error="{escape(plants.sentence())}"/></dataValidations>'
    )
    return xlsx(sheet(HEAD, after=after))


def _text_box(plants: Plants) -> bytes:
    body = text_body(escape(plants.sentence()), escape(plants.sentence()))
    shape = f"<xdr:sp><xdr:txBody>{body}</xdr:txBody></xdr:sp>"
    drawing = root("xdr:wsDr", f"<xdr:twoCellAnchor>{shape}</xdr:twoCellAnchor>")
    return xlsx(sheet(HEAD), parts={"xl/d.xml": drawing}, of_sheet=(("r1", "drawing", "d.xml"),))


def _pivot(plants: Plants) -> bytes:
    label, value = plants.pair()
    cache = part(
        "pivotCacheDefinition",
        f'<cacheFields><cacheField name="{label}"><sharedItems><s v="{escape(value)}"/>'
        "</sharedItems></cacheField></cacheFields>",
    )
    return xlsx(
        sheet(HEAD), parts={"xl/p.xml": cache}, told=(("r5", "pivotCacheDefinition", "p.xml"),)
    )


def _link(plants: Plants) -> bytes:
    after = '<hyperlinks><hyperlink ref="A1" r:id="h1"/></hyperlinks>'
    address = f"mailto:{plants.value(Kind.EMAIL)}"
    return xlsx(sheet(HEAD, after=after), of_sheet=(("h1", "hyperlink", address),))


def _list(plants: Plants) -> bytes:
    """Ten people, one below the other."""
    kinds = (Kind.PERSON, Kind.PHONE, Kind.EMAIL)
    rows = [
        row(1, *(_text(f"{'ABC'[at]}1", word) for at, word in enumerate(("Naam", "Gsm", "E-mail"))))
    ]
    rows += [
        row(
            line,
            *(_text(f"{'ABC'[at]}{line}", plants.value(kind)) for at, kind in enumerate(kinds)),
        )
        for line in range(2, 8)
    ]
    return xlsx(sheet("".join(rows)))


SHEETS: Traps = {
    "cells": _cells,
    "shared strings": _shared,
    "numbers": _numbers,
    "dates": _dates,
    "list of people": _list,
    "hidden sheet": _hidden_sheet,
    "hidden rows": _hidden_rows,
    "hidden columns": _hidden_columns,
    "comments": _comments,
    "header and footer": _header_footer,
    "formula": _formula,
    "defined name": _name,
    "validation": _validation,
    "text box": _text_box,
    "pivot cache": _pivot,
    "link": _link,
}
