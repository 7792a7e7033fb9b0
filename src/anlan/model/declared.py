"""The base of all that is declared in files of settings: frozen, and strict about its keys."""

from pydantic import BaseModel, ConfigDict


class Declared(BaseModel):
    """Base of all that is declared in a pack: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")
