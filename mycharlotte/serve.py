"""Serve everything, pages and events, from one port: uvicorn, uvloop, and the built frontend mounted in Reflex.

Start to answer in about a second: nothing is compiled here.
"""

import contextlib
import errno
import gc
import importlib
import os
import socket
import sys
from typing import TYPE_CHECKING, cast

import uvicorn
from uvicorn.supervisors import Multiprocess

from mycharlotte.config import settings
from mycharlotte.failures import Stopped
from mycharlotte.http.heads import BoundedHeads

if TYPE_CHECKING:
    from starlette.types import ASGIApp

MAX_MESSAGE_BYTES = 65_536
GRACE_SECONDS = 5

# Reflex reads these when it is imported. The two internal ones make it serve the build instead of compiling.
REFLEX = {
    "REFLEX_ENV_MODE": "prod",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE": str(MAX_MESSAGE_BYTES),
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
}


def serve(listener: socket.socket | None = None) -> None:
    """Serve until told to stop, on a port claimed earlier or on the one of the settings.

    Raises:
        Stopped: with a sentence when the port is taken or may not be used.
    """
    chosen = settings()
    os.environ.update(REFLEX)
    if chosen.redis_url:
        os.environ["REFLEX_OPLOCK_ENABLED"] = "true"
    listener = listener or claim_port(chosen.host, chosen.port)
    config = uvicorn.Config(
        "mycharlotte.serve:create",
        factory=True,
        workers=chosen.workers,
        loop="uvloop",
        http=BoundedHeads,
        ws="websockets-sansio",
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        access_log=False,  # addresses of people and client tokens stay out of logs
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # the edge reads them, and only from trusted proxies
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with contextlib.suppress(KeyboardInterrupt):
        if chosen.workers > 1:
            _announce()
            Multiprocess(config, sockets=[listener]).run()
        else:
            server = _Server(config)
            server.run(sockets=[listener])
            if not server.started:
                raise SystemExit(1)


def create() -> "ASGIApp":
    """Create the application of one process, and spare the garbage collector all that lives as long as it."""
    gc.disable()  # nothing of what is loaded now will ever be collected
    app = importlib.import_module("mycharlotte.app").app()
    # Without this, full collections walk every open tab: measured tail latency seven times higher.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()
    return cast("ASGIApp", app)


def claim_port(host: str, port: int) -> socket.socket:
    """Reserve the address to serve on, before anything slow or lasting is done.

    Raises:
        Stopped: with a sentence when it is taken or may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise _explain_bind(error, host, port) from None
    listener.set_inheritable(True)
    return listener


def _explain_bind(error: OSError, host: str, port: int) -> Stopped:
    another = "MYCHARLOTTE_PORT=3100 MYCHARLOTTE_PUBLIC_URL=http://localhost:3100 make run"
    if error.errno == errno.EADDRINUSE:
        return Stopped(
            f"Le port {port} est déjà utilisé : arrêtez ce qui s'en sert, ou choisissez-en un autre : {another}",
            f"Port {port} is already in use: stop what uses it, or choose another one as above.",
        )
    if error.errno == errno.EACCES:
        return Stopped(
            f"Le port {port} est réservé à l'administrateur : choisissez-en un au-dessus de 1023 : {another}",
            f"Port {port} is reserved to the administrator: choose one above 1023 as above.",
        )
    return Stopped(
        f"Impossible d'écouter sur {host}, port {port} : {error.strerror or error}.",
        f"Cannot listen on {host}, port {port}. Check MYCHARLOTTE_HOST and MYCHARLOTTE_PORT.",
    )


def _announce() -> None:
    print(f"MyCharlotte : {settings().public_url} (Ctrl+C pour arrêter)", file=sys.stderr, flush=True)


class _Server(uvicorn.Server):
    """Say where the application is once it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            _announce()
