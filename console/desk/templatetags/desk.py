"""
Filters for every template of the console: words for codes, times without a minute.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template.defaultfilters import date as date_text
from django.utils.timezone import localtime
from django.utils.translation import get_language

from console.accounts.models import Account
from console.desk import vocabulary
from console.desk.clocks import Clock

register = template.Library()


@register.filter
def said(word: object, group: str) -> str:
    """`{{ incident.state|said:"state" }}`: the word that people use, in the reader's language."""
    return vocabulary.said(word, group, get_language() or "")


@register.filter
def hour(moment: datetime | None) -> str:
    """
    Local day and hour: what an event may show. The exact minute could tell who it was.
    """
    return date_text(localtime(moment), "j N Y, G") + " u" if moment else "–"  # noqa: RUF001


@register.filter
def short_hour(moment: datetime | None) -> str:
    """As `hour`, without the year: for lists of what is recent."""
    return date_text(localtime(moment), "j N, G") + " u" if moment else "–"  # noqa: RUF001


@register.filter
def hours_left(clock: Clock) -> str:
    """How long a clock has left, or how late it is."""
    if clock.over:
        return said("over", "clock").format(n=clock.hours_over)
    return said("left", "clock").format(n=clock.hours)


@register.filter
def minute(moment: datetime | None) -> str:
    """Local day and time, for what people of the console did themselves."""
    return date_text(localtime(moment), "j N Y, H:i") if moment else "–"  # noqa: RUF001


@register.filter
def day(moment: datetime | None) -> str:
    """Local day."""
    return date_text(localtime(moment), "j N Y") if moment else "–"  # noqa: RUF001


@register.filter
def pseudonym(actor: str) -> str:
    """Enough of it to see that two are the same."""
    return actor[:8]


@register.filter
def of(name: object, texts: Any) -> object:
    """`{{ name|of:page.counter }}`: the text under that name; "" where there is none."""
    return texts.get(str(name), "") if isinstance(texts, Mapping) else ""


@register.filter
def called(account: Account | None) -> str:
    """How colleagues know somebody of the console."""
    return (account.get_full_name() or account.username) if account else ""


@register.filter
def factor(value: object) -> object:
    """A factor of ENISA's score without needless digits."""
    return f"{value:g}" if isinstance(value, int | float) else value


@register.filter
def checked(text: str) -> str:
    """What was ticked on a checklist, in words."""
    return "; ".join(said(item, "check") for item in text.split(",") if item) or "–"  # noqa: RUF001


@register.filter
def detail(value: object) -> object:
    """What a step was told: dates and moments as people write them."""
    if value is True or value is False:
        return said(str(value).lower(), "truth")
    if not isinstance(value, str):
        return value
    try:
        if len(value) == len("2026-11-23"):
            return date_text(date.fromisoformat(value), "j N Y")
        return minute(datetime.fromisoformat(value))
    except ValueError:
        return said(value, "inform")
