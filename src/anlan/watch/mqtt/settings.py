"""What a city takes over MQTT, ``mqtt.toml`` in its pack: mappings, and which protocols."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from anlan.model.declared import Declared, Slug
from anlan.model.errors import WatchError
from anlan.watch.mqtt.plain import Mapping

FILE = "mqtt.toml"
PROTOCOLS = ("json", "sensorthings", "sparkplug", "homeassistant")
KEEPING = ("sparkplug", "homeassistant")
"""Protocols of which all messages must come to one intake, for it keeps in mind what was told."""


class Sparkplug(Declared):
    """``host`` is what the city's intake calls itself to the nodes: their primary host."""

    host: Slug = "anlan"


class HomeAssistant(Declared):
    """What becomes of a datastream that a device tells of by itself.

    Proposed, it is registered without a kind until somebody says that it is right, and so no
    rule is about it; by ``auto`` it counts at once.
    """

    new: Literal["proposed", "auto"] = "proposed"


class Settings(Declared):
    """What a city takes over MQTT; a protocol that isn't there isn't listened to."""

    json_: tuple[Mapping, ...] = Field((), alias="json")
    sensorthings: bool = False
    sparkplug: Sparkplug | None = None
    homeassistant: HomeAssistant | None = None

    @property
    def protocols(self) -> tuple[str, ...]:
        """The protocols that it takes."""
        taken = (self.json_, self.sensorthings, self.sparkplug, self.homeassistant)
        return tuple(name for name, has in zip(PROTOCOLS, taken, strict=True) if has)


def read(file: Path) -> Settings:
    """Read a city's settings.

    Raises:
        WatchError: they can't be read, aren't TOML, or don't say what can be done.
    """
    try:
        found = Settings.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise WatchError("error.mqtt.file", file=file, reason=error.strerror) from error
    except tomllib.TOMLDecodeError as error:
        raise WatchError("error.mqtt.settings", file=file, where="", reason=error) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise WatchError(
            "error.mqtt.settings", file=file, where=where, reason=first["msg"]
        ) from error
    if not found.protocols:
        raise WatchError("error.mqtt.nothing", file=file, known=", ".join(PROTOCOLS))
    return found
