"""
What there is to open about an incident.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from console import installation
from console.desk.vocabulary import texts_in
from console.disclosure.identity_store import IdentityStore
from console.disclosure.models import Excerpt, What
from console.records.models import Incident

TEXTS: Final = Path(__file__).resolve().parent / "texts"
_MOST: Final = 50


def words_in(language: str) -> Mapping[str, Any]:
    """Every text of this room."""
    return texts_in(TEXTS, language)


def openable(incident: Incident, words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What to ask for, and how people call it: the newest texts, then the person."""
    codes = incident.events.order_by("-id").values_list("code", flat=True)
    kept = Excerpt.objects.filter(code__in=codes).order_by("-id").values_list("code", flat=True)
    choices = [
        (f"{What.EXCERPT} {code}", f"{words['what'][What.EXCERPT]} {code}") for code in kept[:_MOST]
    ]
    if incident.actor and is_known(incident.actor):
        label = f"{words['what'][What.IDENTITY]} {incident.actor[:8]}"
        choices.append((f"{What.IDENTITY} {incident.actor}", label))
    return choices


def is_known(pseudonym: str) -> bool:
    """Whether this machine holds who that is."""
    settings = installation.current()
    return settings is not None and IdentityStore(settings.state_dir).has(pseudonym)
