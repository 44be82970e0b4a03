"""
Keys and tokens.
"""

import pytest

from policy.finding import Kind
from tests.policy.detectors.marked_for_tests import found, unmarked

API_KEY = (
    "licentiesleutel ⟦AB3DE-FG7HI-JK2LM-NO9PQ-RS4TU⟧",
    "subscription key: ⟦9f8e7d6c5b4a39281706f5e4⟧",
    "⟦ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8⟧",
    "token ⟦glpat-x1Y2z3A4b5C6d7E8f9G0⟧",
    "OPENAI_API_KEY=⟦sk-proj-a1B2c3D4e5F6g7H8i9J0k1L2⟧",
    "⟦sk-ant-api03-a1B2c3D4e5F6g7H8i9J0⟧",
    "Authorization: Bearer ⟦a8f5f167f44f4964e6c998dee827110c⟧",
    "api key is ⟦a8f5f167f44f4964e6c998dee827110c⟧",
    "client_secret: ⟦Zx9~Q8q7w6e5r4t3y2u1i0p⟧",
    "⟦hf_aBcDeFgHiJkLmNoPqRsTuVwXyZ012345⟧",
    "?sig=⟦abcDEF123%2Babc456ghi789JKL012mno345PQR678%3D⟧&",
    "⟦xoxp-123456789012-abcdefABCDEF123456⟧",
    "API-sleutel: ⟦4f9a2c7e1b8d4f6a9c3e5b7d⟧",
    "⟦SG.a1B2c3D4e5F6g7H8i9J0k1.a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V⟧",
    "onze API-token voor Mailchimp: ⟦a8f5f167f44f4964e6c998dee827110c-us12⟧",
    "x-api-key: ⟦9f8e7d6c5b4a39281706f5e4⟧",
    "de clé API ⟦9f8e7d6c5b4a39281706f5e4⟧",
)


@pytest.mark.parametrize("marked", API_KEY)
def test_api_key_is_found_exactly(marked):
    """
    Every spelling is found, and the span is the value as typed.
    """
    text, values = unmarked(marked)

    assert found(text, Kind.API_KEY) == values
