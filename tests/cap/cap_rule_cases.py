"""For every rule a message that breaks it and one that only just doesn't."""

from dataclasses import dataclass
from typing import Literal

from cap_messages import ATOM, BASE, CHINA

Edit = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """What is changed in a message for it to break a rule, and what for it to keep it."""

    fails: tuple[Edit, ...]
    passes: tuple[Edit, ...] = ()
    of: Literal["cap", "feed", "china"] = "cap"
    profile: str | None = None

    @property
    def base(self) -> str:
        return {"cap": BASE, "feed": ATOM, "china": CHINA}[self.of]


def el(name: str, old: str, bad: str, good: str | None = None, **how: str) -> Pair:
    """Return the case of an element's value, which stands as ``old`` in the message."""
    passes = () if good is None else ((f"<{name}>{old}</{name}>", f"<{name}>{good}</{name}>"),)
    return Pair(((f"<{name}>{old}</{name}>", f"<{name}>{bad}</{name}>"),), passes, **how)  # type: ignore[arg-type]


def polygon(bad: str, good: str | None = None) -> Pair:
    return el("polygon", SQUARE, bad, good)


def circle(bad: str, good: str = "30.6,114.3 5") -> Pair:
    put = (f"<polygon>{SQUARE}</polygon>", "<circle>{}</circle>")
    return Pair(((put[0], put[1].format(bad)),), ((put[0], put[1].format(good)),))


SQUARE = "30.5,114.2 30.5,114.4 30.7,114.4 30.7,114.2 30.5,114.2"
WORLD = "41,{w} 41,{e} 42,{e} 42,{w} 41,{w}"
RAIN, EXPIRES = "江城市气象局发布暴雨橙色预警", "2026-07-01T14:30:00+08:00"
EFFECTIVE, ONSET = "2026-07-01T08:30:00+08:00", "2026-07-01T09:00:00+08:00"
SENT, REF = EFFECTIVE, "warn@example.org,42010041600000_20260701080000,2026-07-01T08:00:00+08:00"
ALERT = "<msgType>Alert</msgType>\n  <scope>Public</scope>"
ENDING = "  </info>\n</alert>"
UPDATE = ("<msgType>Alert", "<msgType>Update")
EN_INFO = BASE[BASE.index("  <info>\n    <language>en-US") : BASE.index("</alert>")]
INFOS = BASE[BASE.index("  <info>") : BASE.index("</alert>")]
ENGLISH = ("<language>zh-CN</language>\n    ", "")
RESOURCE_END = "<uri>https://example.org/map.png</uri>"
DEREF = (RESOURCE_END, "<derefUri>QUJD</derefUri>")
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SHA = "3c01bdbb26f358bab27f267924aa2c9a03fcfdb8"
IN_ATOM = '<link type="application/cap+xml" href="https://example.org/1"/>'


def after_scope(text: str) -> Edit:
    return ("<scope>Public</scope>", f"<scope>Public</scope>{text}")


def scope(name: str, more: str) -> tuple[Edit, ...]:
    return (("<scope>Public</scope>", f"<scope>{name}</scope>{more}"),)


def reference(text: str) -> tuple[Edit, ...]:
    return (UPDATE, after_scope(f"<references>{text}</references>"))


def many(n: int) -> str:
    """Return a ring of so many points."""
    half = n // 2
    there = [f"30.5,{114.2 + 0.2 * k / half:.6f}" for k in range(half)]
    back = [f"30.7,{114.4 - 0.2 * k / half:.6f}" for k in range(n - half - 1)]
    return " ".join([*there, *back, there[0]])


