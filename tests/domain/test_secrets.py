"""Whoever steals the database finds no password, no code and no token in any column, in any form one can read."""

import base64

import sqlalchemy as sa

from mycharlotte import db, models
from mycharlotte.domain import sessions
from mycharlotte.models.base import now
from tests.cast import PASSWORD, Cast
from tests.domain.doorstep import LAPTOP, begin, code_sent_to, enter, finish


def dump() -> list[bytes]:
    """Return every value of every column, as bytes."""
    values: list[bytes] = []
    with db.engine().connect() as connection:
        for table in models.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                values += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return values


def forms(secret: str) -> list[bytes]:
    """A secret as it is, and as it is easily read back."""
    plain = secret.encode()
    return [plain, plain.hex().encode(), base64.b64encode(plain).rstrip(b"="), plain[::-1]]


def test_no_secret_is_readable_anywhere(cast: Cast) -> None:
    entry = enter(cast.camille)
    again = enter(cast.camille, origin=LAPTOP)  # a second device: its owner is told by mail
    waiting = begin(cast.paul)
    code = code_sent_to(cast.paul)
    with db.reading() as session:
        viewer = sessions.resume(session, token=entry.session_token, now=now())
    assert viewer
    with db.transaction() as session:
        sessions.end(session, by=viewer, now=now())

    secrets = [PASSWORD, code, waiting, entry.session_token, entry.device_token, again.session_token]
    found = [form for secret in secrets for form in forms(secret) for value in dump() if form in value]

    assert found == []
    assert finish(waiting, code)


def test_the_search_for_secrets_would_find_one(cast: Cast) -> None:
    assert any(b"camille@demo.mycharlotte.fr" in value for value in dump())
