"""The tables of sensing."""

from anlan.store.watch.alarms import (
    AlarmGroup,
    AlarmHead,
    AlarmMove,
    AlarmRow,
    AlarmSilence,
    AlarmWarden,
)
from anlan.store.watch.fleet import (
    WatchDevice,
    WatchDeviceCase,
    WatchDeviceChange,
    WatchDeviceSeen,
    WatchFleet,
    WatchFleetDay,
    WatchOutage,
)
from anlan.store.watch.logins import WatchLogin
from anlan.store.watch.rules import WatchCertificate, WatchForecast, WatchPlan, WatchRule
from anlan.store.watch.tables import (
    WatchChunk,
    WatchClient,
    WatchFile,
    WatchHead,
    WatchPlace,
    WatchProperty,
    WatchRefused,
    WatchSensor,
    WatchStream,
    WatchThing,
)
from anlan.store.watch.things import (
    WatchFeature,
    WatchLocation,
    WatchPastLocation,
    WatchPastLocationLink,
    WatchStreamFeature,
    WatchThingLocation,
)

__all__ = [
    "AlarmGroup",
    "AlarmHead",
    "AlarmMove",
    "AlarmRow",
    "AlarmSilence",
    "AlarmWarden",
    "WatchCertificate",
    "WatchChunk",
    "WatchClient",
    "WatchDevice",
    "WatchDeviceCase",
    "WatchDeviceChange",
    "WatchDeviceSeen",
    "WatchFeature",
    "WatchFile",
    "WatchFleet",
    "WatchFleetDay",
    "WatchForecast",
    "WatchHead",
    "WatchLocation",
    "WatchLogin",
    "WatchOutage",
    "WatchPastLocation",
    "WatchPastLocationLink",
    "WatchPlace",
    "WatchPlan",
    "WatchProperty",
    "WatchRefused",
    "WatchRule",
    "WatchSensor",
    "WatchStream",
    "WatchStreamFeature",
    "WatchThing",
    "WatchThingLocation",
]
