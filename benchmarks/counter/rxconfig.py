"""The options of the application (`rxconfig.py` at the root), for a page with one counter."""

import reflex as rx
from reflex_base.constants import StateManagerMode

from mycharlotte.frontend import AnyAddress

config = rx.Config(
    app_name="counter",
    app_module_import="counter",
    api_url="http://localhost:3000",
    deploy_url=None,
    backend_host="127.0.0.1",
    plugins=[rx.plugins.TailwindV4Plugin(config={}), AnyAddress()],
    disable_plugins=[rx.plugins.SitemapPlugin],
    frontend_compression_formats=["brotli", "gzip"],
    react_strict_mode=False,
    show_built_with_reflex=False,
    telemetry_enabled=False,
    state_manager_mode=StateManagerMode.MEMORY,
    redis_url=None,
    redis_token_expiration=1200,
)
