"""Why a reading is not plainly good: flags, one bit each, kept beside its quality."""

from anlan.words import Language, say

FLAGS = ("range", "rate", "stuck", "spike", "gap", "neighbours", "clock")
"""Each flag's bit is its place: out of the plausible range, too fast a change, too long the same,
a spike, the first after a gap, far from its neighbours, from a clock that runs ahead."""


def names(flags: int) -> tuple[str, ...]:
    """Return the flags that are set.

    >>> names(0b1001)
    ('range', 'spike')
    """
    return tuple(name for bit, name in enumerate(FLAGS) if flags >> bit & 1)


def says(flags: int, lang: Language) -> list[str]:
    """Return in words what each flag that is set means."""
    return [say(f"watch.flag.{name}", lang) for name in names(flags)]
