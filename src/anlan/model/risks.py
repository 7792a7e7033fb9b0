"""What a city pack says of the register of risks."""

from anlan.model.declared import Declared, Slug


class Risks(Declared):
    """By which schemes a city's risk points are graded where a sheet only has columns of scores.

    A sheet's columns name the factors, such as L and S; several schemes have the same. ``schemes``
    are those the city uses, such as ``["ls4"]``; ``fields`` are those of a field of dual
    prevention, which go before: ``fields = { chemicals = ["ls"] }``. Of schemes with the same
    factors one can be named in a list. For what isn't named, Anlan's own choice holds.
    """

    schemes: list[Slug] = []
    fields: dict[Slug, list[Slug]] = {}
