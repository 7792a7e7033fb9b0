"""Things, datastreams and senders: registered by key, followed in memory."""

import math
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select
from watch_town import ANN, AT, TOWN, settle, stream, thing

from anlan.model.errors import WatchError
from anlan.store.change import change
from anlan.store.history import history
from anlan.store.watch import WatchClient, WatchStream, WatchThing
from anlan.watch.registry import (
    Client,
    Clients,
    Registry,
    make_secret,
    put_clients,
    put_streams,
    put_things,
    retire_clients,
    retire_streams,
    retire_things,
)


def acts(database, subject):
    return [entry.act for entry in history(database, subject)]


def put(database, *streams):
    with change(database, ANN) as made:
        return put_streams(made, TOWN, streams, AT)


def test_what_is_put_again_is_changed_only_where_it_differs(database):
    settle(database, stream(), stream("well_1/heat", kind="heat", unit={"symbol": "°C"}))
    told = put(database, stream(), stream("well_1/heat", kind="heat", unit={}, area="02"))
    assert (told.fresh, told.changed, told.same) == (0, 1, 1)
    assert acts(database, "watch_stream:town/well_1/gas") == ["watch_stream.made"]
    entries = list(history(database, "watch_stream:town/well_1/heat"))
    assert [each.act for each in entries] == ["watch_stream.made", "watch_stream.altered"]
    with database.session() as session:
        row = session.scalar(select(WatchStream).where(WatchStream.key == "well_1/heat"))
        assert (row.area, row.unit, row.object, row.made_at) == ("02", {}, "well_1", AT)


def test_the_object_of_a_thing_is_that_of_its_datastreams(database):
    settle(database)
    with change(database, ANN) as made:
        put_things(made, TOWN, [thing("pump", asset_id="asset-9")], AT)
    put(database, stream("pump/gas", thing="pump"), stream("pump/own", thing="pump", object="x"))
    with database.session() as session:
        told = dict(session.execute(select(WatchStream.key, WatchStream.object)).all())
        assert told == {"well_1/gas": "well_1", "pump/gas": "asset-9", "pump/own": "x"}
        assert session.scalar(select(WatchThing.division).limit(1)) == "town/01/0101"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"key": "  "}, "can't be a key"),
        ({"key": "a\nb"}, "can't be a key"),
        ({"key": "k" * 201}, "can't be a key"),
        ({"thing": "nowhere"}, "no thing nowhere"),
        ({"property": "x"}, "nothing measured is known as x"),
        ({"sensor": "x"}, "no make of instrument x"),
        ({"client": "x"}, "no sender x"),
        ({"kind": "perfume"}, "No kind of sensor"),
        ({"unit": {"symbol": "ppm"}}, "sent in ppm"),
        ({"scale": 0.0}, "scale"),
        ({"shift": math.inf}, "shift"),
        ({"interval_s": 0.0}, "interval_s"),
        ({"interval_s": math.nan}, "interval_s"),
        ({"figures": {"capacity": "ten"}}, "capacity"),
        ({"figures": {"kind": 1.0}}, "can't be called kind"),
        ({"type": "OM_Perfume"}, "OM_Perfume"),
        ({"description": "a\x00b"}, "zero byte"),
    ],
)
def test_a_datastream_that_cannot_be_is_told_and_nothing_is_registered(database, given, said):
    settle(database)
    with pytest.raises(WatchError, match=said):
        put(database, stream("good"), stream(**({"key": "bad"} | given)))
    with database.session() as session:
        assert session.scalars(select(WatchStream.key)).all() == ["well_1/gas"]


def test_another_unit_is_taken_with_what_turns_it_into_the_kinds(database):
    settle(database, stream(unit={"symbol": "ppm"}, scale=0.0001))
    known = Registry(database, "town").snapshot()
    assert known.scale.tolist() == [0.0001]
    assert list(known.units.values()) == ["ppm"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"division": "99"}, "no division 99"),
        ({"division": "02/0101"}, "no division"),
        ({"lon": 1.0}, "no place"),
        ({"lon": math.nan, "lat": 1.0}, "no place"),
        ({"lon": 114.0, "lat": 91.0}, "no place"),
    ],
)
def test_a_thing_that_cannot_be_is_told(database, given, said):
    with pytest.raises(WatchError, match=said), change(database, ANN) as made:
        put_things(made, TOWN, [thing(**given)], AT)


def test_a_key_given_twice_is_told(database):
    with pytest.raises(WatchError, match="twice"), change(database, ANN) as made:
        put_things(made, TOWN, [thing(), thing()], AT)


@pytest.mark.parametrize(
    ("client", "said"),
    [(Client("g", "fun"), "no department fun"), (Client("g", "gas", "AB"), "SHA-256")],
)
def test_a_sender_that_cannot_be_is_told(database, client, said):
    with pytest.raises(WatchError, match=said), change(database, ANN) as made:
        put_clients(made, TOWN, [client], AT)


