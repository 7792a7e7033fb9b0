"""Scopes: what a role covers, against a slow and obvious reference; and why, in words."""

from hypothesis import given
from hypothesis import strategies as st

from anlan.access.principal import Held, Principal, local
from anlan.access.roles import RoleBook, common_roles
from anlan.access.why import Asked, explain
from anlan.model.permission import (
    CITY_PERMISSIONS,
    EVERYWHERE,
    INSTALLATION_PERMISSIONS,
    PERMISSIONS,
    Area,
    Permission,
)
from anlan.words import say

CODES = st.lists(st.sampled_from(["1", "10", "2", "20"]), max_size=4).map("/".join)
AREAS = st.builds(Area, CODES, st.sampled_from(["", "fire", "gas"]))
CITIES = st.sampled_from([EVERYWHERE, "town", "village"])
HELD = st.builds(
    Held,
    st.sampled_from(sorted(common_roles())),
    CITIES,
    AREAS,
    st.frozensets(st.sampled_from(PERMISSIONS)),
)
PEOPLE = st.builds(
    Principal,
    who=st.just("account:1"),
    account=st.just(1),
    login=st.just("lin"),
    name=st.just("Lin"),
    door=st.just("session"),
    held=st.lists(HELD, max_size=4).map(tuple),
    stage=st.sampled_from(["full", "full", "totp", "password"]),
    scopes=st.none() | st.frozensets(st.sampled_from(PERMISSIONS)),
)
ASKED = st.builds(Asked, st.sampled_from(PERMISSIONS), CITIES, AREAS)


def below(inner: str, outer: str) -> bool:
    steps, wanted = inner.split("/"), outer.split("/")
    return outer == "" or steps[: len(wanted)] == wanted


def reference(person: Principal, asked: Asked) -> bool:
    """Say whether somebody may, as one would say it to a colleague."""
    if person.stage != "full":
        return False
    if person.scopes is not None and asked.permission not in person.scopes:
        return False
    for held in person.held:
        in_city = held.city in (EVERYWHERE, asked.city)
        if asked.permission in INSTALLATION_PERMISSIONS:
            in_city = held.city == EVERYWHERE
        in_area = below(asked.area.division, held.area.division)
        in_office = held.area.department in ("", asked.area.department)
        if in_city and in_area and in_office and asked.permission in held.may:
            return True
    return False


@given(PEOPLE, ASKED)
def test_scopes_are_as_one_would_say_it(person: Principal, asked: Asked) -> None:
    scope = person.scope(asked.permission, asked.city)
    assert scope.covers(asked.area) == reference(person, asked)
    if not asked.area.department:
        assert scope.has_place(asked.area.division) >= scope.covers(asked.area)


@given(PEOPLE, ASKED)
def test_why_says_what_the_gate_does(person: Principal, asked: Asked) -> None:
    answer = explain(person, asked, RoleBook({}))
    assert answer.may == reference(person, asked)
    if answer.may:
        assert any(step.speaks_for for step in answer.steps)
        assert not any(step.key in {"token", "stage.totp"} for step in answer.steps)
    else:
        assert any(not step.speaks_for for step in answer.steps)
    assert all(step.say("en") and step.say("zh") for step in answer.steps)


@given(CODES, CODES)
def test_a_division_is_no_neighbour_with_a_longer_code(inner: str, outer: str) -> None:
    assert Area(outer).covers(Area(inner)) == below(inner, outer)


def test_an_administrator_reads_no_contacts_and_looks_at_no_stream() -> None:
    may = set(common_roles()["administrator"].may)
    kept = {"personal.read", "case.contact", "fleet.look", "crowd.exact"}
    assert set(PERMISSIONS) - may == kept


def test_the_laptops_user_may_everything() -> None:
    user = local("ann")
    assert set(user.permissions("town")) == set(PERMISSIONS)


def test_every_permission_is_said_in_words() -> None:
    told: list[Permission] = [*CITY_PERMISSIONS, *INSTALLATION_PERMISSIONS]
    assert len({say(f"permission.{each}", "zh") for each in told}) == len(told)
