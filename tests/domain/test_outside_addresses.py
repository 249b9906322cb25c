"""Addresses of calendars of elsewhere: what people paste, and what must never be connected to."""

import pytest

from mycharlotte.domain import outside_addresses as addresses
from mycharlotte.domain.outside_addresses import AddressRefused


@pytest.mark.parametrize(
    ("typed", "kept", "host"),
    [
        ("https://exemple.fr/agenda.ics", "https://exemple.fr/agenda.ics", "exemple.fr"),
        ("  webcal://exemple.fr/agenda.ics\n", "https://exemple.fr/agenda.ics", "exemple.fr"),
        ("WebCals://Exemple.FR", "https://exemple.fr/", "exemple.fr"),
        ("exemple.fr/a.ics", "https://exemple.fr/a.ics", "exemple.fr"),
        ("https://exemple.fr:443/a?b=c&d=%20e#part", "https://exemple.fr/a?b=c&d=%20e", "exemple.fr"),
        ("https://exemple.fr./a", "https://exemple.fr/a", "exemple.fr"),
        ("https://éléonore.fr/été.ics", "https://xn--lonore-9uab.fr/%C3%A9t%C3%A9.ics", "éléonore.fr"),
        (
            "https://calendar.google.com/calendar/ical/a%40b.fr/private-0/basic.ics",
            "https://calendar.google.com/calendar/ical/a%40b.fr/private-0/basic.ics",
            "calendar.google.com",
        ),
    ],
)
def test_what_applications_give_is_kept_as_it_is_asked_for(typed: str, kept: str, host: str) -> None:
    read = addresses.parse(typed)
    assert (read.text, read.host) == (kept, host)
    assert addresses.parse(read.text) == read


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", addresses.AddressMissing),
        ("   ", addresses.AddressMissing),
        ("http://exemple.fr/a.ics", addresses.AddressNotSecure),
        ("HTTP://169.254.169.254/latest/meta-data", addresses.AddressNotSecure),
        ("file:///etc/passwd", addresses.AddressOfAnotherKind),
        ("file:/etc/passwd", addresses.AddressOfAnotherKind),
        ("ftp://exemple.fr/a.ics", addresses.AddressOfAnotherKind),
        ("gopher://exemple.fr/", addresses.AddressOfAnotherKind),
        ("data:text/calendar,BEGIN", addresses.AddressOfAnotherKind),
        ("https://camille:secret@exemple.fr/a.ics", addresses.AddressHoldsPassword),
        ("https://exemple.fr@10.0.0.1/", addresses.AddressHoldsPassword),
        ("https://[::1]/", addresses.AddressOfAMachine),
        ("https://[::ffff:127.0.0.1]/a", addresses.AddressOfAMachine),
        ("https://127.0.0.1/", addresses.AddressOfAMachine),
        ("https://127.1/", addresses.AddressOfAMachine),
        ("https://2130706433/", addresses.AddressOfAMachine),
        ("https://0177.0.0.1/", addresses.AddressOfAMachine),
        ("https://0x7f000001/", addresses.AddressOfAMachine),
        ("https://0x7f.0.0.0x1/", addresses.AddressOfAMachine),
        ("https://①②⑦.⓪.⓪.①/", addresses.AddressOfAMachine),
        ("https://localhost/a.ics", addresses.AddressOfAMachine),
        ("https://serveur/a.ics", addresses.AddressOfAMachine),
        ("https://exemple.fr:8443/a.ics", addresses.AddressOfAnotherPort),
        ("https://exemple.fr:80/a.ics", addresses.AddressOfAnotherPort),
        ("https://exemple.fr:99999/", addresses.AddressMalformed),
        ("https:///a.ics", addresses.AddressMalformed),
        ("https://exemple.fr/a b", addresses.AddressMalformed),
        ("https://exemple.fr/a\r\nHost: autre", addresses.AddressMalformed),
        ("https://exemple.fr\\@127.0.0.1/", addresses.AddressMalformed),
        ("https://ex_emple.fr/", addresses.AddressMalformed),
        ("https://-exemple.fr/", addresses.AddressMalformed),
        ("https://" + "a." * 200 + "fr/", addresses.AddressMalformed),
        ("https://exemple.fr/" + "a" * 2000, addresses.AddressTooLong),
        ("https://exemple.fr/" + "é" * 600, addresses.AddressTooLong),
        ("a" * 20_000, addresses.AddressTooLong),
    ],
)
def test_what_leads_elsewhere_is_refused_for_what_it_is(typed: str, why: type[AddressRefused]) -> None:
    with pytest.raises(AddressRefused) as refused:
        addresses.parse(typed)
    assert type(refused.value) is why
    assert refused.value.field == "address"
