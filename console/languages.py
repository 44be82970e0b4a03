"""
The portal's texts in Dutch, French and English, and which of them a reader gets.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header
from ruamel.yaml import YAML

LANGUAGES = ("nl", "fr", "en")
"""The first is for everybody whose browser asks for none of them."""

_FOLDER = Path(__file__).resolve().parent / "texts"

type Texts = Mapping[str, Any]


@functools.cache
def texts(language: str) -> Texts:
    """Every text in `language`, one of `LANGUAGES`. The files are part of the program."""
    file = _FOLDER / f"{language}.yaml"
    return MappingProxyType(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))


def chosen(request: HttpRequest) -> str | None:
    """The language in the address (`?lang=fr`), or None."""
    asked = request.GET.get("lang")
    return asked if asked in LANGUAGES else None


def language_of(request: HttpRequest) -> str:
    """The language in the address, else the one that the browser likes best, else Dutch."""
    if asked := chosen(request):
        return asked
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if (primary := tag.partition("-")[0]) in LANGUAGES:
            return primary
    return LANGUAGES[0]
