"""How figures are written: as many decimals as they deserve, minus as a minus sign."""

PERCENT = frozenset({"hit_rate", "recall", "first_half"})
DECIMALS = {"lift": 2, "days_earlier": 1, "calibration_slope": 2}


def decimals(metric: str) -> int:
    """Return how many decimals a measure is written with."""
    return DECIMALS.get(metric, 3)


def figure(metric: str, value: float | None) -> str:
    """Return the value of a measure as text; a dash where there is none.

    >>> figure("hit_rate", 0.3928), figure("auc", 0.7448), figure("days_earlier", None)
    ('39.3 %', '0.745', '–')
    """
    if value is None:
        return "–"
    if metric in PERCENT:
        return percent(value)
    return _minus(f"{value:.{decimals(metric)}f}")


def span(metric: str, lo: float | None, hi: float | None) -> str:
    """Return an interval as text, without its signs of per cent; nothing where there is none.

    >>> span("hit_rate", 0.361, 0.4217), span("auc", 0.731, 0.757), span("auc", None, None)
    ('36.1–42.2', '0.731–0.757', '')
    """
    if lo is None or hi is None:
        return ""
    return "–".join(figure(metric, bound).removesuffix(" %") for bound in (lo, hi))


def percent(share: float) -> str:
    """Return a share as per cent.

    >>> percent(0.1402)
    '14.0 %'
    """
    return _minus(f"{100 * share:.1f} %")


def signed(value: float, places: int) -> str:
    """Return a number with its sign.

    >>> signed(-0.25, 1), signed(1.25, 2)
    ('−0.2', '+1.25')
    """
    return _minus(f"{value:+.{places}f}")


def _minus(text: str) -> str:
    return text.replace("-", "−")
