"""
Pictures of Dutch e-mails, forms and chats with fourteen values each, drawn with Pillow.

Every value is new in every picture: numbers, names and secrets come from a seeded generator, so
that no language model of the reader can guess them.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
_FIRST = ("Jef", "An", "Fatima", "Youssef", "Marieke", "Greet", "Mehmet", "Zofia", "Wannes")
_LAST = ("Peeters", "Van den Broeck", "El Idrissi", "Yildirim", "Kowalska", "De Smet", "Ngoma")
_STREETS = ("Dorpsstraat", "Leuvensesteenweg", "Kerkhoflaan", "Beekstraat", "Stationsplein")
_TOWNS = ("3070 Kortenberg", "3078 Everberg", "3071 Erps-Kwerps", "3078 Meerbeek", "3000 Leuven")
_PROVIDERS = ("telenet.be", "gmail.com", "outlook.be")
_PLATE = "ABCDEFGHJKLMNPRSTUVXYZ"
_SECRET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Values:
    """The fourteen values of one picture, by what they are called in it."""

    of: dict[str, str]


def values(rng: random.Random) -> Values:
    """Fourteen new values."""

    def digits(count: int) -> str:
        return "".join(rng.choices("0123456789", k=count))

    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    secret = "".join(rng.choices(_SECRET, k=7)) + rng.choice("!?#$%")
    year, plate = rng.randint(40, 99), "".join(rng.choices(_PLATE, k=3))
    street, town = rng.choice(_STREETS), rng.choice(_TOWNS)
    return Values(
        {
            "naam": f"{first} {last}",
            "rijksregisternummer": f"{year}.{digits(2)}.{digits(2)}-{digits(3)}.{digits(2)}",
            "rekening": f"BE{digits(2)} {digits(4)} {digits(4)} {digits(4)}",
            "gsm": f"04{rng.randint(70, 99)} {digits(2)} {digits(2)} {digits(2)}",
            "telefoon": f"02 {digits(3)} {digits(2)} {digits(2)}",
            "mail": f"{first.lower()}.{digits(2)}@{rng.choice(_PROVIDERS)}",
            "adres": f"{street} {rng.randint(1, 199)}, {town}",
            "geboren": f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/19{digits(2)}",
            "nummerplaat": f"{rng.randint(1, 2)}-{plate}-{digits(3)}",
            "bankkaart": f"5{digits(3)} {digits(4)} {digits(4)} {digits(4)}",
            "wachtwoord": secret,
            "dossier": f"OMV/20{digits(2)}/{digits(5)}",
            "bedrag": f"{rng.randint(1, 9)}.{digits(3)},{digits(2)} euro",
            "identiteitskaart": f"592-{digits(7)}-{digits(2)}",
        }
    )


def mail(v: Values) -> list[str]:
    """An e-mail in sentences."""
    of = v.of
    return [
        f"Van: {of['naam']} <{of['mail']}>",
        "Aan: burgerzaken@kortenberg.be",
        f"Onderwerp: aanvraag {of['dossier']}",
        "",
        "Beste collega,",
        "",
        f"Mijn rijksregisternummer is {of['rijksregisternummer']}, geboren op {of['geboren']}.",
        f"U bereikt mij op {of['gsm']} of overdag op {of['telefoon']}.",
        f"Ik woon in de {of['adres']}.",
        f"Mijn identiteitskaart is {of['identiteitskaart']}, de wagen {of['nummerplaat']}.",
        f"Het bedrag van {of['bedrag']} mag op rekening {of['rekening']}",
        f"of terug op de kaart {of['bankkaart']}.",
        f"Voor het loket is mijn wachtwoord {of['wachtwoord']}",
        "",
        "Met vriendelijke groeten",
    ]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is drawn."""

    font: str = "DejaVuSans.ttf"
    size: int = 15
    ink: tuple[int, int, int] = (34, 34, 34)
    paper: tuple[int, int, int] = (255, 255, 255)
    spacing: float = 1.5


def _font(style: Style) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    file = DEJAVU / style.font
    return (
        ImageFont.truetype(str(file), style.size)
        if file.exists()
        else ImageFont.load_default(style.size)
    )


