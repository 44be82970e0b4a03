"""
The texts of this room.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest

from console.desk.language import desk_language
from console.desk.page import texts_in

_TEXTS: Final = Path(__file__).resolve().parent / "texts"


def words_in(language: str, name: str) -> Mapping[str, Any]:
    """The texts of the page or list `name`."""
    found: Mapping[str, Any] = texts_in(_TEXTS, language)[name]
    return found


def words_of(request: HttpRequest, name: str) -> Mapping[str, Any]:
    """The same, in the language of who is logged in."""
    return words_in(desk_language(request), name)