def test_memory_follows_what_is_registered_elsewhere(database):
    ids, _ = settle(database, stream("a"), stream("b"))
    registry = Registry(database, "town")
    first = registry.snapshot()
    assert first.ids_of(["b", "x", "a"]).tolist() == [ids["b"], -1, ids["a"]]
    more = put(database, stream("c", client=None, kind=""), stream("a", area="02"))
    with change(database, ANN) as made:
        retire_streams(made, TOWN, ["b"], AT)
    then = registry.snapshot(fresh=True)
    assert first.keys == ["a", "b"]
    assert then.keys == ["a", "c"]
    assert then.places(np.array([ids["a"], ids["b"], more.ids["c"]])).tolist() == [0, -1, 1]
    assert then.table["area"].to_pylist() == ["02", "01"]
    assert then.client.tolist()[1] == -1
    assert then.kind.tolist()[1] == -1


def test_datastreams_as_rules_are_laid_over_them(database):
    figures = {"capacity": 100.0}
    given = [
        stream("a", interval_s=300.0, figures=figures),
        stream("b", figures={"period": 60.0}, interval_s=30.0),
        stream("c", kind=""),
    ]
    ids, _ = settle(database, *given)
    told = Registry(database, "town").snapshot().streams
    assert told.ids.tolist() == [ids["a"], ids["b"]]
    assert told.figure("period").tolist() == [300.0, 60.0]
    assert told.figure("capacity").tolist()[0] == 100.0
    assert math.isnan(told.figure("capacity")[1])
    assert told.expected_from.tolist() == [int(AT.timestamp() * 1e6)] * 2
    assert told.text("object").tolist() == ["well_1", "well_1"]


def test_neighbours_are_of_one_kind_in_one_area(database):
    given = [
        stream("a"), stream("b"), stream("c", area="02"), stream("d", area=""),
        stream("e", kind="heat", unit={}), stream("f"),
    ]  # fmt: skip
    settle(database, *given)
    group, many = Registry(database, "town").snapshot().neighbours
    assert many[group[0]] == 3
    assert group[0] == group[1] == group[5]
    assert group[3] == -1
    assert sorted(many.tolist()) == [1, 1, 3]


def test_a_retired_thing_takes_its_datastreams_along_and_stands_again_when_put(database):
    settle(database)
    registry = Registry(database, "town")
    registry.snapshot()
    with change(database, ANN) as made:
        retire_things(made, TOWN, ["well_1"], AT + timedelta(days=1))
    assert len(registry.snapshot(fresh=True)) == 0
    with pytest.raises(WatchError, match="no thing well_1"):
        put(database, stream())
    with pytest.raises(WatchError, match="no well_1 in use"), change(database, ANN) as made:
        retire_things(made, TOWN, ["well_1"], AT)
    with change(database, ANN) as made:
        put_things(made, TOWN, [thing()], AT)
        assert put_streams(made, TOWN, [stream()], AT).fresh == 1
    assert registry.snapshot(fresh=True).keys == ["well_1/gas"]
    made, retired = "watch_thing.made", "watch_thing.retired"
    assert acts(database, "watch_thing:town/well_1") == [made, retired, made]


def test_a_sender_is_known_by_its_newest_secret_alone(database):
    _, secrets = settle(database)
    clients = Clients(database, "town")
    known = clients.snapshot()
    found = known.of_secret(secrets["gateway"])
    assert (found.name, found.department) == ("gateway", "gas")
    assert known.of_secret("") is known.of_secret("y") is None
    with change(database, ANN) as made:
        fresh = make_secret(made, TOWN, "gateway")
    now = clients.snapshot(fresh=True)
    assert now.of_secret(secrets["gateway"]) is None
    assert now.of_secret(fresh) == now.by_name["gateway"]
    with database.session() as session:
        kept = session.scalars(select(WatchClient.digest)).all()
    assert not {fresh, *secrets.values()} & set(kept)
    told = [str(entry) for entry in history(database, "watch_client:town/gateway")]
    assert not any(fresh in each for each in told)


def test_a_sender_without_a_secret_sends_nothing(database):
    with change(database, ANN) as made:
        put_clients(made, TOWN, [Client("new", "gas", "a" * 64)], AT)
    known = Clients(database, "town").snapshot()
    assert known.of_secret("") is None
    assert known.by_cert["a" * 64].name == "new"


def test_a_retired_sender_is_let_in_by_no_old_secret_even_when_put_again(database):
    _, secrets = settle(database)
    with change(database, ANN) as made:
        retire_clients(made, TOWN, ["gateway"], AT)
    clients = Clients(database, "town")
    assert clients.snapshot().of_secret(secrets["gateway"]) is None
    with change(database, ANN) as made:
        put_clients(made, TOWN, [Client("gateway", "water")], AT)
    assert clients.snapshot(fresh=True).of_secret(secrets["gateway"]) is None
    with pytest.raises(WatchError, match="no sender nobody"), change(database, ANN) as made:
        make_secret(made, TOWN, "nobody")
