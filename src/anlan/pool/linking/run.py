"""Link the records of a city: all of them, or only what is new; keep model, links and clusters.

A run is a folder (``runs/link_<kind>``) with ``records.parquet`` (prepared), ``links.parquet``
(pairs at least doubtful, with weight and probability) and ``link.json``. New records are compared
with old ones and with each other, never old with old; since the model's weights and frequencies are
frozen, the links are then those that a run over everything would find.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from anlan.model.city import City
from anlan.model.errors import LinkError
from anlan.model.linking import Linking
from anlan.pool import records as pool_records
from anlan.pool.linking import engine, since
from anlan.pool.linking.clusters import clusters
from anlan.pool.linking.decisions import Decision, as_ids, decisions
from anlan.pool.linking.model import Model, train
from anlan.pool.linking.prepare import SCHEMA, prepare, raw, read_aliases
from anlan.store import Workspace
from anlan.store.runs import Run, Runs
from anlan.store.whole import save_parquet

Progress = Callable[[str, int], None]
"""Called at the beginning of each step with its name and the number of records it works on."""
STEPS = ("read", "prepare", "train", "score", "cluster", "keep")
Files = dict[str, list[str]]


@dataclass(frozen=True)
class Linked:
    """A kept run: records, links and clusters of one asset kind."""

    run: Run

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Counts, files read, number of the model, what blocking passed over."""
        found: dict[str, Any] = self.run.json("link.json")
        return found

    @cached_property
    def records(self) -> pl.DataFrame:
        """Prepared records, sorted by id."""
        return self.scan().collect()

    def scan(self) -> pl.LazyFrame:
        """Prepared records that are read only as far as is asked; a run of old has no division."""
        found = pl.scan_parquet(self.run.folder / "records.parquet")
        known = found.collect_schema().names()
        absent = [pl.lit(None, kind).alias(n) for n, kind in SCHEMA.items() if n not in known]
        return found.with_columns(absent)

    @cached_property
    def links(self) -> pl.DataFrame:
        """Pairs at least doubtful: ``one`` < ``other``, ``weight`` in bits, ``probability``."""
        return pl.read_parquet(self.run.folder / "links.parquet")


