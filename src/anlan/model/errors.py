"""Everything that can go wrong, each with what, where and how to mend it.

AnlanError
├── PackError         a city pack is wrong: file, line, key, found, expected
├── ContractError     a data contract cannot be used
├── SourceError       a source cannot be read: missing, empty, cut off, wrong encoding
├── StoreError        the workspace cannot be used: full disk, busy, damaged
├── CodeError         a code of a place doesn't follow its standard
├── AccessError       somebody can't be let in, or may not do what was asked
├── TargetError       a risk target cannot be scored or back-tested with the data at hand
├── LinkError         records can't be linked, or a decision contradicts earlier ones
├── ClockError        a clock can't run: no such calendar, no such limit, no such moment
├── RegisterError     schemes, risk points or statutory cycles can't be used as they are given
├── CaseError         a case can't take what was asked for, or isn't what somebody thought it was
├── WatchError        a rule, readings or events can't be used as they are given
├── AlertError        a public alert can't be composed, approved, published or followed so
└── RoutingError      a routing problem is ill-posed

Each is raised with a key of the text catalogue (``words/texts/errors.json``) and the values that
fill it, so that the same error reads well in every language.
"""

from typing import Protocol, runtime_checkable

from anlan.words import Language, say


@runtime_checkable
class Sayable(Protocol):
    """What is said in the reader's language: another error, or a list of names."""

    def say(self, lang: Language = "en") -> str:
        """Return it in ``lang``."""


class AnlanError(Exception):
    """The root of the errors a user can mend; anything else is a fault in Anlan."""

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.say("en"))

    def say(self, lang: Language = "en") -> str:
        """Return the sentence in ``lang``; a value that can be said is said in ``lang`` too."""
        values = {
            name: value.say(lang) if isinstance(value, Sayable) else value
            for name, value in self.values.items()
        }
        return say(self.key, lang, **values)


class PackError(AnlanError):
    """A city pack is wrong; names file, line, key, what was found and what was expected."""


class ContractError(AnlanError):
    """A data contract cannot be used, or a file does not fit its columns at all."""


class SourceError(AnlanError):
    """A source cannot be read: missing, empty, cut off, of the wrong encoding, or refusing."""


class StoreError(AnlanError):
    """The workspace cannot be used: disk full, held by another process, or damaged."""


class CodeError(AnlanError):
    """A code of a place (division, unit grid, BeiDou) doesn't follow its standard."""


class AccessError(AnlanError):
    """Somebody can't be let in, or may not do what was asked."""


class TargetError(AnlanError):
    """A risk target cannot be scored or back-tested with the data at hand."""


class LinkError(AnlanError):
    """Records can't be linked, or a decision on a pair contradicts earlier ones."""


class ClockError(AnlanError):
    """A clock can't run: a calendar, a limit, a pause or a moment that makes no sense."""


class RegisterError(AnlanError):
    """Schemes, risk points or statutory cycles can't be used as they are given."""


class CaseError(AnlanError):
    """A case can't take what was asked for, or isn't what somebody thought it was."""


class WatchError(AnlanError):
    """A rule, readings, datastreams or events can't be used as they are given."""


class AlertError(AnlanError):
    """A public alert, a channel or a feed of alerts isn't there, or can't be what was asked."""


class RoutingError(AnlanError):
    """A routing problem is ill-posed: shapes differ, a limit is negative, a stop cannot fit."""
