"""Appointments whose companion is to say how they ended, as their page lists them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ToTell:
    """An appointment that is over."""

    ref: str
    version: int
    starts_at: datetime
    ends_at: datetime
    patient: str
    patient_ref: str
    kind: str
    colour: str
    bubble: str
