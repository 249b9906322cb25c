"""A real browser on the real application. What a page complains of, policy violations included, fails its test."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from mycharlotte.models.people import Language
from tests.browser.find import browser as executable
from tests.servers.application import Application, application, demonstration, until

__all__ = ["application", "demonstration"]

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# What a browser says of a refusal that a test asked for, and of a server that a test stopped.
EXPECTED = (
    "Failed to load resource",
    "WebSocket connection to",
    "WebSocket is already in CLOS",
    "net::ERR_CONNECTION_REFUSED",
)

NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="module")  # an open one keeps an event loop running, which asynchronous tests then trip over
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(chromium: Browser) -> Iterator[NewContext]:
    """Open browsers of their own, as different people have; nothing may be complained of in any."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    def open_one(
        application: Application, *, email: str = "", language: str = "fr-FR", **options: object
    ) -> BrowserContext:
        options.setdefault("viewport", DESK)
        context = chromium.new_context(base_url=application.url, locale=language, **options)  # type: ignore[arg-type]
        context.on("console", hear)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        if email:
            cookies = application.session_of(email)
            context.add_cookies([{"name": n, "value": v, "url": application.url} for n, v in cookies.items()])
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_context: NewContext, application: Application) -> Page:
    """A desk, where nobody is signed in."""
    return new_context(application).new_page()


@pytest.fixture
def nour(new_context: NewContext, application: Application) -> Page:
    """A desk, where someone new is signed in."""
    return new_context(application, email=application.newcomer()).new_page()


@pytest.fixture
def nora(new_context: NewContext, application: Application) -> Page:
    """A desk, where someone who reads English is signed in."""
    return new_context(application, email=application.newcomer("Nora", language=Language.ENGLISH)).new_page()


def alive(page: Page) -> Page:
    """Wait until a page has what it asked its server for."""
    until(lambda: page.evaluate("sessionStorage.length") > 0, 10)
    until(lambda: page.get_by_role("heading", level=1).count() == 1, 10)
    return page


STILL = """async () => {
    // What is folded away while it moves stays half-way without end.
    const isSeen = ({ effect }) => effect.target?.checkVisibility() && effect.getTiming().iterations !== Infinity;
    const moving = () => document.getAnimations().filter(isSeen);
    const soon = () => new Promise((done) => setTimeout(done, 500));
    const frame = () => new Promise(requestAnimationFrame);
    await document.fonts.ready;
    do {
        await Promise.race([Promise.allSettled(moving().map((one) => one.finished)), soon()]);
        await frame().then(frame);
    } while (moving().some((one) => one.playState === "running"));
}"""


def audited(page: Page) -> AxeResults:
    """Return what axe finds on a page once nothing moves: half-way, a colour that fades in is another one."""
    page.bring_to_front()  # a tab behind another draws nothing, and would be waited for without end
    page.evaluate(STILL)
    return Axe().run(page)
