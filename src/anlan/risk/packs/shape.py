"""How a starter pack is declared: kinds of risk points, checklists, and sheets of two methods."""

from pydantic import Field

from anlan.model.declared import Declared, Slug, Text


class Kind(Text):
    """A kind of risk point that is usual in the field, of a type of ``register.toml``."""

    id: Slug
    type: Slug


class Check(Text):
    """What a checklist asks, as it should be; ``clause`` may be met where it isn't so."""

    clause: str = ""


class Checklist(Declared):
    """What somebody looks at on a round, of one trade of the field."""

    id: Slug
    name: Text
    source: Text
    items: tuple[Check, ...] = Field(min_length=3)


class Harm(Declared):
    """What both methods say of a hazard: the event it may come to, and what is done against it.

    ``event`` is a code of GB/T 6441, ``measures`` are by their group of the five.
    """

    event: str
    measures: dict[Slug, Text] = Field(min_length=1)


class Step(Harm):
    """A step of an activity: what may go wrong in it, and what follows."""

    step: Text
    hazard: Text
    consequence: Text


class Jha(Declared):
    """Job hazard analysis of an activity: step by step."""

    kind: Slug
    steps: tuple[Step, ...] = Field(min_length=2)


class Item(Harm):
    """A part of a place or facility: how it must be, and how it may not be."""

    item: Text
    standard: Text
    deviation: Text


class Scl(Declared):
    """Safety checklist of a place or facility: part by part."""

    kind: Slug
    items: tuple[Item, ...] = Field(min_length=2)


class Pack(Declared):
    """The starter pack of a field.

    Attributes:
        field: of ``risk/data/fields.toml``.
        scheme: by which its trade usually grades.
        source: where its content is from.
        modifiers: the living facts that concern it, of ``modifiers.toml``.
        cycles: the statutory cycles that concern it, of ``cycles.csv``.
        kinds, checklists, jha, scl: see each.
    """

    field: Slug
    scheme: Slug
    source: Text
    modifiers: tuple[Slug, ...] = Field(min_length=1)
    cycles: tuple[Slug, ...]
    kinds: tuple[Kind, ...] = Field(min_length=3)
    checklists: tuple[Checklist, ...] = Field(min_length=1)
    jha: tuple[Jha, ...] = Field(min_length=1)
    scl: tuple[Scl, ...] = Field(min_length=1)

    def kind(self, name: str) -> Kind:
        """Return the kind of an id."""
        return next(each for each in self.kinds if each.id == name)
