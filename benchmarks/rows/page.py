"""The sign-in page, first visit: what a browser fetches, beside the counter's page."""

from collections.abc import Callable

from playwright.async_api import Browser, async_playwright

from benchmarks.bench import Bench
from benchmarks.report import Row, compared
from mycharlotte import routes
from tests.browser.find import browser

IDLE_MILLISECONDS = 800
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


async def measure(bench: Bench) -> list[Row]:
    """Measure."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser(), args=ARGUMENTS)
        ours = await _visit(chromium, bench.application.address.origin + routes.SIGN_IN)
        theirs = await _visit(chromium, bench.counter.address.origin + "/")
        await chromium.close()
    heaviest = sorted(ours.items(), key=lambda item: -item[1])[:3]
    note = "heaviest: " + ", ".join(f"{url.rpartition('/')[2]} {size / 1024:.0f}" for url, size in heaviest)
    return [
        _row("Sign-in page, transferred", "KB", ours, theirs, lambda found: sum(found.values()) / 1024, 1.15, note),
        _row("Sign-in page, requests", "", ours, theirs, len),
    ]


def _row(
    name: str,
    unit: str,
    ours: dict[str, int],
    theirs: dict[str, int],
    size: Callable[[dict[str, int]], float],
    at_most: float | None = None,
    note: str = "",
) -> Row:
    return compared(name, unit, [(size(ours), size(theirs))], at_most=at_most, note=note)


async def _visit(chromium: Browser, url: str) -> dict[str, int]:
    """Return what each address took on the wire, headers included, on a first visit."""
    context = await chromium.new_context(locale="fr-FR")
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def note_request(event: dict) -> None:
        addresses[event["requestId"]] = event["request"]["url"]

    def note_end(event: dict) -> None:
        if (address := addresses.get(event["requestId"], "")).startswith("http"):
            sizes[address] = sizes.get(address, 0) + int(event["encodedDataLength"])

    devtools.on("Network.requestWillBeSent", note_request)
    devtools.on("Network.loadingFinished", note_end)
    await devtools.send("Network.enable")
    await page.goto(url, wait_until="networkidle")
    await page.wait_for_timeout(IDLE_MILLISECONDS)
    await context.close()
    return sizes
