"""
The words of the pages before and around the login, which the login library renders.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from console.desk.language import desk_language
from console.desk.page import texts_in

_TEXTS = Path(__file__).resolve().parent / "texts"


def words(request: HttpRequest) -> Mapping[str, Any]:
    """Every text of this room in the reader's language."""
    return texts_in(_TEXTS, desk_language(request))


def entrance(request: HttpRequest) -> dict[str, Any]:
    """Django context processor: only the library's pages, which know nothing of our texts."""
    if not request.path.startswith("/account/"):
        return {}
    return frame(request)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What `entrance/base.html` needs."""
    return {
        "words": words(request),
        "language": desk_language(request),
        "provider": getattr(settings, "OIDC_PROVIDER", ""),
    }
