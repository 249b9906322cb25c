"""One page, one counter, one event."""

import reflex as rx


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


app = rx.App(reset_style=False, toaster=None, html_lang="en")
app.add_page(index, route="/", title="Counter", description="A counter.")
