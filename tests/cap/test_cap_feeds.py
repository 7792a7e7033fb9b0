"""Feeds: what is published is read again, by us and by a feed reader that isn't ours."""

from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from cap_messages import ATOM, BASE, NOW, edited
from lxml import etree

from anlan import cap

ALERT = cap.parse(BASE.encode())
ITEM = cap.Item(BASE.encode(), "https://example.org/1.xml")


def feed(*items, **how):
    told = {
        "id": "urn:x:1",
        "title": "预警",
        "author": "江城市",
        "updated": NOW,
        "address": "https://example.org/feed",
    }
    return cap.write_feed(items, **{**told, **how})


def test_what_is_published_is_read_again():
    found = cap.read_feed(feed(ITEM), now=NOW)
    (entry,) = found.entries
    assert found.valid
    assert found.title == "预警"
    assert entry.checked.alert == ALERT
    assert entry.link == ITEM.link
    assert entry.title == "江城市气象局发布暴雨橙色预警"


def test_another_s_reader_reads_it_too():
    read = feedparser.parse(feed(ITEM, language="en"))
    assert not read.bozo
    (entry,) = read.entries
    assert entry.title == "Orange warning of a rainstorm"
    assert entry.links[0].href == ITEM.link
    assert entry.links[0].type == "application/cap+xml"
    assert entry.summary == "A rainstorm is expected within six hours."
    assert entry.author == "Jiangcheng weather office"
    assert entry.updated_parsed[:5] == (2026, 7, 1, 0, 30)


def test_an_exercise_says_so_before_all_else():
    drill = cap.Item(edited(BASE, ("Actual", "Exercise")), ITEM.link)
    assert cap.read_feed(feed(drill)).entries[0].title.startswith("[Exercise] ")


def test_an_entry_keeps_its_name():
    (first,) = cap.read_feed(feed(ITEM)).entries
    (again,) = cap.read_feed(feed(replace(ITEM, link="https://other.example.org/9"))).entries
    assert first.id == again.id
    assert first.id.startswith("urn:uuid:")


def test_the_same_alert_twice_a_bad_link_and_a_bad_alert_are_refused():
    with pytest.raises(cap.FeedError, match="twice"):
        feed(ITEM, ITEM)
    with pytest.raises(cap.FeedError, match="full address"):
        feed(replace(ITEM, link="/1.xml"))
    with pytest.raises(cap.InvalidError):
        feed(replace(ITEM, document=edited(BASE, ("Severe", "Bad"))))


def test_a_bad_entry_never_blocks_a_good_one():
    root = etree.fromstring(feed(ITEM, cap.Item(edited(BASE, ("083000", "083001")), ITEM.link)))
    root.find(".//{*}severity").text = "Bad"
    found = cap.read_feed(etree.tostring(root))
    assert [entry.valid for entry in found.entries] == [False, True]
    assert {each.rule for each in found.entries[0].checked.errors} == {"schema.list"}


@pytest.mark.parametrize("message", [b"", b"<html/>", b"<rss/>", b"nothing", BASE.encode()])
def test_what_is_no_feed_is_refused(message):
    with pytest.raises(cap.FeedError) as error:
        cap.read_feed(message)
    assert error.value.say("zh") != error.value.say("en")


def test_a_link_that_says_cap_is_taken_before_others():
    two = ATOM.replace(
        '<link type="application/cap+xml" href="https://example.org/1"/>',
        '<link href="https://example.org/page"/><link type="application/cap+xml" href="https://example.org/1"/>',
    )
    assert cap.read_feed(two.encode()).entries[0].link == "https://example.org/1"


def test_a_feed_shows_what_is_in_force_and_what_was_cancelled_today():
    hour = timedelta(hours=1)
    over = replace(
        ALERT,
        identifier="over",
        infos=tuple(replace(i, expires="2026-07-01T08:40:00+08:00") for i in ALERT.infos),
    )
    drill = replace(ALERT, identifier="drill", status="Exercise")
    draft = replace(ALERT, identifier="draft", status="Draft")
    taken = replace(ALERT, identifier="taken")
    back = cap.cancel([taken], identifier="back", sent=NOW, note="x")
    held = [ALERT, over, drill, draft, taken, back]
    assert {each.identifier for each in cap.current(held, NOW)} == {
        ALERT.identifier,
        "drill",
        "back",
    }
    assert cap.current(held, NOW)[0].identifier == "back"
    assert cap.current(held, NOW + 25 * hour) == ()
