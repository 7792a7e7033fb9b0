"""From claims to alarms: from when to when a rule claimed something of an object."""

from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True)
class Alarm:
    """An alarm; ``cleared`` is None while it is open at the end of the history."""

    rule: str
    object: str
    raised: int
    cleared: int | None


@dataclass
class Alarms:
    """Alarms as claims come in."""

    over: list[Alarm] = field(default_factory=list)
    _open: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, claims: pa.RecordBatch) -> None:
        """Take in claims, in their order."""
        columns = [claims[name].to_pylist() for name in ("rule", "object", "change", "at")]
        for rule, name, change, at in zip(*columns, strict=True):
            if change == "raised":
                self._open[rule, name] = at
            elif change == "cleared":
                self.over.append(Alarm(rule, name, self._open.pop((rule, name)), at))

    def all(self) -> list[Alarm]:
        """Return every alarm in the order in which they were raised, with those still open."""
        still = [Alarm(rule, name, at, None) for (rule, name), at in self._open.items()]
        return sorted([*self.over, *still], key=lambda each: (each.raised, each.rule, each.object))
