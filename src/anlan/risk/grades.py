"""Grade places in four colours by their rank of danger."""

import numpy as np
import numpy.typing as npt

from anlan.risk.settings import GradeSettings, settings


def grades(danger: npt.NDArray[np.float64], shares: GradeSettings | None = None) -> list[str]:
    r"""Return the grade of each place: red, orange, yellow or blue.

    With :math:`r_i` the rank of place i from the most dangerous down (1 of n; tied places share
    their best rank), the share above it is :math:`(r_i - 1) / n`; it is red below
    :math:`q_{red}`, orange below :math:`q_{red} + q_{orange}`, yellow below the sum of all three,
    else blue. The four colours are those of the State Council's double-prevention guidance for risk
    grading (2016); the shares are Anlan's and stand in ``data/settings.toml``.

    >>> shares = GradeSettings(red=0.25, orange=0.25, yellow=0.25)
    >>> grades(np.array([0.1, 0.9, 0.5, 0.3]), shares)
    ['blue', 'red', 'orange', 'yellow']

    The place with the highest danger of the four is red, because red is for the top quarter here.
    """
    from scipy.stats import rankdata  # noqa: PLC0415  (slow to import; a server needs only the names)

    shares = shares or settings().grades
    rank = rankdata(-danger, method="min")
    above = (rank - 1) / max(len(danger), 1)
    edges = np.cumsum([shares.red, shares.orange, shares.yellow])
    names = np.array(["red", "orange", "yellow", "blue"])
    # Rounding keeps a share of exactly 2 % from slipping over its edge by a last binary digit.
    found: list[str] = names[np.searchsorted(edges, above + 1e-12, side="right")].tolist()
    return found
