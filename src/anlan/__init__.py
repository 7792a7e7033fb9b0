"""Anlan (安澜): a city sees danger early and acts before people are hurt."""

__version__ = "0.1.0"
