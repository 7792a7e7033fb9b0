"""One measured figure beside its goal and its peer."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Result:
    """A figure: what, how much, what it should be, and the peer measured in the same run.

    ``limit`` and ``sense`` make the goal: "<=" a most, ">=" a least; None where it is only told.
    ``ratio`` is the peer's value over ours for "<=", ours over the peer's for ">=": above 1 is
    better than the peer.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    sense: Literal["<=", ">="] = "<="
    peer: str = ""
    peer_value: float | None = None
    size: str = ""
    goal: str = field(init=False, default="")
    ratio: float | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.limit is not None:
            object.__setattr__(self, "goal", f"{self.sense} {self.limit:,g} {self.unit}".strip())
        if self.peer_value and self.value:
            better = self.peer_value / self.value
            object.__setattr__(self, "ratio", better if self.sense == "<=" else 1 / better)

    @property
    def holds(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.limit is None:
            return None
        return self.value <= self.limit if self.sense == "<=" else self.value >= self.limit
