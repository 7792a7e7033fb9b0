"""Why a place stands where it stands: a few facts, each with what it adds or takes, in sentences.

The effects are the model's own contributions in log-odds against the average place, exact both for
the linear part and for trees. Features that speak of the same fact (one measure of one group, over
several windows) are added up and said once, by the one that weighs most.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from anlan.risk.examples import Studied
from anlan.risk.features.feature import Feature
from anlan.risk.model import Model
from anlan.risk.settings import ReasonSettings, settings
from anlan.words import LANGUAGES, Language, say

Floats = npt.NDArray[np.float64]
AS_EXPECTED = 0.005


@dataclass(frozen=True)
class Reason:
    """A fact in both languages and its effect in log-odds: above 0 it raises the danger."""

    en: str
    zh: str
    effect: float


def reasons(
    model: Model,
    studied: Studied,
    rows: npt.NDArray[np.int64],
    chosen: ReasonSettings | None = None,
) -> list[list[Reason]]:
    """Return the reasons for each of ``rows`` of ``studied``, the strongest first.

    At most ``most`` each, none weaker than ``least_effect``; of what is left both directions are
    kept: the last place goes to the strongest fact that speaks the other way, where there is one.
    """
    chosen = chosen or settings().reasons
    meanings = _meanings(studied.features)
    parts = model.contributions(studied.examples.matrix[rows])
    effects = np.stack([parts[:, columns].sum(1) for columns in meanings], axis=1)
    speaker = Speaker(studied)
    found = []
    for i, row in enumerate(rows):
        picked = _picked(effects[i], chosen)
        told = [(max(meanings[m], key=lambda j: abs(parts[i, j])), effects[i, m]) for m in picked]
        found.append([speaker.reason(int(row), j, float(effect)) for j, effect in told])
    return found


def _meanings(features: list[Feature]) -> list[list[int]]:
    """Return the columns of each fact: those of one measure of one group, and each attribute."""
    facts: dict[tuple[str, str | None], list[int]] = {}
    for j, feature in enumerate(features):
        facts.setdefault((feature.group, feature.measure), []).append(j)
    return list(facts.values())


def _picked(effects: Floats, chosen: ReasonSettings) -> list[int]:
    order = [int(m) for m in np.argsort(-np.abs(effects), kind="stable")]
    strong = [m for m in order if abs(effects[m]) >= chosen.least_effect]
    first, rest = strong[: chosen.most], strong[chosen.most :]
    if len({effects[m] > 0 for m in first}) == 1:
        other = [m for m in rest if (effects[m] > 0) != (effects[first[0]] > 0)]
        first = first[: chosen.most - len(other[:1])] + other[:1]
    return first


class Speaker:
    """Says features of one study; how often something was found is said instead of an excess."""

    def __init__(self, studied: Studied) -> None:
        self._studied = studied
        features = studied.table.features
        self._plain = {
            _fact(feature): feature.name for feature in features if feature.statistic == "sum"
        }

    def reason(self, row: int, column: int, effect: float) -> Reason:
        """Return the reason that column ``column`` of the model gives in ``row``."""
        texts = {
            lang: self.sentence(row, self._studied.features[column], lang) for lang in LANGUAGES
        }
        return Reason(texts["en"], texts["zh"], round(effect, 4))

    def sentence(self, row: int, feature: Feature, lang: Language) -> str:
        """Say what ``feature`` is in ``row``."""
        table = self._studied.table
        plain = self._plain.get(_fact(feature))
        if feature.statistic != "excess" or plain is None:
            return _capital(table.say(row, feature.name, lang))
        fact = table.say(row, plain, lang)
        excess = float(table.column(feature.name)[row])
        if abs(excess) > AS_EXPECTED:
            key = "risk.reason.more" if excess > 0 else "risk.reason.fewer"
            fact = say(key, lang, fact=fact)
        return _capital(fact)


def _fact(feature: Feature) -> tuple[str | None, bool, float | None, str | None]:
    return (feature.by, feature.own, feature.radius, feature.measure)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
