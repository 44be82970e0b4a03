"""
What is read in pictures by Tesseract, however they were made; its accuracy is in `bench/ocr.py`.
"""

import io
import random
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from policy.documents.interface import Unread, UnreadError
from policy.documents.ocr import TesseractReader, tessdata_folders
from policy.documents.ocr_words import corrected
from tests.policy.documents.build_pictures import blank, saved

LINES = (
    "Beste collega van de dienst burgerzaken,",
    "mijn rijksregisternummer is 85.07.30-033.28 en ik woon",
    "in de Leuvensesteenweg 44 te Kortenberg.",
    "U bereikt mij op 0475 12 34 56 voor de afspraak.",
)
VALUES = ("85.07.30-033.28", "Leuvensesteenweg 44", "0475 12 34 56")
FOLDERS = [folder for folder in tessdata_folders() if any(folder.glob("*.traineddata"))]

needs_languages = pytest.mark.skipif(not FOLDERS, reason="no language for Tesseract is installed")


@pytest.fixture(scope="module")
def reader() -> TesseractReader:
    return TesseractReader()


def letter(
    ink: str = "#222", paper: str = "white", size: float = 16, mode: str = "RGB"
) -> Image.Image:
    """A screenshot of a mail under a coloured bar."""
    font = ImageFont.load_default(size)
    step, width = round(size * 1.6), round(max(font.getlength(line) for line in LINES) + 4 * size)
    picture = Image.new(mode, (width, step * (len(LINES) + 3)), paper)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width, step), fill="#005a9e")
    for number, line in enumerate(LINES, 2):
        draw.text((2 * size, number * step), line, font=font, fill=ink)
    return picture


def squeezed(text: str) -> str:
    return "".join(text.split())


def tilted(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def pressed(picture: Image.Image) -> Image.Image:
    return Image.open(io.BytesIO(saved(picture, "JPEG", quality=35)))


def cut_out() -> Image.Image:
    """White letters on nothing."""
    light = ImageOps.invert(letter("black").convert("L").point(lambda dot: 255 * (dot > 200)))
    picture = Image.new("RGBA", light.size, "white")
    picture.putalpha(light)
    return picture


def hidden() -> Image.Image:
    """Letters in dots that are not seen."""
    picture = letter().convert("RGBA")
    picture.putalpha(0)
    return picture


def deep() -> Image.Image:
    """A scan in 65,536 greys, of which it uses few."""
    return letter().convert("L").convert("I").point(lambda dot: dot * 20 + 30_000).convert("I;16")


def dotted() -> Image.Image:
    """A scan in black and white whose greys are dots."""
    page = letter(size=23).convert("L").point(lambda dot: 40 + dot * 5 // 6)
    return Image.blend(page, Image.effect_noise(page.size, 22), 0.12).convert("1")


def turned(picture: Image.Image, how: Image.Transpose) -> Image.Image:
    return picture.transpose(how)


@needs_languages
@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(letter, id="screenshot"),
        pytest.param(lambda: letter(size=11), id="small"),
        pytest.param(lambda: letter(size=50), id="large"),
        pytest.param(lambda: letter("#ddd", "#1e1e1e"), id="dark"),
        pytest.param(lambda: letter("#ccc"), id="grey on white"),
        pytest.param(lambda: letter("#f00", "#008200"), id="red on green"),
        pytest.param(lambda: pressed(letter()), id="pressed"),
        pytest.param(lambda: tilted(letter(), 2), id="tilted"),
        pytest.param(lambda: turned(letter(), Image.Transpose.ROTATE_90), id="turned left"),
        pytest.param(lambda: turned(letter(), Image.Transpose.ROTATE_180), id="upside down"),
        pytest.param(lambda: turned(letter(), Image.Transpose.ROTATE_270), id="turned right"),
        pytest.param(cut_out, id="transparent"),
        pytest.param(hidden, id="not seen"),
        pytest.param(deep, id="sixteen bits"),
        pytest.param(lambda: letter().convert("P"), id="palette"),
        pytest.param(lambda: letter().convert("CMYK"), id="cmyk"),
        pytest.param(lambda: letter(size=24).convert("1", dither=Image.Dither.NONE), id="fax"),
        pytest.param(dotted, id="dotted"),
    ],
)  # fmt: skip
def test_values_are_read(reader, picture):
    """
    Numbers, streets and telephones come out whole, whatever was done to the picture.
    """
    text = squeezed(reader(picture()))

    for value in VALUES:
        assert squeezed(value) in text


@needs_languages
def test_type_of_all_sizes_is_read(reader):
    """
    A poster with a headline, and the small print below it.
    """
    picture = blank((1200, 500))
    draw = ImageDraw.Draw(picture)
    draw.text((40, 30), "PERSONEELSFEEST", font_size=110, fill="#a00")
    draw.text((40, 250), "Inschrijven bij Wannes Peeters", font_size=36, fill="black")
    draw.text((40, 400), "voor 12 mei op het nummer 0475 12 34 56", font_size=13, fill="black")

    text = reader(picture)

    for value in ("PERSONEELSFEEST", "Wannes Peeters", "0475 12 34 56"):
        assert value in text


