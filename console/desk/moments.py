"""
Fields for days and moments, in the local zone, also in the night that has an hour twice.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from console.records.clock import BRUSSELS

_MINUTE: Final = "%Y-%m-%dT%H:%M"
_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
"""Moments outside are slips, and near the ends of the calendar none in another zone."""


class MomentField(forms.DateTimeField):
    """
    A local date and time. In the night in which the clock goes back one hour comes twice: then
    the proposal is meant, if it is what stands there, and otherwise the first, with which terms
    end sooner. Django would refuse both.
    """

    def to_python(self, value: Any) -> datetime | None:
        """In the local zone."""
        if not (typed := _twice(value)):
            return super().to_python(value)
        proposed = self.initial
        if isinstance(proposed, datetime) and f"{localtime(proposed):{_MINUTE}}" == value:
            return proposed
        return typed


def _twice(value: Any) -> datetime | None:
    """The first of the two moments that `value` may mean; None where it means one, or none."""
    try:
        typed = parse_datetime(value.strip()) if isinstance(value, str) else None
    except ValueError:  # no such day
        return None
    if typed is None or typed.tzinfo is not None:
        return None
    first, second = (typed.replace(tzinfo=BRUSSELS, fold=fold) for fold in (0, 1))
    before, after = (each.utcoffset() or timedelta() for each in (first, second))
    # In the night that has an hour too few, it is the other way round.
    return first if before > after else None


def minute_field(initial: datetime | None) -> MomentField:
    """A moment to the minute."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE)
    bounds = [MinValueValidator(_FIRST), MaxValueValidator(_LAST)]
    return MomentField(initial=initial, widget=widget, input_formats=[_MINUTE], validators=bounds)


def day_field(latest: date | None = None, **more: Any) -> forms.DateField:
    """A day, until `latest`."""
    attributes = {"type": "date"} | ({"max": latest.isoformat()} if latest else {})
    widget = forms.DateInput(attrs=attributes, format="%Y-%m-%d")
    bounds = [MinValueValidator(_FIRST.date()), MaxValueValidator(latest or _LAST.date())]
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], validators=bounds, **more)
