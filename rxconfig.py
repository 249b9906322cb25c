"""How Reflex is set up. What enters the frontend is fixed here; the rest comes from the settings."""

import reflex as rx
from reflex_base.constants import StateManagerMode

from mycharlotte.config import settings
from mycharlotte.frontend import AnyAddress

config = rx.Config(
    app_name="mycharlotte",
    app_module_import="mycharlotte.app",
    # Only the paths of these addresses are used: see mycharlotte/frontend.py.
    api_url="http://localhost:3000",
    deploy_url=None,
    backend_host="127.0.0.1",
    cors_allowed_origins=[settings().origin],
    trusted_proxy_hops=settings().trusted_proxy_hops,
    plugins=[rx.plugins.TailwindV4Plugin(config={}), AnyAddress()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    frontend_compression_formats=["brotli", "gzip"],
    react_strict_mode=False,
    show_built_with_reflex=False,
    telemetry_enabled=False,
    state_manager_mode=StateManagerMode.REDIS if settings().redis_url else StateManagerMode.MEMORY,
    redis_url=settings().redis_url or None,
    # A closed tab keeps its state in memory until then: long enough to come back from a tunnel, no longer.
    redis_token_expiration=1200,
)
