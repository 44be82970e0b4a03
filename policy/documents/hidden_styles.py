"""
Styles that hide what they style, themselves or by the style that they are based on.
"""

from __future__ import annotations


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
        seen: set[str] = set()
        while style not in self._hides and style in self._based_on and style not in seen:
            seen.add(style)  # a circle is nobody's style
            style = self._based_on[style]
        return self._hides.get(style, False)
