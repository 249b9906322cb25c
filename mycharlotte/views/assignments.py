"""What an admin sees when choosing whom a patient is dedicated to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Companion:
    """Someone to choose."""

    ref: str = ""
    name: str = ""


@dataclass(frozen=True)
class CompanionChoice:
    """A patient, the companions `picked` for them, and those `found`, in the order of names.

    `has_more` when there are too many to show all; `serial` changes when the choice begins anew.
    """

    patient_ref: str = ""
    patient_name: str = ""
    picked: tuple[Companion, ...] = ()
    found: tuple[Companion, ...] = ()
    query: str = ""
    has_more: bool = False
    serial: int = 0
