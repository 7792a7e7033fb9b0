"""The file of providers: read where it is right; where not, file, key, found, expected are said."""

import re
from pathlib import Path

import pytest

from anlan.access.oidc import providers
from anlan.access.oidc.settings import VARIABLE, read
from anlan.model.errors import AccessError

GUIDE = Path(__file__).parents[3] / "docs" / "howto" / "single-sign-on.md"
RIGHT = """
[[oidc]]
name = "city"
title = { en = "City", zh = "市政" }
issuer = "https://login.city.example"
client_id = "anlan"
client_secret_env = "OIDC_SECRET"
"""
RULE = """
[[oidc.grants]]
claim = "groups"
value = "anlan-duty"
role = "duty_officer"
city = "jiangcheng"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "oidc.toml"


def test_without_the_variable_there_is_no_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert providers() == ()


def test_the_file_that_the_variable_names_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(RIGHT + RULE, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(file))
    (found,) = providers()
    assert (found.name, found.create, found.title.zh) == ("city", False, "市政")
    assert found.grants[0].role == "duty_officer"
    assert found.client_secret() not in repr(found)


def test_the_guides_own_example_is_read(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), flags=re.S)
    file.write_text(example, encoding="utf-8")
    monkeypatch.setenv("ANLAN_OIDC_SECRET", "s3cret")
    assert [each.name for each in read(file)] == ["city"]


def test_the_secret_may_be_changed_while_running(tmp_path: Path, file: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("one\n", encoding="utf-8")
    file.write_text(
        RIGHT.replace('client_secret_env = "OIDC_SECRET"', f'client_secret_file = "{secret}"'),
        encoding="utf-8",
    )
    (found,) = read(file)
    assert found.client_secret() == "one"
    secret.write_text("two", encoding="utf-8")
    assert found.client_secret() == "two"
    for spoilt in (b"", b" \n", b"\xff"):
        secret.write_bytes(spoilt)
        with pytest.raises(AccessError, match="client secret"):
            found.client_secret()
    secret.unlink()
    with pytest.raises(AccessError, match=r"isn't in .*secret"):
        read(file)


WRONG = [
    ('name = "city"', 'name = "City 1"', "slug", "oidc[1].name", "City 1"),
    ('name = "city"', "", "missing", "oidc[1]", "name"),
    ('name = "city"', 'name = "city"\nnam = 1', "unknown", "oidc[1]", "nam"),
    ("client_secret_env", "client_secret", "unknown", "oidc[1]", "client_secret"),
    ('client_secret_env = "OIDC_SECRET"', "", "one_secret", "oidc[1]", ""),
    ('client_id = "anlan"', 'client_id = " "', "text", "oidc[1].client_id", " "),
    ('client_id = "anlan"', "client_id = 7", "text", "oidc[1].client_id", "7"),
    ('zh = "市政"', "de = 'Stadt'", "missing", "oidc[1].title", "zh"),
    ("https:", "http:", "address", "oidc[1].issuer", "http://login.city.example"),
    ("https://", "https://u:p@", "address", "oidc[1].issuer", "https://u:p@login.city.example"),
    ("example", "example?x=1", "address", "oidc[1].issuer", "https://login.city.example?x=1"),
    ("https://login", "https://[login", "address", "oidc[1].issuer", "https://[login.city.example"),
    ("https://login", "file://login", "address", "oidc[1].issuer", "file://login.city.example"),
    ('client_id = "anlan"', 'client_id = "a"\nscopes = ["email"]', "openid", "oidc[1].scopes", ""),
    ('client_id = "anlan"', 'client_id = "a"\nscopes = "openid"', "list", "oidc[1].scopes", ""),
    ('client_id = "anlan"', 'client_id = "a"\ncreate = "maybe"', "yes_no", "oidc[1].create", ""),
    ('claim = "groups"', "", "missing", "oidc[1].grants[1]", "claim"),
    ('claim = "groups"', 'claim = ""', "text", "oidc[1].grants[1].claim", ""),
    ('claim = "groups"', 'claims = "groups"', "missing", "oidc[1].grants[1]", "claim"),
    ("[[oidc.grants]]", "[oidc.grants]", "list", "oidc[1].grants", ""),
    ("[[oidc]]", "[[oicd]]\n[[oidc]]", "unknown", "-", "oicd"),
    ("[[oidc]]", "[oidc]", "list", "oidc", ""),
]


@pytest.mark.parametrize(("right", "wrong", "kind", "at", "found"), WRONG)
def test_what_is_wrong_is_named(
    file: Path, right: str, wrong: str, kind: str, at: str, found: str
) -> None:
    whole = RIGHT + RULE
    assert right in whole
    file.write_text(whole.replace(right, wrong), encoding="utf-8")
    with pytest.raises(AccessError) as refused:
        read(file)
    assert refused.value.key == f"error.oidc.file.{kind}"
    assert refused.value.values["at"] == at
    assert found in str(refused.value.values["found"])
    for lang in ("en", "zh"):
        assert str(file) in refused.value.say(lang)
        assert at in refused.value.say(lang)


def test_an_unknown_key_is_told_the_keys_that_may_stand_there(file: Path) -> None:
    file.write_text(RIGHT + RULE + "rol = 1\n", encoding="utf-8")
    with pytest.raises(AccessError, match="claim, value, role, city, division, department"):
        read(file)


def test_one_issuer_is_one_provider(file: Path) -> None:
    for second in (RIGHT, RIGHT.replace('"city"', '"town"')):
        file.write_text(RIGHT + second, encoding="utf-8")
        with pytest.raises(AccessError, match="a second time"):
            read(file)


@pytest.mark.parametrize(
    ("content", "kind"), [(b"\xff\xfe", "encoding"), (b"[[oidc", "syntax"), (b"", "missing")]
)
def test_a_file_that_is_none_is_said(file: Path, content: bytes, kind: str) -> None:
    file.write_bytes(content)
    with pytest.raises(AccessError) as refused:
        read(file)
    assert refused.value.key == f"error.oidc.file.{kind}"


def test_a_file_that_is_absent_is_said(tmp_path: Path) -> None:
    for place in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(AccessError, match="ANLAN_OIDC"):
            read(place)
