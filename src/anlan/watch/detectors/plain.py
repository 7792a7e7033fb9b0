"""The detectors that look at one series and at no other detector."""

from typing import Annotated

from pydantic import Field

from anlan.watch.detectors.change import Change
from anlan.watch.detectors.forecast import Forecast
from anlan.watch.detectors.level import Level
from anlan.watch.detectors.neighbours import Neighbours
from anlan.watch.detectors.seasonal import Seasonal
from anlan.watch.detectors.spread import Spread

AnyPlain = Change | Forecast | Level | Neighbours | Seasonal | Spread
Plain = Annotated[AnyPlain, Field(discriminator="detector")]
