"""Mails of residents become cases: once, with their pictures, or say why they don't."""

import base64
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cases_hall import CITY
from mail_office import ADDRESS, LAMP, Letters, Office, mail
from sqlalchemy import select

from anlan import cities
from anlan.cases import photos
from anlan.cases.mail import settings as mail_settings
from anlan.cases.rows import moves
from anlan.model.cause import Cause
from anlan.model.errors import CaseError
from anlan.store.change import change
from anlan.store.database import Database
from anlan.store.keys import Keyring
from anlan.store.ledger import Entry
from anlan.store.verify import verify
from support.imap import PASSWORD, USER, Server, running
from support.photo_files import bomb, located, picture


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("imap")) as server:
        yield server


@pytest.fixture
def office(
    database: Database, tmp_path: Path, imap: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    monkeypatch.setenv("CITY_MAILBOX", PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.certificate))
    imap.empty()
    letters = Letters()
    smtp = letters.serve()
    ring = Keyring.of(tmp_path / "keys")
    yield Office(database, lambda: ring, imap, smtp.port, letters)
    smtp.stop()


def test_a_mail_with_a_picture_is_a_case_with_a_photo_and_its_sender_is_told_number_and_code(
    office: Office,
) -> None:
    office.sender()
    sent = mail()
    for name, data in (("a.jpg", located()), ("b.png", bomb()), ("c.gif", b"GIF89a")):
        sent.add_attachment(data, "image", name[-3:], filename=name)
    assert office.read(sent) == {"Done": 1}
    (row,) = office.cases()
    assert (row.channel, row.title, row.kind) == ("email", "灯街道路灯不亮", "resident_report")
    assert (row.lon, row.lat, row.division) == (*LAMP, f"{CITY}/990101/990101001")
    assert "（未接收的附件：2 个）" in row.text
    with change(office.database, Cause("account:1")) as made:
        (photo,) = photos.of_case(made.session, row)
        assert b"Wang Fang" not in photos.look(made, office.ring(), photo, row.number)
    assert office.deliver().delivered == 1
    (letter,) = office.letters.got
    assert (letter["From"], letter["To"]) == (ADDRESS, "zhang@people.example")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert row.number in letter["Subject"] and f"#{row.number}/" in letter.get_content()
    assert verify(office.database).fault is None
    with office.database.session() as session:
        kept = "".join(str(each) for each in session.execute(select(Entry.after, Entry.why)))
    assert "zhang" not in kept and "张三" not in kept and "people.example" not in kept


def test_a_mail_read_twice_is_one_case_also_after_a_kill_between_opening_and_moving(
    office: Office, tmp_path: Path, imap: Server, url: str
) -> None:
    imap.put(mail().as_bytes())
    places = (url, tmp_path / "keys", imap.port, imap.certificate, office.smtp)
    program = Path(__file__).with_name("mail_office.py")
    told = dict(os.environ) | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, program, *map(str, places)], env=told, check=False)
    assert done.returncode == -signal.SIGKILL
    assert imap.folders() == {"INBOX": 1} and len(office.cases()) == 1
    assert office.read() == {"Done": 1}
    assert office.read(mail()) == {"Done": 2}
    assert len(office.cases()) == 1


@pytest.mark.parametrize("charset", ["gb2312", "gb18030", "utf-8", "big5"])
def test_a_subject_and_text_in_any_chinese_encoding_are_read(office: Office, charset: str) -> None:
    title = "燈不亮" if charset == "big5" else "灯不亮"
    body = base64.encodebytes(f"{title} geo:30.5928,114.3055".encode(charset)).decode()
    word = base64.b64encode(title.encode(charset)).decode()
    heads = {
        "From": "zhang@people.example",
        "Subject": f"=?{charset}?B?{word}?=",
        "Content-Type": f"text/plain; charset={charset}",
        "Content-Transfer-Encoding": "base64",
    }
    raw = "".join(f"{name}: {value}\n" for name, value in heads.items()) + f"\n{body}"
    assert office.read(raw.encode()) == {"Done": 1}
    (row,) = office.cases()
    assert (row.title, row.text) == (title, f"{title} geo:30.5928,114.3055")


