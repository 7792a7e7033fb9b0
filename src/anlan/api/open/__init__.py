"""The pool by open standards: OGC API Features, Parquet, Arrow, CSV, changes, DCAT."""
