"""The reference says what the code says."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
VARIABLE = re.compile(r"\bANLAN_[A-Z0-9_]+")
READERS = ("src", "web", "scripts", "benchmarks", "tests", ".ci", "Makefile", "docs")
"""Where a variable may be read: everything but the prose of the docs and what is built."""
KINDS = {".py", ".sh", ".toml", ".yaml", ".yml", ".json", ".mjs", ".ts", ""}
PAGES = runpy.run_path(str(DOCS / "generate.py"))["PAGES"]


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_reference_page_is_up_to_date(name):
    written = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: python docs/generate.py"


def variables() -> Iterator[tuple[str, Path]]:
    for place in READERS:
        top = ROOT / place
        for path in [top] if top.is_file() else top.rglob("*"):
            built = {"node_modules", "console", "_build", "__pycache__"} & set(path.parts)
            if path.is_file() and path.suffix in KINDS and (not built or path.suffix == ".py"):
                for name in VARIABLE.findall(path.read_text(encoding="utf-8", errors="ignore")):
                    yield name, path


def test_every_variable_that_is_read_anywhere_is_documented():
    page = PAGES["environment.md"]()
    read = dict(variables())
    assert len(read) > 10
    # Of a name that is put together, the beginning is read: one that begins so must be there.
    ends = {name: "" if name.endswith("_") else "`" for name in read}
    absent = {
        name: str(path.relative_to(ROOT))
        for name, path in read.items()
        if f"`{name}{ends[name]}" not in page
    }
    assert not absent, "describe them in docs/environment.toml and run: python docs/generate.py"


def test_no_variable_is_documented_that_nobody_reads():
    written = DOCS / "environment.toml"
    read = {name for name, path in variables() if path != written}
    documented = set(VARIABLE.findall(written.read_text(encoding="utf-8")))
    assert documented <= read


def test_the_options_before_the_verb_are_told():
    page = PAGES["cli.md"]()
    before = page[page.index("## Before the command") : page.index("## `anlan")]
    for option in ("`--home` (`ANLAN_HOME`)", "`--lang` (`ANLAN_LANG`)", "`--database`"):
        assert option in before
