"""China's early-warning messages become CAP and come back, with nothing lost or bent."""

import pytest
from cap_messages import BASE, CHINA, NOW, edited

from anlan import cap
from anlan.cap import china

FIRST = cap.Reference("42010041600000", "999", "2026-07-01T08:00:00+08:00")
CAP = edited(BASE, ("warn@example.org", "42010041600000"))


def test_a_message_becomes_cap():
    alert = cap.read_china(CHINA.encode(), now=NOW).alert
    info = alert.infos[0]
    assert alert.sent == "2026-07-01T08:30:00+08:00"
    assert (info.event, info.severity, info.urgency) == ("暴雨", "Extreme", "Immediate")
    assert info.certainty == "Likely"
    assert info.parameters == (cap.Pair("CN-ALERT-COLOR", "RED"),)
    assert info.event_codes == (cap.Pair("GBT35561", "11B03"),)
    assert info.areas[0].circles == ("30.6,114.3 5",)
    assert info.areas[0].polygons == ("30.5,114.2 30.5,114.4 30.7,114.4 30.5,114.2",)
    assert [pair.value for pair in info.areas[0].geocodes] == ["420102000000", "420103000000"]


@pytest.mark.parametrize(
    ("colour", "severity"),
    [("Red", "Extreme"), ("Orange", "Severe"), ("Yellow", "Moderate"), ("Blue", "Minor")],
)
def test_each_colour_has_its_severity_there_and_back(colour, severity):
    alert = cap.read_china(edited(CHINA, ("<severity>Red", f"<severity>{colour}"))).alert
    assert alert.infos[0].severity == severity
    assert f"<severity>{colour}</severity>".encode() in cap.write_china(alert)


def test_there_and_back_is_the_same():
    alert = cap.read_china(CHINA.encode()).alert
    assert cap.read_china(cap.write_china(alert)).alert == alert


def test_a_reference_is_looked_up():
    message = edited(
        CHINA, ("Alert</msg", "Update</msg"), ("<secC", "<references>999</references><secC")
    )
    assert cap.read_china(message, first={"999": FIRST}).alert.referred == (FIRST,)
    missing = cap.read_china(message)
    assert missing.alert is None
    assert "china.reference" in {each.rule for each in missing.errors}


def test_what_cap_says_in_chinese_is_written_their_way():
    told = cap.write_china(cap.parse(CAP)).decode()
    for text in (
        "<sendTime>2026-07-01 08:30:00+08:00<",
        "<severity>Orange<",
        "<sender>江城市气象局<",
    ):
        assert text in told


def test_what_is_not_of_the_profile_is_not_written():
    with pytest.raises(cap.InvalidError):
        cap.write_china(cap.parse(edited(BASE, ("<value>ORANGE", "<value>RED"))))


def test_the_headline_of_the_standard():
    assert china.headline("武汉市气象局", "暴雨", "Blue") == "武汉市气象局发布暴雨蓝色预警"
    assert (
        china.headline("武汉市气象局", "暴雨", "Red", over=True) == "武汉市气象局解除暴雨红色预警"
    )


@pytest.mark.parametrize("message", [b"", b"<alert/>", b"<!DOCTYPE a><alert/>", BASE.encode()])
def test_what_is_something_else_is_refused(message):
    assert cap.read_china(message).alert is None
