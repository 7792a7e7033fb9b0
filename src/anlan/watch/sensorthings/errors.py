"""What is wrong with a question: which option, where in it, what, and how to mend it."""

from anlan.model.errors import WatchError


class OptionError(WatchError):
    """An option of a question (``$filter`` …) that can't be used; ``option`` names it."""

    def __init__(self, option: str, key: str, /, **values: object) -> None:
        self.option = option
        super().__init__(f"error.sta.{key}", option=option, **values)


class NotThereError(WatchError):
    """There is no such entity, set or property."""


class BodyError(WatchError):
    """What was sent is no entity that can be made, or refers to what isn't there."""


class HeldError(WatchError):
    """An entity can't be changed so: others need it, or it is a record."""
