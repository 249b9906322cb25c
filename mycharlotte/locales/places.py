"""Devices and networks as people say them: « Firefox sur Windows », « réseau 203.0.113.x »."""

import ipaddress

from mycharlotte.locales import say


def spoken_device(language: str, device: str) -> str:
    """Return « Firefox sur Windows » for « Firefox, Windows »; what is half known, or nothing, stays as it is."""
    browser, _, system = device.partition(", ")
    if browser and system:
        return say(language, "{browser} sur {system}", browser=browser, system=system)
    return browser


def spoken_network(language: str, block: str) -> str:
    """Return « réseau 203.0.113.x » for `203.0.113.0/24`; nothing for this machine, or what is not known.

    Blocks are those of `domain.addresses.block`: IPv4 /24, IPv6 /56, whose fourth group ends unknown.
    """
    try:
        first = ipaddress.ip_network(block).network_address
    except ValueError:
        return ""
    if first.is_loopback or first.is_unspecified:  # the block of ::1 begins with ::
        return ""
    if isinstance(first, ipaddress.IPv4Address):
        known = str(first).rpartition(".")[0] + ".x"
    else:
        known = first.exploded[: len("2001:0db8:abcd:12")] + "xx"
    return say(language, "réseau {known}", known=known)


def spoken_place(language: str, block: str, *, here: str, is_this: bool) -> str:
    """Say where a network is from `here`: « cette machine », « même réseau que cet appareil », or its block.

    `is_this`: it is that of the very device that asks, of which « même réseau » would say nothing.
    """
    try:
        network = ipaddress.ip_network(block)
    except ValueError:
        return ""
    if network.is_loopback or network.network_address.is_unspecified:  # the block of ::1 begins with ::
        return say(language, "cette machine")
    if block == here and not is_this:
        return say(language, "même réseau que cet appareil")
    return spoken_network(language, block)
