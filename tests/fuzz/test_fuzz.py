"""
The laws of the fuzzers, on a few examples each; `make fuzz` goes on where this stops.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.registry import HARNESSES, found_cases

FEW = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
every_harness = pytest.mark.parametrize("name", HARNESSES)


@every_harness
@FEW
@given(data=st.binary(max_size=200))
def test_a_reader_keeps_its_law(name, data):
    """
    Whatever comes in: nothing but declared errors, and no text that nobody judged.
    """
    HARNESSES[name].check(data)


@every_harness
def test_valid_input_keeps_it_too(name):
    """
    The inputs that a fuzzer begins with, and the example without any change.
    """
    for seed in (b"", *HARNESSES[name].seeds):
        HARNESSES[name].check(seed)


@pytest.mark.parametrize(
    ("name", "file"), found_cases(), ids=lambda part: getattr(part, "name", part)
)
def test_what_was_found_once_stays_mended(name, file):
    """
    Each input that a fuzzer ever stumbled over.
    """
    HARNESSES[name].check(file.read_bytes())
