"""Every example that the notes on the standard give."""

import pytest
from cap_messages import BASE, edited

from anlan import cap

ONSET = "<onset>2026-07-01T09:00:00+08:00"
SQUARE = "<polygon>30.5,114.2 30.5,114.4 30.7,114.4 30.7,114.2 30.5,114.2</polygon>"
SENT = "2026-07-01T08:00:00+08:00"
LISTS = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "responseType": "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
NOW = {
    "status": "Actual", "msgType": "Alert", "scope": "Public", "category": "Met",
    "responseType": "Avoid", "urgency": "Expected", "severity": "Severe", "certainty": "Likely",
}  # fmt: skip


def rules(*edits):
    return {each.rule for each in cap.check(edited(BASE, *edits)).problems}


@pytest.mark.parametrize(
    ("time", "rule"),
    [
        ("2026-07-01T09:00:00+08:00", None),
        ("2026-07-01T01:00:00-00:00", None),
        ("2026-07-01T01:00:00+00:00", None),
        ("2026-07-01T15:00:00+14:00", None),
        ("2026-07-01T15:00:00+14:01", "time.invalid"),
        ("2026-07-01T01:00:00Z", "time.zulu"),
        ("2026-07-01T09:00:00.5+08:00", "time.fraction"),
        ("2026-07-01T01:00:00,00:00", "time.invalid"),
        ("2026-13-01T09:00:00+08:00", "time.invalid"),
        ("2026-07-01T09:00+08:00", "time.invalid"),
    ],
)
def test_times(time, rule):
    assert rules((ONSET, f"<onset>{time}")) == ({rule} if rule else set())


@pytest.mark.parametrize("element", LISTS)
def test_each_list_takes_its_words_and_no_other(element):
    def told(word):
        return rules((f"<{element}>{NOW[element]}<", f"<{element}>{word}<"))

    for word in LISTS[element].split():
        assert "schema.list" not in told(word)
        for wrong in (word.lower(), word.upper() + "X", f" {word}"):
            assert "schema.list" in told(wrong)
    assert "schema.list" in told("")


def test_very_likely_went_with_version_one():
    assert "schema.list" in rules(("<certainty>Likely", "<certainty>Very Likely"))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("32.9525,-115.5527 0.5", None),
        ("+32.9525,-115 1", None),
        (".5,.5 1", None),
        (" 30,114 5 ", None),
        ("30,114 +5", None),
        ("30,114  5", "circle.syntax"),
        ("30, 114 5", "circle.syntax"),
        ("30,114", "circle.syntax"),
        ("30,114 5km", "circle.syntax"),
        ("30,114 0", "circle.zero"),
    ],
)
def test_circles(text, rule):
    assert rules((SQUARE, f"<circle>{text}</circle>")) == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"a@b.c,1,{SENT}", None),
        (f" a@b.c,1,{SENT}\n\t a@b.c,2,{SENT} ", None),
        (f"a@b.c,1,{SENT};a@b.c,2,{SENT}", "references.syntax"),
        ("a@b.c,1,2026-07-01T00:00:00Z", "references.syntax"),
        (f"a@b.c,,{SENT}", "references.syntax"),
        (f"a@b.c,1&amp;2,{SENT}", "references.syntax"),
        ("1", "references.syntax"),
    ],
)
def test_references(text, rule):
    told = rules(
        ("<msgType>Alert", "<msgType>Update"),
        ("</scope>", f"</scope><references>{text}</references>"),
    )
    assert told == ({rule} if rule else set())


@pytest.mark.parametrize("kind", ["Update", "Cancel", "Ack", "Error"])
def test_what_follows_names_what_it_follows(kind):
    assert "references.missing" in rules(("<msgType>Alert", f"<msgType>{kind}"))


@pytest.mark.parametrize("kind", ["Cancel", "Ack", "Error"])
def test_what_follows_may_have_no_block(kind):
    names = f"a@b.c,1,{SENT}"
    alert = cap.Alert("2", "a@b.c", SENT, "Actual", kind, "Public", note="x", references=names)
    told = cap.check(alert)
    assert not told.problems


def test_the_order_of_elements_is_fixed_and_signatures_are_last():
    status, kind = "<status>Actual</status>", "<msgType>Alert</msgType>"
    swapped = (f"{status}\n  {kind}", f"{kind}{status}")
    assert rules(swapped) == {"schema.order"}
    first = ("<status>", '<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"/><status>')
    assert "schema.order" in rules(first)


@pytest.mark.parametrize(
    ("polygon", "rule"),
    [
        ("30,114 30,115 31,115", "polygon.short"),
        ("30,114 30,115 31,115 31,114", "polygon.open"),
        ("30 114 30 115", "polygon.syntax"),
    ],
)
def test_polygons(polygon, rule):
    assert rules((SQUARE, f"<polygon>{polygon}</polygon>")) == {rule}
