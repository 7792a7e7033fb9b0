"""Everything that can go wrong in the library, each with a sentence in English and Chinese.

CapError
├── InvalidError      a message isn't valid CAP 1.2; carries every problem
├── TextError         a text can't be written in XML
├── LifeError         a message can't be updated, cancelled or ended as asked
├── AreaError         a drawing can't be made an area
├── ProfileError      no profile of that name
├── SignatureError    a message can't be signed, or its signature isn't to be trusted
└── FeedError         a feed can't be read
"""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from anlan.cap.texts import Language, say

if TYPE_CHECKING:
    from anlan.cap.problems import Problem


@runtime_checkable
class Sayable(Protocol):
    """What is said in the reader's language: another error, or a problem."""

    def say(self, lang: Language = "en") -> str:
        """Return it in ``lang``."""


class CapError(Exception):
    """The root of the library's errors: no other is raised for whatever is given to it."""

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.say("en"))

    def say(self, lang: Language = "en") -> str:
        """Return the sentence in ``lang``; a value that can be said is said in ``lang`` too."""
        told = {
            name: value.say(lang) if isinstance(value, Sayable) else value
            for name, value in self.values.items()
        }
        return say(f"error.{self.key}", lang, **told)


class InvalidError(CapError):
    """A message isn't valid CAP 1.2."""

    def __init__(self, problems: "tuple[Problem, ...]") -> None:
        self.problems = problems
        first = problems[0]
        super().__init__("invalid", n=len(problems), path=first.path, first=first)


class TextError(CapError):
    """A text can't be written in XML, as it holds a control character."""


class LifeError(CapError):
    """A message can't be updated, cancelled or ended as asked."""


class AreaError(CapError):
    """A drawing can't be made an area."""


class ProfileError(CapError):
    """There is no profile of that name."""


class SignatureError(CapError):
    """A message can't be signed, or its signature isn't to be trusted."""


class FeedError(CapError):
    """A feed can't be read."""