def as_mail(v: Values, style: Style) -> Image.Image:
    """The mail in a window with a coloured title bar."""
    font, step = _font(style), int(style.size * style.spacing)
    lines = mail(v)
    width = int(max(font.getlength(line) for line in lines)) + 6 * style.size
    picture = Image.new("RGB", (width, step * (len(lines) + 4)), style.paper)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width, 2 * step), fill=(0, 90, 158))
    draw.text((style.size, step // 2), "Postvak IN - Outlook", font=font, fill=(255, 255, 255))
    for number, line in enumerate(lines):
        draw.text((2 * style.size, step * (number + 3)), line, font=font, fill=style.ink)
    return picture


def as_table(v: Values, style: Style) -> Image.Image:
    """Names and values in a table with lines."""
    font, step = _font(style), int(style.size * 2)
    left = int(max(font.getlength(key) for key in v.of)) + 2 * style.size
    width = left + int(max(font.getlength(value) for value in v.of.values())) + 3 * style.size
    picture = Image.new("RGB", (width + 40, step * len(v.of) + 40), style.paper)
    draw = ImageDraw.Draw(picture)
    for row, (key, value) in enumerate(v.of.items()):
        top = 20 + row * step
        for box in ((20, top, 20 + left, top + step), (20 + left, top, 20 + width, top + step)):
            draw.rectangle(box, outline=(160, 160, 160))
        draw.text((20 + style.size // 2, top + style.size // 3), key, font=font, fill=style.ink)
        draw.text(
            (20 + left + style.size // 2, top + style.size // 3), value, font=font, fill=style.ink
        )
    return picture


def as_chat(v: Values, style: Style) -> Image.Image:
    """Balloons to the left and right, far apart: little text on much paper."""
    font, step = _font(style), style.size * 4
    picture = Image.new("RGB", (900, step * (len(v.of) + 1)), (236, 229, 221))
    draw = ImageDraw.Draw(picture)
    for row, (key, value) in enumerate(v.of.items()):
        text = f"{key}? {value}" if row % 3 else value
        length = int(font.getlength(text)) + 2 * style.size
        start = 20 if row % 2 else 880 - length
        box = (start, row * step + 20, start + length, row * step + 20 + int(2.2 * style.size))
        draw.rounded_rectangle(box, 8, fill=(255, 255, 255) if row % 2 else (220, 248, 198))
        draw.text(
            (start + style.size, row * step + 20 + style.size // 2), text, font=font, fill=style.ink
        )
    return picture


def as_desktop(v: Values, style: Style) -> Image.Image:
    """A whole screen with the mail in a window."""
    return as_screen(mail(v), style)


def as_screen(lines: list[str], style: Style) -> Image.Image:
    """A whole screen: `lines` between a list of mails, a tool bar and a task bar."""
    font, grey = _font(style), (96, 96, 96)
    picture = Image.new("RGB", (1920, 1080), (243, 243, 243))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 1920, 44), fill=(0, 90, 158))
    draw.text((60, 12), "Zoeken in mail en personen", font=font, fill=(255, 255, 255))
    for row in range(18):
        top = 60 + row * 54
        draw.rectangle((8, top, 420, top + 50), fill=(255, 255, 255), outline=(225, 225, 225))
        draw.text((20, top + 6), f"Collega {row}: verslag van de dienst", font=font, fill=style.ink)
        draw.text(
            (20, top + 28),
            "Beste allen, in bijlage vinden jullie het verslag",
            font=font,
            fill=grey,
        )
    draw.rectangle((436, 60, 1910, 1030), fill=style.paper)
    for number, line in enumerate(lines):
        draw.text(
            (470, 90 + int(number * style.size * style.spacing)), line, font=font, fill=style.ink
        )
    draw.rectangle((0, 1040, 1920, 1080), fill=(32, 32, 32))
    draw.text((1780, 1050), "14:32  28/11/2026", font=font, fill=(255, 255, 255))
    return picture


def as_form(v: Values, style: Style) -> Image.Image:
    """Two columns of fields in grey boxes, labels in small type above them."""
    font = _font(style)
    small = _font(Style(font=style.font, size=max(10, style.size - 4)))
    step, half = style.size * 4, style.size * 26
    picture = Image.new("RGB", (2 * half + 40, step * ((len(v.of) + 1) // 2) + 40), (250, 250, 250))
    draw = ImageDraw.Draw(picture)
    for number, (key, value) in enumerate(v.of.items()):
        x, y = 20 + (number % 2) * half, 20 + (number // 2) * step
        draw.text((x, y), key, font=small, fill=(110, 110, 110))
        top = y + style.size + 2
        draw.rectangle(
            (x, top, x + half - 20, top + int(style.size * 1.8)),
            fill=(255, 255, 255),
            outline=(190, 190, 190),
        )
        draw.text((x + 6, top + style.size // 3), value, font=font, fill=style.ink)
    return picture


def jpeg(picture: Image.Image, quality: int = 35) -> Image.Image:
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=quality)
    return Image.open(io.BytesIO(buffer.getvalue()))


def tilted(picture: Image.Image, degrees: float) -> Image.Image:
    paper = picture.convert("RGB").getpixel((picture.width - 1, picture.height - 1))
    return picture.convert("RGB").rotate(
        degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=paper
    )


def scan(v: Values, dpi: int = 150, degrees: float = 0.0) -> Image.Image:
    """An A4 sheet of 11 points text, slightly soft, grey and dirty."""
    style = Style(font="DejaVuSerif.ttf", size=round(11 * dpi / 72))
    page = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 250)
    draw, font = ImageDraw.Draw(page), _font(style)
    for number, line in enumerate(mail(v)):
        draw.text((dpi * 0.7, dpi + number * style.size * 1.5), line, font=font, fill=40)
    page = page.filter(ImageFilter.GaussianBlur(dpi / 300))
    page = Image.blend(page, Image.effect_noise(page.size, 22), 0.12)
    return jpeg(tilted(page, degrees) if degrees else page, 60)


type Maker = Callable[[Values], Image.Image]

_DARK = Style(ink=(224, 224, 224), paper=(30, 30, 30))
_TURN = Image.Transpose
CLEAN: dict[str, Maker] = {
    "mail 15 px": lambda v: as_mail(v, Style()),
    "mail 13 px": lambda v: as_mail(v, Style(size=13)),
    "mail serif 16 px": lambda v: as_mail(v, Style(font="DejaVuSerif.ttf", size=16)),
    "mail condensed 14 px": lambda v: as_mail(v, Style("DejaVuSansCondensed.ttf", 14)),
    "mail mono 14 px": lambda v: as_mail(v, Style(font="DejaVuSansMono.ttf", size=14)),
    "mail 30 px": lambda v: as_mail(v, Style(size=30)),
    "dark 15 px": lambda v: as_mail(v, _DARK),
    "table 15 px": lambda v: as_table(v, Style()),
    "chat 16 px": lambda v: as_chat(v, Style(size=16)),
    "form 15 px": lambda v: as_form(v, Style()),
    "desktop 14 px": lambda v: as_desktop(v, Style(size=14)),
}
POOR: dict[str, Maker] = {
    "mail 11 px": lambda v: as_mail(v, Style(size=11)),
    "grey on white": lambda v: as_mail(v, Style(ink=(190, 190, 190))),
    "red on green": lambda v: as_mail(v, Style(ink=(255, 0, 0), paper=(0, 130, 0))),
    "jpeg q35": lambda v: jpeg(as_mail(v, Style())),
    "tilted 1.2": lambda v: tilted(as_mail(v, Style()), 1.2),
    "tilted -2, jpeg q35": lambda v: jpeg(tilted(as_mail(v, Style()), -2)),
    "scan 150 dpi": scan,
    "scan 150 dpi, 1.5": lambda v: scan(v, degrees=1.5),
    "scan 300 dpi": lambda v: scan(v, dpi=300),
    "fax 150 dpi": lambda v: scan(v).convert("1"),
    "rotated 90": lambda v: as_mail(v, Style()).transpose(_TURN.ROTATE_90),
    "rotated 180": lambda v: as_mail(v, Style()).transpose(_TURN.ROTATE_180),
    "rotated 270, dark": lambda v: as_mail(v, _DARK).transpose(_TURN.ROTATE_270),
    "scan rotated 90": lambda v: scan(v).transpose(_TURN.ROTATE_90),
}
