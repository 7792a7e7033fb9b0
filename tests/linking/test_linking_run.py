"""A city's records linked for real: well, again with the same result, and as clerks decided."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from linking_city import SOURCES, desk, groups, identities, named_links, quality, take_in

from anlan.model.errors import LinkError
from anlan.pool.linking import desk as clerks
from anlan.pool.linking.model import Model
from anlan.pool.linking.waterfall import explain
from anlan.store.history import history
from anlan.store.verify import verify
from anlan.words import LANGUAGES


def cut(files: Path, folder: Path, keep: range) -> Path:
    """Write the files of shopfronts and fire units with some of their rows."""
    folder.mkdir()
    shops = pl.read_parquet(files / "shopfronts.parquet")
    shops[keep.start : keep.stop].write_parquet(folder / "shopfronts.parquet")
    lines = (files / "消防监督单位.csv").read_bytes().decode("gb18030").splitlines(keepends=True)
    kept = lines[:1] + lines[1:][keep.start : keep.stop]
    (folder / "消防监督单位.csv").write_bytes("".join(kept).encode("gb18030"))
    for name in ("divisions.geojson", "premises.csv.gz", "enterprises.csv.gz"):
        os.link(files / name, folder / name)
    return folder


def anlan(home: Path, *words: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "anlan", "--home", str(home), *words]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "300"}
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def weights(model: Model) -> list[float]:
    levels = [
        level
        for comparison in model.settings["comparisons"]
        for level in comparison["comparison_levels"]
        if not level.get("is_null_level")
    ]
    return [level["m_probability"] for level in levels if level["m_probability"] > 0.01]


def test_premises_are_found_again_under_other_names_and_addresses(
    linked_home: Path, files: Path
) -> None:
    """Evaluation only: who is who is read here and never while linking."""
    with desk(linked_home) as made:
        precision, recall = quality(made, identities(files))
    assert precision >= 0.99
    assert 2 * precision * recall / (precision + recall) >= 0.95


def test_without_the_truth_the_links_are_the_same(
    linked_home: Path, files: Path, tmp_path: Path
) -> None:
    bare = cut(files, tmp_path / "bare", range(10**9))
    take_in(tmp_path / "home", bare)
    with desk(tmp_path / "home") as made, desk(linked_home) as first:
        made.link()
        assert named_links(made) == named_links(first)


def test_links_added_later_are_those_of_a_run_over_all(files: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    take_in(home, cut(files, tmp_path / "first", range(900)))
    with desk(home) as made:
        made.link()
        assert made.increment().run.folder == made.latest().run.folder
    take_in(home, cut(files, tmp_path / "second", range(800, 1100)))
    take_in(home, cut(files, tmp_path / "third", range(1100, 10**9)))
    with desk(home) as made:
        added = made.increment()
        assert 0 < added.facts["fresh"] < added.facts["records"]
        later = (named_links(made), groups(made))
        made.link()
        assert made.latest().facts["model"] == 1
        assert (named_links(made), groups(made)) == later
        told = [entry.act for entry in history(made.workspace.database, "link:jiangcheng/premises")]
    assert told == ["link.trained", "link.run", "link.run", "link.run"]


def test_a_corrected_record_is_linked_anew_and_keeps_its_number(
    own_home: Path, files: Path, tmp_path: Path
) -> None:
    with desk(own_home) as made:
        before = made.latest()
        one = before.records.filter(source="shopfronts").row(0, named=True)
        old = before.links.filter((pl.col("one") == one["id"]) | (pl.col("other") == one["id"]))
        assert old.height
    shops = pl.read_parquet(files / "shopfronts.parquet").filter(shopfront_id=one["key"])
    folder = cut(files, tmp_path / "late", range(0))
    (folder / "shopfronts.parquet").unlink()
    shops.with_columns(
        sign=pl.lit("别处别名"), address=pl.lit("无名路9999号"), phone=pl.lit(None, pl.String),
        longitude=pl.lit(None, pl.Float64), latitude=pl.lit(None, pl.Float64),
    ).write_parquet(folder / "shopfronts.parquet")  # fmt: skip
    take_in(own_home, folder, ["shopfronts"])
    with desk(own_home) as made:
        after = made.increment()
        assert (after.facts["fresh"], after.records.height) == (1, before.records.height)
        row = after.records.filter(id=one["id"]).row(0, named=True)
        assert (row["key"], row["name_sent"]) == (one["key"], "别处别名")
        about = (pl.col("one") == one["id"]) | (pl.col("other") == one["id"])
        assert after.links.filter(about).height == 0


def test_a_doubtful_pair_is_decided_and_stays_so(own_home: Path) -> None:
    with desk(own_home) as made:
        waiting = clerks.doubtful(made, None)
        assert waiting.height
        assert waiting["probability"].is_between(0.2, 0.9).all()
        row = waiting.row(0, named=True)
        pair = [(row[f"source_{side}"], row[f"key_{side}"]) for side in ("one", "other")]
        assert not explain(made, *pair).together
        clerks.judge(made, *pair, True, "the same door")
        told = explain(made, *pair)
        assert told.together
        assert told.decision is not None
        assert clerks.doubtful(made, None).height < waiting.height
        made.link(retrain=True)
        assert explain(made, *pair).together
        assert verify(made.workspace.database).fault is None


def test_a_sure_pair_that_is_split_stays_split(own_home: Path) -> None:
    with desk(own_home) as made:
        linked = made.latest()
        best = linked.links.sort("weight").row(-1, named=True)
        names = dict(linked.records.select("id", pl.struct("source", "key")).iter_rows())
        pair = [tuple(names[best[side]].values()) for side in ("one", "other")]
        assert explain(made, *pair).together
        clerks.judge(made, *pair, False, "two owners")
        assert not explain(made, *pair).together
        made.link()
        assert not explain(made, *pair).together


def test_the_waterfall_adds_up_and_is_in_both_languages(linked_home: Path) -> None:
    with desk(linked_home) as made:
        linked = made.latest()
        names = dict(linked.records.select("id", pl.struct("source", "key")).iter_rows())
        for link in linked.links.sample(5, seed=1).iter_rows(named=True):
            pair = [tuple(names[link[side]].values()) for side in ("one", "other")]
            told = explain(made, *pair)
            assert told.weight == pytest.approx(link["weight"], abs=1e-6)
            assert told.probability == pytest.approx(link["probability"], abs=1e-6)
            assert told.start < 0
            for lang in LANGUAGES:
                lines = told.lines(lang)
                assert len(lines) == len(told.steps) + 3
                assert f"{told.weight:+.1f}" in lines[-2]
        assert "None" not in "".join(told.lines("en"))


def test_the_golden_record_takes_the_best_source_and_tells_conflicts(linked_home: Path) -> None:
    with desk(linked_home) as made:
        sizes = made.clusters().group_by("cluster").len().sort("len", "cluster")
        many = made.clusters().filter(cluster=sizes["cluster"][-1])
        records = made.latest().records.join(many, on="id")
        assert set(records["source"]) == set(SOURCES)
        first = records.row(0, named=True)
        known = clerks.thing(made, (first["source"], first["key"]))
        chosen = {each.field: each.source for each in known if each.chosen}
        assert chosen["name"] == chosen["address"] == "premises"
        assert chosen.get("phone", "enterprises") in {"enterprises", "fire_units", "shopfronts"}
        assert chosen["position"] == "shopfronts"
        assert all(each.agrees for each in known if each.chosen)
        assert sum(each.field == "name" for each in known) == records.height


def test_a_model_is_kept_with_what_it_was_trained_on(own_home: Path) -> None:
    with desk(own_home) as made:
        model = made.model()
        assert model is not None
        assert model.version == 1
        assert set(model.trained_on["sources"]) == set(SOURCES)
        assert model.trained_on["records"] == made.latest().records.height
        assert set(model.trained_on["versions"]) == {"anlan", "splink", "duckdb"}
        assert made.link(retrain=True).facts["model"] == 2
        # Learning draws its samples from a seed: the same records teach the same weights.
        again = made.model()
        assert again is not None
        for before, after in zip(weights(model), weights(again), strict=True):
            assert after == pytest.approx(before, rel=0.02)


def test_a_changed_declaration_asks_for_a_run_over_all(own_home: Path) -> None:
    with desk(own_home) as made:
        changed = made.linking.model_copy(update={"places": ["江城"]})
        made.linking = changed
        with pytest.raises(LinkError, match="has changed"):
            made.increment()
        assert made.link().facts["model"] == 2


def test_the_command_line_links_shows_and_decides(own_home: Path) -> None:
    assert "records are" in anlan(own_home, "link", "run", "jiangcheng")
    assert "Nothing has come in" in anlan(own_home, "link", "increment", "jiangcheng")
    with desk(own_home) as made:
        row = clerks.doubtful(made, 1).row(0, named=True)
    one, other = (f"{row[f'source_{side}']}/{row[f'key_{side}']}" for side in ("one", "other"))
    assert one in anlan(own_home, "link", "doubtful", "jiangcheng")
    assert "bits" in anlan(own_home, "link", "show", "jiangcheng", one, other)
    assert "比特" in anlan(own_home, "--lang", "zh", "link", "show", "jiangcheng", one, other)
    anlan(own_home, "link", "decide", "jiangcheng", one, other, "same", "--why", "seen")
    assert "They now count as one" in anlan(own_home, "link", "show", "jiangcheng", one, other)
    assert "chosen" in anlan(own_home, "link", "golden", "jiangcheng", one)
    assert "is no record" in anlan(own_home, "link", "show", "jiangcheng", "JC1", other, code=1)
    assert "hold none" in anlan(own_home, "link", "show", "jiangcheng", "premises/0", other, code=1)


def test_records_that_were_never_linked_are_asked_for(tmp_path: Path, files: Path) -> None:
    with desk(tmp_path) as made:
        with pytest.raises(LinkError, match="link run"):
            made.latest()
        with pytest.raises(LinkError, match="taken in"):
            made.link()
