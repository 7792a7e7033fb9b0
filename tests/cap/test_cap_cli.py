"""``anlan cap`` by the real command line: verdicts, exit codes, both languages."""

import json
import os
import subprocess
import sys

import pytest
from cap_keys import made, pem
from cap_messages import ATOM, BASE, CHINA, edited
from cryptography.hazmat.primitives.serialization import Encoding

SECRET = {"ANLAN_CAP_KEY_PASSWORD": "secret"}
AT = ("--at", "2026-07-01T09:00:00+08:00")


def anlan(*words, lang="en", **environment):
    """Return the exit code and what was printed, on one line."""
    done = subprocess.run(
        [sys.executable, "-m", "anlan", "--lang", lang, "cap", *map(str, words)],
        env={**os.environ, "COLUMNS": "1000", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    return done.returncode, said


@pytest.fixture
def files(tmp_path):
    made_of = {
        "good.xml": BASE.encode(),
        "bad.xml": edited(BASE, ("Severe", "Bad"), (" 30.5,114.2<", "<")),
        "feed.xml": ATOM.encode(),
        "china.xml": CHINA.encode(),
    }
    for name, content in made_of.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_good_and_bad_are_told_apart(files):
    code, said = anlan("check", files / "good.xml", *AT)
    assert (code, "good.xml: valid." in said) == (0, True), said
    code, said = anlan("check", files / "good.xml", files / "bad.xml", *AT)
    assert code == 1
    for text in (
        "good.xml: valid.",
        "bad.xml: not valid, 4 errors.",
        "schema.list",
        "polygon.open",
    ):
        assert text in said
    code, said = anlan("check", files / "bad.xml", *AT, lang="zh")
    assert "无效，4 处错误" in said


def test_a_machine_reads_the_verdict(files):
    code, said = anlan("check", files / "bad.xml", *AT, "--json", "--profile", "public")
    (told,) = json.loads(said)
    assert (code, told["valid"], [p["rule"] for p in told["problems"]].count("polygon.open")) == (
        1,
        False,
        2,
    )
    first = told["problems"][0]
    assert first["rule"] == "schema.list"
    assert first["path"] == "/alert/info[1]/severity"
    assert "Extreme" in first["mend"]


def test_a_feed_and_a_chinese_message(files):
    assert anlan("check", "--as", "feed", files / "feed.xml")[0] == 0
    assert anlan("check", "--as", "china", files / "china.xml", *AT)[0] == 0
    assert anlan("check", "--as", "china", files / "good.xml")[0] == 1
    code, said = anlan("check", "--as", "feed", files / "good.xml")
    assert (code, "Atom" in said) == (1, True)


def test_a_profile_of_ones_own(files):
    own = files / "own.json"
    own.write_text(json.dumps({"name": {"en": "o", "zh": "o"}, "needed": ["note"]}))
    code, said = anlan("check", files / "good.xml", *AT, "--profile", own)
    assert (code, "profile.needed" in said) == (1, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nothing.xml",), "nothing.xml can't be used"),
        (("good.xml", "--at", "today"), "today is no moment"),
        (("good.xml", "--within", "1,2"), "1,2 isn't four numbers"),
        (("good.xml", "--profile", "mars"), "no profile mars"),
        (("good.xml", "--profile", "bad.xml.json"), "bad.xml.json can't be used"),
    ],
)
def test_what_can_not_be_done_says_why(files, monkeypatch, words, told):
    monkeypatch.chdir(files)
    code, said = anlan("check", *words)
    assert (code, told in said) == (1, True), said


def test_differences(files):
    assert anlan("diff", files / "good.xml", files / "good.xml") == (
        0,
        "The messages say the same.\n",
    )
    (files / "more.xml").write_bytes(edited(BASE, ("Severe", "Extreme"), ("30.7,", "30.8,")))
    code, said = anlan("diff", files / "good.xml", files / "more.xml")
    assert code == 1
    assert "severity: severe → extreme" in said
    assert "ground grows" in said
    code, said = anlan("diff", files / "good.xml", files / "more.xml", "--json", lang="zh")
    assert json.loads(said)["changes"][0]["sentence"] == "严重程度：严重 → 特别严重"


def test_sign_and_verify(files):
    key, certificate = made("Weather office")
    (files / "key.pem").write_bytes(pem(key, b"secret"))
    (files / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    given = ("--key", files / "key.pem", "--certificate", files / "cert.pem")
    out, good = files / "signed.xml", files / "good.xml"
    code, said = anlan("sign", good, *given, "--out", out)
    assert (code, "password" in said.lower(), out.exists()) == (1, True, False)
    code, said = anlan("sign", good, *given, "--out", out, **SECRET)
    assert code == 0, said
    code, said = anlan("verify", out, "--trusted", files / "cert.pem", *AT)
    assert (code, "Signed by CN=Weather office" in said) == (0, True)
    code, said = anlan("verify", out, "--trusted", files / "cert.pem", *AT, "--json")
    assert json.loads(said)["exact"] is True
    code, said = anlan("verify", good, "--trusted", files / "cert.pem", *AT)
    assert (code, "isn't signed" in said) == (1, True)
    code, said = anlan(
        "verify", out, "--trusted", files / "cert.pem", "--at", "2029-01-01T00:00:00+08:00"
    )
    assert (code, "isn't valid at" in said) == (1, True)
