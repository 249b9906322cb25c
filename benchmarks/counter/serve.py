"""Serve the counter as the application is served (`mycharlotte/serve.py`): `serve.py PORT [plain]`.

`plain` leaves out what was tuned: uvloop and the garbage collector's settings.
"""

import gc
import importlib
import os
import sys
from typing import TYPE_CHECKING, cast

import uvicorn

from mycharlotte.serve import GRACE_SECONDS, MAX_MESSAGE_BYTES, REFLEX, claim_port

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def create() -> "ASGIApp":
    """Create the counter, its garbage collector set as the application's."""
    app = create_plain()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    return app


def create_plain() -> "ASGIApp":
    """Create the counter as Reflex does."""
    return cast("ASGIApp", importlib.import_module("counter").app())


def serve(port: int, *, plain: bool) -> None:
    """Serve until told to stop."""
    os.environ.update(REFLEX)
    config = uvicorn.Config(
        "benchmarks.counter.serve:create_plain" if plain else "benchmarks.counter.serve:create",
        factory=True,
        loop="asyncio" if plain else "uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[claim_port("127.0.0.1", port)])


if __name__ == "__main__":
    serve(int(sys.argv[1]), plain="plain" in sys.argv[2:])
