"""
Screenshots of pages as people have them open, drawn by a real Chromium: a mail client, a sheet, a
chat, a letter, a form; light and dark, in type of 12 to 16 dots.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from html import escape

from playwright.sync_api import Page, sync_playwright

from policy.finding import Kind
from tests.policy.documents.corpus import LABELS, SENTENCES, Planted, Plants

QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_NAMES = ("paper", "ink", "bar", "line", "grey")
LIGHT = dict(zip(_NAMES, ("#ffffff", "#222222", "#005a9e", "#d0d0d0", "#f3f3f3"), strict=True))
DARK = dict(zip(_NAMES, ("#1e1e1e", "#e0e0e0", "#202c33", "#3a3a3a", "#2b2b2b"), strict=True))
_FILLER = (
    "Bedankt voor het overleg van gisteren over de heraanleg van het dorpsplein.",
    "De planning van de werken staat op de agenda van het college.",
    "Graag je opmerkingen tegen het einde van de week.",
)

type Body = Callable[[Plants, random.Random], str]


def mail(plants: Plants, rng: random.Random) -> str:
    listed = "".join(
        f"<div class=item><b>Collega {at}</b><br>Verslag van de dienst</div>" for at in range(9)
    )
    told = "".join(f"<p>{escape(plants.sentence())}</p>" for _ in range(8))
    return (
        "<div class=bar>Postvak IN &nbsp; Zoeken</div><div class=row>"
        f"<div class=side>{listed}</div><div class=main><h3>Vraag over een dossier</h3>"
        f"<p>Beste collega,</p>{told}<p>{rng.choice(_FILLER)}</p>"
        "<p>Met vriendelijke groeten</p></div></div>"
    )


def sheet(plants: Plants, _: random.Random) -> str:
    kinds = (Kind.PERSON, Kind.NATIONAL_NUMBER, Kind.DATE_OF_BIRTH, Kind.PHONE, Kind.EMAIL)
    heads = "".join(f"<th>{LABELS[kind]}</th>" for kind in kinds)
    rows = "".join(
        f"<tr><th>{at}</th>"
        + "".join(f"<td>{escape(plants.value(kind))}</td>" for kind in kinds)
        + "</tr>"
        for at in range(2, 6)
    )
    letters = "".join(f"<th>{letter}</th>" for letter in "ABCDE")
    return (
        "<div class=bar>Personen.xlsx - Excel</div>"
        f"<table class=grid><tr><th></th>{letters}</tr><tr><th>1</th>{heads}</tr>{rows}</table>"
    )


def chat(plants: Plants, _: random.Random) -> str:
    told = "".join(
        f"<div class='bubble {'mine' if at % 2 else ''}'>{escape(plants.sentence())}"
        f"<small> 14:{at + 10}</small></div>"
        for at in range(8)
    )
    return f"<div class=bar>Dienst onthaal</div><div class=chat>{told}</div>"


def letter(plants: Plants, rng: random.Random) -> str:
    told = "".join(f"<p>{rng.choice(_FILLER)} {escape(plants.sentence())}</p>" for _ in range(7))
    return (
        "<div class=bar>brief.docx - Word</div><div class=desk><div class=page>"
        f"<h2>Betreft: uw aanvraag</h2>{told}<p>Hoogachtend</p></div></div>"
    )


def form(plants: Plants, _: random.Random) -> str:
    fields = "".join(
        f"<label>{label}<input value='{escape(value)}'></label>"
        for label, value in (plants.pair() for _ in range(8))
    )
    return f"<div class=bar>Register - Burgerzaken</div><form>{fields}</form>"


BODIES: Mapping[str, Body] = {
    "mail": mail,
    "sheet": sheet,
    "chat": chat,
    "letter": letter,
    "form": form,
}


def page(body: str, colours: Mapping[str, str], size: int, family: str) -> str:
    c = colours
    return f"""<!DOCTYPE html><html lang=nl><meta charset=utf-8><style>
    * {{ box-sizing: border-box }}
    body {{ margin: 0; font: {size}px {family}; color: {c["ink"]}; background: {c["paper"]} }}
    .bar {{ background: {c["bar"]}; color: #fff; padding: 8px 14px }}
    .row {{ display: flex }} .side {{ width: 230px; background: {c["grey"]} }}
    .item {{ padding: 7px 12px; border-bottom: 1px solid {c["line"]} }}
    .main {{ padding: 12px 24px; flex: 1 }}
    .grid {{ border-collapse: collapse }}
    .grid td, .grid th {{ border: 1px solid {c["line"]}; padding: 3px 7px; text-align: left;
      font-weight: 400 }}
    .grid th {{ background: {c["grey"]} }}
    .chat {{ padding: 16px; background: {c["grey"]} }}
    .bubble {{ background: {c["paper"]}; border-radius: 8px; padding: 7px 10px; margin: 7px;
      width: fit-content; max-width: 70% }}
    .mine {{ margin-left: auto; background: {"#d9fdd3" if c is LIGHT else "#005c4b"} }}
    .bubble small {{ opacity: .6 }}
    .desk {{ background: {c["grey"]}; padding: 20px }}
    .page {{ background: {c["paper"]}; width: 780px; margin: auto; padding: 50px 60px }}
    form {{ display: grid; grid-template-columns: 1fr 1fr; gap: 12px; padding: 18px;
      max-width: 900px }} label {{ font-size: .85em }}
    input {{ display: block; width: 100%; font: {size}px {family}; padding: 5px;
      color: {c["ink"]}; background: {c["paper"]}; border: 1px solid {c["line"]} }}
    </style><body>{body}</body></html>"""


STYLES: Mapping[str, tuple[Mapping[str, str], int, str]] = {
    "light 14 px": (LIGHT, 14, "DejaVu Sans, sans-serif"),
    "light 12 px": (LIGHT, 12, "DejaVu Sans, sans-serif"),
    "light serif 16 px": (LIGHT, 16, "DejaVu Serif, serif"),
    "dark 14 px": (DARK, 14, "DejaVu Sans, sans-serif"),
    "dark condensed 13 px": (DARK, 13, "DejaVu Sans Condensed, sans-serif"),
}


@contextmanager
def browser() -> Iterator[Page]:
    """A page of a Chromium that reaches nothing."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET])
        context = found.new_context(viewport={"width": 1280, "height": 760}, offline=True)
        yield context.new_page()
        found.close()


def kinds_in_turn(rng: random.Random) -> Iterator[Kind]:
    while True:
        yield from rng.sample(list(SENTENCES), len(SENTENCES))


def screenshots(
    shown: Page, seed: int, rounds: int
) -> Iterator[tuple[str, str, bytes, tuple[Planted, ...]]]:
    """What is shown, in which style, as PNG, and what was planted."""
    rng = random.Random(seed)
    kinds = kinds_in_turn(rng)
    for _ in range(rounds):
        for style, (colours, size, family) in STYLES.items():
            for name, body in BODIES.items():
                plants = Plants(rng, kinds)
                shown.set_content(page(body(plants, rng), colours, size, family))
                yield name, style, shown.screenshot(), tuple(plants.planted)
