"""Read a message and say everything that is wrong with it, at once."""

from dataclasses import dataclass
from datetime import datetime

from anlan.cap import checks, structure, xml
from anlan.cap.checks import Asked
from anlan.cap.errors import InvalidError
from anlan.cap.geometry import Bounds
from anlan.cap.model import Alert
from anlan.cap.problems import Found, Problem, errors
from anlan.cap.profiles import Profile, check_profile
from anlan.cap.writing import write


@dataclass(frozen=True)
class Checked:
    """A message that was checked; ``alert`` is None where anything is an error."""

    alert: Alert | None
    problems: tuple[Problem, ...]

    @property
    def valid(self) -> bool:
        """Whether it is valid CAP 1.2 (and of the profile, where one was asked for)."""
        return self.alert is not None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What makes it invalid."""
        return errors(self.problems)

    @property
    def advice(self) -> tuple[Problem, ...]:
        """What would make it better."""
        return tuple(problem for problem in self.problems if problem.level == "advice")


def check(
    message: bytes | Alert,
    *,
    profile: Profile | None = None,
    now: datetime | None = None,
    within: Bounds | None = None,
    most: int = xml.MOST_BYTES,
) -> Checked:
    """Return a message with all that is wrong with it; never raises for whatever was received.

    Args:
        message: a document as received, or an alert that was built.
        profile: further rules, as ``profile("public")``.
        now: the moment by which a message from the future and an expired one are known.
        within: where alerts are expected, by which swapped coordinates are known.
        most: the most bytes that are read.

    Raises:
        TextError: an alert that was built holds a text that XML can't.
    """
    found = Found(profile.levels if profile else None)
    if isinstance(message, Alert):
        # Written first, so that what is built passes the same door as what is received.
        message = write(message)
    root = xml.root_of(message, found, most=most)
    if root is None or not xml.version(root, found):
        return Checked(None, tuple(found.problems))
    alert = structure.read(root, found)
    checks.check(alert, Asked(now, within), found)
    if profile is not None:
        check_profile(alert, profile, found)
    return Checked(None if found.broken else alert, tuple(found.problems))


def parse(message: bytes, *, most: int = xml.MOST_BYTES) -> Alert:
    """Return the alert of a document.

    Raises:
        InvalidError: it isn't valid CAP 1.2; the error carries every problem.
    """
    checked = check(message, most=most)
    if checked.alert is None:
        raise InvalidError(checked.errors)
    return checked.alert
