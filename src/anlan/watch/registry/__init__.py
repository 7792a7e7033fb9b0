"""What there is to measure and who may send it: kept in tables, followed in memory."""

from anlan.watch.registry.clients import PREFIX as CLIENT_PREFIX
from anlan.watch.registry.clients import Clients, Sender, Senders, make_secret
from anlan.watch.registry.forms import Client, Property, Sensor, Stream, Thing
from anlan.watch.registry.listing import Listed, listed
from anlan.watch.registry.put import (
    any_make,
    put_clients,
    put_properties,
    put_sensors,
    put_streams,
    put_things,
)
from anlan.watch.registry.registry import Known, Registry
from anlan.watch.registry.retire import retire_clients, retire_streams, retire_things
from anlan.watch.registry.room import WatchRoom
from anlan.watch.registry.sheet import Problem, Sheet, Taken, read, take_in
from anlan.watch.registry.upsert import Put

__all__ = [
    "CLIENT_PREFIX",
    "Client",
    "Clients",
    "Known",
    "Listed",
    "Problem",
    "Property",
    "Put",
    "Registry",
    "Sender",
    "Senders",
    "Sensor",
    "Sheet",
    "Stream",
    "Taken",
    "Thing",
    "WatchRoom",
    "any_make",
    "listed",
    "make_secret",
    "put_clients",
    "put_properties",
    "put_sensors",
    "put_streams",
    "put_things",
    "read",
    "retire_clients",
    "retire_streams",
    "retire_things",
    "take_in",
]
