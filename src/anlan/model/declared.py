"""The base of all that is declared in files of settings: frozen, and strict about its keys."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from anlan.words import Language

SLUG = r"^[a-z][a-z0-9_]*$"
Slug = Annotated[str, Field(pattern=SLUG, max_length=64)]
Level = Literal["city", "district", "street", "community", "grid"]


def _known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise PydanticCustomError("zone", "a time zone of the IANA list") from error
    return zone


Zone = Annotated[str, AfterValidator(_known_zone)]


class Declared(BaseModel):
    """Base of all that is declared in a pack: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Declared):
    """A short text in both languages."""

    en: str
    zh: str

    def of(self, lang: Language) -> str:
        """Return the text in ``lang``."""
        return self.zh if lang == "zh" else self.en

    def say(self, lang: Language = "en") -> str:
        """Return the text in ``lang``; so a text can be a value of an error."""
        return self.of(lang)
