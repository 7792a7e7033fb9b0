"""Two hundred rules: forty of each of five kinds of sensor, eight of each of five forms."""

from typing import Any

from anlan.watch.rules import kinds

RULES = 200
KINDS = ("gas_industrial", "waterlogging", "cable_temperature", "strain", "rain")
TEXT = {"en": "one", "zh": "一"}


def two_hundred(above: float, low: float, total: float) -> list[dict[str, Any]]:
    """Return the rules; their limits are, and near, a reading above, one below, and a sum."""
    each: list[dict[str, Any]] = []
    for kind in KINDS:
        for number in range(8):
            plain = {"levels": [{"colour": "orange", "limit": above + number / 4}]}
            often = {"readings": {"least": 2, "of": 3}, **plain}
            each += [
                rule(kind, f"above_{number}", "threshold", dead=0.5, lasting="20s", **plain),
                rule(kind, f"often_{number}", "threshold", **often),
                rule(kind, f"low_{number}", "threshold", sense="below", dead=0.25, levels=[
                    {"colour": "blue", "limit": low - number / 16}]),
                rule(kind, f"sum_{number}", "rolling", measure="sum", step="10s", levels=[
                    {"colour": "red", "limit": total + number, "window": "5min"}]),
                rule(kind, f"missing_{number}", "missing", levels=[
                    {"colour": "blue", "longest": f"{60 + 10 * number}min"}]),
            ]  # fmt: skip
    return each


def rule(kind: str, name: str, form: str, **given: Any) -> dict[str, Any]:
    """Return a rule of a form, with everything that it must have."""
    return {
        "id": f"{kind}_{name}", "version": 1, "name": TEXT, "form": form, "kind": kind,
        "unit": kinds()[kind].unit, "priority": "high", "consequence": TEXT, "response": TEXT,
        "respond_within": "5min", "source": TEXT, "basis": "choice",
    } | given  # fmt: skip