def test_raw_gb18030_in_a_header_is_read(office: Office) -> None:
    raw = b"From: z@people.example\nSubject: " + "井盖丢失：江岸区灯街道㐀".encode("gb18030")
    assert office.read(raw + b"\n\nx\n") == {"Done": 1}
    assert office.cases()[0].title == "井盖丢失：江岸区灯街道㐀"


def test_html_alone_is_reduced_to_words_and_its_map_link_is_the_place(office: Office) -> None:
    made = mail(subject="hole")
    link = "https://www.openstreetmap.org/?mlat=30.5928&amp;mlon=114.3055"
    page = f"<p>A hole &lt;deep&gt;<script>alert(1)</script></p><a href='{link}'>here</a>"
    made.set_content(page, subtype="html")
    assert office.read(made) == {"Done": 1}
    (row,) = office.cases()
    assert (row.text, row.lon) == ("A hole <deep>\nhere", LAMP[0])


def test_a_mail_without_a_place_waits_until_an_answer_tells_it(office: Office) -> None:
    first = mail("The lamp is dark.", "Lamp dark")
    assert office.read(first) == {"Waiting": 1}
    assert office.cases() == []
    (question,) = office.letters.got
    assert "Where is it?" in question["Subject"] and question["In-Reply-To"] == "<1@people.example>"
    named = f"{question['References']} {question['Message-ID']}"
    heads = {"Message_ID": "<2@people.example>", "References": named}
    assert office.read(mail("By the gate.", "Re: Where is it?", **heads)) == {"Waiting": 2}
    (_, again) = office.letters.got
    heads = {"Message_ID": "<3@people.example>", "In_Reply_To": again["Message-ID"],
             "References": f"{again['References']} {again['Message-ID']}"}  # fmt: skip
    place = mail("It is in River Bank, Lamp Street.\n\nOn Monday, City wrote:\n> x", "Re:", **heads)
    assert office.read(place) == {"Done": 3}
    (row,) = office.cases()
    assert row.division.endswith("990101001") and row.title == "Lamp dark"
    said = ["The lamp is dark.", "By the gate.", "It is in River Bank, Lamp Street."]
    assert row.text.split("\n\n") == said


@pytest.mark.parametrize(
    "heads",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<town.example>"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@people.example"},
    ],
)
def test_what_a_program_wrote_is_set_aside_and_never_answered(
    office: Office, heads: dict[str, str]
) -> None:
    assert office.read(mail("no place", "x", **heads)) == {"Aside automatic": 1}
    assert office.letters.got == [] and office.cases() == []


@pytest.mark.parametrize(
    "heads", [{"From": "nobody"}, {"From": "a@b.cc, c@d.ee"}, {"From": ADDRESS}]
)
def test_a_mail_without_one_sender_or_from_ourselves_is_set_aside(
    office: Office, heads: dict[str, str]
) -> None:
    assert office.read(mail("no place", "x", **heads)) == {"Aside sender": 1}
    assert office.letters.got == []


