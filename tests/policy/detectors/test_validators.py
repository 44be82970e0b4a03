"""
Check digits, held against python-stdnum.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as stdnum_iban
from stdnum import luhn
from stdnum.be import eid, ssn

from policy.detectors import validators
from tests.policy.detectors.marked_for_tests import iban, national


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet="0123456789", min_size=count, max_size=count)


@given(st.dates(), st.integers(1, 998), st.booleans())
def test_every_national_number_is_valid(born, serial, bis):
    """
    Of either century, and as BIS number.
    """
    month = born.month + (20 if bis else 0)
    nine = f"{born.year % 100:02d}{month:02d}{born.day:02d}{serial:03d}"

    assert validators.is_national_number(nine + national(nine))
    assert validators.is_national_number(nine + national(nine, since_2000=True))


@given(digits(11))
def test_what_stdnum_accepts_we_accept(number):
    """
    On days of the calendar and serial numbers from 001; for the rest stdnum is the laxer one.
    """
    if ssn.is_valid(number) and number[4:6] <= "31" and number[6:9] != "000":
        assert validators.is_national_number(number)


@pytest.mark.parametrize("number", ["85133003328", "85073203328", "85073000028", "85073003329"])
def test_impossible_national_number_is_none(number):
    """
    Month 13, day 32, serial 000, a wrong check digit.
    """
    assert not validators.is_national_number(number)


@given(digits(12))
def test_card_of_twelve_digits_agrees_with_stdnum(number):
    """
    Two libraries, one rule.
    """
    if number[:10] != "0000000000":
        assert validators.is_mod97_pair(number) == eid.is_valid(number)


@given(digits(16))
def test_luhn_agrees_with_stdnum(number):
    """
    Two libraries, one rule.
    """
    assert validators.is_luhn(number) == luhn.is_valid(number)


@given(st.sampled_from(["BE", "NL", "FR", "DE", "LU"]), st.data())
def test_iban_with_its_check_digits_is_valid_and_no_other(country, data):
    """
    Bank codes are not looked up; one changed digit is noticed.
    """
    account = data.draw(digits(validators.IBAN_LENGTHS[country] - 4))
    number = iban(country, account)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)

    assert validators.is_iban(number)
    assert country not in ("BE", "DE") or stdnum_iban.is_valid(number, check_country=False)
    assert not validators.is_iban(wrong)


@pytest.mark.parametrize("number", ["BE6853900754703", "ZZ68539007547034", "BE69539007547034"])
def test_wrong_length_country_or_check_is_no_iban(number):
    """
    Each alone is enough.
    """
    assert not validators.is_iban(number)


def test_card_needs_an_issuer():
    """
    One number in ten passes Luhn alone.
    """
    assert validators.is_card_number("4111111111111111")
    assert validators.is_luhn("1111111111111117")
    assert not validators.is_card_number("1111111111111117")
    assert not validators.is_card_number("4111111111111112")
