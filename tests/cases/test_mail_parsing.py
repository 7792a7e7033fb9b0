"""Whatever comes by mail is read as a letter or refused in words, and never takes long."""

import time
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mail_office import mail

from anlan.cases.mail.found import language
from anlan.cases.mail.letters import written
from anlan.cases.mail.markup import reduced
from anlan.cases.mail.parsing import cut, parsed
from anlan.cases.mail.place import positions
from anlan.cases.public import Contact
from anlan.model.errors import CaseError

LINES = st.sampled_from(
    [
        b"From: a@b.cc", b"From: =?gb2312?B?////?= <a@b.cc>", b"From: ((((((((", b"From: a@b, c@d",
        b"Subject: =?utf-8?Q?=E7?= =?utf-8?Q?=81=AF?=", b"Subject: \xb5\xc6\xb2\xbb", b"Subject:",
        b"Subject: =?hex?B?AA==?=", b"Subject: =?utf-8?B?A?=", b"Message-ID: <\r\n x@y>",
        b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: multipart/alternative",
        b"Content-Type: text/html; charset=utf-7", b"Content-Type: text/plain; charset=\"\x00\"",
        b"Content-Type: text/plain; charset*0=gb; charset*1=18030", b"Content-Type: message/rfc822",
        b"Content-Type: image/jpeg; name*=utf-8''%", b"Content-Type: text/plain; charset=idna",
        b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Transfer-Encoding: quoted-printable", b"Content-Disposition: attachment; =",
        b"MIME-Version: 1.0", b"", b"--b", b"--b--", b"begin 644 x", b"> quoted", b"-- ",
        b"<script>", b"<!--", b"<![if", b"<a href='geo:1,2'>x</a", b"&#xffffffff;", b"=", b"=?=",
        b"References: <ask.0123456789abcdef0123@anlan> <", b"Precedence: bulk", b"30.5928, 114.3",
    ]
)  # fmt: skip
MAILS = st.lists(st.one_of(LINES, LINES, st.binary(max_size=40)), max_size=40).map(b"\r\n".join)


@given(MAILS)
@example(
    b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 500
)
@example(b"From: " + b"(" * 5000 + b"\n\n")
def test_hostile_mail_is_a_letter_or_refused(raw: bytes) -> None:
    try:
        letter = parsed(raw)
    except CaseError as error:
        assert error.key == "error.mail.unreadable"
        return
    assert "\n" not in letter.subject and "\x00" not in letter.subject + letter.text
    assert letter.key and language(letter) in ("zh", "en")
    assert all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in positions(letter.text))
    letter.text.encode()


ODD = st.text(
    st.one_of(st.sampled_from("ab灯ü1._-+=?*!%{"), st.characters()), min_size=1, max_size=60
)


@given(st.builds("{}@{}.{}".format, ODD, ODD, ODD))
def test_an_address_that_is_taken_can_be_written_to_and_adds_no_header(address: str) -> None:
    try:
        told = Contact.of({"email": address})
    except CaseError:
        return
    if told.fields:
        whole = written("a@b.cc", told.fields["email"], "x", "y").as_bytes(policy=policy.SMTPUTF8)
        read = message_from_bytes(whole, policy=policy.default)
        assert sorted(read.keys()) == sorted(written("a@b.cc", "d@e.ff", "x", "y").keys())
        (to,) = (each.addr_spec for each in read["To"].addresses)
        assert to.encode("utf-8", "surrogateescape").decode() == address.strip()


@given(st.text(st.sampled_from("<>!-/&;abp \n\"'=#"), max_size=200))
def test_any_page_is_reduced_to_words(page: str) -> None:
    reduced(page)


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<!--",
        "<script>",
        '<a href="',
        "&",
        "On x",
        "openstreetmap.org/",
        "> ",
        "=?gb?B?",
        "\n",
    ],
)
def test_a_long_hostile_text_is_read_in_moments(piece: str) -> None:
    made = mail("x")
    made.add_alternative(piece * 100_000, subtype="html")
    begin = time.perf_counter()
    parsed(made.as_bytes())
    cut(piece * 50_000)
    list(positions((piece * 5000)[:5000]))
    assert time.perf_counter() - begin < 5


@pytest.mark.parametrize(
    ("written_", "kept"),
    [
        ("灯坏了\n\n------------------ 原始邮件 ------------------\n发件人: x", "灯坏了"),
        ("灯坏了\n\n在 2026年7月1日，城市 写道：\n> 在哪里", "灯坏了"),
        ("Dark\n\nFrom: City <a@b.cc>\nSent: Monday\nx", "Dark"),
        ("Dark\n-- \nAnn, 5 Lane", "Dark"),
        ("灯坏了\n发自我的iPhone", "灯坏了"),
        ("> only a quotation", "> only a quotation"),
    ],
)
def test_what_was_answered_to_and_the_foot_are_cut(written_: str, kept: str) -> None:
    assert cut(written_) == kept


@pytest.mark.parametrize(
    ("words", "lon", "lat"),
    [
        ("https://www.openstreetmap.org/#map=17/30.5/114.25", 114.25, 30.5),
        ("https://www.google.com/maps/place/x/@41.88,-87.63,17z", -87.63, 41.88),
        ("北纬30.5928°，东经114.3055°", 114.3055, 30.5928),
        ("经度：114.3 纬度：30.6", 114.3, 30.6),
        ("114.3055，30.5928", 114.3055, 30.5928),
        ("lat=30.5 lon=114.2", 114.2, 30.5),
        ("https://uri.amap.com/marker?position=114.31,30.59&name=x", 114.30455644, 30.59241120),
    ],
)
def test_a_position_is_found_however_it_is_written(words: str, lon: float, lat: float) -> None:
    assert next(positions(words)) == pytest.approx((lon, lat))


def test_dates_and_telephone_numbers_are_no_positions() -> None:
    assert list(positions("2026.07.01, 8:30, 027-8888 8888, 3.5, 4.5")) == []


def test_two_parts_of_text_are_both_read_and_a_mail_that_is_attached_is_not() -> None:
    made = mail("first")
    other: EmailMessage = mail("not mine")
    made.add_attachment("second", disposition="inline")
    made.add_attachment(other)
    letter = parsed(made.as_bytes())
    assert letter.text.split() == ["first", "second"] and letter.others == 1
