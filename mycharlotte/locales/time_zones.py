"""Time zones as people look for them: by the city they live in, the island, the country."""

from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global

from mycharlotte.domain import names, time_zones
from mycharlotte.locales.dates import CITIES, LOCALES, spoken_zone

# Cities that no zone is named after.
_ALSO = {
    "America/Guadeloupe": "pointe-a-pitre basse-terre",
    "America/Martinique": "fort-de-france",
    "America/Montreal": "quebec ottawa gatineau",
    "Europe/Paris": "lyon marseille lille bordeaux toulouse nantes strasbourg rennes metropole",
    "Europe/Zurich": "geneve geneva lausanne berne",
    "Indian/Mayotte": "mamoudzou",
    "Indian/Reunion": "saint-denis saint-pierre",
    "Pacific/Tahiti": "papeete",
}
_NOWHERE = {"ZZ", "001"}


@dataclass(frozen=True)
class Place:
    """A zone, and what it is called in a language: « Nouméa, Nouvelle-Calédonie »."""

    zone: str
    french: str
    english: str
    sought_as: tuple[str, ...]


def place(language: str, zone: str) -> str:
    """Return the same with its country, unless that says the same twice: « La Réunion »."""
    where = spoken_zone(language, zone)
    country = _country(language, zone)
    return f"{where}, {country}" if country and country != where else where


def find(typed: str, *, at_most: int) -> list[Place]:
    """Return the zones that a name may mean, in either language, without accents; those that begin so come first."""
    sought = names.folded(typed)
    if not sought:
        return []
    found: list[tuple[int, Place]] = []
    for one in _places():
        if any(name.startswith(sought) for name in one.sought_as[:2]):
            found.append((0, one))
        elif any(word.startswith(sought) for name in one.sought_as for word in (name, *name.split())):
            found.append((1, one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])][:at_most]


@cache
def _places() -> tuple[Place, ...]:
    zones = [zone for zone in (*get_global("zone_territories"), *CITIES) if time_zones.is_known(zone)]
    found = [
        Place(
            zone,
            place("fr", zone),
            place("en", zone),
            (
                *(names.folded(spoken_zone(language, zone)) for language in LOCALES),
                *(names.folded(_country(language, zone)) for language in LOCALES),
                _ALSO.get(zone, ""),
            ),
        )
        for zone in zones
    ]
    return tuple(sorted(found, key=lambda one: names.folded(one.french)))


def _country(language: str, zone: str) -> str:
    zone = get_global("zone_aliases").get(zone, zone)
    code = get_global("zone_territories").get(zone, "")
    return "" if code in _NOWHERE else Locale.parse(LOCALES[language]).territories.get(code, "")
