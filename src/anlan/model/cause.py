"""Who changes something, for whom, from where and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """The cause of a change, as the ledger keeps it.

    Attributes:
        who: ``account:7``, ``local:name`` (a user of this machine) or ``job:name``.
        for_whom: on whose behalf, where it is another.
        origin: an address, a request's id, the command line.
        why: the reason given, in words.
    """

    who: str
    for_whom: str = ""
    origin: str = ""
    why: str = ""
