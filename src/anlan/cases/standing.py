"""How somebody stands to a case: what they may do now, and what once they have done something."""

from dataclasses import dataclass, replace
from datetime import datetime

from anlan.cases.flow import Around, Case, Move, Option, allowed, replay, workflow
from anlan.cases.flow.machine import InTheNameOf


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody before a case.

    Attributes:
        case: what is known of it.
        who: who would act.
        roles: those of the workflow that they have for it.
        department: in whose name they act, by act and role.
        around: what other cases have to do with it.
    """

    case: Case
    who: str
    roles: tuple[str, ...]
    department: InTheNameOf
    around: Around

    def options(self, at: datetime) -> list[Option]:
        """Return what leads out of the case's state, and why they may not do it."""
        return allowed(
            workflow(), self.case, self.who, self.roles, at, self.department, self.around
        )

    def after(self, act: str, at: datetime) -> "Standing":
        """Return how they will stand once they have done an act that they may do now."""
        return replace(self, case=replay(workflow(), self.case, [Move(act, self.who, "", at)]))
