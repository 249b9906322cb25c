"""Addresses: of mail, read and masked; of the network, in the blocks that a household or an attacker shares."""

from contextlib import suppress

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from mycharlotte.domain.addresses import (
    EmailHasAccents,
    EmailInvalid,
    _is_ordinary,
    block,
    masked,
    parse_email,
    parse_email_to_write_to,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("camille@demo.mycharlotte.fr", "camille@demo.mycharlotte.fr"),
        ("  Camille@Demo.MyCharlotte.FR ", "camille@demo.mycharlotte.fr"),
        ("camille.moreau+lilas@example.org", "camille.moreau+lilas@example.org"),
        ("élodie@exemple.fr", "élodie@exemple.fr"),
    ],
)
def test_an_address_is_kept_in_lower_case_without_the_spaces_around(typed: str, kept: str) -> None:
    assert parse_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "camille",
        "camille@",
        "@example.org",
        "camille@example",
        "camille@@example.org",
        "camille @example.org",
        "camille@exam\x00ple.org",
        "cam\nille@example.org",
        "camille@example.org\nBcc: paul@example.org",
        "camille@" + "a" * 300 + ".org",
        "a" * 250 + "@example.org",
        "\ud800@example.org",
    ],
)
def test_what_cannot_be_an_address_is_refused(typed: str) -> None:
    with pytest.raises(EmailInvalid) as refused:
        parse_email(typed)
    assert refused.value.field == "email"


@given(st.text(max_size=300))
def test_whatever_is_typed_is_an_address_or_refused(typed: str) -> None:
    with suppress(EmailInvalid):
        assert "@" in parse_email(typed)


# Mostly addresses, with what makes one odd: doubled dots and dashes, reserved names, letters of other scripts.
PARTS = st.text(st.sampled_from("abzAZ019._+-éK\u212a١ "), max_size=12)
ENDS = st.sampled_from([".fr", ".test", ".local", ".LOCALHOST", ".arpa", ".onion", ".invalid", ".f1", ".1", ".", ""])


@given(st.builds(lambda name, domain, end: f"{name}@{domain}{end}", PARTS, PARTS, ENDS))
@example("a@xn--80ak6aa92e.com")
@example("a@ab--c.fr")
@example("a@example.test")
@example("info@Example.ORG")
@example("a@" + "b" * 64 + ".fr")
@example("a" * 64 + "@example.org")
def test_the_short_way_finds_what_email_validator_finds(typed: str) -> None:
    try:
        expected = validate_email(typed.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        with pytest.raises(EmailInvalid):
            parse_email(typed)
    else:
        assert parse_email(typed) == expected


@pytest.mark.parametrize("email", ["camille.moreau+lilas@exemple-asso.fr", "C_M-2@a.b.example.org"])
def test_an_ordinary_address_takes_the_short_way(email: str) -> None:
    assert _is_ordinary(email)


@pytest.mark.parametrize("email", ["camille@exemple.fr", "c@exemple.fr", "charlotte.de.la.tour@exemple.fr"])
def test_a_masked_address_tells_the_mailbox_and_not_its_length(email: str) -> None:
    assert masked(email) == "c•••••@exemple.fr"


@pytest.mark.parametrize(
    ("host", "shared"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff:aaaa::1", "2001:db8:1:200::/56"),
        ("2001:db8:1:300::1", "2001:db8:1:300::/56"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("127.0.0.1", "127.0.0.0/24"),
        ("::1", "::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        ("testclient", "unknown"),
        ("", "unknown"),
        ("192.0.2.77, 198.51.100.1", "unknown"),
    ],
)
def test_neighbours_on_the_network_share_a_block(host: str, shared: str) -> None:
    assert block(host) == shared


@pytest.mark.parametrize("typed", ["inès@exemple.fr", "NOÉ@exemple.fr", "žofie@exemple.fr"])
def test_a_mailbox_with_an_accent_is_known_but_not_written_to(typed: str) -> None:
    assert parse_email(typed) == typed.lower()
    with pytest.raises(EmailHasAccents):
        parse_email_to_write_to(typed)


def test_a_domain_may_have_accents() -> None:
    assert parse_email_to_write_to("Ines@Forêt.fr") == "ines@forêt.fr"
