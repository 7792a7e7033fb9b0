"""Foresee: as-of features, models told apart from who inspects, back-tests and reasons."""
