"""Schemes that turn scores of a risk into a value, a grade and one of the four colours."""

from anlan.risk.schemes.read import read, shipped
from anlan.risk.schemes.score import Graded, explain, grade, no_score, of_values, verdict
from anlan.risk.schemes.shape import Band, Factor, Scheme, Score

__all__ = [
    "Band",
    "Factor",
    "Graded",
    "Scheme",
    "Score",
    "explain",
    "grade",
    "no_score",
    "of_values",
    "read",
    "shipped",
    "verdict",
]
