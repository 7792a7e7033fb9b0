"""Splink on DuckDB: the one place that speaks to it.

Fellegi and Sunter (1969) give each level of agreement the weight log2(m/u); Splink (Ministry of
Justice, MIT licence) learns m and u and computes the weights of millions of pairs in DuckDB.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from anlan.model.errors import LinkError
from anlan.model.linking import Linking
from anlan.pool.linking.levels import comparison_settings, frequencies, learnt

Settings = dict[str, Any]
UNUSED = (
    "key", "day", "name_sent", "address_sent", "operator_sent", "type", "name", "address",
    "division",
)  # fmt: skip
"""Columns of a prepared record that no pair is blocked or compared by."""


def settings(linking: Linking) -> Settings:
    """Return an untrained model as Splink takes it."""
    once = [each.source for each in linking.sources if each.once]
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "id",
        "comparisons": [comparison_settings(each) for each in linking.comparisons],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule([f"block_{number}"], once)}
            for number in range(len(linking.blocking))
        ],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
        "max_iterations": 50,
        "em_convergence": 0.0005,
    }


def rule(columns: Sequence[str], once: Sequence[str] = ()) -> str:
    """Return the SQL under which two records are looked at as a pair."""
    same = " AND ".join(f'l."{name}" = r."{name}"' for name in columns)
    if not once:
        return same
    # Two records of a source that has every thing once are two things.
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in once)
    return f"{same} AND NOT (l.source = r.source AND l.source IN ({listed}))"


class Engine:
    """A DuckDB with prepared records in it, and a model, trained or not.

    Args:
        model: Splink's settings, trained or not.
        common: how common values are, as :func:`term_frequencies` tells.
        folder: where DuckDB may put what doesn't fit into memory.
    """

    def __init__(
        self, model: Settings, common: dict[str, pl.DataFrame], folder: Path | None = None
    ) -> None:
        # Only here: it takes a second, and most of what imports the pool never links.
        from splink import DuckDBAPI, Linker  # noqa: PLC0415

        logging.getLogger("splink").setLevel(logging.ERROR)
        self.connection = duckdb.connect()
        self.connection.execute("SET enable_progress_bar = false")
        self.connection.execute(f"SET threads = {max(1, os.cpu_count() or 1)}")
        if folder is not None:
            self.connection.execute(f"SET temp_directory = '{folder / 'spill'}'")
        self.model, self.common = model, common
        self._database_of, self._linker_of = DuckDBAPI, Linker
        self._database = DuckDBAPI(connection=self.connection)
        self._tables = 0

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    def table(self, records: pl.DataFrame) -> Any:
        """Hand records over; they are copied into DuckDB's own form."""
        records = records.select(pl.exclude(UNUSED))
        self._tables += 1
        name = f"records_{self._tables}"
        self.connection.register("handed_over", records.to_arrow())
        self.connection.execute(f"CREATE TABLE {name} AS FROM handed_over")
        self.connection.unregister("handed_over")
        return self._database.register(name)

    def linker(self, table: Any, records: pl.DataFrame | None = None, **more: bool) -> Any:
        """Return Splink's linker for a table; it knows how common the values of ``records`` are."""
        made = self._linker_of(
            table, {**self.model, **more}, log_level=None, validate_settings=False
        )
        if records is not None:
            for name, common in self.common.items():
                known = self.table(lookup(records, name, common))
                made.table_management.register_term_frequency_lookup(known, name)
        return made

    def train(self, records: pl.DataFrame, linking: Linking) -> Settings:
        """Learn the model's weights from records without any truth; return and keep it.

        u, what two different things have in common by chance, from random pairs; m, what two
        records of one thing have in common, by expectation maximisation within blocks.

        Raises:
            LinkError: a block has nothing to teach, or the records are too few.
        """
        told = linking.training
        for columns in told.blocks:
            if not learnt(linking, columns):
                raise LinkError("error.linking.block", block=", ".join(columns))
        linker = self.linker(self.table(records))
        with quiet(), _learning():
            train = linker.training
            train.estimate_probability_two_random_records_match(
                [rule(columns) for columns in told.certain], recall=told.recall
            )
            train.estimate_u_using_random_sampling(max_pairs=told.pairs, seed=told.seed)
            for columns in told.blocks:
                train.estimate_parameters_using_expectation_maximisation(
                    rule(columns), max_pairs=told.pairs
                )
            self.model = _filled(linker.misc.save_model_to_json(out_path=None), told.unseen)
        # Splink keeps tables of its own by name; what scores must only know those that are ours.
        self._database = self._database_of(connection=self.connection)
        return self.model

    def within(self, records: pl.DataFrame, least: float) -> pl.DataFrame:
        """Score the pairs among records; see :func:`_scored`."""
        linker = self.linker(table := self.table(records), records)
        with quiet():
            found = linker.inference.predict_within(
                table, threshold_match_probability=least, warning_mode="never"
            )
        return self._scored(found)

    def between(self, old: pl.DataFrame, new: pl.DataFrame, least: float) -> pl.DataFrame:
        """Score the pairs of an old and a new record, and no others; see :func:`_scored`."""
        known, fresh = self.table(old), self.table(new)
        # Only values that both sides have are weighed by how common they are.
        linker = self.linker(known, new)
        with quiet():
            found = linker.inference.predict_between(
                known, fresh, threshold_match_probability=least, warning_mode="never"
            )
        return self._scored(found)

    def pair(self, one: pl.DataFrame, other: pl.DataFrame) -> dict[str, Any]:
        """Return the weights of one pair, whether blocked or not.

        Returns:
            ``match_weight``, ``match_probability``, and for each field ``gamma_*`` (its level),
            ``bf_*`` or ``mw_*`` (its weight) and, where rare values say more, ``*_tf_adj_*``.
        """
        both = pl.concat([one, other])
        linker = self.linker(
            self.table(both),
            both,
            retain_matching_columns=True,
            retain_intermediate_calculation_columns=True,
        )
        pair = pl.DataFrame(
            {"match_key": ["0"], "join_key_l": one["id"], "join_key_r": other["id"]}
        )
        with quiet():
            linker.table_management.register_blocked_pairs_for_predict(self.table(pair))
            found = linker.inference.predict(warning_mode="never")
        row: dict[str, Any] = found.as_record_list()[0]
        return row

    def _scored(self, found: Any) -> pl.DataFrame:
        """Return ``one`` < ``other`` (ids) with their ``weight`` (bits) and ``probability``."""
        query = (
            "SELECT least(id_l, id_r) AS one, greatest(id_l, id_r) AS other, "  # noqa: S608
            "match_weight AS weight, match_probability AS probability "
            f"FROM {found.physical_name}"
        )
        scored = pl.DataFrame(self.connection.sql(query).to_arrow_table())
        found.drop_table_from_database_and_remove_from_cache()
        return scored.sort("one", "other")