def test_what_is_refused_is_answered_with_the_reason(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert office.read(mail("灯" * 40_000 + " 30.5928, 114.3055")) == {"Aside refused": 1}
    assert "5,000" in office.letters.got[-1].get_content()
    away = mail("41.8812, -87.6278", "x", Message_ID="<2@people.example>")
    assert office.read(away) == {"Aside refused": 2}
    chosen = mail_settings.settings()
    object.__setattr__(chosen, "bytes", 2000)
    try:
        big = mail(Message_ID="<3@people.example>")
        big.add_attachment(picture(), "image", "jpeg")
        assert office.read(big) == {"Aside refused": 3}
    finally:
        mail_settings.settings.cache_clear()
    assert "MB" in office.letters.got[-1].get_content()
    empty = mail("", "", Message_ID="<4@people.example>")
    assert office.read(empty) == {"Aside refused": 4}
    assert office.cases() == []


def test_many_by_one_sender_are_set_aside_and_told_once_while_others_pass(office: Office) -> None:
    left, warned = [3], [1]

    def count(of: list[int]) -> bool:
        of[0] -= 1
        return of[0] >= 0

    office.within = lambda address: address != "zhang@people.example" or count(left)
    office.warns = lambda _: count(warned)
    flood = [mail(Message_ID=f"<{n}@people.example>") for n in range(20)]
    other = mail(From="li@people.example", Message_ID="<other@people.example>")
    assert office.read(*flood, other) == {"Done": 4, "Aside many": 17}
    assert len(office.letters.got) == 1


def test_an_answer_to_a_letter_of_a_case_is_an_addition_to_it_once(office: Office) -> None:
    office.sender()
    office.read(mail())
    office.deliver()
    (letter,) = office.letters.got
    (row,) = office.cases()
    more = mail("还有一盏。", f"回复：{letter['Subject']}", Message_ID="<2@people.example>",
                In_Reply_To=letter["Message-ID"])  # fmt: skip
    more.add_attachment(picture(), "image", "jpeg")
    assert office.read(more, more) == {"Done": 3}
    with office.database.session() as session:
        (_, added) = moves(session, office.cases()[0])
        assert (added.act, added.fields["note"]) == ("collect.add", "还有一盏。")
        assert len(photos.of_case(session, office.cases()[0])) == 1
    code = next(line for line in letter.get_content().split("\n") if "查询码：" in line)[4:]
    named = mail("也在闪。", f"{row.number} {code}", Message_ID="<3@people.example>")
    forged = mail("另外", f"{row.number} aaaa-bbbb-cccc-dddd", Message_ID="<4@people.example>")
    assert office.read(named, forged) == {"Done": 4, "Aside refused": 1}
    assert "不属于" in office.letters.got[-1].get_content()
    guessed = letter["Message-ID"][:-27] + "0" * 20 + "@anlan>"
    stranger = mail(Message_ID="<5@people.example>", In_Reply_To=guessed)
    office.read(stranger)
    assert len(office.cases()) == 2, "who doesn't know the mark reports anew"


def test_an_address_that_refuses_its_answer_does_not_hold_up_the_others(office: Office) -> None:
    office.letters.refuses = ["550 unknown", "450 later"]
    other = mail("no place", "x", Message_ID="<2@people.example>")
    office.server.put(mail("no place", "x").as_bytes(), other.as_bytes())
    with pytest.raises(Exception, match=r"127\.0\.0\.1"):
        office.intake().look()
    assert office.server.folders() == {"Aside unanswered": 1, "INBOX": 1}
    assert office.read() == {"Aside unanswered": 1, "Waiting": 1}


def test_a_box_that_does_not_let_in_says_so_without_the_password(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITY_MAILBOX", "wrong")
    with pytest.raises(CaseError, match="localhost") as caught:
        office.intake().look()
    assert "wrong" not in str(caught.value)


def test_a_worker_reads_the_mailbox_that_a_pack_names_and_writes_to_its_sender(
    tmp_path: Path, imap: Server
) -> None:
    pack, home = tmp_path / "pack", tmp_path / "home"
    shutil.copytree(Path(__file__).parents[1] / "cities" / "thirdcity", pack)
    name = cities.load(str(pack)).city.name
    (home / name).mkdir(parents=True)
    box = {"address": ADDRESS, "host": "localhost", "account": USER}
    lines = [f'{key} = "{value}"' for key, value in box.items()]
    lines += [f"port = {imap.port}", "starttls = true", 'password = { env = "CITY_MAILBOX" }']
    with (pack / "city.toml").open("a", encoding="utf-8") as file:
        file.write("\n".join(["\n[public]", "open = true", "[public.mailbox]", *lines]))
    imap.empty()
    place = next(iter(cities.load(str(pack)).divisions().standing())).name_en
    imap.put(mail(f"A dark lamp, {place}.", "Lamp").as_bytes())
    letters = Letters()
    smtp = letters.serve()
    told = {"CITY_MAILBOX": PASSWORD, "SSL_CERT_FILE": str(imap.certificate),
            "ANLAN_SMTP": f"smtp://127.0.0.1:{smtp.port}"}  # fmt: skip
    command = [sys.executable, "-m", "anlan", "--home", str(home), "worker", "--once", str(pack)]
    for _ in range(2):  # the outbox comes before the mail in a round
        time.sleep(2)
        done = subprocess.run(command, env=os.environ | told, check=True, capture_output=True)
    smtp.stop()
    assert imap.folders() == {"Done": 1}, done.stderr
    (letter,) = letters.got
    assert letter["To"] == "zhang@people.example" and "Number: " in letter.get_content()
