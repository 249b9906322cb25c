"""Whether the service lives, and whether it can work: for whatever watches it. Nothing else is told."""

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mycharlotte import db, routes


async def alive(_request: Request) -> Response:
    """This process answers."""
    return JSONResponse({"alive": True})


async def ready(_request: Request) -> Response:
    """The database answers too."""
    try:
        await db.read(_ask)
    except SQLAlchemyError:
        return JSONResponse({"ready": False}, status_code=503)
    return JSONResponse({"ready": True})


ROUTES = [Route(routes.HEALTH, alive), Route(routes.READY, ready)]


def _ask(session: Session) -> None:
    session.connection().execute(sa.select(1))
