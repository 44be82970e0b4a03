"""
The ink of a picture: how far each dot is from the paper around it, dark on white.

Tesseract parts ink from paper at one grey level for the whole picture. In a screenshot with a
coloured bar that loses grey text on white, white text on a button and red text on green. Here the
paper is looked for in each neighbourhood and each colour, so all of these come out black on white.
"""

from __future__ import annotations

from math import sqrt

from PIL import Image, ImageChops, ImageFilter, ImageStat

_STEP = 4
"""The paper is looked for in every fourth dot: text of ten to forty dots lies on it loosely."""
_WINDOW = 9
"""So many of those dots, each way. Letters cover less than half of it: the median is paper."""
_NOISE = 6
"""What differs less than this from the paper is paper: dithering, compression."""
_GAINS = ((2, 60), (4, 30), (8, 15))
"""How much faint ink is strengthened, where the strongest ink around is fainter than so much."""
_GLANCE = 4
_TRIES = 8
"""Steps across and down in which the busiest part is looked for."""
_HALF = 128
_APART = 48
_DOTTED = 0.1
_PAPER_RANGE = 16
_PAPER_SHARE = 0.5
_UNSEEN = 24
_COLOUR = 12
"""So far apart are the bands of a grey picture that was packed as JPEG."""


def opaque(picture: Image.Image) -> Image.Image:
    """
    A picture of any mode in mode RGB or L, on paper that its ink differs from where it is
    transparent.
    """
    if picture.mode in {"1", "L"}:
        return picture.convert("L")
    if picture.mode.startswith(("I", "F")):
        return _of_many_greys(picture)
    if not picture.has_transparency_data:
        return _grey(picture.convert("RGB"))
    coloured = picture.convert("RGBA")
    light = coloured.convert("LA").split()[0]
    mask = coloured.getchannel("A")
    visible = light.histogram(mask=mask.point([255 * (dot >= _HALF) for dot in range(256)]))
    dark = sum(visible[:_HALF]) >= sum(visible[_HALF:])
    paper = Image.new("RGBA", coloured.size, "white" if dark else "black")
    seen = Image.alpha_composite(paper, coloured).convert("RGB")
    return _above(seen, coloured.convert("RGB")) if _hides(light, mask) else _grey(seen)


def _grey(picture: Image.Image) -> Image.Image:
    """In mode L where there are no colours worth the time for three bands."""
    red, green, blue = picture.split()
    for one, other in ((red, green), (green, blue)):
        _, most = ImageChops.difference(one, other).getextrema()
        if isinstance(most, tuple) or most > _COLOUR:
            return picture
    return green


def _hides(light: Image.Image, mask: Image.Image) -> bool:
    """Whether something stands where nothing is seen: its colours are in the file all the same."""
    unseen = light.histogram(mask=mask.point([255 * (dot == 0) for dot in range(256)]))
    levels = [level for level, count in enumerate(unseen) if count]
    return bool(levels) and levels[-1] - levels[0] > _UNSEEN


def _above(first: Image.Image, second: Image.Image) -> Image.Image:
    both = Image.new("RGB", (first.width, first.height + second.height), "white")
    both.paste(first, (0, 0))
    both.paste(second, (0, first.height))
    return both


def _of_many_greys(picture: Image.Image) -> Image.Image:
    # Pillow cuts these off at 255 when it converts them, which paints a scan white.
    numbers = picture.convert("F")
    low, high = numbers.getextrema()
    if not isinstance(low, float) or not isinstance(high, float) or high <= low:
        return Image.new("L", picture.size, 255)
    return numbers.point(lambda dot: (dot - low) * (255 / (high - low))).convert("L")


def ink(picture: Image.Image) -> Image.Image:
    """The ink of a picture in mode RGB or L, in mode L and of the same size."""
    distance = _distance(picture)
    floor = max(_NOISE, 4 * _median(distance))
    found = Image.eval(distance, lambda dot: 255 - dot)
    strongest = _strongest(distance, floor)
    for gain, limit in _GAINS:
        louder = [255 - min(255, dot * gain) if dot >= floor else 255 for dot in range(256)]
        faint = strongest.point([255 * (dot < limit) for dot in range(256)])
        found.paste(distance.point(louder), mask=faint)
    return found


