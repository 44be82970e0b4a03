from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.incident_codes import canonical_code

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.mark.parametrize(
    "typed",
    ["KB-7F3K-9Q2M", "kb-7f3k-9q2m", "KB 7F3K 9Q2M", "kb7f3k9q2m", "7F3K-9Q2M", " KB-7F3K_9Q2M."],
)
def test_every_spelling_is_the_same_code(typed):
    """
    People read codes aloud and retype them; hyphens, case and prefix do not matter.
    """
    assert canonical_code(typed) == "KB-7F3K-9Q2M"


def test_lookalikes_are_read_as_meant():
    """
    Crockford's base 32 has no I, L and O: whoever types them meant 1, 1 and 0.
    """
    assert canonical_code("KB-ILO0-OOOO") == "KB-1100-0000"


@pytest.mark.parametrize(
    "typed",
    ["", "KB-", "KB-7F3K-9Q2", "KB-7F3K-9Q2MM", "KB-7F3K-9Q2U", "privacy", "é" * 8, "K" * 99],
)
def test_what_is_no_code_is_none(typed):
    """
    Wrong letters and wrong lengths are no code.
    """
    assert canonical_code(typed) is None


@given(st.text(alphabet=CROCKFORD, min_size=8, max_size=8))
def test_codes_stay_themselves(letters):
    """
    A code in its own form is left alone, also when it begins with KB.
    """
    code = f"KB-{letters[:4]}-{letters[4:]}"

    assert canonical_code(code) == code
    assert canonical_code(letters) == code


@given(st.text(max_size=60))
def test_anything_may_be_typed(typed):
    """
    Garbage gives None or a code, never an error, and reading twice changes nothing.
    """
    code = canonical_code(typed)

    assert code is None or canonical_code(code) == code
