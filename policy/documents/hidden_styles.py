"""
Styles that hide what they style, themselves or by the style that they are based on.
"""

from __future__ import annotations

_MAX_STEPS = 16
"""A style that is based on more than these, or on itself, is nobody's."""


class HiddenStyles:
    """Which styles hide. What a style says itself counts before what it is based on."""

    def __init__(self) -> None:
        self._based_on: dict[str, str] = {}
        self._hides: dict[str, bool] = {}

    def base(self, style: str, on: str) -> None:
        self._based_on[style] = on

    def say(self, style: str, *, hides: bool) -> None:
        self._hides.setdefault(style, hides)

    def __contains__(self, style: object) -> bool:
        if not self._hides or not isinstance(style, str):
            return False
        for _ in range(_MAX_STEPS):
            if style in self._hides or style not in self._based_on:
                break
            style = self._based_on[style]
        return self._hides.get(style, False)
