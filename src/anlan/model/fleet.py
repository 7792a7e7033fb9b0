"""What a city pack says of the city's fleet of cameras, sensors and gateways."""

from collections.abc import Mapping
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from anlan.model.declared import Declared, Slug, Text

PLACES = {"stream", "key", "minutes"}


def _template(text: str) -> str:
    """Refuse a template with a place that nobody fills."""
    try:
        found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise PydanticCustomError("template", "a text with places such as {stream}") from error
    if found - PLACES:
        raise PydanticCustomError("template", "no places but {stream}, {key} and {minutes}")
    return text


class Fleet(Declared):
    """The city's video platform, and which firmware counts as old.

    ``video`` is the address at which the platform shows a stream, with the places ``{stream}``
    (what the platform calls it), ``{key}`` and ``{minutes}``. ``firmware`` says by model the
    oldest version that is good enough. ``look_minutes`` is the longest that somebody may look at
    a stream for one reason.
    """

    video: Annotated[str, AfterValidator(_template)] = ""
    firmware: Mapping[str, str] = {}
    look_minutes: Annotated[int, Field(gt=0, le=1440)] = 60


class View(Declared):
    """A model of the city's own that scores smoke, flame or water in still frames.

    ``model`` is an ONNX file of the pack, or of the folder of data.
    """

    name: Slug
    title: Text
    model: str
