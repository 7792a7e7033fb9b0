"""A message that breaks no rule, which tests change in one place; and the public test messages."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from anlan.cap import Bounds

SHARED = Path(os.environ.get("ANLAN_SHARED", Path(__file__).parents[3] / "shared"))
KIT = SHARED / "data" / "standards_kit"
XSD = SHARED / "standards" / "CAP-v1.2.xsd"
GOOGLE, WMO = KIT / "cap_google" / "testdata", KIT / "cap_wmo" / "data"
needs_kit = pytest.mark.skipif(
    not KIT.is_dir(), reason="the public test messages (shared/data/standards_kit) aren't here"
)
needs_schema = pytest.mark.skipif(
    not XSD.is_file(), reason="the official schema (shared/standards/CAP-v1.2.xsd) isn't here"
)

NOW = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
WUHAN = Bounds(29.9, 113.6, 31.4, 115.1)
BASE = """<?xml version="1.0" encoding="utf-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>42010041600000_20260701083000</identifier>
  <sender>warn@example.org</sender>
  <sent>2026-07-01T08:30:00+08:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>zh-CN</language>
    <category>Met</category>
    <event>暴雨</event>
    <responseType>Avoid</responseType>
    <urgency>Expected</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <eventCode><valueName>GBT35561</valueName><value>11B03</value></eventCode>
    <effective>2026-07-01T08:30:00+08:00</effective>
    <onset>2026-07-01T09:00:00+08:00</onset>
    <expires>2026-07-01T14:30:00+08:00</expires>
    <senderName>江城市气象局</senderName>
    <headline>江城市气象局发布暴雨橙色预警</headline>
    <description>预计未来六小时有暴雨。</description>
    <instruction>请避开低洼路段。</instruction>
    <web>https://example.org/warn</web>
    <contact>0000-12345</contact>
    <parameter><valueName>CN-ALERT-COLOR</valueName><value>ORANGE</value></parameter>
    <resource>
      <resourceDesc>图</resourceDesc>
      <mimeType>image/png</mimeType>
      <size>3</size>
      <uri>https://example.org/map.png</uri>
    </resource>
    <area>
      <areaDesc>江岸区</areaDesc>
      <polygon>30.5,114.2 30.5,114.4 30.7,114.4 30.7,114.2 30.5,114.2</polygon>
      <geocode><valueName>CN-DIVISION</valueName><value>420102000000</value></geocode>
      <altitude>100</altitude>
      <ceiling>900</ceiling>
    </area>
  </info>
  <info>
    <language>en-US</language>
    <category>Met</category>
    <event>Rainstorm</event>
    <responseType>Avoid</responseType>
    <urgency>Expected</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <eventCode><valueName>GBT35561</valueName><value>11B03</value></eventCode>
    <effective>2026-07-01T08:30:00+08:00</effective>
    <onset>2026-07-01T09:00:00+08:00</onset>
    <expires>2026-07-01T14:30:00+08:00</expires>
    <senderName>Jiangcheng weather office</senderName>
    <headline>Orange warning of a rainstorm</headline>
    <description>A rainstorm is expected within six hours.</description>
    <instruction>Keep away from low-lying roads.</instruction>
    <web>https://example.org/warn</web>
    <contact>0000-12345</contact>
    <parameter><valueName>CN-ALERT-COLOR</valueName><value>ORANGE</value></parameter>
    <area>
      <areaDesc>Jiang'an district</areaDesc>
      <polygon>30.5,114.2 30.5,114.4 30.7,114.4 30.7,114.2 30.5,114.2</polygon>
      <geocode><valueName>CN-DIVISION</valueName><value>420102000000</value></geocode>
      <altitude>100</altitude>
      <ceiling>900</ceiling>
    </area>
  </info>
</alert>
"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom">
<id>urn:x:1</id><title>Alerts</title><updated>2026-07-01T08:30:00Z</updated>
<entry><id>urn:x:2</id><title>One</title><updated>2026-07-01T08:30:00Z</updated>
<link type="application/cap+xml" href="https://example.org/1"/></entry>
<entry><id>urn:x:3</id><title>Two</title><updated>2026-07-01T08:30:00Z</updated>
<link type="application/cap+xml" href="https://example.org/2"/></entry>
</feed>
"""
CHINA = """<?xml version="1.0" encoding="utf-8"?>
<alert>
  <identifier>42010041600000_20260701083000</identifier>
  <sender>江城市气象局</sender>
  <senderCode>42010041600000</senderCode>
  <sendTime>2026-07-01 08:30:00+08:00</sendTime>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <code><method><methodName>SMS</methodName><message>暴雨</message></method></code>
  <secClassification>None</secClassification>
  <info>
    <language>zh-CN</language>
    <eventType>11B03</eventType>
    <category>Met</category>
    <urgency>Unknown</urgency>
    <severity>Red</severity>
    <certainty>VeryLikely</certainty>
    <effective>2026-07-01 08:30:00+08:00</effective>
    <expires>2026-07-01 14:30:00+08:00</expires>
    <headline>江城市气象局发布暴雨红色预警</headline>
    <description>预计未来六小时有特大暴雨。</description>
    <area>
      <areaDesc>江岸区</areaDesc>
      <polygon>30.5,114.2 30.5,114.4 30.7,114.4</polygon>
      <circle>30.6,114.3 5000</circle>
      <geocode>420102000000,420103000000</geocode>
    </area>
  </info>
</alert>
"""


def edited(text: str, *edits: tuple[str, str]) -> bytes:
    """Return a message changed in places, each of which must be there; all like it are changed."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def once(text: str, old: str, new: str) -> bytes:
    """Return a message changed in the first of such places."""
    assert old in text, old
    return text.replace(old, new, 1).encode()
