"""Read what a device tells of its sensors: Home Assistant's discovery messages.

Of templates only those that name a value are taken, ``{{ value }}`` and ``{{ value_json.x.y }}``: a
template is a program, and no program of a device's is run here.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from anlan.model.declared import Declared
from anlan.watch.mqtt.limits import limits
from anlan.watch.mqtt.rows import Proposal
from anlan.watch.mqtt.topics import plain
from anlan.watch.rules.kinds import kinds
from anlan.watch.units import convert

FILE = Path(__file__).parent / "data.toml"
_WHOLE = re.compile(r"\{\{\s*value\s*(\|\s*(float|int)\s*)?\}\}")
_JSON = re.compile(
    r"\{\{\s*value_json((?:\.[A-Za-z_]\w*|\[(?:'[^'\]]+'|\"[^\"\]]+\")\])+)\s*(\|\s*(float|int)\s*)?\}\}"
)
_STEP = re.compile(r"\.([A-Za-z_]\w*)|\[['\"]([^'\"\]]+)['\"]\]")


class Settings(Declared):
    """What ``data.toml`` says; see there."""

    topics: tuple[str, ...]
    state: str
    components: tuple[str, ...]
    on: str
    off: str
    available: str
    not_available: str
    nothing: tuple[str, ...]
    short: dict[str, str]
    short_device: dict[str, str]
    kinds: dict[str, dict[str, str]]


@cache
def settings() -> Settings:
    """Return the settings."""
    return Settings.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


class ConfigError(ValueError):
    """Why an entity can't be taken: ``args`` are the reason and what was found."""


@dataclass(frozen=True)
class Entity:
    """One sensor of a device: on which topic it tells its value, and where in the message."""

    client: str
    key: str
    topic: str
    path: tuple[str, ...] | None
    words: dict[str, float]
    proposal: Proposal


def entities(
    client: str, component: str, name: str, told: object
) -> tuple[list[Entity], list[tuple[str, str]]]:
    """Return the entities that a discovery message tells of, and why others were refused."""
    good: list[Entity] = []
    bad: list[tuple[str, str]] = []
    if not isinstance(told, dict):
        return good, [("malformed", str(type(told).__name__))]
    whole = _long(told)
    for kind, given in _parts(component, name, whole):
        try:
            good += _entity(client, kind, {**whole, **given})
        except ConfigError as error:
            bad.append(error.args)
    return good, bad


def _parts(
    component: str, name: str, whole: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the components of a device one by one, or the only one."""
    several = whole.get("components")
    if component != "device":
        yield component, {"unique_id": whole.get("unique_id") or name}
    elif isinstance(several, dict):
        for each, given in list(several.items())[: limits().rows]:
            part = _long({"~": whole.get("~"), **given}) if isinstance(given, dict) else {}
            yield str(part.get("platform", "")), {"unique_id": each, **part}


def _long(told: dict[Any, Any]) -> dict[str, Any]:
    """Return keys in full; ``~`` stands for the base topic."""
    found = {settings().short.get(str(key), str(key)): value for key, value in told.items()}
    base = found.get("~")
    if isinstance(base, str):
        for key, value in found.items():
            if key.endswith("_topic") and isinstance(value, str):
                found[key] = _based(base, value)
    return found


def _based(base: str, topic: str) -> str:
    if topic.startswith("~"):
        return base + topic[1:]
    return topic[:-1] + base if topic.endswith("~") else topic


def _entity(client: str, component: str, given: dict[str, Any]) -> list[Entity]:
    if component not in settings().components:
        raise ConfigError("component", component[:50])
    topic = _topic(client, given.get("state_topic"))
    unique = _text(given, "unique_id") or topic
    unit, kind = _text(given, "unit_of_measurement"), _text(given, "device_class")
    words = {}
    if component == "binary_sensor":
        on, off = _text(given, "payload_on"), _text(given, "payload_off")
        words = {on or settings().on: 1.0, off or settings().off: 0.0}
    ours = settings().kinds.get(component, {}).get(kind, "")
    turned = convert(unit, kinds()[ours].unit) if ours and unit else (1.0, 0.0)
    if turned is None:
        raise ConfigError("unit", unit)
    device = given.get("device")
    device = _device(device if isinstance(device, dict) else {})
    key = f"{client}/{unique}"
    made = Proposal(
        client, key, _text(given, "name") or unique, _thing(client, device),
        _text(device, "model"), ours, unit, *turned,
    )  # fmt: skip
    found = [Entity(client, key, topic, _path(given.get("value_template")), words, made)]
    if isinstance(given.get("availability_topic"), str):
        where = _topic(client, given["availability_topic"])
        yes = _text(given, "payload_available") or settings().available
        no = _text(given, "payload_not_available") or settings().not_available
        online = f"{client}/online"
        there = Proposal(client, online, "online", made.thing, made.model, "", "", 1.0, 0.0)
        found.append(Entity(client, online, where, None, {yes: 1.0, no: 0.0}, there))
    return found


def _device(told: dict[Any, Any]) -> dict[str, Any]:
    return {settings().short_device.get(str(key), str(key)): value for key, value in told.items()}


def _thing(client: str, device: dict[str, Any]) -> str:
    ids = device.get("identifiers")
    first = ids[0] if isinstance(ids, list) and ids else ids
    return f"{client}/{first}"[: limits().key_chars] if isinstance(first, str) else client


def _text(given: dict[str, Any], key: str) -> str:
    value = given.get(key)
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value)[: limits().key_chars]


def _topic(client: str, given: object) -> str:
    """Return a topic if the client may publish there; a wildcard would be everybody's."""
    own = settings().state.replace("{client}", client)
    if not isinstance(given, str) or not plain(given) or not given.startswith(own):
        raise ConfigError("state_topic", str(given)[:100])
    return given


def _path(template: object) -> tuple[str, ...] | None:
    """Return the steps into a JSON message; None where the message is the value itself."""
    if template is None or (isinstance(template, str) and _WHOLE.fullmatch(template.strip())):
        return None
    found = _JSON.fullmatch(template.strip()) if isinstance(template, str) else None
    if found is None:
        raise ConfigError("template", str(template)[:100])
    return tuple(one[1] or one[2] for one in _STEP.finditer(found[1]))
