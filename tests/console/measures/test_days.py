"""
Days that people type into forms.
"""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from console.measures.forms import LAST_DAY, day_field, end_of, start_of


@pytest.mark.parametrize("odd", ["0001-01-01", "1999-12-31", "9999-12-31"])
def test_a_day_at_the_end_of_the_calendar_is_a_slip(odd):
    """
    One line about it, rather than a page that fails.
    """
    with pytest.raises(ValidationError):
        day_field().clean(odd)


def test_every_day_that_is_taken_has_a_start_and_an_end():
    """
    In local time.
    """
    last = day_field().clean(LAST_DAY.isoformat())

    assert start_of(last) < end_of(last)
