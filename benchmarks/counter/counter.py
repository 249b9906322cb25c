"""One page, one counter, one event."""

import reflex as rx

from mycharlotte.components.ui.crash import CrashWords, crash_boundary


class Counter(rx.State):
    """A number."""

    count: int = 0

    @rx.event
    async def increment(self) -> None:
        """Add one."""
        self.count += 1


def index() -> rx.Component:
    """Show the number in a button that adds one."""
    return rx.el.main(rx.el.h1("Counter"), rx.el.button(Counter.count, on_click=Counter.increment))


def boundary(_stateful: bool) -> rx.Component:  # noqa: FBT001 - as Reflex calls it
    """The application's own boundary: that of Reflex needs a package which the application does not lock."""
    return crash_boundary({"en": CrashWords(title="Broken", words="Something went wrong.", reload="Reload")})


app = rx.App(reset_style=False, toaster=None, html_lang="en", app_wraps={(55, "ErrorBoundary"): boundary})
app.add_page(index, route="/", title="Counter", description="A counter.")
