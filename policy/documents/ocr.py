"""
OCR: the text in a picture, read by Tesseract in this process.

Dutch, French and English together: a letter of a municipality has names of all three. What is
read is not the picture but its ink (`ocr_ink.py`), in the size that Tesseract reads best, straight
and upright. What that leaves is looked at again: large type in a smaller picture, and what stands
on a photograph in its lightest and darkest dots.
"""

from __future__ import annotations

from math import sqrt
from pathlib import Path

from PIL import Image
from tesserocr import PSM, LeptLogLevel, PyTessBaseAPI, get_languages, set_leptonica_log_level

from policy.documents.interface import Unread, UnreadError
from policy.documents.ocr_ink import (
    busiest,
    darkest,
    has_ink,
    ink,
    is_dotted,
    is_paper,
    lightest,
    opaque,
    resized,
    softened,
)
from policy.documents.ocr_layout import text_of
from policy.documents.ocr_sheet import Posture, Sheet
from policy.documents.ocr_words import SURE, Word, how_good, letters_in, letters_read

LANGUAGES = ("nld", "fra", "eng")
USUAL_PLACES = ("/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/share/tesseract")
_PROBE_DOTS = 4_000_000
_LINE_DOTS = 1_500_000
_SAMPLE_DOTS = 500_000
_MUCH = 4
"""So many times a sample: then the sample is looked at first."""
_MOST_DOTS = 60_000_000
_HEIGHT = 28
"""The height of a line, from its tallest letter to its lowest, that is read best."""
_SCALES = (1 / 8, 3.0)
_AS_IT_IS = (0.8, 1.3)
"""Sizes that are near enough to the best."""
_LARGE_TYPE = 3
_GOOD = 0.75
"""Share of letters in sure words. Text upside down comes to less than a half."""
_HOPELESS = 0.3
_FEW = 15
"""Fewer letters may be what noise looks like."""
_ENOUGH = 60
"""Letters that leave no doubt."""
_TURNS = (
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_270,
)


class TesseractReader:
    """
    Reads pictures. It keeps Tesseract warm (100 MB), so make one and keep it; one thread at a time.

    `tessdata` is the folder with `nld.traineddata` and its like; without it the usual places are
    searched, and what TESSDATA_PREFIX names. A language that is missing is not read; without any,
    each call raises `UnreadError` (NO_OCR).
    """

    def __init__(self, tessdata: Path | None = None) -> None:
        self._tesseract = _open_tesseract(tessdata)
        self.has_read_well = False
        """Whether the last picture was full of text that could be read."""

    def __call__(self, picture: object) -> str:
        """
        The text in a `PIL.Image.Image`. Raises `UnreadError`: NO_OCR, TIMED_OUT, or NO_TEXT where
        much is written on paper and next to nothing of it could be read, as with handwriting.
        """
        if self._tesseract is None:
            raise UnreadError(Unread.NO_OCR)
        if not isinstance(picture, Image.Image):
            raise TypeError("no picture")
        self.has_read_well = False
        try:
            words = _words(self._tesseract, opaque(picture))
        finally:
            self._tesseract.Clear()
        self.has_read_well = how_good(words) >= _GOOD and letters_read(words) >= _ENOUGH
        return text_of(words)


def _words(tesseract: PyTessBaseAPI, picture: Image.Image) -> list[Word]:
    if is_dotted(busiest(picture, _LINE_DOTS)):
        picture = _clearer(tesseract, picture)
    words = _Reading(tesseract, picture).words()
    unread = letters_in(words) - letters_read(words)
    if how_good(words) < _HOPELESS and unread >= _ENOUGH and is_paper(picture):
        raise UnreadError(Unread.NO_TEXT)
    return words


def _clearer(tesseract: PyTessBaseAPI, picture: Image.Image) -> Image.Image:
    """The picture, or the same with its dots run together, whichever a part of is read better."""
    soft = softened(picture)
    read = [
        letters_read(_Reading(tesseract, busiest(one, _SAMPLE_DOTS)).upright_words())
        for one in (picture, soft)
    ]
    return soft if read[1] > read[0] else picture


