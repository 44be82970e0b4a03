"""
The words for what machines call `prompt-rejected` or `lek_bevestigd`, in three languages.

Every room uses them, so that a state or a kind has one name on every page.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ruamel.yaml import YAML

from console.languages import LANGUAGES

_WORDS = Path(__file__).resolve().parent / "words"


@functools.cache
def texts_in(folder: Path, language: str) -> Mapping[str, Any]:
    """Every text of one room in `language`. The files are part of the program."""
    file = folder / f"{language}.yaml"
    return MappingProxyType(YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8")))


def words(language: str, group: str) -> Mapping[str, str]:
    """The words of one group, such as `state`. Raises `KeyError` if there is no such group."""
    found: Mapping[str, str] = texts_in(_WORDS, language)[group]
    return found


def said(word: object, group: str, language: str) -> str:
    """How people call `word`; a word that nobody knows stays as it is."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    return str(words(chosen, group).get(str(word), word))
