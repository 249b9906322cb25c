"""A telephone number is understood as people write it, and shown so that anyone can call it."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from mycharlotte.domain import phone
from mycharlotte.domain.phone import (
    PhoneDoesNotExist,
    PhoneNotANumber,
    PhoneRefused,
    PhoneTooLong,
    PhoneTooShort,
    PhoneUnknownCountry,
)


@pytest.mark.parametrize(
    "typed",
    [
        "06 12 34 56 78",
        "0612345678",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "(06) 12 34 56 78",
        "  06 12 34 56 78\n",
        "06\u00a012\u00a034\u202f56\u202f78",
        "+33 6 12 34 56 78",
        "+33612345678",
        "+33 (0)6 12 34 56 78",
        "00 33 6 12 34 56 78",
        "0033612345678",
        "06１２３４５６７８",
        "\u202a06 12 34 56 78\u202c",
        "06\u200b12345678",
    ],
)
def test_a_french_number_is_understood_however_it_is_written(typed: str) -> None:
    assert phone.parse(typed) == "+33612345678"


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("06 67 37 30 01", "+33667373001", "+33 6 67 37 30 01"),
        ("01 23 45 67 89", "+33123456789", "+33 1 23 45 67 89"),
        ("+32 470 12 34 56", "+32470123456", "+32 470 12 34 56"),
        ("+44 7400 123456", "+447400123456", "+44 7400 123456"),
        ("+1 202 456 1111", "+12024561111", "+1 202-456-1111"),
        ("00212 612 345 678", "+212612345678", "+212 6 12 34 56 78"),
        ("+687 75 12 34", "+687751234", "+687 75.12.34"),
    ],
)
def test_a_number_is_shown_in_international_form(typed: str, kept: str, shown: str) -> None:
    assert phone.parse(typed) == kept
    assert phone.shown(kept) == shown


def test_no_number_is_shown_as_nothing() -> None:
    assert phone.shown("") == ""


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("06 12", PhoneTooShort),
        ("06 12 34 56 7", PhoneTooShort),
        ("+33 6 12", PhoneTooShort),
        ("+1 456 1111", PhoneTooShort),
        ("06 12 34 56 78 90", PhoneTooLong),
        ("+33 33 6 12 34 56 78", PhoneTooLong),
        ("+33 0033 6 12 34 56 78", PhoneTooLong),
        ("0 6 1 2 3 4 5 6 7 8" * 3, PhoneTooLong),
        ("numéro", PhoneNotANumber),
        ("06 12 34 56 7O", PhoneNotANumber),
        ("06 12 34 56 78 poste 3", PhoneNotANumber),
        ("", PhoneNotANumber),
        ("+", PhoneNotANumber),
        ("…", PhoneNotANumber),
        ("+999 123 456 789", PhoneUnknownCountry),
        ("+999999999999", PhoneUnknownCountry),
        ("00 00 00 00 00", PhoneDoesNotExist),
        ("+1 123 456 7890", PhoneDoesNotExist),
    ],
)
def test_a_number_that_cannot_be_called_is_refused_for_what_is_wrong_with_it(
    typed: str, refusal: type[PhoneRefused]
) -> None:
    with pytest.raises(PhoneRefused) as refused:
        phone.parse(typed)
    assert type(refused.value) is refusal
    assert refused.value.field == "phone"


@given(st.text("0123456789+-. ()/*#;,abcx\x00", max_size=50) | st.text(max_size=50))
def test_whatever_is_typed_is_refused_or_kept_in_a_form_that_is_read_back_the_same(typed: str) -> None:
    try:
        kept = phone.parse(typed)
    except PhoneRefused:
        return
    assert kept.startswith("+")
    assert kept[1:].isdecimal()
    assert len(kept) <= 20
    assert phone.parse(phone.shown(kept)) == kept


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_a_number_of_any_country_comes_back_from_the_form_it_is_shown_in(region: str) -> None:
    example = phonenumbers.example_number(region)
    if example is None or not phonenumbers.is_valid_number(example):
        return
    e164 = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    assert phone.parse(e164) == e164
    assert phone.parse(phone.shown(e164)) == e164
