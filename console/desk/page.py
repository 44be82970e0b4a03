"""
How a page of the console is made: texts in the reader's language, the menu that the role allows.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from console.accounts.access import account_of
from console.accounts.models import Account
from console.accounts.roles import Right
from console.desk.language import desk_language
from console.desk.vocabulary import texts_in

__all__ = ["MENU", "desk_texts", "menu_of", "page", "texts_in"]

_TEXTS: Final = Path(__file__).resolve().parent / "texts"
_NOTHING: Mapping[str, object] = MappingProxyType({})

MENU: Final[tuple[tuple[str, str, Right | None], ...]] = (
    ("start", "start", None),
    ("queue", "queue", Right.INCIDENTS),
    ("events", "events", Right.TECHNICAL),
    ("measures", "measures", Right.EXEMPT),
    ("measures", "measures", Right.SUSPEND),
    ("measures", "measures", Right.RESUME),
    ("measures", "measures", Right.CHECK_TOOL),
    ("measures", "measures", Right.DECIDE_TOOL),
    ("measures", "measures", Right.RULES),
    ("register", "register", Right.INCIDENTS),
    ("reports", "reports", Right.REPORTS),
    ("health", "health", Right.HEALTH),
    ("channels", "channels", Right.CHANNELS),
    ("retention", "retention", Right.HEALTH),
    ("disclosures", "disclosures", Right.OPEN_SEALED),
    ("disclosures", "disclosures", Right.SECOND_KEY),
    ("accounts", "accounts", Right.ACCOUNTS),
    ("waiting-accounts", "accounts", Right.CONFIRM),
    ("looks", "looks", Right.AUDIT),
    ("audit-extracts", "looks", Right.AUDIT_EXTRACT),
)
"""
Address name, word in the texts, and the right that shows it (None: everybody with an account). Of
several with one word, the first that the account may open is shown.
"""


def desk_texts(request: HttpRequest) -> Mapping[str, Any]:
    """The words of the frame around every page, and of the desk's own pages."""
    return texts_of_desk(desk_language(request))


def texts_of_desk(language: str) -> Mapping[str, Any]:
    """The same in one language."""
    return texts_in(_TEXTS, language)


def menu_of(request: HttpRequest, account: Account) -> list[tuple[str, str, bool]]:
    """Addresses, their labels, and whether the page is there or below."""
    labels = desk_texts(request)["menu"]
    entries: dict[str, str] = {}
    for name, word, right in MENU:
        if (right is None or account.may(right)) and _address(name):
            entries.setdefault(word, _address(name))
    found = {address: labels[word] for word, address in entries.items()}
    # The start page lies above all others; only there somebody is on it.
    start = _address("start")
    below = (a for a in found if a != start and request.path.startswith(a))
    here = max(below, key=len, default=request.path)
    return [(address, label, address == here) for address, label in found.items()]


def page(
    request: HttpRequest,
    template: str,
    words: Mapping[str, Any],
    more: Mapping[str, object] = _NOTHING,
    *,
    status: int = 200,
) -> HttpResponse:
    """
    `template` (below `templates/`), which extends `desk/base.html`. `words` are the texts of this
    page, `title` among them; `more` is what it shows.
    """
    account = account_of(request)
    context = {
        "language": desk_language(request),
        "site": desk_texts(request)["site"],
        "page": words,
        "account": account,
        "menu": menu_of(request, account),
        "own_account": _address("own-account"),
        **more,
    }
    return render(request, template, context, status=status)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # a room that is not installed has no entry
        return ""
