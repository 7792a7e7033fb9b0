"""The shapes of ``workflow.toml``: what can be declared, and nothing else."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from anlan.cases.flow.facts import Effect, Verb
from anlan.cases.flow.marks import MARKS
from anlan.model.declared import Declared
from anlan.model.permission import CityPermission

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Act = Annotated[
    str,
    Field(pattern=r"^(collect|file|dispatch|handle|check|close|supervise|evaluate)\.[a-z_]+$"),
]
OPEN = "open"
"""Stands for every state that hasn't ended."""
ANY = "*"
"""Stands for whichever stage's clock is on."""
VERBS: tuple[Verb, ...] = ("start", "stop", "pause", "resume", "extend", "keep")


class Role(Declared):
    """A role of the standard, and the permission it takes; None is Anlan itself."""

    name: Name
    permission: CityPermission | None = None


class FieldShape(Declared):
    """What a field holds."""

    kind: Literal["text", "code", "codes", "moment", "choice"]
    choices: tuple[Name, ...] = ()

    @property
    def told(self) -> bool:
        """Whether the ledger may hold it: free words may name people."""
        return self.kind != "text"


class Channel(Declared):
    """A way a report comes in: whether it is verified on site first, whether one can call back."""

    name: Name
    verify: bool = False
    public: bool = False


class Extra(Declared):
    """What a kind of case asks for beyond the table, for one act."""

    act: Act
    needs: tuple[Name, ...] = ()
    guards: tuple[Name, ...] = ()


class Kind(Declared):
    """A kind of case."""

    name: Name
    verify: Literal["by_channel", "always", "never"]
    extra: tuple[Extra, ...] = ()
    without: tuple[Act, ...] = ()
    reopen_days: int | None = Field(default=None, ge=0)


class State(Declared):
    """A state, the step of the seven it belongs to, and the act that it waits for."""

    name: Name
    step: int = Field(ge=1, le=7)
    awaits: Act | None = None
    ended: bool = False
    terminal: bool = False


class Edge(Declared):
    """One allowed change: who, from where to where, if what, with what, and what it does."""

    act: Act
    sources: tuple[Name, ...] = Field(alias="from", min_length=1)
    to: Name | None = None
    actors: tuple[Name, ...] = Field(min_length=1)
    guards: tuple[Name, ...] = ()
    needs: tuple[Name, ...] = ()
    takes: tuple[Name, ...] = ()
    marks: tuple[Name, ...] = ()
    clock: tuple[str, ...] = ()
    told: Name
    own: bool = False

    @property
    def family(self) -> str:
        """The duty it belongs to."""
        return self.act.partition(".")[0]

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What it does to clocks, as declared."""
        return tuple(_effect(text) for text in self.clock)

    @field_validator("clock")
    @classmethod
    def _known_verbs(cls, clock: tuple[str, ...]) -> tuple[str, ...]:
        for text in clock:
            _effect(text)
        return clock

    @field_validator("marks")
    @classmethod
    def _known_marks(cls, marks: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := set(marks) - set(MARKS):
            raise ValueError(f"unknown marks: {', '.join(sorted(unknown))}")
        return marks


class Longest(Declared):
    """So many characters at most."""

    title: int = Field(gt=0)
    text: int = Field(gt=0)
    field: int = Field(gt=0)


def _effect(text: str) -> Effect:
    written, _, stage = text.partition(" ")
    for verb in VERBS:
        if verb == written and stage:
            return Effect(verb, stage)
    raise ValueError(f"{text!r} is no effect on a clock; write a verb of {VERBS} and a stage")
