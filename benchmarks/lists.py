"""Lists of people to invite in a bubble, kept by the process that makes people (`people.py`)."""

import time

from benchmarks.people import Someone
from mycharlotte import db
from mycharlotte.domain import batches, invitation_files, sessions
from mycharlotte.models.base import now
from mycharlotte.views.viewer import Viewer


def time_previews(admin: Someone, bubble_ref: str, people: int, rounds: int) -> list[tuple[float, float]]:
    """Read a list again and again: milliseconds of the whole verb, and of the reading of the file alone."""
    viewer = _viewer(admin)
    taken = []
    for number in range(rounds + 1):  # the first one warms up
        content = _csv(people, number)
        began = time.perf_counter()
        invitation_files.read(content)
        parsed = time.perf_counter()
        _keep(viewer, bubble_ref, content)
        taken.append(((time.perf_counter() - parsed) * 1000, (parsed - began) * 1000))
    return taken[1:]


def keep_list(admin: Someone, bubble_ref: str, people: int) -> str:
    """Have a list read in a bubble that someone administers; return its reference."""
    return _keep(_viewer(admin), bubble_ref, _csv(people, 0))


def _keep(viewer: Viewer, bubble_ref: str, content: bytes) -> str:
    rows = invitation_files.read(content)
    with db.transaction() as session:
        return batches.read(session, by=viewer, bubble_ref=bubble_ref, rows=rows, now=now())


def _csv(people: int, number: int) -> bytes:
    """A list as a French spreadsheet writes it: everyone with a name and a word."""
    roles = ("Patiente", "Accompagnant")
    addresses = (f"prenom.nom-{number}-{one}@association-{one % 40}.exemple.fr" for one in range(people))
    lines = (f"{email};{roles[one % 2]};Élodie;Le Gall;À bientôt" for one, email in enumerate(addresses))
    return "\r\n".join(["Adresse e-mail;Rôle;Prénom;Nom;Message", *lines]).encode("cp1252")


def _viewer(admin: Someone) -> Viewer:
    with db.reading() as session:
        viewer = sessions.resume(session, token=admin.cookie.partition("=")[2], now=now())
    if viewer is None:
        raise RuntimeError(f"{admin.email} is not signed in.")
    return viewer
