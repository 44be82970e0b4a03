"""
The traps of OpenDocument texts, sheets and slides.
"""

from __future__ import annotations

from html import escape

from policy.finding import Kind
from tests.policy.documents.build_odf import HIDES, cell, odp, ods, odt, p, part, row, style, table
from tests.policy.documents.corpus import Plants, Traps
from tests.policy.documents.corpus_pictures import drawn_text

CLEAN = p("Verslag van de werkgroep groen.")


def said(plants: Plants) -> str:
    return p(escape(plants.sentence()))


def _body(plants: Plants) -> bytes:
    spans = [escape(plants.sentence()).partition(" ") for _ in range(3)]
    return odt(
        CLEAN
        + "".join(p(f"<text:span>{a}</text:span> <text:span>{b}</text:span>") for a, _, b in spans)
    )


def _table(plants: Plants) -> bytes:
    pairs = [plants.pair() for _ in range(4)]
    return odt(
        CLEAN + table("Lijst", *(row(*(cell(escape(pair[at])) for pair in pairs)) for at in (0, 1)))
    )


def _header(plants: Plants) -> bytes:
    styles = part(
        "office:document-styles",
        f"<office:master-styles><style:master-page><style:header>{said(plants)}</style:header>"
        f"<style:footer>{said(plants)}</style:footer></style:master-page></office:master-styles>",
    )
    return odt(CLEAN, parts={"styles.xml": styles})


def _note(plants: Plants) -> bytes:
    body = f"<text:note-body>{said(plants)}</text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"
    return odt(CLEAN + p(f"Zie ook{note} elders"))


def _comment(plants: Plants) -> bytes:
    inner = f"<dc:creator>Redactie</dc:creator>{said(plants)}{said(plants)}"
    note = f"<office:annotation>{inner}</office:annotation>"
    return odt(p(f"Verslag{note} van de werkgroep"))


def _changes(plants: Plants) -> bytes:
    region = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
        f"{said(plants)}</text:deletion></text:changed-region></text:tracked-changes>"
    )
    return odt(region + p('weg<text:change text:change-id="c1"/> dus'))


def _hidden(plants: Plants) -> bytes:
    span = f'<text:span text:style-name="T1">{escape(plants.sentence())}</text:span>'
    section = f'<text:section text:display="none">{said(plants)}</text:section>'
    return odt(CLEAN + p(f"zie {span}") + section, style("T1", "text", HIDES))


def _frame(plants: Plants) -> bytes:
    inner = f"<draw:text-box>{said(plants)}</draw:text-box>"
    inner += f"<svg:desc>{escape(plants.sentence())}</svg:desc>"
    return odt(CLEAN + p(f"<draw:frame>{inner}</draw:frame>"))


def _properties(plants: Plants) -> bytes:
    label, value = plants.pair()
    meta = part(
        "office:document-meta",
        f"<office:meta><dc:title>{escape(plants.words())}</dc:title>"
        f"<dc:description>{escape(plants.sentence())}</dc:description>"
        f'<meta:user-defined meta:name="{label}">{escape(value)}</meta:user-defined></office:meta>',
    )
    return odt(CLEAN, parts={"meta.xml": meta})


def _form(plants: Plants) -> bytes:
    label, value = plants.pair()
    field = f'<form:text form:name="{label}" form:current-value="{escape(value)}"/>'
    form = f"<office:forms><form:form>{field}</form:form></office:forms>"
    return odt(form + CLEAN)


def _picture(plants: Plants) -> bytes:
    frame = '<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame>'
    return odt(
        CLEAN + p(frame),
        parts={"Pictures/1.png": drawn_text([plants.sentence(), plants.sentence()])},
    )


def _link(plants: Plants) -> bytes:
    return odt(p(f'<text:a xlink:href="mailto:{plants.value(Kind.EMAIL)}">mail</text:a>'))


def _cells(plants: Plants) -> bytes:
    pairs = [plants.pair() for _ in range(4)]
    return ods(table("Blad1", *(row(*(cell(escape(pair[at])) for pair in pairs)) for at in (0, 1))))


def _hidden_rows(plants: Plants) -> bytes:
    pairs = [plants.pair() for _ in range(3)]
    heads, values = ([cell(escape(pair[at])) for pair in pairs] for at in (0, 1))
    return ods(table("Blad1", row(*heads), row(*values, attributes='table:visibility="collapse"')))


def _hidden_sheet(plants: Plants) -> bytes:
    pairs = [plants.pair() for _ in range(3)]
    rows = [row(*(cell(escape(pair[at])) for pair in pairs)) for at in (0, 1)]
    off = style("ta2", "table", '<style:table-properties table:display="false"/>')
    hidden = table("Blad2", *rows, attributes='table:style-name="ta2"')
    return ods(table("Blad1", row(cell("Overzicht"))) + hidden, off)


def _cell_comment(plants: Plants) -> bytes:
    note = f"<office:annotation>{said(plants)}</office:annotation>"
    return ods(
        table("Blad1", row(cell("Overzicht"), f"<table:table-cell>{note}</table:table-cell>"))
    )


def _sheet_change(plants: Plants) -> bytes:
    old = (
        "<table:tracked-changes><table:cell-content-change><table:previous>"
        f'<table:change-track-table-cell office:value-type="string">{said(plants)}'
        "</table:change-track-table-cell></table:previous></table:cell-content-change>"
        "</table:tracked-changes>"
    )
    return ods(old + table("Blad1", row(cell("Overzicht"))))


def _page(*inner: str, attributes: str = "") -> str:
    return f"<draw:page {attributes}>{''.join(inner)}</draw:page>"


def _box(inner: str) -> str:
    return f"<draw:frame><draw:text-box>{inner}</draw:text-box></draw:frame>"


def _slide(plants: Plants) -> bytes:
    return odp(_page(_box(p("Welkom"))) + _page(_box(said(plants) + said(plants))))


def _notes(plants: Plants) -> bytes:
    notes = f"<presentation:notes>{_box(said(plants))}</presentation:notes>"
    return odp(_page(_box(p("Welkom")), notes))


def _hidden_page(plants: Plants) -> bytes:
    off = style(
        "dp2", "drawing-page", '<style:drawing-page-properties presentation:visibility="hidden"/>'
    )
    return odp(
        _page(_box(p("Welkom"))) + _page(_box(said(plants)), attributes='draw:style-name="dp2"'),
        off,
    )


def _master(plants: Plants) -> bytes:
    master = part(
        "office:document-styles", f"<style:master-page>{_box(said(plants))}</style:master-page>"
    )
    return odp(_page(_box(p("Welkom"))), parts={"styles.xml": master})


ODT: Traps = {
    "body": _body,
    "table": _table,
    "header and footer": _header,
    "notes": _note,
    "comments": _comment,
    "tracked changes": _changes,
    "hidden text": _hidden,
    "text box and alt text": _frame,
    "properties": _properties,
    "form": _form,
    "picture": _picture,
    "link": _link,
}
ODS: Traps = {
    "cells": _cells,
    "hidden rows": _hidden_rows,
    "hidden sheet": _hidden_sheet,
    "comments": _cell_comment,
    "tracked changes": _sheet_change,
}
ODP: Traps = {
    "slide": _slide,
    "speaker notes": _notes,
    "hidden slide": _hidden_page,
    "masters": _master,
}
