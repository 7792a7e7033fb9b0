"""The numbers the risk room chooses by itself, read once from ``data/settings.toml``."""

import tomllib
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StrictnessSettings(_Settings):
    """How fast an inspector's past fades, and how strongly it is pulled to the common mean."""

    half_life_days: float
    pseudo_visits: float


class BeatSettings(_Settings):
    """What counts as nearby and lately, and how the usual inspectors of a place are weighed."""

    radius_m: float
    window_days: int
    pseudo_visits: float
    mix_reach_m: float
    mix_half_life_days: float
    mix_window_days: int
    mix_pseudo_visits: float


class ModelSettings(_Settings):
    """Penalties and transformations of the linear model."""

    ridge: float
    inspector_ridge: float
    nuisance_ridge: float
    slope_ridge: float
    clip: float
    log_above_skewness: float
    least_category: int
    least_share: float


class BoostSettings(_Settings):
    """The trees added to the linear model where they pay."""

    standard_errors: float
    rounds: int
    leaves: int
    learning_rate: float
    smallest_leaf: int
    l2: float
    seed: int


class LaterSettings(_Settings):
    """The later part of the training time, and how far it may bend the slope of the log-odds."""

    share: float
    least_visits: int
    most_visits: int
    slope_deviation: float
    least_slope: float
    most_slope: float


class BacktestSettings(_Settings):
    """Draws and confidence of the intervals; bins and points of the charts."""

    draws: int
    least_draws: int
    most_work: int
    confidence: float
    seed: int
    calibration_bins: int
    gains_points: int


class KillSwitchSettings(_Settings):
    """Over how many of the latest folds the model must beat which rules."""

    latest_folds: int
    rules: list[str]


class CheckSettings(_Settings):
    """How the checks for leaks are made and when they fail."""

    permutations: int
    permutation_visits: int
    permutation_tolerance: float
    suspect_auc: float


class AreaSettings(_Settings):
    """When an area is too small to be judged."""

    least_positives: int


class GradeSettings(_Settings):
    """The share of all places in each grade, from the top; the rest is blue."""

    red: float
    orange: float
    yellow: float


class ReasonSettings(_Settings):
    """For how many places, how many reasons, and how small an effect (log-odds) is passed over."""

    places: int
    most: int
    least_effect: float


class Settings(_Settings):
    """All settings of the room."""

    strictness: StrictnessSettings
    beat: BeatSettings
    model: ModelSettings
    later: LaterSettings
    boost: BoostSettings
    backtest: BacktestSettings
    kill_switch: KillSwitchSettings
    checks: CheckSettings
    areas: AreaSettings
    grades: GradeSettings
    reasons: ReasonSettings


@cache
def settings() -> Settings:
    """Return the settings that ship with Anlan."""
    text = (resources.files("anlan.risk") / "data" / "settings.toml").read_text(encoding="utf-8")
    return Settings.model_validate(tomllib.loads(text))
