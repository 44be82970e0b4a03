"""
Figures in which nobody can be found: not by looking, not by subtracting, not by knowing the rules.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.dossier.suppression import at_least, protect, protect_further
from console.dossier.year_suppression import protect_year

GROUPS = "abcdef"
counts = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 40), min_size=1)


def seen(protected):
    """Everything that a reader of the figures learns."""
    return (
        tuple(sorted(protected.shown.items())),
        protected.rest,
        protected.hidden,
        protected.total,
    )


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("small", ["", "a", "b", "ab"])
def test_no_hidden_count_can_be_worked_out(size, small):
    """
    All tables of up to four groups at once: whoever knows the rules and sees the figures still
    has at least two possibilities for every count that is hidden.
    """
    k, top = 3, 8
    tables = defaultdict(list)
    for values in itertools.product(range(top + 1), repeat=size):
        table = dict(zip(GROUPS, values, strict=False))
        tables[seen(protect(table, k, small=small))].append(table)

    for (_, rest, hidden, total), possible in tables.items():
        # A rest of nought hides nothing; a total above `top` has possibilities that we did not try.
        if rest == 0 or (total or 0) > top:
            continue
        for group in hidden:
            assert len({table[group] for table in possible}) > 1, (possible[0], group)


@given(counts, st.sets(st.sampled_from(GROUPS)), st.integers(2, 10))
def test_nothing_small_is_shown_and_nothing_is_lost(table, small, k):
    """
    No small group, no count from 1 to k - 1; what is shown and the rest add up to the total.
    """
    protected = protect(table, k, small=small)

    assert not set(protected.shown) & small
    assert all(count == 0 or count >= k for count in protected.shown.values())
    assert set(protected.shown) | protected.hidden == set(table)
    if protected.total is not None:
        assert sum(protected.shown.values()) + (protected.rest or 0) == sum(table.values())
        assert protected.rest is None or protected.rest == 0 or protected.rest >= k
        assert len(protected.hidden) != 1 or protected.rest == 0


@pytest.mark.parametrize(
    ("table", "shown", "rest"),
    [
        ({"a": 10, "b": 20}, {"a": 10, "b": 20}, 0),
        ({"a": 10, "b": 2, "c": 3}, {"a": 10}, 5),
        # One small count alone would be the total less the others.
        ({"a": 10, "b": 20, "c": 2}, {"b": 20}, 12),
        # Two fours are the only way to eight.
        ({"a": 4, "b": 4, "c": 30}, {}, 38),
        ({"a": 0, "b": 7, "c": 9}, {"a": 0, "b": 7, "c": 9}, 0),
        ({"a": 2, "b": 2}, {}, None),
    ],
)
def test_examples(table, shown, rest):
    """
    With k = 5, by name: what a reader sees.
    """
    protected = protect(table, 5)

    assert protected.shown == shown
    assert protected.rest == rest


def test_single_figures_say_fewer_than_k():
    """
    Nought may be said.
    """
    assert [at_least(count, 5) for count in (0, 1, 4, 5, 6)] == [0, None, None, 5, 6]


def determined(year):
    """Hidden counts that follow from the figures by adding and subtracting, whatever the way."""
    cells = [
        (m, g)
        for m, month in enumerate(year.months)
        if month.rest != 0
        for g in sorted(month.hidden)
    ]
    place = {cell: column for column, cell in enumerate(cells)}

    def row(chosen):
        return [Fraction(cell in chosen) for cell in cells]

    rows = [
        row({(m, g) for g in month.hidden})
        for m, month in enumerate(year.months)
        if month.total is not None and month.rest != 0
    ]
    if year.sums.total is not None:
        rows += [row({(m, g) for m, h in place if h == g}) for g in year.sums.shown]
        rows.append(row({(m, g) for m, g in place if g in year.sums.hidden}))
    solved = reduced(rows)
    return [cells[r.index(1)] for r in solved if sum(1 for value in r if value) == 1]


def reduced(rows):
    """Gauss and Jordan."""
    rows, done = [list(r) for r in rows], []
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in rows if r[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [[a - r[column] * b for a, b in zip(r, pivot, strict=True)] for r in rows]
        done = [[a - r[column] * b for a, b in zip(r, pivot, strict=True)] for r in done]
        done.append(pivot)
    return done


months = st.lists(
    st.fixed_dictionaries({group: st.integers(0, 14) for group in "abcd"}), min_size=1, max_size=6
)


@settings(max_examples=300, deadline=None)
@given(months, st.sets(st.sampled_from("abcd"), max_size=2))
def test_year_gives_no_month_away(table, small):
    """
    Twelve reports side by side with the year's: no hidden count of a month follows from them by
    any adding and subtracting. Checked by solving the equations, another way than the code does.
    """
    year = protect_year(table, 5, small=small)

    assert determined(year) == []


def test_group_that_was_hidden_in_one_month_is_hidden_in_the_year():
    """
    The plain case: eleven months shown and the year shown would be the twelfth.
    """
    usual = {"a": 20, "b": 30, "c": 40}
    year = protect_year([*[usual] * 11, {"a": 2, "b": 3, "c": 40}], 5)

    assert year.sums.shown == {"c": 480}
    assert year.sums.rest == 555


@pytest.mark.parametrize("size", [2, 3, 4])
def test_published_figures_add_nothing_to_the_usual_ones(size):
    """
    Whoever has both, with k = 3 for the management and k = 5 for the public, still has two
    possibilities for each hidden count.
    """
    top = 8
    tables = defaultdict(list)
    for values in itertools.product(range(top + 1), repeat=size):
        table = dict(zip(GROUPS, values, strict=False))
        usual = protect(table, 3)
        tables[seen(usual), seen(protect_further(usual, table, 5))].append(table)

    for ((_, rest, hidden, total), published), possible in tables.items():
        assert hidden <= published[2]
        if rest == 0 or max(total or 0, published[3] or 0) > top:
            continue
        for group in hidden:
            assert len({table[group] for table in possible}) > 1, (possible[0], group)


@settings(max_examples=100, deadline=None)
@given(months)
def test_published_year_hides_what_the_usual_one_hides(table):
    """
    In each month and in the sum.
    """
    usual = protect_year(table, 5)
    published = protect_year(table, 10, base=usual)

    assert usual.sums.hidden <= published.sums.hidden
    for ours, theirs in zip(usual.months, published.months, strict=True):
        assert ours.hidden <= theirs.hidden
