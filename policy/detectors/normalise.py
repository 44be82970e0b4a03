"""
Text as a reader would see it, with the way back: what hides between letters is taken out, and
escapes are decoded, while every position can still be told in the original.
"""

from __future__ import annotations

import re

from policy.detectors import escapes
from policy.detectors.rewriting import Edit, Places, rewritten

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
)
"""Zero-width, bidirectional, tag and variation characters, soft hyphens, control characters."""
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_HIDDEN = re.compile(f"[{_INVISIBLE}]+|([^{_MARKS}{_INVISIBLE}])[{_MARKS}{_INVISIBLE}]*[{_MARKS}]+")
_HIDDEN_GATE = re.compile(f"[{_INVISIBLE}{_MARKS}]")
_CONTROLS = bytes(code for code in range(128) if _HIDDEN_GATE.match(chr(code)))
"""What of that is ASCII."""


def normalised(text: str) -> tuple[str, tuple[Places, ...]]:
    """
    The text to look at, and the ways back, last change first. Untouched text has none.
    """
    ways: list[Places] = []
    if found := escapes.edits(text):
        text, way = rewritten(text, found)
        ways.append(way)
    if _may_hide(text) and _HIDDEN_GATE.search(text):
        text, way = rewritten(text, map(_revealed, _HIDDEN.finditer(text)))
        ways.append(way)
    return text, tuple(reversed(ways))


def _may_hide(text: str) -> bool:
    if not text.isascii():
        return True
    return len(text.encode().translate(None, _CONTROLS)) < len(text)


def _revealed(found: re.Match[str]) -> Edit:
    # Marks on a letter belong to it: a span that ends there ends after them.
    return found.start(), found.end(), found[1] or ""