CASES: dict[str, Pair] = {
    "xml.empty": Pair(((BASE, " \n "),)),
    "xml.size": Pair((("预计未来", "水" * 1_400_000),), (("预计未来", "水" * 1_000),)),
    "xml.depth": Pair((("<contact>0000-12345</contact>", "<a>" * 24 + "</a>" * 24),)),
    "xml.malformed": Pair((("</alert>", ""),), (("暴雨", "暴雨&amp;"),)),
    "xml.doctype": Pair(
        (("<alert", "<!DOCTYPE alert>\n<alert"),), (("<alert", "<!-- DOCTYPE -->\n<alert"),)
    ),
    "version.older": Pair((("cap:1.2", "cap:1.1"),)),
    "version.other": Pair((("cap:1.2", "cap:9"),)),
    "version.root": Pair((("alert", "warning"),)),
    "schema.missing": Pair((("<scope>Public</scope>", ""),)),
    "schema.order": Pair(((ALERT, "<scope>Public</scope><msgType>Alert</msgType>"),)),
    "schema.repeated": Pair(
        (after_scope("<scope>Public</scope>"),), (after_scope("<code>a</code><code>b</code>"),)
    ),
    "schema.unknown": Pair((after_scope("<colour>red</colour>"),)),
    "schema.password": Pair((after_scope("<password>x</password>"),)),
    "schema.children": Pair((("<event>暴雨", "<event><b/>暴雨"),)),
    "schema.attribute": Pair(
        (("<event>", "<event lang='zh'>"),),
        (
            (
                "<alert ",
                f"<alert xmlns:xsi='{XSI}' xsi:schemaLocation='urn:x x.xsd' ",
            ),
        ),
    ),
    "schema.text": Pair((("<status>", "text<status>"),), (("<status>", "<!-- text --><status>"),)),
    "schema.inside-signature": Pair(
        (
            (
                ENDING,
                "</info><s:Signature xmlns:s='http://www.w3.org/2000/09/xmldsig#'><event>x</event></s:Signature></alert>",
            ),
        ),
        (
            (
                ENDING,
                "</info><s:Signature xmlns:s='http://www.w3.org/2000/09/xmldsig#'><s:Object/></s:Signature></alert>",
            ),
        ),
    ),
    "schema.list": el("severity", "Severe", "severe", "Extreme"),
    "schema.language": el("language", "en-US", "en_US", "en-GB"),
    "schema.integer": el("size", "3", "3.0", "+3"),
    "schema.decimal": el("altitude", "100", "1e2", "100.50"),
    "schema.uri": el(
        "web",
        "https://example.org/warn",
        "https://example.org/a b",
        "https://example.org/%E6%B1%9F?a=1#b",
    ),
    "time.zulu": el("onset", ONSET, "2026-07-01T01:00:00Z", "2026-07-01T01:00:00-00:00"),
    "time.fraction": el("onset", ONSET, "2026-07-01T09:00:00.5+08:00"),
    "time.blank": el("onset", ONSET, "2026-07-01 09:00:00+08:00"),
    "time.zone": el("onset", ONSET, "2026-07-01T09:00:00"),
    "time.invalid": el("onset", ONSET, "2026-13-01T09:00:00+08:00", "2026-07-01T15:00:00+14:00"),
    "identifier.empty": el("identifier", "42010041600000_20260701083000", " ", "0"),
    "identifier.characters": el(
        "identifier", "42010041600000_20260701083000", "a,b", "urn:oid:2.49.0-1_a"
    ),
    "sender.empty": el("sender", "warn@example.org", ""),
    "sender.characters": el(
        "sender", "warn@example.org", "the office", "https://example.org/office"
    ),
    "sender.global": el("sender", "warn@example.org", "office", "office.example.org"),
    "sent.future": el("sent", SENT, "2026-07-01T09:06:00+08:00", "2026-07-01T09:04:00+08:00"),
    "sent.utc": el("sent", SENT, "2026-07-01T00:30:00+00:00", profile="public"),
    "restriction.missing": Pair(
        scope("Restricted", ""), scope("Restricted", "<restriction>x</restriction>")
    ),
    "restriction.unused": Pair(
        scope("Public", "<restriction>x</restriction>"), scope("Public", "<restriction/>")
    ),
    "addresses.missing": Pair(
        scope("Private", ""), scope("Private", "<addresses>a@b.c</addresses>")
    ),
    "list.quotes": Pair(
        (after_scope('<incidents>a "b c</incidents>'),),
        (after_scope('<incidents>a "b c"</incidents>'),),
    ),
    "references.missing": Pair((UPDATE,), reference(REF)),
    "references.syntax": Pair(
        reference("42010041600000_20260701080000"),
        reference(f"{REF}\n {REF.replace('0800', '0700')}"),
    ),
    "references.self": Pair(
        reference(f"warn@example.org,42010041600000_20260701083000,{SENT}"), reference(REF)
    ),
    "references.later": Pair(
        reference(REF.replace("T08:00", "T08:31")), reference(REF.replace("T08:00", "T08:30"))
    ),
    "references.twice": Pair(reference(f"{REF} {REF}"), reference(REF)),
    "note.missing": Pair(
        (("<msgType>Alert", "<msgType>Cancel"), after_scope(f"<references>{REF}</references>")),
        (
            ("<msgType>Alert", "<msgType>Cancel"),
            after_scope(f"<note>wrong</note><references>{REF}</references>"),
        ),
    ),
    "note.exercise": Pair(
        (("<status>Actual", "<status>Exercise"),),
        (("<status>Actual", "<status>Exercise"), after_scope("<note>drill 3</note>")),
    ),
    "info.missing": Pair(((INFOS, ""),)),
    "expires.missing": Pair(((f"<expires>{EXPIRES}</expires>", ""),)),
    "expires.early": el("expires", EXPIRES, EFFECTIVE, "2026-07-01T09:30:00+08:00"),
    "expires.past": el(
        "expires", EXPIRES, "2026-07-01T09:00:00+08:00", "2026-07-01T09:00:01+08:00"
    ),
    "onset.late": el("onset", ONSET, "2026-07-01T14:30:01+08:00", EXPIRES),
    "text.empty": el("contact", "0000-12345", " "),
    "text.markup": Pair(
        (("暴雨。", "暴雨。&lt;br/&gt;"),), (("暴雨。", "暴雨 &lt; 50 mm &amp; 大风。"),)
    ),
    "headline.long": el("headline", RAIN, "雨" * 161, "雨" * 160),
    "language.default": Pair((ENGLISH,)),
    "web.absolute": el("web", "https://example.org/warn", "/warn"),
    "pair.name": Pair((("<valueName>GBT35561", "<valueName> "),)),
    "pair.value": Pair((("<value>11B03", "<value>"),)),
    "pair.acronym": Pair((("GBT35561", "S.A.M.E."),), (("GBT35561", "urn:a.b"),)),
    "infos.category": Pair(((EN_INFO, EN_INFO.replace("Met", "Geo")),)),
    "infos.eventCode": Pair(((EN_INFO, EN_INFO.replace("11B03", "11B06")),)),
    "infos.event": Pair(
        ((EN_INFO, EN_INFO.replace("en-US", "zh-CN")),),
        ((EN_INFO, EN_INFO.replace("en-US", "zh-CN").replace("Rainstorm", "暴雨")),),
    ),
    "languages.count": Pair(((ENDING, f"  </info>{EN_INFO}</alert>"),)),
    "languages.differ": Pair(
        ((EN_INFO, EN_INFO.replace("Severe", "Minor")),),
        ((EN_INFO, EN_INFO.replace(EXPIRES, "2026-07-01T06:30:00+00:00")),),
    ),
    "languages.copied": el("headline", "Orange warning of a rainstorm", RAIN),
    "mimeType.syntax": el("mimeType", "image/png", "PNG", "text/plain; charset=utf-8"),
    "size.negative": el("size", "3", "-1", "0"),
    "size.wrong": Pair((DEREF, ("<size>3<", "<size>4<")), (DEREF,)),
    "resource.nowhere": Pair(((RESOURCE_END, ""),), (DEREF,)),
    "uri.relative": Pair(
        ((RESOURCE_END, "<uri>map.png</uri>"),),
        ((RESOURCE_END, "<uri>map.png</uri><derefUri>QUJD</derefUri>"),),
    ),
    "derefUri.base64": Pair(((RESOURCE_END, "<derefUri>QUJD!</derefUri>"),), (DEREF,)),
    "digest.syntax": Pair(
        ((RESOURCE_END, f"{RESOURCE_END}<digest>abc</digest>"),),
        ((RESOURCE_END, f"{RESOURCE_END}<digest>{SHA}</digest>"),),
    ),
    "digest.wrong": Pair(
        ((RESOURCE_END, f"<derefUri>QUJE</derefUri><digest>{SHA}</digest>"),),
        ((RESOURCE_END, f"<derefUri>QUJD</derefUri><digest>{SHA}</digest>"),),
    ),
    "area.description": el("areaDesc", "江岸区", ""),
    "area.nowhere": Pair(
        (
            (f"<polygon>{SQUARE}</polygon>", ""),
            (
                "<geocode><valueName>CN-DIVISION</valueName><value>420102000000</value></geocode>",
                "",
            ),
        )
    ),
    "area.codes": Pair(
        ((f"<polygon>{SQUARE}</polygon>", ""),),
        ((f"<polygon>{SQUARE}</polygon>", "<circle>30.6,114.3 5</circle>"),),
    ),
    "area.elsewhere": polygon(
        "40.5,114.2 40.5,114.4 40.7,114.4 40.5,114.2", "31.3,115 31.3,116 31.5,116 31.3,115"
    ),
    "polygon.syntax": polygon(SQUARE.replace(",", ", "), SQUARE.replace(" ", "\n ")),
    "polygon.short": polygon(
        "30.5,114.2 30.5,114.4 30.5,114.2", "30.5,114.2 30.5,114.4 30.7,114.4 30.5,114.2"
    ),
    "polygon.open": polygon(
        "30.5,114.2 30.5,114.4 30.7,114.4 30.7,114.2",
        "30.50,114.20 30.5,114.4 30.7,114.4 30.5,114.2",
    ),
    "polygon.range": polygon("30.5,181 30.5,182 30.7,182 30.5,181", WORLD.format(w=179, e=180)),
    "polygon.swapped": polygon(
        "114.2,30.5 114.4,30.5 114.4,30.7 114.2,30.5", " ".join(reversed(SQUARE.split()))
    ),
    "polygon.crossing": polygon(
        "30.5,114.2 30.7,114.4 30.5,114.4 30.7,114.2 30.5,114.2",
        "30.5,114.2 30.5,114.2 30.5,114.4 30.7,114.4 30.5,114.2",
    ),
    "polygon.flat": polygon("30.5,114.2 30.5,114.3 30.5,114.4 30.5,114.2"),
    "polygon.pole": polygon("80,0 80,120 80,-120 80,0", "80,170 81,-170 80,-170 80,170"),
    "polygon.dateline": polygon(WORLD.format(w=179, e=-179), WORLD.format(w=-180, e=180)),
    "polygon.huge": polygon(many(100_001), many(1_000)),
    "polygon.heavy": polygon(many(1_001), many(1_000)),
    "circle.syntax": circle("30.6,114.3,5"),
    "circle.range": circle("30.6,181 5"),
    "circle.swapped": circle("114.3,30.6 5"),
    "circle.radius": circle("30.6,114.3 -5", "30.6,114.3 0.5"),
    "circle.zero": circle("30.6,114.3 0"),
    "circle.metres": circle("30.6,114.3 5000"),
    "ceiling.alone": Pair((("<altitude>100</altitude>", ""),), (("<ceiling>900</ceiling>", ""),)),
    "ceiling.below": el("ceiling", "900", "99.9", "100"),
    "profile.needed": Pair(
        (("<web>https://example.org/warn</web>", ""),),
        (("<contact>0000-12345</contact>", ""),),
        profile="public",
    ),
    "profile.wished": Pair((("<contact>0000-12345</contact>", ""),), profile="public"),
    "profile.value": Pair(scope("Private", "<addresses>a@b.c</addresses>"), profile="public"),
    "profile.better": el("urgency", "Expected", "Unknown", "Future", profile="public"),
    "profile.shape": el(
        "identifier",
        "42010041600000_20260701083000",
        "A-1",
        "42010041600000_20260701083000_1",
        profile="cn",
    ),
    "profile.pair": Pair((("CN-ALERT-COLOR", "COLOUR"),), profile="cn"),
    "profile.pair-value": Pair((("<value>ORANGE", "<value>PINK"),), profile="cn"),
    "profile.match": Pair(
        (("<value>ORANGE", "<value>RED"),),
        (("<value>ORANGE", "<value>RED"), ("Severe", "Extreme")),
        profile="cn",
    ),
    "profile.long": el("headline", RAIN, "雨" * 141, "雨" * 140, profile="public"),
    "profile.same": el(
        "description",
        "A rainstorm is expected within six hours.",
        "Orange warning of a rainstorm",
        profile="public",
    ),
    "china.kind": Pair((("sendTime", "sent"),), of="china"),
    "china.reference": Pair(
        (("<secClassification>", "<references>999</references><secClassification>"),), of="china"
    ),
    "china.colour": Pair(
        (("<severity>Red", "<severity>Purple"),), (("<severity>Red", "<severity>BLUE"),), of="china"
    ),
    "china.time": Pair((("<expires>2026-07-01 14:30", "<expires>2026-07-01 25:30"),), of="china"),
    "china.line": Pair(
        (("30.5,114.2 30.5,114.4 30.7,114.4", "30.5,114.2 30.5,114.4"),), of="china"
    ),
    "feed.missing": Pair((("<title>One</title>", ""),), of="feed"),
    "feed.unknown": Pair(
        (("<title>One", "<foo/><title>One"),),
        (("<title>One", "<x:foo xmlns:x='urn:x'/><title>One"),),
        of="feed",
    ),
    "feed.time": Pair(
        (("<title>Two</title><updated>2026-07-01T", "<title>Two</title><updated>yesterday "),),
        of="feed",
    ),
    "feed.twice": Pair((("urn:x:3", "urn:x:2"),), of="feed"),
    "feed.nothing": Pair(
        ((IN_ATOM, ""),),
        ((IN_ATOM, f"<content type='text/xml'>{BASE.partition('?>')[2]}</content>"),),
        of="feed",
    ),
    "feed.link": Pair(
        ((IN_ATOM, "<link href='javascript:alert(1)'/>"),),
        ((IN_ATOM, "<link href='http://example.org'/>"),),
        of="feed",
    ),
    "feed.many": Pair(
        (("<entry><id>urn:x:2", "<entry/>" * 2_000 + "<entry><id>urn:x:2"),), of="feed"
    ),
}
