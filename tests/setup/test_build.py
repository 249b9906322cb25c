"""What makes the frontend be built again, and what the policy allows in its pages."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mycharlotte import build


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project: one file of each kind."""
    for name in (
        "mycharlotte/pages/home.py",
        "assets/logo.svg",
        "reflex.lock/package-lock.json",
        "rxconfig.py",
        "README.md",
    ):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"first version of {name}")
    return tmp_path


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": lambda tree: (tree / "mycharlotte/pages/home.py").write_text("other"),
    "a translation": lambda tree: (tree / "mycharlotte/messages.po").write_text("new"),
    "an asset": lambda tree: (tree / "assets/logo.svg").write_text("other"),
    "the lock of packages": lambda tree: (tree / "reflex.lock/package-lock.json").write_text("{}"),
    "Reflex's settings": lambda tree: (tree / "rxconfig.py").write_text("other"),
    "a name": lambda tree: (tree / "assets/logo.svg").rename(tree / "assets/mark.svg"),
    "a removal": lambda tree: (tree / "mycharlotte/pages/home.py").unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_enters_the_frontend_makes_it_be_built_again(tree: Path, change: Callable[[Path], object]) -> None:
    before = build.fingerprint(tree)
    change(tree)
    assert build.fingerprint(tree) != before


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "tests/test_home.py",
        "mycharlotte/__pycache__/home.pyc",
        "assets/external/x.js",
        "mycharlotte/.home.py.swp",
    ],
)
def test_what_does_not_enter_the_frontend_leaves_it_alone(tree: Path, name: str) -> None:
    before = build.fingerprint(tree)
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    (tree / name).write_text("new")
    assert build.fingerprint(tree) == before


def test_a_copy_with_other_dates_needs_no_build(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    copy = shutil.copytree(tree, tmp_path_factory.mktemp("copy") / "tree", copy_function=shutil.copyfile)
    assert build.fingerprint(copy) == build.fingerprint(tree)


def test_the_policy_allows_inline_scripts_by_the_hash_that_browsers_compute(tmp_path: Path) -> None:
    # The example of CSP Level 3, section 8.3.
    (tmp_path / "index.html").write_text("<body><script>alert('Hello, world.');</script></body>")
    assert build.hash_inline_scripts(tmp_path) == ["'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"]


def test_every_page_counts_once_and_scripts_by_address_do_not(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "index.html").write_text("<script>a &amp;&amp; b < c</script><script src='/a.js'></script>")
    (tmp_path / "fr" / "index.html").write_text(
        "<script type=module async>other</script><script>a &amp;&amp; b < c</script>"
    )
    hashes = build.hash_inline_scripts(tmp_path)
    assert len(hashes) == 2
    (tmp_path / "fr" / "index.html").write_text("<script>a && b < c</script>")
    assert not set(hashes) >= set(build.hash_inline_scripts(tmp_path)), (
        "the text of a script is hashed as it is written"
    )
