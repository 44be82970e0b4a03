"""
Scans of letters, page by page: printed by a real Chromium, then made worse as scanners and cameras
do it.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping, Sequence
from html import escape

import pypdfium2
from PIL import Image, ImageFilter
from playwright.sync_api import Page

from tests.policy.documents.corpus import Plants

_FILLER = (
    "De gemeente neemt kennis van de opmerkingen die tijdens het openbaar onderzoek zijn gemaakt.",
    "Het college onderzoekt welke maatregelen nodig zijn en legt ze voor aan de raad.",
    "Na het overleg met de betrokken diensten wordt het ontwerp aangepast en opnieuw bezorgd.",
    "De kosten worden verdeeld over de begroting van dit jaar en die van volgend jaar.",
    "Meer uitleg staat in de nota die bij dit besluit is gevoegd.",
)


def letter(plants: Plants, rng: random.Random, sentences: int, values: int) -> str:
    """A page of prose with some values in it."""
    told = [escape(rng.choice(_FILLER)) for _ in range(sentences - values)]
    for _ in range(values):
        told.insert(rng.randrange(len(told) + 1), escape(plants.sentence()))
    paragraphs = (" ".join(told[at : at + 4]) for at in range(0, len(told), 4))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def printed(shown: Page, pages: Sequence[str], points: float = 11) -> bytes:
    """Pages as a PDF that Chromium prints."""
    body = "".join(f"<section>{page}</section>" for page in pages)
    shown.set_content(
        "<!DOCTYPE html><meta charset=utf-8><style>@page { size: A4; margin: 20mm } "
        f"body {{ font: {points}pt DejaVu Serif; margin: 0 }} section {{ break-after: page }} "
        f"p {{ margin: 0 0 .7em }}</style>{body}"
    )
    return shown.pdf(prefer_css_page_size=True)


def rendered(pdf: bytes, dpi: int = 200) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(dpi / 72).to_pil().convert("L") for page in document]


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    held = io.BytesIO()
    picture.convert("L").save(held, "JPEG", quality=quality)
    return Image.open(io.BytesIO(held.getvalue()))


def noisy(picture: Image.Image, amount: float = 0.15, sigma: float = 40) -> Image.Image:
    noise = Image.effect_noise(picture.size, sigma)
    return Image.blend(picture.convert("L"), noise, amount)


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=250)


def photographed(picture: Image.Image) -> Image.Image:
    """Paper on a table under a lamp, seen at an angle."""
    width, height = picture.size
    lamp = (
        Image.radial_gradient("L")
        .resize((2 * width, 2 * height))
        .crop((width // 2, height // 2, width // 2 + width, height // 2 + height))
    )
    lit = Image.composite(picture.point([int(dot * 0.62) for dot in range(256)]), picture, lamp)
    inset = width // 40
    corners = (-inset, -inset, 0, height + inset, width + 2 * inset, height, width + inset, 0)
    seen = lit.transform(
        picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=90
    )
    return jpeg(turned(seen.filter(ImageFilter.GaussianBlur(0.8)), 1.4), 70)


_TURN = Image.Transpose
SPOILERS: Mapping[str, Callable[[Image.Image], Image.Image]] = {
    "clean": lambda one: one,
    "noise": noisy,
    "blur": lambda one: one.filter(ImageFilter.GaussianBlur(1.2)),
    "JPEG 25": lambda one: jpeg(one, 25),
    "1 degree": lambda one: turned(one, 1),
    "-3 degrees, noise": lambda one: noisy(turned(one, -3)),
    "90 degrees": lambda one: one.transpose(_TURN.ROTATE_90),
    "180 degrees": lambda one: one.transpose(_TURN.ROTATE_180),
    "fax": lambda one: noisy(one, 0.1).convert("1"),
    "photograph": photographed,
}


def scanned(pages: Sequence[Image.Image], dpi: int = 200) -> bytes:
    """Pictures as a PDF, as scanners make it."""
    held = io.BytesIO()
    first, *others = (page.convert("L") for page in pages)
    first.save(held, "PDF", resolution=dpi, save_all=True, append_images=others, quality=75)
    return held.getvalue()
