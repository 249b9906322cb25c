"""Telephone numbers, as people write them (seed R13–R15)."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from mycharlotte.domain.errors import Refused

HOME_REGION = "FR"
MAX_TYPED = 40


class PhoneRefused(Refused):
    """Not a number that can be called."""

    field = "phone"


class PhoneNotANumber(PhoneRefused):
    """It holds letters, or nothing that reads as a number."""


class PhoneTooShort(PhoneRefused):
    """Digits are missing."""


class PhoneTooLong(PhoneRefused):
    """There are too many digits, as when the country code was written twice."""


class PhoneUnknownCountry(PhoneRefused):
    """No country has this code."""


class PhoneDoesNotExist(PhoneRefused):
    """The right length, but no such number in that country."""


_BY_REASON: dict[int, type[PhoneRefused]] = {
    phonenumbers.ValidationResult.TOO_SHORT: PhoneTooShort,
    phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneTooShort,
    phonenumbers.ValidationResult.TOO_LONG: PhoneTooLong,
    phonenumbers.ValidationResult.INVALID_COUNTRY_CODE: PhoneUnknownCountry,
}
_BY_PARSE_ERROR: dict[int, type[PhoneRefused]] = {
    NumberParseException.INVALID_COUNTRY_CODE: PhoneUnknownCountry,
    NumberParseException.TOO_SHORT_AFTER_IDD: PhoneTooShort,
    NumberParseException.TOO_SHORT_NSN: PhoneTooShort,
    NumberParseException.TOO_LONG: PhoneTooLong,
}


def parse(typed: str) -> str:
    """Return a number in E.164 (« 06 12 34 56 78 » gives +33612345678); a number without `+` or `00` is French.

    Raises:
        PhoneRefused: as the subclass that says what to mend.
    """
    typed = " ".join(typed.split())  # the narrow space of French typography is not one that phonenumbers knows
    if len(typed) > MAX_TYPED:
        raise PhoneTooLong
    if any(c.isalpha() for c in typed):
        raise PhoneNotANumber
    try:
        number = phonenumbers.parse(typed, HOME_REGION)
    except NumberParseException as error:
        raise _BY_PARSE_ERROR.get(error.error_type, PhoneNotANumber) from None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if refusal := _BY_REASON.get(reason):
        raise refusal
    if not phonenumbers.is_valid_number(number):
        raise PhoneTooShort if _lacks_a_digit(number) else PhoneDoesNotExist
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown(e164: str) -> str:
    """Write a stored number as people read it: `+33 6 12 34 56 78`."""
    if not e164:
        return ""
    return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)


def _lacks_a_digit(number: phonenumbers.PhoneNumber) -> bool:
    """Tell « 06 12 34 56 7 »: its 0 was counted as a digit, and stands in the place of the one that is missing."""
    is_french = phonenumbers.region_code_for_country_code(number.country_code or 0) == HOME_REGION
    digits = phonenumbers.national_significant_number(number)
    return is_french and digits.startswith("0") and not digits.startswith("00")
