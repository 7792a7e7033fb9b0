"""The divisions of a city: read, mended, surveyed, in time; which one a point lies in."""

from anlan.pool.divisions.division import Division, Finding
from anlan.pool.divisions.files import companions
from anlan.pool.divisions.history import Successor
from anlan.pool.divisions.sets import DivisionSet, day_of, load, read_set
from anlan.pool.divisions.shift import Shift, judge_divisions
from anlan.pool.divisions.survey import Survey, survey
from anlan.pool.divisions.tree import DivisionTree

__all__ = [
    "Division",
    "DivisionSet",
    "DivisionTree",
    "Finding",
    "Shift",
    "Successor",
    "Survey",
    "companions",
    "day_of",
    "judge_divisions",
    "load",
    "read_set",
    "survey",
]
