"""Names of the table in words, for sentences in either language."""

from dataclasses import dataclass

from anlan.words import Language, say


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of some keys, as a list in words; an error says it in its own language."""

    keys: tuple[str, ...]

    @classmethod
    def of(cls, what: str, *names: str) -> "Words":
        """Return the words for names of one sort, such as ``state``; each is said once."""
        return cls(tuple(dict.fromkeys(f"case.{what}.{name}" for name in names)))

    def say(self, lang: Language = "en") -> str:
        """Return the list in ``lang``.

        >>> Words.of("state", "filed", "closed").say("en")
        'filed, closed'
        >>> Words.of("state").say("en")
        'nothing'
        """
        if not self.keys:
            return say("case.none", lang)
        return say("case.and", lang).join(say(key, lang) for key in self.keys)
