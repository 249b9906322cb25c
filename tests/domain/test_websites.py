"""Addresses of websites: https alone, and nothing that leads elsewhere than it seems to."""

import pytest

from mycharlotte.domain import websites
from mycharlotte.domain.texts import TextTooLong
from mycharlotte.domain.websites import WebsiteInvalid, WebsiteNotSecure


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("exemple.fr", "https://exemple.fr"),
        ("  https://exemple.fr  ", "https://exemple.fr"),
        ("HTTPS://Exemple.FR/Soins?Jour=Mardi#Haut", "https://exemple.fr/Soins?Jour=Mardi#Haut"),
        ("www.mon-centre.exemple.fr/a/b", "https://www.mon-centre.exemple.fr/a/b"),
        ("exemple.fr:8443/soins", "https://exemple.fr:8443/soins"),
        ("hôpital-lyon.fr", "https://hôpital-lyon.fr"),
        ("xn--hpital-lyon-ubb.fr", "https://xn--hpital-lyon-ubb.fr"),
        ("mastodon.exemple.fr/@bulle", "https://mastodon.exemple.fr/@bulle"),
        ("exemple.fr/a:b", "https://exemple.fr/a:b"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_an_address_is_kept_with_its_scheme(typed: str, kept: str) -> None:
    assert websites.parse(typed) == kept
    assert websites.parse(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)//exemple.fr",
        "java\nscript:alert(1)",
        "\tjavascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:1.fr",
        "mailto:lilas@exemple.fr",
        "ftp://exemple.fr",
        "https:/exemple.fr",
        "https:exemple.fr",
        "//exemple.fr",
        "https://",
        "https://user:password@exemple.fr",
        "user@exemple.fr",
        "https://exemple.fr@ailleurs.fr",
        "https://exemple.fr\\@ailleurs.fr",
        "https://exemple.fr/a b",
        "exem ple.fr",
        "exemple.fr/\u200bx",
        "exemple\u202e.fr",
        "exemple.fr/\x00",
        "localhost",
        "https://intranet/page",
        "127.0.0.1",
        "https://[::1]/",
        "https://2130706433",
        "exemple.fr:99999",
        "exemple.fr:port",
        "exemple..fr",
        ".fr",
        "exemple.fr.",
        "-exemple.fr",
        "exemple-.fr",
        "_exemple.fr",
        f"{'a' * 64}.fr",
        "exemple.fr/<script>",
        'exemple.fr/"onclick',
        "pas un site",
    ],
)
def test_what_is_no_address_or_leads_astray_is_refused_beside_the_field(typed: str) -> None:
    with pytest.raises(WebsiteInvalid) as refused:
        websites.parse(typed)
    assert refused.value.field == "website"


def test_an_address_without_encryption_is_refused_for_what_it_is() -> None:
    with pytest.raises(WebsiteNotSecure):
        websites.parse("HTTP://exemple.fr")


def test_an_address_is_as_long_as_its_column() -> None:
    longest = "exemple.fr/" + "a" * (websites.MAX_LENGTH - len("https://exemple.fr/"))
    assert len(websites.parse(longest)) == websites.MAX_LENGTH
    with pytest.raises(TextTooLong):
        websites.parse(longest + "a")


def test_people_read_it_without_its_scheme() -> None:
    assert websites.shown("https://exemple.fr/") == "exemple.fr"
    assert websites.shown("https://exemple.fr/soins") == "exemple.fr/soins"
    assert websites.shown("") == ""