@needs_languages
def test_buttons_of_all_colours_are_read(reader):
    """
    Dark letters on light, and light ones on dark, side by side.
    """
    picture = blank((900, 400))
    draw = ImageDraw.Draw(picture)
    names = ("Aanvragen", "Verwijderen", "Goedkeuren", "Wachtwoord", "Opslaan", "Afmelden")
    for at, (name, fill) in enumerate(
        zip(names, ("#005a9e", "#c81e1e", "#1e823c") * 2, strict=True)
    ):
        x, y = 20 + at % 2 * 430, 20 + at // 2 * 120
        draw.rounded_rectangle((x, y, x + 400, y + 60), 10, fill=fill)
        draw.text((x + 30, y + 18), name, font_size=20, fill="white")

    text = reader(picture)

    assert [name for name in names if name not in text] == []


@needs_languages
def test_a_row_of_a_table_is_a_line(reader):
    """
    A value stands behind its label, with a tab between the two.
    """
    picture = blank((800, 200))
    draw = ImageDraw.Draw(picture)
    for row, (name, value) in enumerate(
        (("Naam", "Marieke Vermeulen"), ("Telefoon", "02 759 12 34"))
    ):
        top = 20 + row * 60
        draw.rectangle((20, top, 300, top + 60), outline="black")
        draw.rectangle((300, top, 780, top + 60), outline="black")
        draw.text((30, top + 20), name, font_size=18, fill="black")
        draw.text((320, top + 20), value, font_size=18, fill="black")

    lines = [line.replace("\t", " ") for line in reader(picture).splitlines()]

    assert "Naam Marieke Vermeulen" in lines
    assert "Telefoon 02 759 12 34" in lines


@needs_languages
def test_a_long_page_is_read_to_its_end(reader):
    """
    A picture of a whole web page, longer than Tesseract takes.
    """
    picture = blank((700, 18_000))
    for top in (40, 7_985, 17_900):
        picture.paste(letter().crop((0, 40, 600, 140)), (20, top))

    assert reader(picture).count("85.07.30-033.28") == 3


@needs_languages
@pytest.mark.parametrize(
    "picture",
    [
        blank((800, 600)),
        Image.effect_noise((1200, 900), 80),
        Image.radial_gradient("L").resize((1600, 1200)),
        Image.effect_noise((60, 45), 200).resize((800, 600), Image.Resampling.BICUBIC),
        blank((1, 1)),
        blank((3, 2000), 0),
    ],
    ids=["blank", "noise", "gradient", "clouds", "dot", "stripe"],
)
def test_pictures_without_text_say_next_to_nothing(reader, picture, cpu_seconds):
    """
    And cost no more than others.
    """
    with cpu_seconds(2):
        assert sum(map(str.isalnum, reader(picture))) < 60


def scribbled() -> Image.Image:
    """Lines of strokes that nobody can read, on paper."""
    rng = random.Random(3)  # noqa: S311 -- the same strokes at every run
    picture = blank((1200, 900))
    draw = ImageDraw.Draw(picture)
    for top in range(60, 840, 60):
        x = 60.0
        while x < 1100:
            points = [(x + 3 * at, top + rng.uniform(-14, 14)) for at in range(rng.randint(6, 20))]
            draw.line(points, fill="#224", width=3, joint="curve")
            x = points[-1][0] + 22
    return picture


@needs_languages
def test_paper_that_nobody_can_read_is_refused(reader):
    """
    Much was written and next to nothing read: this is no picture without text.
    """
    with pytest.raises(UnreadError) as caught:
        reader(scribbled())

    assert caught.value.reason is Unread.NO_TEXT


@needs_languages
def test_nothing_is_printed(reader, capfd):
    """
    Tesseract and Leptonica keep to themselves what they think of a picture.
    """
    reader(Image.effect_noise((300, 200), 90))
    reader(blank((5, 5)))

    assert capfd.readouterr() == ("", "")


def test_without_languages_nothing_is_read(tmp_path: Path):
    """
    Every picture is refused, also a blank one.
    """
    reader = TesseractReader(tmp_path)

    with pytest.raises(UnreadError) as caught:
        reader(blank())

    assert caught.value.reason is Unread.NO_OCR


@needs_languages
def test_one_language_is_enough(tmp_path: Path):
    """
    What is missing is left out.
    """
    file = min(FOLDERS[0].glob("*.traineddata"), key=lambda one: one.stat().st_size)
    shutil.copy(file, tmp_path)

    assert "0475 12 34 56" in TesseractReader(tmp_path)(letter(size=22))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("BEO8 7873 3160 0213", "BE08 7873 3160 0213"),
        ("BES0251455561510", "BE50251455561510"),
        ("93,10.72-108,86", "93.10.72-108.86"),
        ("0497 84 O1 12", "0497 84 01 12"),
        ("0494 50 67 O1", "0494 50 67 01"),
        ("BELOFTE 1234 5678 9012", "BELOFTE 1234 5678 9012"),
        ("zie 12 Os en 3 lO", "zie 12 Os en 3 lO"),
    ],
)
def test_letters_amid_digits_are_put_right(read, meant):
    """
    Where a number has a form that leaves no doubt; elsewhere nothing is changed.
    """
    assert corrected(read) == meant
