"""What a risk point is graded as: its worst source, and the floors that hold regardless."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from anlan.model.colour import COLOURS
from anlan.model.errors import RegisterError
from anlan.risk.register.draft import Draft, Source
from anlan.risk.register.kinds import kinds
from anlan.risk.schemes import Scheme, explain, verdict
from anlan.words import Language, say


@dataclass(frozen=True)
class Grading:
    """The grade of a risk point.

    Attributes:
        inherent, residual: the values of its worst source without and with its measures.
        inherent_colour, residual_colour: places in ``COLOURS``, floors counted.
        floor: the place of the lowest colour it may have.
        floor_rule: the situation that makes it so; empty for none.
        values: of each source, without and with its measures.
    """

    inherent: float
    inherent_colour: int
    residual: float
    residual_colour: int
    floor: int
    floor_rule: str
    values: tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class Graded(Draft):
    """A risk point that was checked and graded; whoever has one needn't do it again.

    Attributes:
        by: the scheme that graded it.
        grade: what it came to.
    """

    by: Scheme
    grade: Grading


def graded(draft: Draft, schemes: Mapping[str, Scheme]) -> Graded:
    """Return a risk point checked and graded, as it is where these schemes have graded it.

    Raises:
        RegisterError: see :meth:`Draft.check` and :func:`grading`.
    """
    if isinstance(draft, Graded) and draft.by is schemes.get(draft.scheme):
        return draft
    draft.check()
    grade = grading(draft, schemes)
    given = {each.name: getattr(draft, each.name) for each in fields(Draft)}
    return Graded(**given, by=schemes[draft.scheme], grade=grade)


def grading(draft: Draft, schemes: Mapping[str, Scheme]) -> Grading:
    r"""Return the grade of a risk point.

    With :math:`v_s` and :math:`v'_s` the values of source s without and with its measures, the
    point's are :math:`\max_s v_s` and :math:`\max_s v'_s`, and its colours at least that of each
    situation of ``risk/data/floors.toml`` that holds: a point is as dangerous as its worst source.

    Raises:
        RegisterError: the scheme isn't known, scores don't fit it, or measures make a source worse.

    >>> from anlan.risk.schemes import shipped
    >>> pit = Source("foundation pit", "10", {"L": 6, "E": 6, "C": 15}, {"L": 1, "E": 6, "C": 15})
    >>> found = grading(Draft("A-1", "Pit", "place", "construction", "lec", (pit,)), shipped())
    >>> found.inherent, COLOURS[found.inherent_colour]
    (540.0, 'red')
    >>> found.residual, COLOURS[found.residual_colour]
    (90.0, 'yellow')

    Unsupported, the pit may well bury somebody: red. Shored and watched it would be a surprise.
    """
    scheme = schemes.get(draft.scheme)
    if scheme is None:
        known = ", ".join(schemes)
        raise RegisterError(
            "error.register.choice",
            code=draft.code,
            key="scheme",
            found=draft.scheme,
            choices=known,
        )
    graded = [_of_source(draft, source, scheme) for source in draft.sources]
    inherent, residual = max(pair[0] for pair in graded), max(pair[1] for pair in graded)
    floor, rule = floor_of(draft.floors)
    return Grading(
        inherent,
        max(colour_of(scheme, inherent), floor),
        residual,
        max(colour_of(scheme, residual), floor),
        floor,
        rule,
        tuple(graded),
    )


def floor_of(rules: Sequence[str]) -> tuple[int, str]:
    """Return the lowest colour under some rules, a place in ``COLOURS``, and by which of them."""
    floors = [kinds().floors[each] for each in rules]
    highest = max(floors, key=lambda each: COLOURS.index(each.colour), default=None)
    return (COLOURS.index(highest.colour), highest.id) if highest else (0, "")


def why(source: Source, scheme: Scheme, lang: Language) -> str:
    """Return in words how a source was graded without and with its measures."""
    return say(
        "risk.register.source_why",
        lang,
        source=source.name,
        inherent=explain(scheme, source.inherent, lang),
        residual=explain(scheme, source.residual or source.inherent, lang),
    )


def _of_source(draft: Draft, source: Source, scheme: Scheme) -> tuple[float, float]:
    inherent, _ = verdict(scheme, source.inherent)
    residual, _ = verdict(scheme, source.residual or source.inherent)
    if residual > inherent:
        raise RegisterError(
            "error.register.worse",
            code=draft.code,
            source=source.name,
            inherent=f"{inherent:g}",
            residual=f"{residual:g}",
        )
    return inherent, residual


def colour_of(scheme: Scheme, value: float) -> int:
    """Return the place in ``COLOURS`` of the band that holds a value that scores make."""
    return COLOURS.index(next(band for band in scheme.bands if band.holds(value)).colour)
