"""Live: a city's readings evaluated as they come in, each claim made once."""

from anlan.watch.live.engine import Engine, begin_anew, telling
from anlan.watch.live.status import Status, status

__all__ = ["Engine", "Status", "begin_anew", "status", "telling"]
