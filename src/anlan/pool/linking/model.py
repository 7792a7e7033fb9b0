"""A trained model as it is kept: weights, what it was trained on, how common values were."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from anlan import __version__
from anlan.model.linking import Linking
from anlan.pool.linking import engine
from anlan.store.runs import Run
from anlan.store.whole import save_parquet

FILE = "model.json"
_CROWDED = "crowded.parquet"


@dataclass(frozen=True)
class Model:
    """A trained model.

    ``version`` counts the models of an asset kind. ``settings`` are Splink's; ``common`` and
    ``crowded`` are frozen with them, so that records linked later get the same weights as in a run
    over all. ``trained_on`` tells sources, numbers of records, versions, and the declaration.
    """

    version: int
    settings: engine.Settings
    trained_on: dict[str, Any]
    common: dict[str, pl.DataFrame]
    crowded: pl.DataFrame

    def fits(self, linking: Linking, aliases: dict[str, str]) -> bool:
        """Return whether what the pack declares is still what the model was trained for."""
        return bool(self.trained_on["declared"] == declared(linking, aliases))

    def write(self, folder: Path) -> None:
        """Write the model into a run's folder."""
        kept = {"version": self.version, "trained_on": self.trained_on, "settings": self.settings}
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        (folder / FILE).write_text(text, encoding="utf-8")
        save_parquet(self.crowded, folder / _CROWDED)
        for name, table in self.common.items():
            save_parquet(table, folder / f"common_{name}.parquet")

    @classmethod
    def read(cls, run: Run) -> "Model":
        """Read a kept model."""
        kept = run.json(FILE)
        common = {
            path.stem.removeprefix("common_"): pl.read_parquet(path)
            for path in sorted(run.folder.glob("common_*.parquet"))
        }
        crowded = pl.read_parquet(run.folder / _CROWDED)
        return cls(kept["version"], kept["settings"], kept["trained_on"], common, crowded)


def train(
    records: pl.DataFrame, linking: Linking, aliases: dict[str, str], number: int, spill: Path
) -> Model:
    """Train a model from prepared records; no truth is known to it."""
    common, crowded = engine.term_frequencies(records, linking), engine.crowded(records, linking)
    counted = records["source"].value_counts(sort=True, name="records")
    trained_on = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "records": records.height,
        "sources": dict(counted.iter_rows()),
        "seed": linking.training.seed,
        "versions": {"anlan": __version__} | {each: version(each) for each in ("splink", "duckdb")},
        "declared": declared(linking, aliases),
    }
    with engine.opened(engine.settings(linking), common, spill) as made:
        settings = made.train(engine.blocked(records, linking, crowded), linking)
    return Model(number, settings, trained_on, common, crowded)


def declared(linking: Linking, aliases: dict[str, str]) -> dict[str, Any]:
    """Return all of a declaration that decides on weights and pairs; thresholds don't."""
    free = {"link_from", "doubt_from"}
    told = linking.model_dump(mode="json", exclude=free)
    for each in told["sources"]:
        each.pop("authority")
        each.pop("best")
    return {**told, "aliases": dict(sorted(aliases.items()))}
