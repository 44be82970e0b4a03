"""
The parts of Presidio that we run, without the parts that we never do.

Its package loads spaCy, numpy and a hundred stock recognisers before anybody has asked for one: a
second of processor time and 60 MB, in every process that looks at text. While it is imported here,
stand-ins take their places; afterwards they are gone, and so is this import's trace: whoever
imports Presidio itself later gets all of it, as ever.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_PACKAGE = "presidio_analyzer"
_BALLAST = (
    "spacy",
    "spacy.tokens",
    "spacy.vocab",
    f"{_PACKAGE}.predefined_recognizers",
    *(
        f"{_PACKAGE}.nlp_engine.{name}_nlp_engine"
        for name in ("slim_spacy", "spacy", "stanza", "transformers")
    ),
)
"""What Presidio imports at its start, and uses in classes only of which we make no object."""


class _Hollow:
    """In the place of a class. It may be made and asked nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        del args, kwargs


class _StandIn(ModuleType):
    """A module that has a class of any name."""

    __path__: MutableSequence[str] = []  # noqa: RUF012 -- as the import system has it

    def __getattr__(self, name: str) -> type[_Hollow]:
        if name.startswith("__"):
            raise AttributeError(name)
        found = type(name, (_Hollow,), {})
        setattr(self, name, found)
        return found


@contextmanager
def _without_ballast() -> Iterator[None]:
    """Imports of Presidio in here are light, and unknown outside."""
    before = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    for name in before:
        del sys.modules[name]
    sys.modules.update({name: _StandIn(name) for name in _BALLAST})
    try:
        yield
    finally:
        for name in [name for name in sys.modules if _is_ours(name)]:
            del sys.modules[name]
        sys.modules.update(before)


def _is_ours(name: str) -> bool:
    return name.split(".", 1)[0] in {_PACKAGE, "spacy"}


with _without_ballast():
    from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerResult
    from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
    from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine
    from presidio_analyzer.recognizer_registry import RecognizerRegistry

__all__ = [
    "AnalyzerEngine",
    "ContextAwareEnhancer",
    "EntityRecognizer",
    "NlpArtifacts",
    "NoOpNlpEngine",
    "RecognizerRegistry",
    "RecognizerResult",
]