def has_ink(inked: Image.Image) -> bool:
    """Whether anything at all stands on the paper."""
    darkest, _ = inked.getextrema()
    return isinstance(darkest, (int, float)) and darkest < 255 - _NOISE


def lightest(picture: Image.Image) -> Image.Image:
    """The nearly white dots of a picture in mode RGB or L, dark on white: captions on photos."""
    bands = picture.split()
    least = bands[0]
    for band in bands[1:]:
        least = ImageChops.darker(least, band)
    return least.point([min(255, 5 * (255 - dot)) for dot in range(256)])


def darkest(picture: Image.Image) -> Image.Image:
    """The nearly black dots of a picture in mode RGB or L, dark on white."""
    bands = picture.split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return most.point([min(255, 5 * dot) for dot in range(256)])


def busiest(picture: Image.Image, most: int) -> Image.Image:
    """The part of a picture with the most in it, of so many dots at most; or all of it."""
    if picture.width * picture.height <= most:
        return picture
    wide = min(picture.width, max(int(sqrt(most)), most // picture.height))
    high = min(picture.height, most // wide)
    edges = picture.convert("L").reduce(_GLANCE).filter(ImageFilter.FIND_EDGES)
    corners = [
        ((picture.width - wide) * x // _TRIES, (picture.height - high) * y // _TRIES)
        for y in range(_TRIES + 1)
        for x in range(_TRIES + 1)
    ]

    def busy(corner: tuple[int, int]) -> float:
        left, top = corner
        box = (left // _GLANCE, top // _GLANCE, (left + wide) // _GLANCE, (top + high) // _GLANCE)
        return ImageStat.Stat(edges.crop(box)).sum[0] if box[2] > box[0] and box[3] > box[1] else 0

    left, top = max(dict.fromkeys(corners), key=busy)
    return picture.crop((left, top, left + wide, top + high))


def resized(picture: Image.Image, scale: float) -> Image.Image:
    """The same picture, `scale` times larger."""
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def is_dotted(picture: Image.Image) -> bool:
    """Whether its greys are dots, as in a fax: then most dots differ from those beside them."""
    light = picture.convert("L")
    apart = ImageChops.difference(light, light.filter(ImageFilter.BoxBlur(1))).histogram()
    return sum(apart[_APART:]) > _DOTTED * sum(apart)


def softened(picture: Image.Image) -> Image.Image:
    """The same picture with its dots run together."""
    return picture.filter(ImageFilter.GaussianBlur(1))


def is_paper(picture: Image.Image) -> bool:
    """Whether most of a picture is of one light grey: paper, and no photograph."""
    levels = picture.convert("L").histogram()
    usual = max(range(256), key=levels.__getitem__)
    near = levels[max(0, usual - _PAPER_RANGE) : usual + _PAPER_RANGE]
    return usual >= _HALF and sum(near) > _PAPER_SHARE * sum(levels)


def blank_row(inked: Image.Image, first: int, last: int) -> int:
    """The row from `first` to before `last` with the least ink in it: where to cut."""
    rows = inked.crop((0, first, inked.width, last)).resize((1, last - first), Image.Resampling.BOX)
    lightness = rows.tobytes()
    return first + lightness.rindex(max(lightness))


def _distance(picture: Image.Image) -> Image.Image:
    bands = picture.split()
    distance = ImageChops.difference(bands[0], _paper(bands[0]))
    for band in bands[1:]:
        distance = ImageChops.lighter(distance, ImageChops.difference(band, _paper(band)))
    return distance


def _paper(band: Image.Image) -> Image.Image:
    # NEAREST, for both: a mean would mix ink into the paper, and paint soft edges around boxes.
    size = (max(1, band.width // _STEP), max(1, band.height // _STEP))
    few = band.resize(size, Image.Resampling.NEAREST).filter(ImageFilter.MedianFilter(_WINDOW))
    return few.resize(band.size, Image.Resampling.NEAREST)


def _strongest(distance: Image.Image, floor: int) -> Image.Image:
    loud = distance.point([dot if dot >= floor else 0 for dot in range(256)])
    around = loud.reduce(_STEP).filter(ImageFilter.MaxFilter(_WINDOW))
    return around.resize(distance.size, Image.Resampling.NEAREST)


def _median(picture: Image.Image) -> int:
    half, seen = picture.width * picture.height / 2, 0
    for value, count in enumerate(picture.histogram()):
        seen += count
        if seen >= half:
            return value
    return 0
