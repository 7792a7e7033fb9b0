"""The history of readings: a city's log, moved day by day into Parquet files, and read again."""