class _Reading:
    """One picture while it is read. Words have their places in the picture as it lies upright."""

    def __init__(self, tesseract: PyTessBaseAPI, picture: Image.Image) -> None:
        self._tesseract = tesseract
        self._picture = picture
        self._dots = picture.width * picture.height
        self._posture = Posture()
        self._words: list[Word] = []

    def upright_words(self) -> list[Word]:
        """What a first look tells."""
        sheet = self._sheet()
        return self._words_on(sheet, self._posture) if has_ink(sheet) else []

    def words(self) -> list[Word]:
        """All that can be read."""
        sheet = self._sheet()
        if not has_ink(sheet):
            return []
        scale = sheet.width / self._picture.width
        self._read_most(sheet)
        self._read_rest(ink(resized(self._picture, scale / _LARGE_TYPE)), PSM.AUTO)
        if not self._is_good():
            usual = resized(self._picture, min(1.0, sqrt(_PROBE_DOTS / self._dots)))
            self._read_rest(lightest(usual), PSM.SPARSE_TEXT)
            self._read_rest(darkest(usual), PSM.SPARSE_TEXT)
        return self._words

    def _sheet(self) -> Image.Image:
        """The ink in the size that is read best. Finds out the tilt of the lines besides."""
        is_small = self._dots <= _PROBE_DOTS
        inked = ink(self._picture if is_small else busiest(self._picture, _LINE_DOTS))
        lines = Sheet(self._tesseract, busiest(inked, _LINE_DOTS)).lines()
        self._posture = Posture(tilt=lines.tilt)
        scale = min(max(_HEIGHT / lines.height, _SCALES[0]), _SCALES[1])
        scale = min(scale, sqrt(_MOST_DOTS / self._dots))
        return self._sized(inked if is_small else None, scale)

    def _read_most(self, inked: Image.Image) -> None:
        """The words in the usual size, upright or turned as the picture must be for them."""
        part = busiest(inked, _SAMPLE_DOTS)
        # Upside down a sheet takes twice as long, and all of that for nothing.
        is_much = inked.width * inked.height >= _MUCH * _SAMPLE_DOTS
        first = part if is_much else inked
        self._words = self._words_on(first, self._posture)
        if not self._is_good():
            self._turn(part, first)
        if is_much:
            self._words = self._words_on(inked, self._posture)

    def _turn(self, part: Image.Image, whole: Image.Image) -> None:
        """Turn the picture, if more is read so."""
        best, words = self._best_posture(part)
        if best is not None:
            words = words if part is whole else self._words_on(whole, best)
            if letters_read(words) > letters_read(self._words):
                self._posture, self._words = best, words

    def _best_posture(self, part: Image.Image) -> tuple[Posture | None, list[Word]]:
        """How to turn a picture so that a part of it can be read, and the words on that part."""
        best: Posture | None = None
        sample: list[Word] = []
        for turn in _TURNS:
            tilt = Sheet(self._tesseract, part.transpose(turn)).lines().tilt
            posture = Posture(turn, tilt)
            words = self._words_on(part, posture)
            if how_good(words) >= _GOOD and letters_read(words) > letters_read(sample):
                best, sample = posture, words
            if letters_read(sample) >= _ENOUGH:
                break
        return best, sample

    def _read_rest(self, sheet: Image.Image, mode: int) -> None:
        """The sure words on a sheet where none was read yet."""
        scale = sheet.width / self._picture.width
        rest = self._posture.of(sheet)
        for word in self._words:
            if word.confidence >= SURE:
                rest.paste(255, word.times(scale).box)
        found = [
            word.times(1 / scale).on_line((-mode, int(scale * 100)))
            for word in Sheet(self._tesseract, rest).words(mode)
            if word.is_sure
        ]
        # What shines through beside a word that was erased is that word again.
        self._words += [word for word in found if not any(map(word.lies_on, self._words))]

    def _words_on(self, inked: Image.Image, posture: Posture) -> list[Word]:
        scale = inked.width / self._picture.width
        words = Sheet(self._tesseract, posture.of(inked)).words(PSM.AUTO)
        return [word.times(1 / scale) for word in words]

    def _sized(self, inked: Image.Image | None, scale: float) -> Image.Image:
        """The ink of the picture in another size; `inked` is that in its own, if it is known."""
        if scale < _AS_IT_IS[0]:
            return ink(resized(self._picture, scale))
        inked = inked or ink(self._picture)
        return inked if scale <= _AS_IT_IS[1] else resized(inked, scale)

    def _is_good(self) -> bool:
        return how_good(self._words) >= _GOOD and letters_in(self._words) >= _FEW


def _open_tesseract(tessdata: Path | None) -> PyTessBaseAPI | None:
    set_leptonica_log_level(LeptLogLevel.NONE)
    for folder in [tessdata] if tessdata else tessdata_folders():
        found = [name for name in LANGUAGES if (folder / f"{name}.traineddata").is_file()]
        if found:
            tesseract = PyTessBaseAPI(path=f"{folder}/", lang="+".join(found))
            tesseract.SetVariable("debug_file", "/dev/null")  # else it talks on stderr
            return tesseract
    return None


def tessdata_folders() -> list[Path]:
    try:
        named, languages = get_languages()  # where TESSDATA_PREFIX points
    except RuntimeError:
        languages = []
    places = [Path(named)] if languages and named != "./" else []
    for place in map(Path, USUAL_PLACES):
        places += [*sorted(place.glob("*/tessdata"), reverse=True), place / "tessdata", place]
    return places
