"""What no module may do, read in its source: the ways that a Reflex application usually leaks by."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import mycharlotte

PACKAGE = Path(mycharlotte.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

# Raw HTML, Reflex's own uploads, states shared or kept in the browser, and what a strict policy of scripts forbids.
FORBIDDEN = {
    "rx.Cookie",
    "rx.LocalStorage",
    "rx.SessionStorage",
    "rx.SharedState",
    "rx.call_script",
    "rx.console_log",
    "rx.download",
    "rx.eval_javascript",
    "rx.html",
    "rx.markdown",
    "rx.run_script",
    "rx.script",
    "rx.toast",
    "rx.upload",
    "rx.upload_files",
    "rx.window_alert",
}
# What a handler may send a browser.
SENT = {"rx.redirect"}
RUNS_TEXT = re.compile(
    r"dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage"
)
LONGEST = 400


def tree(path: Path) -> ast.Module:
    """Read a module."""
    return ast.parse(path.read_text())


def dotted(node: ast.AST) -> str:
    """Write `rx.el.div` for the expression that says it; nothing for any other."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def calls(module: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Go through the calls of a module."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def found_in(paths: Iterable[Path], look: Callable[[Path], object]) -> dict[str, object]:
    """Look into each file; keep those where something is found."""
    return {str(path.relative_to(PACKAGE)): found for path in paths if (found := look(path))}


def test_no_module_uses_what_leaks() -> None:
    def look(path: Path) -> set[str]:
        used = {dotted(node) for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        return {one for one in used if any(one == never or one.startswith(never + ".") for never in FORBIDDEN)}

    assert found_in(MODULES, look) == {}


def test_no_module_renders_or_runs_text() -> None:
    def look(path: Path) -> set[str]:
        raw = re.findall(r"dangerously_?set_?inner_?html", path.read_text(), re.IGNORECASE)
        running = {"eval", "exec", "pickle.loads", "os.system", "__import__"}
        return {*raw, *running & {called for called, _ in calls(tree(path))}}

    assert found_in(MODULES, look) == {}


def test_no_script_renders_or_runs_text() -> None:
    scripts = [*(PACKAGE.parent / "assets" / "scripts").iterdir(), *PACKAGE.rglob("*.js")]
    assert scripts
    assert found_in(scripts, lambda path: RUNS_TEXT.findall(path.read_text())) == {}


def test_a_handler_sends_nothing_but_redirects_to_our_own_pages() -> None:
    def look(path: Path) -> list[str]:
        sent = [
            (c, call) for c, call in calls(tree(path)) if c.startswith("rx.") and c.removeprefix("rx.")[0].islower()
        ]
        return [ast.unparse(call) for called, call in sent if called not in SENT or not leads_to_a_page(call)]

    def leads_to_a_page(call: ast.Call) -> bool:
        return bool(
            re.fullmatch(
                r"routes\.([A-Z_]+|(of_bubble|of_appointment|about)\(routes\.[A-Z_]+, .+\))", ast.unparse(call.args[0])
            )
        )

    assert found_in((PACKAGE / "states").glob("*.py"), look) == {}


def test_every_handler_is_asynchronous() -> None:
    def look(path: Path) -> list[str]:
        plain = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
        return [node.name for node in plain if any("endpoint" in ast.unparse(d) for d in node.decorator_list)]

    assert found_in((PACKAGE / "states").glob("*.py"), look) == {}


def test_no_computed_variable_is_sent_again_for_nothing() -> None:
    def look(path: Path) -> list[str]:
        given = [k for _, call in calls(tree(path)) for k in call.keywords if k.arg in {"cache", "auto_deps"}]
        return [ast.unparse(k.value) for k in given if isinstance(k.value, ast.Constant) and k.value.value is False]

    assert found_in(MODULES, look) == {}


def test_no_module_is_too_long_to_be_read() -> None:
    assert found_in(MODULES, lambda path: len(path.read_text().splitlines()) > LONGEST) == {}


def test_every_module_says_what_it_is_for() -> None:
    assert found_in(MODULES, lambda path: tree(path).body and not ast.get_docstring(tree(path))) == {}


def test_the_search_would_find_what_it_looks_for() -> None:
    module = ast.parse("import reflex as rx\nrx.toast.error('no')\nrx.redirect(f'/{x}')")
    assert {called for called, _ in calls(module)} == {"rx.toast.error", "rx.redirect"}
