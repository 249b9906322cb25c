"""Devices and networks are said as people say them, and what is not known is not said."""

import pytest

from mycharlotte.domain import addresses
from mycharlotte.locales.places import spoken_device, spoken_network


@pytest.mark.parametrize(
    ("device", "said"),
    [("Firefox, Windows", "Firefox sur Windows"), ("Safari", "Safari"), ("Windows", "Windows"), ("", "")],
)
def test_a_device_is_a_browser_on_a_system(device: str, said: str) -> None:
    assert spoken_device("fr", device) == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("203.0.113.7", "réseau 203.0.113.x"),
        ("192.168.1.20", "réseau 192.168.1.x"),
        ("2001:db8:abcd:12ff::7", "réseau 2001:0db8:abcd:12xx"),
        ("::ffff:203.0.113.7", "réseau 203.0.113.x"),
        ("127.0.0.1", ""),
        ("127.9.9.9", ""),
        ("::1", ""),
        ("0.0.0.0", ""),  # noqa: S104 - an address that says nothing
        ("testclient", ""),
        ("", ""),
    ],
)
def test_a_network_is_said_roughly_and_this_machine_not_at_all(address: str, said: str) -> None:
    assert spoken_network("fr", addresses.block(address)) == said


def test_what_is_no_network_is_not_said() -> None:
    assert spoken_network("fr", "") == spoken_network("fr", "<b>") == ""
