"""Forms that several people or tabs may save: everything to mend is told at once, and nobody overwrites unknowingly."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mycharlotte.domain.errors import Refused, Stale

T = TypeVar("T")


class SeveralRefused(Refused):
    """More than one field is to mend; `refusals` says which and why, in the order of the form."""

    def __init__(self, refusals: list[Refused]) -> None:
        super().__init__(field=refusals[0].field)
        self.refusals = refusals


def read(readers: Mapping[str, Callable[[], T]]) -> dict[str, T]:
    """Return what each field reads as.

    Raises:
        SeveralRefused, or the only refusal there is.
    """
    wanted: dict[str, T] = {}
    refusals: list[Refused] = []
    for name, reader in readers.items():
        try:
            wanted[name] = reader()
        except Refused as refusal:
            refusals.append(refusal)
    if len(refusals) > 1:
        raise SeveralRefused(refusals)
    if refusals:
        raise refusals[0]
    return wanted


def changes(
    wanted: Mapping[str, str], *, stored: Mapping[str, Any], version: int, shown: Callable[[str, str], str]
) -> dict[str, str]:
    """Return what a form changes of what is stored. `version` is the one the form was filled from.

    `shown` puts a stored value, given its field's name, as people read it.

    Raises:
        Stale: someone saved meanwhile; `theirs` holds the stored values that differ.
    """
    changed = {name: value for name, value in wanted.items() if stored[name] != value}
    if changed and stored["version"] != version:
        raise Stale(theirs={name: shown(name, stored[name]) for name in changed})
    return changed