def _filled(model: Settings, unseen: float) -> Settings:
    """Give levels that no pair was seen in while learning a small chance, not a default's whim."""
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                for chance in ("m_probability", "u_probability"):
                    level[chance] = max(
                        level.get(chance) or 0.0, unseen if chance[0] == "m" else 1e-7
                    )
    return model


@contextmanager
def opened(
    model: Settings, common: dict[str, pl.DataFrame], folder: Path | None = None
) -> Iterator[Engine]:
    """Yield an engine for the time of the block."""
    made = Engine(model, common, folder)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def _learning() -> Iterator[None]:
    """Turn what the engine can't learn from into an error of ours."""
    from splink.internals.exceptions import SplinkException  # noqa: PLC0415

    try:
        yield
    except (SplinkException, ValueError, ZeroDivisionError) as error:
        raise LinkError("error.linking.too_few", reason=str(error).split("\n")[0]) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what the engine would print to itself."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield


def blocked(
    records: pl.DataFrame, linking: Linking, passed_over: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Add ``block_N``, what each blocking rule joins on; null where unknown or passed over."""
    made = records.with_columns(
        _block(each.same).alias(f"block_{number}") for number, each in enumerate(linking.blocking)
    )
    if passed_over is None or not passed_over.height:
        return made
    common = {
        number: passed_over.filter(rule=number)["value"].to_list()
        for number in range(len(linking.blocking))
    }
    return made.with_columns(
        pl.when(~pl.col(f"block_{number}").is_in(values))
        .then(f"block_{number}")
        .alias(f"block_{number}")
        for number, values in common.items()
        if values
    )


def _block(same: Sequence[str]) -> pl.Expr:
    return pl.concat_str([pl.col(name) for name in same], separator="|")


def sharing(records: pl.DataFrame, others: pl.DataFrame, linking: Linking) -> pl.DataFrame:
    """Return the records that share what any blocking rule joins on with one of ``others``."""
    names = [f"block_{number}" for number in range(len(linking.blocking))]
    near = [pl.col(name).is_in(others[name].drop_nulls().unique().implode()) for name in names]
    return records.filter(pl.any_horizontal(near))


def crowded(records: pl.DataFrame, linking: Linking) -> pl.DataFrame:
    """Return the values that more records share than a blocking rule looks at: rule, value, n."""
    found = []
    for number, each in enumerate(linking.blocking):
        counted = (
            records.select(value=_block(each.same)).drop_nulls()["value"].value_counts(name="n")
        )
        found.append(
            counted.filter(pl.col("n") > each.most).select(
                pl.lit(number).alias("rule"), "value", pl.col("n").cast(pl.Int64)
            )
        )
    return pl.concat(found).sort("rule", "value")


def term_frequencies(records: pl.DataFrame, linking: Linking) -> dict[str, pl.DataFrame]:
    """Return how common each value is, by column of :func:`frequencies`.

    Returns:
        Each table has the column and ``tf_`` column, for values that two records or more share;
        its first row, with null, says how common a value is that one record has.
    """
    made = {}
    for name in frequencies(linking):
        known = records[name].drop_nulls()
        total = max(1, known.len())
        counted = known.value_counts(name="n").filter(pl.col("n") > 1)
        shared = counted.select(name, (pl.col("n") / total).alias(f"tf_{name}")).sort(name)
        alone = pl.DataFrame({name: [None], f"tf_{name}": [1 / total]}, schema=shared.schema)
        made[name] = pl.concat([alone, shared])
    return made


def lookup(records: pl.DataFrame, name: str, table: pl.DataFrame) -> pl.DataFrame:
    """Return how common each value of a column of ``records`` is, by a table kept with the model.

    What isn't in the table one record had, or none, when the model was trained.
    """
    values = records.select(name).drop_nulls().unique().sort(name)
    return values.join(table[1:], on=name, how="left", maintain_order="left").with_columns(
        pl.col(f"tf_{name}").fill_null(float(table[f"tf_{name}"][0]))
    )
