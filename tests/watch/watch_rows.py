"""Rules and readings for the tests of the watch room."""

import numpy as np
import pyarrow as pa

from anlan.watch.batch import Batch, Streams, readings
from anlan.watch.engine import CLAIMS, begin, evaluate, plan
from anlan.watch.gate import Gate
from anlan.watch.rules import Rules

SECOND, MINUTE, HOUR = 1_000_000, 60_000_000, 3_600_000_000
TEXT = {"en": "one", "zh": "一"}
BASE = {
    "version": 1, "name": TEXT, "priority": "high", "consequence": TEXT, "response": TEXT,
    "respond_within": "5min", "source": TEXT, "basis": "choice",
}  # fmt: skip
UNITS = {"gas_underground": "%VOL", "rain": "mm", "smoke": "dB/m", "heat": "°C", "strain": "µε"}


def rule(name, form="threshold", kind="gas_underground", **given):
    about = {} if form == "combine" else {"kind": kind, "unit": UNITS[kind]}
    return BASE | about | {"id": name, "form": form} | given


def levels(*limits, **more):
    colours = ("blue", "yellow", "orange", "red")
    return [{"colour": c, "limit": x} | more for c, x in zip(colours, limits, strict=False)]


def rules(*each, zone="UTC"):
    return Rules.model_validate({"zone": zone, "rules": each})


def streams(*each, **figures):
    """Datastreams of (number, kind, object, area)."""
    names = ("stream", "kind", "object", "area")
    columns = {name: [one[place] for one in each] for place, name in enumerate(names)}
    return Streams(pa.table(columns | {name: list(given) for name, given in figures.items()}))


ONE = streams((1, "gas_underground", "w1", "a1"))


def rows(given):
    """Readings of (stream, at, value) or (stream, at, value, quality)."""
    full = [(*each, 0)[:4] for each in given]
    columns = list(zip(*full, strict=True)) or [(), (), (), ()]
    kinds = (np.int64, np.int64, np.float64, np.int8)
    return readings(*(np.array(c, k) for c, k in zip(columns, kinds, strict=True)))


def claims_of(the_plan, given, forecasts=None):
    """What a plan claims of all readings in one batch."""
    batch, _, gate = Gate(2**60).admit(rows(given))
    found, _ = evaluate(the_plan, Batch(batch.rows, gate.end()), begin(the_plan))
    return found.to_pylist()


def told(found):
    return [(c["at"], c["rule"], c["object"], c["change"], c["colour"]) for c in found]


def single(the_rule, values, every=MINUTE, of=ONE, zone="UTC", forecasts=None):
    """When a rule at one datastream changes: (number of the reading, colour)."""
    the_plan = plan(rules(the_rule, zone=zone), of, forecasts)
    given = [(1, place * every, value) for place, value in enumerate(values)]
    return [(c["at"] // every, c["colour"]) for c in claims_of(the_plan, given)]


def in_one_table(batches):
    return pa.Table.from_batches(batches, schema=CLAIMS).to_pylist()
