"""The public test messages get the verdict that their names say, and so does the schema's own."""

import base64
import re
from datetime import UTC, datetime

import pytest
from cap_messages import GOOGLE, KIT, WMO, XSD, needs_kit, needs_schema
from cryptography import x509
from lxml import etree

from anlan import cap
from anlan.cap import signing
from anlan.cap.errors import CapError

pytestmark = needs_kit
AT = datetime(2024, 7, 20, tzinfo=UTC)
"""A day on which the signers' certificates were valid."""
VALID = (
    "australia.cap",
    "canada.cap",
    "canada_signed.cap",
    "earthquake-iso8859-1.cap",
    "wcatwc-warning.cap",
)
INVALID = {
    "canada_errors.cap": "references.missing",
    "invalid.cap": "schema.missing",
    "xee.cap": "xml.doctype",
    "noaa_errors.cap": "version.older",
    "weather.cap": "version.older",
    "earthquake.cap": "version.older",
    "earthquake_signed.cap": "version.older",
    "no_optional_fields.cap": "version.older",
}
FEEDS = {
    "amber.atom": "version.older",
    "weather.atom": "version.older",
    "weather_invalid.atom": "version.older",
    "bushfire_valid.edxlde": None,
    "bushfire_invalid.edxlde": "schema.list",
    "canada_signed.atom": None,
    "earthquake_index.atom": None,
    "empty_weather_index.atom": None,
    "no_entries.atom": None,
    "ny_index.rss": None,
    "weather_index.atom": None,
    "invalid.rss": "feed.missing",
    "invalid_element.atom": "feed.unknown",
    "no_id.atom": "feed.missing",
    "no_link.atom": "feed.nothing",
    "no_title.atom": "feed.missing",
}
REFUSED = ("xee.atom",)
SIGNED = {
    "valid": None,
    "no_signature": "sign.none",
    "invalid_schema": "invalid",
    "invalid_certificate": "sign.base64",
    "invalid_digest": "sign.base64",
    "invalid_signature": "sign.base64",
}


def test_no_message_of_the_kit_is_left_out():
    known = {*VALID, *INVALID, *FEEDS, *REFUSED}
    here = {each.name for each in GOOGLE.iterdir() if each.suffix != ".pem"}
    assert here == known
    assert {each.stem for each in WMO.rglob("*.xml")} == set(SIGNED)


@pytest.mark.parametrize("name", VALID)
def test_a_valid_message_is_valid(name):
    checked = cap.check((GOOGLE / name).read_bytes())
    assert not checked.errors
    assert checked.valid


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_message_is_refused_for_the_right_reason(name):
    checked = cap.check((GOOGLE / name).read_bytes())
    assert not checked.valid
    assert INVALID[name] in {each.rule for each in checked.errors}


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_gets_its_verdict(name):
    feed = cap.read_feed((GOOGLE / name).read_bytes())
    told = {each.rule for each in feed.problems}
    for entry in feed.entries:
        told |= {each.rule for each in entry.problems}
        told |= {each.rule for each in (entry.checked.errors if entry.checked else ())}
    assert feed.valid == (FEEDS[name] is None)
    assert FEEDS[name] is None or FEEDS[name] in told


def test_a_bad_alert_keeps_no_good_one_from_being_read():
    feed = cap.read_feed((GOOGLE / "bushfire_invalid.edxlde").read_bytes())
    good = [entry for entry in feed.entries if entry.valid]
    assert len(feed.entries) == 7
    assert len(good) == 5


def test_a_feed_with_entities_is_refused():
    with pytest.raises(cap.FeedError, match="DOCTYPE"):
        cap.read_feed((GOOGLE / "xee.atom").read_bytes())


def test_canada_s_sample_is_of_canada_s_profile():
    sample = (GOOGLE / "canada.cap").read_bytes()
    assert cap.check(sample, profile=cap.profile("ca")).valid
    assert not cap.check((GOOGLE / "australia.cap").read_bytes(), profile=cap.profile("ca")).valid


@pytest.mark.parametrize("country", ["sc", "tg", "bf"])
@pytest.mark.parametrize("name", SIGNED)
def test_a_signed_message_gets_its_verdict(country, name):
    valid = etree.fromstring((WMO / country / "valid.xml").read_bytes())
    der = base64.b64decode(valid.findtext(".//{*}X509Certificate"))
    known = [x509.load_der_x509_certificate(der)]
    message = (WMO / country / f"{name}.xml").read_bytes()
    if SIGNED[name] is None:
        found = signing.verify(message, known, AT)
        assert found.alert == cap.parse(message)
        return
    with pytest.raises(CapError) as refused:
        signing.verify(message, known, AT)
    assert refused.value.key == SIGNED[name]


@pytest.mark.parametrize("at", [datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)])
def test_a_certificate_counts_only_in_its_time(at):
    message = (WMO / "sc" / "valid.xml").read_bytes()
    der = base64.b64decode(etree.fromstring(message).findtext(".//{*}X509Certificate"))
    with pytest.raises(signing.SignatureError) as refused:
        signing.verify(message, [x509.load_der_x509_certificate(der)], at)
    assert refused.value.key == "sign.date"


def test_an_old_signature_counts_only_where_one_asks_for_it():
    message = (GOOGLE / "canada_signed.cap").read_bytes()
    known = signing.certificates((GOOGLE / "environment_canada_x509_cert.pem").read_bytes())
    at = datetime(2013, 8, 20, tzinfo=UTC)
    with pytest.raises(signing.SignatureError):
        signing.verify(message, known, at)
    found = signing.verify(message, known, at, old=True)
    assert "Environment Canada" in found.signers[0].subject
    assert len(found.refused) == 1


@needs_schema
def test_the_schema_s_validator_agrees_on_every_message():
    schema = etree.XMLSchema(etree.parse(XSD))
    reader = etree.XMLParser(resolve_entities=False, no_network=True)
    files = [*GOOGLE.glob("*.cap"), *WMO.rglob("*.xml")]
    assert len(files) > 25
    for file in files:
        mine = cap.check(file.read_bytes())
        theirs = schema.validate(etree.fromstring(file.read_bytes(), reader))
        assert theirs or not mine.valid, file
        beyond = [
            e for e in mine.errors if e.rule.partition(".")[0] in {"schema", "time", "version"}
        ]
        assert theirs == (not beyond) or file.name == "xee.cap", file


@pytest.mark.parametrize("name", VALID)
def test_a_message_written_again_is_the_same_to_the_byte(name):
    reader = etree.XMLParser(remove_comments=True, remove_pis=True, remove_blank_text=True)
    root = etree.fromstring((GOOGLE / name).read_bytes(), reader)
    for signature in root.findall("{http://www.w3.org/2000/09/xmldsig#}Signature"):
        root.remove(signature)
    alert = cap.parse((GOOGLE / name).read_bytes())
    # Canonical XML keeps prefixes, which are no part of what is said.
    theirs = re.sub(rb"(</?)cap:", rb"\1", etree.tostring(root, method="c14n", exclusive=True))
    assert cap.canonical(alert) == theirs.replace(b" xmlns:cap=", b" xmlns=", 1)
    assert cap.parse(cap.write(alert)) == alert


def test_the_kit_lies_where_it_was_looked_for():
    assert KIT.is_dir()
