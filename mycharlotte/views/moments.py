"""Instants in words, in both languages: pages change language without asking the server."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Moment:
    """An instant, for machines (`iso`) and for people; empty when it never was."""

    iso: str = ""
    french: str = ""
    english: str = ""
