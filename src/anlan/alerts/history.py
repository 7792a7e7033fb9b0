"""What became of an event, message by message: who, when, and what changed, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan import cap
from anlan.alerts import rows
from anlan.store.alerts import AlertRow
from anlan.words import Language

UNTOLD = frozenset({"identifier", "sent", "references", "msgType", "polygon", "circle"})
"""What differs between any two messages, or is told by the ground they cover."""


@dataclass(frozen=True)
class Version:
    """A message of an event, and what differs from the one before."""

    row: AlertRow
    alert: cap.Alert
    changes: tuple[cap.Change, ...]
    ground: cap.Ground | None

    def say(self, lang: Language = "en") -> list[str]:
        """Return what changed, a sentence each."""
        told = [each.say(lang) for each in self.changes]
        return [*told, *([self.ground.say(lang)] if self.ground else [])]


def versions(messages: Sequence[AlertRow]) -> list[Version]:
    """Return the messages of an event, the first first, with what changed."""
    found: list[Version] = []
    for row in messages:
        alert = rows.read(row)
        before = found[-1].alert if found else None
        changes = differences(before, alert) if before else ()
        found.append(Version(row, alert, changes, cap.ground(before, alert) if before else None))
    return found


def differences(before: cap.Alert, after: cap.Alert) -> tuple[cap.Change, ...]:
    """Return what differs between two messages that people would notice."""
    return tuple(each for each in cap.compare(before, after) if each.element not in UNTOLD)
