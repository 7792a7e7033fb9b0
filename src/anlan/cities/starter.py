"""Write a commented starter pack that passes its check, for an analyst to fill in."""

import re
from importlib import resources
from pathlib import Path

from anlan.cities.pack import FILE
from anlan.model.errors import PackError
from anlan.store.whole import refusing

# The pack itself comes last: a folder without it is no pack yet, and can be written again.
_FILES = {
    "visits.yaml": "contracts/visits.yaml",
    "premises.yaml": "contracts/premises.yaml",
    "divisions.csv": "divisions.csv",
    "pack.toml": FILE,
}


def new(folder: Path, name: str) -> Path:
    """Write a starter pack called ``name`` into ``folder`` and return its ``city.toml``.

    Raises:
        PackError: the folder holds a pack already, or the name is not a short plain one.
        StoreError: the folder can't be written.
    """
    target = folder / FILE
    if target.exists():
        raise PackError("error.pack.exists", file=target)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", name):
        raise PackError("error.pack.slug", file=target, line=1, at="name", found=name)
    for template, relative in _FILES.items():
        text = (resources.files("anlan.cities") / "template" / template).read_text("utf-8")
        place = folder / relative
        with refusing(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text.replace("mytown", name), encoding="utf-8")
    return target
