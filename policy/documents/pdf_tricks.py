"""
Text in a content stream that PDFium does not tell, and the same content so that it does.

PDFium tells the text that is said to stand for what is drawn (ActualText, ISO 32000-2, 14.9.4) in
its place, and nothing of text in no size. So what stands for something is taken out here and told
apart, and text in no size gets some.
"""

from __future__ import annotations

import re

from policy.documents.pdf_strings import dictionaries_in, text_of_string

_ACTUAL = b"/ActualText"
_NO_KEY = b"/ActualTold"
_KEYS = frozenset({"ActualText", "Alt", "E"})
_USUAL = frozenset({"", "-", "\xad", "ff", "fi", "fl", "ffi", "ffl", "ft", "ij", "st", "tt", "ti"})
"""Ligatures and hyphens, of which many programs say what they stand for."""
_MARKED = re.compile(
    rb"<<(?:[^<>]|<[0-9A-Fa-f\s]*>|\((?:[^()\\]|\\.)*\))*?>>\s*(?:BDC|DP)", re.DOTALL
)
_TINY = rb"[-+]?(?:0+(?:\.0*(?!\d)|\.00\d*)?|\.00\d*|\.0)(?=\s)"
"""A number below a hundredth."""
_NO_SIZE = re.compile(rb"(/[^\s()<>\[\]{}/%]+\s+)" + _TINY + rb"(?=\s+Tf\b)")
_NO_WIDTH = re.compile(rb"(?<=\s)" + _TINY + rb"(?=\s+Tz\b)")
_NO_SPACE = re.compile(
    rb"(?<=\s)" + _TINY + rb"\s+(?:" + _TINY + rb"\s+){3}(?=[-+.\d]+\s+[-+.\d]+\s+(?:Tm|cm)\b)"
)
_LITTLE_SPACE = (b"0 0 0 0", b" 0 0 0.00", b" 0 0 .00", b"0.0 0.0", b"0\n0\n0", b"0  0")
"""What such a matrix looks like. Searching for the expression itself takes longer than all else."""


def has_tricks(content: bytes) -> bool:
    """Whether some text in `content` would not be told."""
    return (
        (_ACTUAL in content and bool(actual_texts(content)))
        or bool(_NO_SIZE.search(content))
        or (b"Tz" in content and bool(_NO_WIDTH.search(content)))
        or (any(sign in content for sign in _LITTLE_SPACE) and bool(_NO_SPACE.search(content)))
    )


def without_tricks(content: bytes) -> bytes:
    """The same content, with all its text to be told."""
    content = content.replace(_ACTUAL, _NO_KEY)
    content = _NO_SIZE.sub(rb"\g<1>10", content)
    content = _NO_WIDTH.sub(b"100", content)
    return _NO_SPACE.sub(b"1 0 0 1 ", content)


def actual_texts(content: bytes) -> list[str]:
    """What the content says of its parts: texts that stand for them, alternatives, expansions."""
    if b"BDC" not in content and b"DP" not in content:
        return []
    return [
        text
        for marked in _MARKED.finditer(content)
        for entries in dictionaries_in(marked[0])
        for key, raw in entries.strings
        if key in _KEYS and (text := text_of_string(raw).strip()) not in _USUAL
    ]
