"""A small city of things, datastreams and senders."""

from datetime import UTC, datetime

from anlan.model.cause import Cause
from anlan.store.change import change
from anlan.store.database import Database
from anlan.watch.registry import (
    Client,
    Property,
    Stream,
    Thing,
    WatchRoom,
    any_make,
    make_secret,
    put_clients,
    put_properties,
    put_streams,
    put_things,
)

ANN = Cause("local:ann")
AT = datetime(2026, 7, 1, 8, tzinfo=UTC)
TOWN = WatchRoom(
    "town", {"town": "town", "01": "town/01", "0101": "town/01/0101"}, frozenset({"water", "gas"})
)


def thing(key="well_1", **given):
    return Thing(**({"key": key, "name": f"The {key}", "division": "0101"} | given))


def stream(key="well_1/gas", **given):
    about = {"thing": "well_1", "property": "gas", "kind": "gas_underground", "client": "gateway"}
    return Stream(**({"key": key, "unit": {"symbol": "%VOL"}, "area": "01"} | about | given))


def settle(database: Database, *streams: Stream, things=("well_1",), clients=("gateway", "other")):
    """Register things, senders and datastreams; return our numbers and the senders' secrets."""
    with change(database, ANN) as made:
        any_make(made, TOWN)
        put_properties(made, TOWN, [Property("gas", "Gas")])
        put_things(made, TOWN, [thing(each) for each in things], AT)
        put_clients(made, TOWN, [Client(each, "gas") for each in clients], AT)
        secrets = {each: make_secret(made, TOWN, each) for each in clients}
        told = put_streams(made, TOWN, streams or [stream()], AT)
    return told.ids, secrets
