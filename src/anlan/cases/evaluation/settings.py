"""How figures become scores, and when self-closing is flagged: ``cases/data/evaluation.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from anlan.cases.evaluation.indicators import Object, indicators
from anlan.model.cases import Scored
from anlan.model.city import City
from anlan.model.declared import Declared

FILE = Path(__file__).parents[1] / "data" / "evaluation.toml"


class Sudden(Declared):
    """When self-closing is flagged; see the file."""

    indicator: str
    past_months: int = Field(ge=1)
    least: int = Field(ge=1)
    false_share: float = Field(gt=0, lt=1)
    rise: float = Field(ge=0)


class Settings(Declared):
    """See the file for what each means."""

    ranked_share: float = Field(gt=0, le=1)
    batch: int = Field(ge=1)
    weights: dict[Scored, dict[str, float]]
    sudden: Sudden

    @model_validator(mode="after")
    def _known(self) -> Self:
        for scored, weights in self.weights.items():
            check_weights(scored, weights)
        return self


def check_weights(scored: Scored, weights: Mapping[str, float]) -> None:
    """Refuse weights of what doesn't exist or can't be scored.

    Raises:
        ValueError: names it.
    """
    for name, weight in weights.items():
        if name not in scorable(scored) or not weight > 0:
            raise ValueError(f"{name!r} can't be scored with {weight} for {scored}")


def scorable(scored: Scored) -> tuple[str, ...]:
    """Return the indicators by which an area, a department or a post can be scored."""
    kind: Object = scored if scored in ("area", "department") else "post"
    return tuple(
        name
        for name, one in indicators().items()
        if one.rate and one.better != "none" and one.fits(kind, scored)
    )


@cache
def settings() -> Settings:
    """Return the settings that ship."""
    return Settings.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def weights_of(city: City, scored: Scored) -> Mapping[str, float]:
    """Return the weights of a city for an area, a department or a post: its own, else ours."""
    return city.evaluation.weights.get(scored) or settings().weights[scored]
