"""The same records linked by plain Splink, as its own first example does it.

Names and addresses as they were sent; blocking on the same name, the same address, the same
telephone; ready-made comparisons, default training, its own clustering at a probability of 0.95.
"""

import sys
from pathlib import Path

import polars as pl
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def main(folder: Path) -> None:
    """Link ``raw.parquet`` of a folder; write ``splink.parquet`` with source, key and cluster."""
    rows = pl.read_parquet(folder / "raw.parquet").with_row_index("unique_id")
    database = DuckDBAPI()
    comparisons = [cl.NameComparison("name"), cl.JaroWinklerAtThresholds("address")]
    blocking = [block_on("name"), block_on("address")]
    if rows["phone"].null_count() < rows.height:
        comparisons.append(cl.ExactMatch("phone"))
        blocking.append(block_on("phone"))
    if rows["lon"].null_count() < rows.height:
        comparisons.append(cl.DistanceInKMAtThresholds("lat", "lon", [0.1, 1]))
    tables = [
        database.register(part.to_arrow(), dataset_display_name=f"s_{part['source'][0]}")
        for part in rows.partition_by("source", maintain_order=True)
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocking,
        additional_columns_to_retain=["source", "key"],
    )
    linker = Linker(tables, settings)
    train = linker.training
    train.estimate_probability_two_random_records_match([block_on("name", "address")], recall=0.5)
    train.estimate_u_using_random_sampling(max_pairs=2e6)
    train.estimate_parameters_using_expectation_maximisation(block_on("name"))
    train.estimate_parameters_using_expectation_maximisation(block_on("address"))
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    groups = linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=0.95
    )
    query = f"SELECT source, key, cluster_id AS cluster FROM {groups.physical_name}"  # noqa: S608
    found = pl.DataFrame(database.duckdb_con.sql(query).to_arrow_table())
    found.write_parquet(folder / "splink.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
