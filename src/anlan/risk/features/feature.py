"""A feature: its stable name, what it measures, and its value said in words."""

from dataclasses import dataclass

from anlan.model.target import By, Title
from anlan.risk.features.sayings import Saying, sentence
from anlan.words import Language


@dataclass(frozen=True)
class Feature:
    """One column of the matrix.

    ``name`` is stable: group, measure, statistic, radius and window, such as
    ``history.critical.sum.730d``. ``window`` and ``half_life`` are in days, ``radius`` in metres.
    ``binary`` says that the measure is 1 or 0; ``row_title`` names one row of the past and
    ``title`` what is measured, in English perhaps as ``one | many``. A category is a number: its
    place in ``categories``.
    """

    name: str
    group: str
    statistic: str
    by: By | None = None
    measure: str | None = None
    window: int | None = None
    half_life: int | None = None
    radius: float | None = None
    own: bool = True
    binary: bool = False
    row_title: Title | None = None
    title: Title | None = None
    categories: tuple[str, ...] = ()

    @property
    def count_name(self) -> str:
        """Return the name of the count of the rows that a sum adds up."""
        return feature_name(self.group, None, "count", radius=self.radius, window=self.window)

    def say(self, value: float, lang: Language, of: float | None = None) -> str:
        """Return the value as a phrase of a reason; ``of`` is the count a sum is part of.

        >>> titles = {"en": "critical finding | critical findings", "zh": "严重问题"}
        >>> rows = {"en": "inspection | inspections", "zh": "检查"}
        >>> feature = Feature(
        ...     "history.critical.sum.730d", "history", "sum", "asset", "critical", 730,
        ...     binary=True, row_title=rows, title=titles,
        ... )
        >>> feature.say(2.0, "en"), feature.say(2.0, "zh")
        ('2 critical findings in the last 24 months', '近 24 个月内有 2 次严重问题')
        >>> feature.say(2.0, "en", of=9)
        'critical findings in 2 of 9 inspections in the last 24 months'
        """
        saying = Saying(
            statistic=self.statistic,
            by=self.by,
            own=self.own,
            binary=self.binary,
            row=_title(self.row_title, self.group, lang),
            what=_title(self.title, self.measure or self.group, lang),
            days=self.window,
            half_life=self.half_life,
            radius=self.radius,
            categories=self.categories,
        )
        return sentence(saying, float(value), lang, of)


def feature_name(
    group: str,
    measure: str | None,
    statistic: str,
    *,
    radius: float | None = None,
    window: int | None = None,
    half_life: int | None = None,
) -> str:
    """Return the stable name of a feature.

    >>> feature_name("near", "critical", "sum", radius=300.0, window=365)
    'near.critical.sum.300m.365d'
    >>> feature_name("history", "critical", "decayed", half_life=180)
    'history.critical.decayed.half180d'
    """
    parts = [group, measure, statistic]
    parts.append(None if radius is None else f"{radius:g}m")
    parts.append(None if window is None else f"{window}d")
    parts.append(None if half_life is None else f"half{half_life}d")
    return ".".join(part for part in parts if part is not None)


def _title(title: Title | None, name: str, lang: Language) -> str:
    return (title or {}).get(lang) or name.replace("_", " ")
