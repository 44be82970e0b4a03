"""
The traps of formats that are text: RTF, tables, pages, data, calendars and cards.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from html import escape

from policy.finding import Kind
from tests.policy.documents.build_rtf import old_object, rtf
from tests.policy.documents.corpus import Plants, Traps


def in_rtf(text: str) -> str:
    """Escaped as programs do."""
    plain = text.replace("\\", r"\\").replace("{", r"\{").replace("}", r"\}")
    return "".join(one if one.isascii() else rf"\u{ord(one)}?" for one in plain)


def _rtf(form: str, count: int = 2) -> Callable[[Plants], bytes]:
    def maker(plants: Plants) -> bytes:
        inner = "".join(form.replace("@", in_rtf(plants.sentence())) for _ in range(count))
        return rtf(rf"\pard Verslag van de werkgroep.\par {inner}\pard Einde.\par")

    return maker


def _rtf_table(plants: Plants) -> bytes:
    pairs = [plants.pair() for _ in range(3)]
    rows = [
        r"\trowd\pard\intbl " + "".join(rf"{in_rtf(pair[at])}\cell " for pair in pairs) + r"\row "
        for at in (0, 1)
    ]
    return rtf("".join(rows) + r"\pard x\par")


def _rtf_object(plants: Plants) -> bytes:
    data = old_object(f"notitie\n{plants.sentence()}\n".encode(), "Txt", "notitie.txt")
    return rtf(rf"x{{\object\objemb{{\*\objclass Txt}}{{\*\objdata {data.hex()}}}}}")


def _lines(ending: str, charset: str) -> Callable[[Plants], bytes]:
    def maker(plants: Plants) -> bytes:
        lines = ["Nota voor de collega's", *(plants.sentence() for _ in range(3))]
        return ending.join(lines).encode(charset)

    return maker


def _table(separator: str) -> Callable[[Plants], bytes]:
    def maker(plants: Plants) -> bytes:
        kinds = (Kind.PERSON, Kind.NATIONAL_NUMBER, Kind.PHONE, Kind.EMAIL, Kind.IBAN)
        rows = [separator.join(("naam", "rijksregisternummer", "gsm", "mail", "rekening"))]
        rows += [separator.join(plants.value(kind) for kind in kinds) for _ in range(4)]
        return "\r\n".join(rows).encode()

    return maker


def _quoted(plants: Plants) -> bytes:
    rows = ["nr;opmerking", *(f'{at};"{plants.sentence()}"' for at in range(1, 5))]
    return "\n".join(rows).encode("cp1252")


def _markdown(plants: Plants) -> bytes:
    label, value = plants.pair()
    return (
        f"# Verslag\n\n- **{label}:** {value}\n- {plants.sentence()}\n\n"
        f"| {label} | opmerking |\n|---|---|\n| {value} | {plants.sentence()} |\n\n"
        f"<!-- {plants.sentence()} -->\n\n```\n{plants.sentence()}\n```\n"
    ).encode()


def _page(body: str, head: str = "") -> bytes:
    top = f"<!DOCTYPE html><html><head><title>Pagina</title>{head}</head>"
    return f"{top}<body>{body}</body></html>".encode()


def _html(plants: Plants) -> bytes:
    label, value = plants.pair()
    cells = f"<tr><th>{label}</th></tr><tr><td>{escape(value)}</td></tr>"
    return _page(
        f"<p>{escape(plants.sentence())}</p><table>{cells}</table>"
        f"<p>{escape(plants.sentence()).replace(' ', '&nbsp;')}</p>"
    )


def _html_hidden(plants: Plants) -> bytes:
    label, value = plants.pair()
    return _page(
        f'<p>Welkom</p><div style="display:none">{escape(plants.sentence())}</div>'
        f"<!-- {escape(plants.sentence())} -->"
        f'<input type="hidden" name="{label}" value="{escape(value)}">'
        f'<img src="x.png" alt="{escape(plants.sentence())}">',
        f'<meta name="description" content="{escape(plants.sentence())}">',
    )


def _html_script(plants: Plants) -> bytes:
    label, value = plants.pair()
    data = json.dumps({label.lower(): value})
    return _page(f'<p>Welkom</p><script type="application/json">{data}</script>')


def _json(plants: Plants) -> bytes:
    pairs = dict(plants.pair() for _ in range(3))
    record = {key.lower(): value for key, value in pairs.items()}
    plants.planted[:] = [one for one in plants.planted if one.value in record.values()]
    return json.dumps({"dossier": record, "nota": [plants.sentence()]}).encode()


def _xml(plants: Plants) -> bytes:
    label, value = plants.pair()
    name = label.lower().replace("-", "")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><persoon xmlns="urn:voorbeeld">'
        f"<{name}>{escape(value)}</{name}><nota>{escape(plants.sentence())}</nota>"
        f'<x opmerking="{escape(plants.sentence())}"/>'
        f"<!-- {escape(plants.sentence())} --></persoon>"
    ).encode()


def _folded(line: str) -> str:
    return "\r\n ".join(line[at : at + 60] for at in range(0, len(line), 60))


def _calendar(plants: Plants) -> bytes:
    def text(value: str) -> str:
        return value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")

    mail = plants.value(Kind.EMAIL)
    name = plants.value(Kind.PERSON)
    lines = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//gemeente//NL", "BEGIN:VEVENT"),
        *("UID:1", "DTSTART:20260105T090000Z", f"SUMMARY:Overleg {text(plants.words())}"),
        f"DESCRIPTION:{text(plants.sentence())}\\n{text(plants.sentence())}",
        f"LOCATION:{text(plants.value(Kind.ADDRESS))}",
        f'ATTENDEE;CN="{name}":mailto:{mail}',
        *("END:VEVENT", "END:VCALENDAR", ""),
    )
    return "\r\n".join(map(_folded, lines)).encode()


def _card(plants: Plants) -> bytes:
    name = plants.value(Kind.PERSON)
    first, last = name.split(" ", 1)
    street, town = plants.value(Kind.ADDRESS).split(", ")
    code, place = town.split(" ", 1)
    plants.planted[-1] = type(plants.planted[-1])(Kind.ADDRESS, street)
    note = base64.b64encode(b"x").decode()
    lines = (
        *("BEGIN:VCARD", "VERSION:3.0", f"N:{last};{first};;;", f"FN:{name}"),
        f"TEL;TYPE=CELL:{plants.value(Kind.PHONE)}",
        f"EMAIL:{plants.value(Kind.EMAIL)}",
        f"ADR;TYPE=HOME:;;{street};{place};;{code};België",
        f"NOTE:{plants.sentence()}",
        f"UID:{note}",
        *("END:VCARD", ""),
    )
    return "\r\n".join(map(_folded, lines)).encode()


RTF: Traps = {
    "body": _rtf(r"\pard @\par "),
    "header": _rtf(r"{\header \pard @\par}", 1),
    "footnote": _rtf(r"tekst{\footnote \pard @}\par "),
    "comment": _rtf(r"tekst{\*\annotation \pard @}\par "),
    "hidden": _rtf(r"{\v @}\par "),
    "deleted": _rtf(r"{\deleted @}\par "),
    "text box": _rtf(r"{\shp{\*\shpinst{\shptxt @\par}}}"),
    "properties": _rtf(r"{\info{\title @}{\subject @}{\doccomm @}}", 1),
    "table": _rtf_table,
    "object": _rtf_object,
}
CSV: Traps = {"people": _table(";"), "commas": _table(","), "remarks": _quoted}
TSV: Traps = {"people": _table("\t")}
PLAIN: Traps = {
    "UTF-8": _lines("\n", "utf-8"),
    "Windows": _lines("\r\n", "cp1252"),
    "UTF-16": _lines("\r\n", "utf-16"),
}
MARKDOWN: Traps = {"page": _markdown}
HTML: Traps = {"page": _html, "hidden": _html_hidden, "data": _html_script}
JSON: Traps = {"record": _json}
XML: Traps = {"record": _xml}
CALENDAR: Traps = {"event": _calendar}
CARD: Traps = {"card": _card}
