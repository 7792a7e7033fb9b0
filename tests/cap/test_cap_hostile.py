"""Whatever is sent: never an exception but the library's own, never a wrong "valid"."""

import os
import re
import time
from contextlib import suppress
from dataclasses import replace

import pytest
from cap_messages import BASE, GOOGLE, KIT, NOW, XSD, needs_schema
from cap_mutations import damaged
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from anlan import cap

MANY = int(os.environ.get("ANLAN_CAP_FUZZ", "1000"))
"""So many damaged messages; the whole ten thousand by ANLAN_CAP_FUZZ=10000."""
ENTITIES = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 40))
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "lol">{ENTITIES}]><alert>&l39;</alert>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><alert>&f;</alert>'
HOSTILE = {
    "bomb": (BOMB.encode(), "xml.doctype"),
    "external entity": (EXTERNAL.encode(), "xml.doctype"),
    "hidden by a comment": (b"<!-- <a --><!DOCTYPE alert><alert/>", "xml.doctype"),
    "bomb in UTF-16": (BOMB.encode("utf-16"), "xml.malformed"),
    "external entity in UTF-16": (EXTERNAL.encode("utf-16"), "xml.doctype"),
    "entity of nothing": (b"<alert>&f;</alert>", "xml.malformed"),
    "nothing": (b"", "xml.empty"),
    "no XML": (b"\x00\x01\x02", "xml.malformed"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="x-9"?><alert/>', "xml.malformed"),
    "ten megabytes": (b"<alert>" + b"1,1 " * 2_500_000, "xml.size"),
    "a deep well": (b"<a>" * 200 + b"</a>" * 200, "xml.depth"),
    "a deeper well": (b"<a>" * 100_000 + b"</a>" * 100_000, "xml.malformed"),
    "a web page": (b"<html><body/></html>", "version.root"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_with_its_reason(name):
    message, rule = HOSTILE[name]
    checked = cap.check(message)
    assert [each.rule for each in checked.problems] == [rule]
    with pytest.raises(cap.InvalidError):
        cap.parse(message)


LONG = 200_000
SLOW = {
    "a long number": ("polygon", "1" * LONG + "x"),
    "a long circle": ("polygon", "1.5," * LONG),
    "a long fraction": ("onset", "2026-07-01T00:00:00." + "1" * LONG + "\nx"),
    "a long blank": ("onset", " " * LONG + "x"),
    "a long address": ("web", "http://" + "a" * LONG + "\t"),
    "a long user": ("web", "http://" + "a:" * LONG + "@@"),
    "a long scheme": ("web", "a+" * LONG),
    "long marks": ("description", "&lt;a" * LONG),
    "a long type": ("mimeType", "a/b" + " " * LONG + "x"),
    "long languages": ("language", "a-" * LONG),
}


@pytest.mark.parametrize("name", SLOW)
def test_no_value_takes_longer_than_its_length(name):
    element, value = SLOW[name]
    message = re.sub(f"(<{element}>)[^<]*", lambda found: found[1] + value, BASE, count=1).encode()
    began = time.process_time()
    cap.check(message)
    assert time.process_time() - began < 5


@given(st.binary(max_size=300))
def test_any_bytes_are_answered(data):
    assert not cap.check(data).valid


@given(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(["event", "polygon", "web", "references", "expires", "size"]),
)
def test_any_text_is_read_as_it_was_written(text, element):
    alert = cap.parse(BASE.encode())
    field = {"event": "event", "web": "web", "expires": "expires"}.get(element)
    info = alert.infos[0]
    try:
        if field is None:
            written = cap.write(replace(alert, references=text))
        else:
            written = cap.write(
                replace(alert, infos=(replace(info, **{field: text}), *alert.infos[1:]))
            )
    except cap.TextError:
        return
    checked = cap.check(written, now=NOW)
    assert checked.valid == (not checked.errors)
    assert checked.alert is None or cap.parse(cap.write(checked.alert)) == checked.alert


@needs_schema
def test_ten_thousand_damaged_messages():
    schema = etree.XMLSchema(etree.parse(XSD))
    samples = [BASE.encode()]
    if KIT.is_dir():
        names = ("australia.cap", "canada.cap", "wcatwc-warning.cap", "earthquake-iso8859-1.cap")
        samples += [(GOOGLE / name).read_bytes() for name in names]
    valid = 0
    for n, message in enumerate(damaged(samples, MANY, seed=8)):
        checked = cap.check(message, now=NOW, profile=cap.profile("public") if n % 2 else None)
        for problem in checked.problems:
            assert problem.say("zh")
            assert problem.mend("en")
        cap.read_china(message, now=NOW)
        with suppress(cap.FeedError):
            cap.read_feed(message, now=NOW)
        if checked.valid:
            valid += 1
            root = etree.fromstring(message)
            assert schema.validate(root), (message, schema.error_log.last_error)
    assert MANY // 50 < valid < MANY


@needs_schema
def test_what_only_the_standard_forbids_the_schema_takes():
    """The oracle is a real one: it takes what the library refuses for the standard's sake."""
    schema = etree.XMLSchema(etree.parse(XSD))
    open_ring = BASE.replace(" 30.7,114.2 30.5,114.2<", " 30.7,114.2<").encode()
    assert schema.validate(etree.fromstring(open_ring))
    assert not cap.check(open_ring).valid