@dataclass
class Linkage:
    """The linking desk of one asset kind of a city."""

    city: City
    workspace: Workspace
    linking: Linking
    aliases: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, city: City, workspace: Workspace, find: Callable[[str], Path], kind: str | None = None
    ) -> "Linkage":
        """Return the desk of an asset kind, or of the only one that the pack declares.

        Raises:
            LinkError: the pack declares no linking, or none of that kind.
        """
        found = [each for each in city.linking if kind in (None, each.kind)]
        if not found:
            kinds = ", ".join(each.kind for each in city.linking)
            raise LinkError(
                "error.linking.none", city=city.name, kind=kind or "—", kinds=kinds or "—"
            )
        aliases = read_aliases(find(found[0].aliases) if found[0].aliases else None)
        return cls(city, workspace, found[0], aliases)

    @property
    def runs(self) -> Runs:
        """The runs of the workspace."""
        return Runs(self.workspace.folder / "runs")

    def latest(self) -> Linked:
        """Return the latest run.

        Raises:
            LinkError: there is none yet.
        """
        run = self.runs.latest(f"link_{self.linking.kind}")
        if run is None:
            raise LinkError("error.linking.no_run", city=self.city.name)
        return Linked(run)

    def model(self) -> Model | None:
        """Return the latest model, or None."""
        run = self.runs.latest(f"linkmodel_{self.linking.kind}")
        return Model.read(run) if run else None

    def link(self, progress: Progress = lambda *_: None, *, retrain: bool = False) -> Linked:
        """Link all records; train the model where there is none that fits, or if asked to.

        Raises:
            LinkError: a source has not been taken in, or there is nothing to learn from.
            StoreError: the disk or the database refuses; then the run before stays the latest.
        """
        progress("read", 0)
        rows, files = self._rows({})
        records = self._prepared(rows, progress)
        model = self.model()
        if retrain or model is None or not model.fits(self.linking, self.aliases):
            progress("train", records.height)
            number = 1 if model is None else model.version + 1
            model = self._keep_model(
                train(records, self.linking, self.aliases, number, self._spill)
            )
        progress("score", records.height)
        ready = engine.blocked(records, self.linking, model.crowded)
        with engine.opened(model.settings, model.common, self._spill) as made:
            links = made.within(ready, self.linking.doubt_from)
        return self._keep(records, links, model, files, records.height, progress)

    def increment(self, progress: Progress = lambda *_: None) -> Linked:
        """Link what was taken in since the latest run; without anything new, return that run.

        Raises:
            LinkError: there is no run or no fitting model yet, or what the run had read is gone.
            StoreError: as for :meth:`link`.
        """
        before, model = self.latest(), self.model()
        if model is None or not model.fits(self.linking, self.aliases):
            raise LinkError("error.linking.declared_anew", city=self.city.name)
        if before.facts["model"] != model.version:
            raise LinkError("error.linking.model_anew", city=self.city.name)
        progress("read", 0)
        rows, files = self._rows(before.facts["files"])
        if not rows.height:
            return before
        known = before.records
        rows = _numbered(rows, known)
        fresh = self._prepared(rows, progress)
        progress("score", fresh.height)
        old = known.join(fresh, on="id", how="anti", maintain_order="left")
        links = self._links(old, fresh, model)
        kept = before.links.join(fresh.select(one="id"), on="one", how="anti")
        kept = kept.join(fresh.select(other="id"), on="other", how="anti")
        records = pl.concat([old, fresh]).sort("id")
        links = pl.concat([kept, links]).sort("one", "other")
        return self._keep(records, links, model, files, fresh.height, progress)

    def clusters(
        self, linked: Linked | None = None, standing: Sequence[Decision] | None = None
    ) -> pl.DataFrame:
        """Return ``id`` and ``cluster`` of every record, as links and decisions now stand."""
        linked = linked or self.latest()
        if standing is None:
            standing = decisions(self.workspace, self.linking.kind)
        sure = linked.links.filter(pl.col("probability") >= self.linking.link_from)
        rows = linked.scan().select("id", "source", "key").collect()
        return clusters(rows, sure, as_ids(standing, rows), self._once)

    @property
    def _spill(self) -> Path:
        return self.workspace.folder / "runs"

    def _links(self, old: pl.DataFrame, fresh: pl.DataFrame, model: Model) -> pl.DataFrame:
        """Return the links of new records among themselves and with old ones."""
        new = engine.blocked(fresh, self.linking, model.crowded)
        near = engine.sharing(engine.blocked(old, self.linking, model.crowded), new, self.linking)
        least = self.linking.doubt_from
        with engine.opened(model.settings, model.common, self._spill) as made:
            found = [made.within(new, least)]
            if near.height:
                found.append(made.between(near, new, least))
        return pl.concat(found)

    def _rows(self, known: Files) -> tuple[pl.DataFrame, Files]:
        """Read what is in files of the lake that aren't ``known``; return it and all files."""
        found, files = [], {}
        for each in self.linking.sources:
            if not pool_records.contract_of(self.workspace, each.source).columns:
                raise LinkError("error.linking.not_taken_in", source=each.source)
            paths = self.workspace.lake_files(each.source)
            files[each.source] = [path.name for path in paths]
            seen = set(known.get(each.source, ()))
            if not seen <= set(files[each.source]):
                raise LinkError("error.linking.files_gone", source=each.source)
            new = [path for path in paths if path.name not in seen]
            rows = pool_records.sent(self.workspace, self.city, each.source, new)
            found.append(raw(rows, each, pl.col("_key"), pl.col("_event_day")))
        rows = pl.concat(found)
        return rows.with_columns(id=pl.int_range(pl.len(), dtype=pl.Int64)), files

    def _prepared(self, rows: pl.DataFrame, progress: Progress) -> pl.DataFrame:
        progress("prepare", rows.height)
        return prepare(rows, self.linking, self.aliases)

    def _keep_model(self, model: Model) -> Model:
        told = {"version": model.version, "records": model.trained_on["records"]}
        digest = _digest(model.trained_on)
        with self.workspace.change() as change:
            self.runs.save(f"linkmodel_{self.linking.kind}", digest, model.write)
            change.record(self._subject, "link.trained", after=told)
        return model

    def _keep(
        self,
        records: pl.DataFrame,
        links: pl.DataFrame,
        model: Model,
        files: Files,
        fresh: int,
        progress: Progress,
    ) -> Linked:
        progress("keep", records.height)
        sure = int((links["probability"] >= self.linking.link_from).sum())
        facts = {
            "kind": self.linking.kind,
            "model": model.version,
            "records": records.height,
            "fresh": fresh,
            "links": sure,
            "doubtful": links.height - sure,
            "passed_over": int(model.crowded["n"].sum()),
            "files": files,
        }
        told = {name: facts[name] for name in ("records", "fresh", "links", "doubtful", "model")}

        def write(folder: Path) -> None:
            save_parquet(records.select(list(SCHEMA)), folder / "records.parquet")
            save_parquet(links, folder / "links.parquet")
            save_parquet(self._since(records, links), folder / since.FILE)
            (folder / "link.json").write_text(json.dumps(facts, ensure_ascii=False), "utf-8")

        with self.workspace.change() as change:
            run = self.runs.save(f"link_{self.linking.kind}", _digest(facts), write)
            change.record(self._subject, "link.run", after=told)
        return Linked(run)

    def _since(self, records: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
        """Return since when each record without an id is known to speak of an asset with one."""
        kind = self.linking.kind
        standing = as_ids(decisions(self.workspace, kind), records)
        sure = links.filter(pl.col("probability") >= self.linking.link_from)
        groups = clusters(records, sure, standing, self._once)
        named = {each.name for each in self.city.sources if each.asset and each.asset.kind == kind}
        now = since.anchored(records, groups, named)
        today = datetime.now(ZoneInfo(self.city.zone)).date()
        return since.carried(self.runs.latest(f"link_{kind}"), now, today)

    @property
    def _once(self) -> frozenset[str]:
        """The sources that have no two records of the same thing."""
        return frozenset(each.source for each in self.linking.sources if each.once)

    @property
    def _subject(self) -> str:
        return f"link:{self.city.name}/{self.linking.kind}"


def _numbered(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Give a record that is known under its source and key its number, and new ones new numbers."""
    last = known["id"][-1] if known.height else -1  # sorted
    named = known.select("source", "key", old="id")
    joined = rows.join(named, on=["source", "key"], how="left", maintain_order="left")
    return joined.with_columns(id=pl.coalesce("old", pl.col("id") + last + 1)).drop("old")


def _digest(facts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
