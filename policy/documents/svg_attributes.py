"""
Attributes of a drawing: where things stand, how they look, what they are called, and all others.

Only what SVG itself means for numbers and looks (SVG 2, appendices E and F) is passed over, and
only where the value is some. A name that somebody gave to a layer stands in `id`, because drawing
programs put it there.
"""

from __future__ import annotations

import re

_PLACES = frozenset(
    {"d", "points", "transform", "gradientTransform", "patternTransform", "viewBox", "values",
     "x", "y", "z", "dx", "dy", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy",
     "fr", "width", "height", "rotate", "refX", "refY", "markerWidth", "markerHeight", "orient",
     "textLength", "pathLength", "startOffset", "offset", "stdDeviation", "from", "to", "by",
     "dur", "begin", "end", "keyTimes", "keySplines", "keyPoints", "tableValues", "kernelMatrix",
     "k1", "k2", "k3", "k4", "baseFrequency", "radius", "scale", "seed", "order", "tabindex"}
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{3,}")
_WORDS_OF_PLACES = frozenset(
    {"matrix", "translate", "scale", "rotate", "skewX", "skewY", "auto", "deg", "rem", "none",
     "start", "reverse", "indefinite"}
)  # fmt: skip
_LOOKS = frozenset(
    {"alignment-baseline", "baseProfile", "baseline-shift", "clip", "clip-path", "clip-rule",
     "clipPathUnits", "color", "color-interpolation", "color-interpolation-filters",
     "color-rendering", "cursor", "direction", "display", "dominant-baseline", "edgeMode",
     "enable-background", "fill", "fill-opacity", "fill-rule", "filter", "filterUnits",
     "flood-color", "flood-opacity", "gradientUnits", "image-rendering", "isolation",
     "lang", "letter-spacing", "lighting-color", "line-height", "marker", "marker-end",
     "marker-mid", "marker-start", "markerUnits", "mask", "mask-type", "maskContentUnits",
     "maskUnits", "mix-blend-mode", "mode", "opacity", "operator", "overflow", "paint-order",
     "patternContentUnits", "patternUnits", "pointer-events", "preserveAspectRatio",
     "primitiveUnits", "shape-rendering", "space", "spreadMethod", "stop-color", "stop-opacity",
     "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin",
     "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-align", "text-anchor",
     "text-decoration", "text-rendering", "text-transform", "transform-origin", "type",
     "unicode-bidi", "vector-effect", "version", "visibility", "white-space", "word-spacing",
     "writing-mode", "?:lang", "?:space", "xChannelSelector", "yChannelSelector", "zoomAndPan"}
)  # fmt: skip
_NODES = frozenset("acmsz ")
"""Corners and curves, as Inkscape keeps them."""
_FONTS = ("font", "-inkscape-font")
_STYLES = ("text-", "shape-", "solid-", "-inkscape-", "-webkit-", "-moz-")
"""How the names of further properties begin, of CSS and of programs."""
_NAMES = frozenset({"id", "class", "result", "in", "in2"})
_NUMBER = r"[+-]?(?:0|[1-9]\d{0,4})?(?:\.\d+)?(?:e[+-]?\d{1,2})?(?:[a-z]{1,4}|%)?"
_IS_NUMBER = re.compile(rf"{_NUMBER}|true|false")
_IS_LOOK = re.compile(
    rf"(?:{_NUMBER}(?:[\s,]+|$))*+|#[0-9a-fA-F]{{3,8}}|[a-zA-Z-]{{1,30}}\d{{0,3}}"
    r"|(?:[a-z][a-zA-Z-]*+\d{0,3}+[\s,]*+){1,4}+|(?:rgba?|hsla?)\([\d\s.,%/]*\)|url\([\"']?#[^()]*\)"
)
_COLOURED = re.compile(r"#(?=\w{3,8}$)\d*[a-fA-F]|.*(?:rgba?\(|')", re.DOTALL)
_LONG_NUMBER = re.compile(r"\d(?:[\s./-]?\d){5}")
_LONGEST_LOOK = 200
_LONGEST_STYLE = 10_000
_IS_CODE = re.compile(r"(?=.*\d)(?=.*[a-zA-Z])[\w-]{1,200}", re.ASCII)
_ESCAPED = re.compile(r"_x([0-9A-F]{2,4})_")
"""How Illustrator writes what may not stand in a name."""
_PARTS = re.compile(r"[-_.]+")
_PART = re.compile(r"[^\W\d_]+\d{0,3}|(?:[A-Z]{2})?\d+")
_SHORTEST_WORD = 3
_COUNT = re.compile(r" ?\b\d{1,4}$")
"""Behind a name, where programs count: "Laag 5" in front of another layer would be an address."""
_PARTING = re.compile(r"[-_]+")
_NUMBERS = re.compile(r"(?<![^\W_])(?:[A-Z]{2})?\d{2,}(?:[-_.]\d{2,})*(?![^\W_])")
_LONG = 8
"""Digits of a number that may be somebody's."""


def told_by(key: str, value: str) -> str:
    """What an attribute says; empty for one that only says where or how something is drawn."""
    if key in _PLACES:
        return "" if set(_WORD.findall(value)) <= _WORDS_OF_PLACES else value
    if key in _NAMES:
        return _name(value)
    if key == "style" and len(value) <= _LONGEST_STYLE:
        return "; ".join(filter(None, map(_told_by_style, value.split(";"))))
    if key in _LOOKS or key.startswith(_FONTS):
        return "" if _is_look(key, value) else value
    if _IS_NUMBER.fullmatch(value) or (key == "?:nodetypes" and _NODES.issuperset(value)):
        return ""
    return _name(value) if _IS_CODE.fullmatch(value) else value


def is_coloured(key: str, value: str) -> bool:
    """Whether an attribute that says nothing tells of colours: that is all that most icons say."""
    if key in _PLACES:
        return False
    is_long_style = key == "style" and len(value) > _LONGEST_LOOK
    return is_long_style or _COLOURED.match(value) is not None


def _told_by_style(declaration: str) -> str:
    key, _, value = map(str.strip, declaration.partition(":"))
    is_style = key in _PLACES or key in _LOOKS or key.startswith((*_FONTS, *_STYLES))
    if is_style and _is_look(key, value):
        return ""
    return declaration.strip()


def _is_look(key: str, value: str) -> bool:
    if len(value) > _LONGEST_LOOK:
        return False
    value = value.removesuffix("!important").rstrip()
    if key.startswith(_FONTS):
        return _LONG_NUMBER.search(value) is None
    return _IS_LOOK.fullmatch(value) is not None


def _name(value: str) -> str:
    """
    The words of names of layers and classes that somebody gave: `Jan_Peeters`, `tel-0471-23-45-67`.
    Those that programs make up are small letters (`xtick`), or are no words (`aX3-9ab`).
    """
    return " ".join(filter(None, map(_words, value.split())))


def _words(name: str) -> str:
    if "_x" in name:
        name = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
    parts = [part for part in _PARTS.split(name) if part]
    if not all(map(_PART.fullmatch, parts)):
        return ""
    words = _PARTING.sub(" ", name).strip()
    if any(sum(map(str.isdigit, number)) >= _LONG for number in _NUMBERS.findall(name)):
        return words
    return _COUNT.sub("", words) if any(map(_is_somebodys, parts)) else ""


def _is_somebodys(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD and word.istitle() and word.isalpha()
