"""The whole way against a certified provider: in, and everything that must not get in."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from access.oidc.conftest import Clock, declared
from anlan.access.oidc import Identity, Provider, SignOn
from anlan.model.errors import AccessError
from anlan.store.keys import Keyring
from support.oidc_server import BACK, Browser, OidcServer


def query_of(url: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


def with_query(url: str, **changed: str) -> str:
    return str(httpx.URL(url).copy_merge_params(changed))


def come_in(sign_on: SignOn, provider: Provider, browser: Browser, login: str = "wang") -> Identity:
    begun = sign_on.begin(provider, BACK)
    return sign_on.finish(provider, BACK, begun.sealed_state, browser.sign_in(begun.url, login))


def test_somebody_signs_in(
    oidc: OidcServer, sign_on: SignOn, provider: Provider, browser: Browser
) -> None:
    groups = ["anlan-duty", "all"]
    told = {"name": "Wang  Wei 王伟\x07", "preferred_username": "wang", "groups": groups}
    oidc.people(wang=told)
    found = come_in(sign_on, provider, browser)
    assert (found.issuer, found.subject, found.name) == (oidc.issuer, "wang", "Wang Wei 王伟")
    assert found.claims["groups"] == groups
    assert found.claims["aud"] == "anlan"
    shown = repr(found)
    assert "Wang Wei" not in shown
    assert "anlan-duty" not in shown


def test_what_is_asked_for_is_what_the_standards_say(sign_on: SignOn, provider: Provider) -> None:
    begun, other = sign_on.begin(provider, BACK), sign_on.begin(provider, BACK)
    asked, otherwise = query_of(begun.url), query_of(other.url)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == BACK
    for key in ("state", "nonce", "code_challenge"):
        assert len(asked[key]) >= 43
        assert asked[key] != otherwise[key]
        assert asked[key] not in begun.sealed_state
    assert begun.sealed_state not in repr(begun)
    assert len(begun.sealed_state) < 3000  # a browser keeps cookies of 4,096 bytes


def test_documents_and_keys_are_fetched_once_in_a_while(
    oidc: OidcServer, sign_on: SignOn, provider: Provider, browser: Browser, clock: Clock
) -> None:
    come_in(sign_on, provider, browser)
    paths = ("/.well-known/openid-configuration", "/jwks")
    before = [oidc.asked(path) for path in paths]
    come_in(sign_on, provider, browser)
    assert [oidc.asked(path) for path in paths] == before
    clock.ahead = timedelta(minutes=61)
    sign_on.begin(provider, BACK)
    assert oidc.asked(paths[0]) == before[0] + 1


def test_a_provider_may_change_its_key_at_any_moment(
    oidc: OidcServer, sign_on: SignOn, provider: Provider, browser: Browser
) -> None:
    come_in(sign_on, provider, browser)
    before = oidc.asked("/jwks")
    oidc.rotate()
    assert come_in(sign_on, provider, browser).subject == "wang"
    assert oidc.asked("/jwks") == before + 1
    begun = sign_on.begin(provider, BACK)
    oidc.rotate()
    brought = browser.sign_in(begun.url, "wang")
    assert sign_on.finish(provider, BACK, begun.sealed_state, brought).subject == "wang"


def test_a_code_is_good_once(sign_on: SignOn, provider: Provider, browser: Browser) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(begun.url, "wang")
    sign_on.finish(provider, BACK, begun.sealed_state, brought)
    with pytest.raises(AccessError, match="invalid_grant"):
        sign_on.finish(provider, BACK, begun.sealed_state, brought)


def test_a_code_of_another_sign_in_is_refused_even_with_the_state_replayed(
    sign_on: SignOn, provider: Provider, browser: Browser
) -> None:
    mine, stolen = sign_on.begin(provider, BACK), sign_on.begin(provider, BACK)
    brought = browser.sign_in(stolen.url, "victim")
    with pytest.raises(AccessError) as refused:
        sign_on.finish(provider, BACK, mine.sealed_state, brought)
    assert refused.value.key == "error.oidc.state"
    forged = brought | {"state": query_of(mine.url)["state"]}
    with pytest.raises(AccessError, match="invalid_grant"):
        sign_on.finish(provider, BACK, mine.sealed_state, forged)


@pytest.mark.parametrize("spoilt", ["", "abc", "gAAAAA==", "é", "\x00", "gAAAAABk" * 40])
def test_a_state_that_is_none_is_refused(
    sign_on: SignOn, provider: Provider, browser: Browser, spoilt: str
) -> None:
    brought = browser.sign_in(sign_on.begin(provider, BACK).url, "wang")
    with pytest.raises(AccessError) as refused:
        sign_on.finish(provider, BACK, spoilt, brought)
    assert refused.value.key == "error.oidc.state"


def test_a_state_altered_or_of_another_installation_is_refused(
    sign_on: SignOn, provider: Provider, browser: Browser, tmp_path: Path
) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(begun.url, "wang")
    middle = len(begun.sealed_state) // 2
    swapped = "A" if begun.sealed_state[middle] != "A" else "B"
    altered = begun.sealed_state[:middle] + swapped + begun.sealed_state[middle + 1 :]
    elsewhere = SignOn(Keyring.of(tmp_path / "other"), documents=sign_on.documents)
    other_words = sign_on.keyring.seal('{"state": "x"}')
    for at, sealed in (
        (sign_on, altered),
        (elsewhere, begun.sealed_state),
        (sign_on, other_words),
    ):
        with pytest.raises(AccessError) as refused:
            at.finish(provider, BACK, sealed, brought)
        assert refused.value.key == "error.oidc.state"
    assert sign_on.finish(provider, BACK, begun.sealed_state, brought).subject == "wang"


def test_a_sign_in_that_took_too_long_is_refused(
    sign_on: SignOn, provider: Provider, browser: Browser, clock: Clock
) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(begun.url, "wang")
    clock.ahead = timedelta(minutes=10, seconds=1)
    with pytest.raises(AccessError, match="longer than 10 minutes"):
        sign_on.finish(provider, BACK, begun.sealed_state, brought)


def test_a_sign_in_can_be_finished_only_where_it_was_begun(
    sign_on: SignOn, provider: Provider, browser: Browser
) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(begun.url, "wang")
    other_client = declared(provider.issuer, client_id="another")
    other_issuer = declared("http://127.0.0.1:1")
    for at, back in ((other_client, BACK), (other_issuer, BACK), (provider, f"{BACK}2")):
        with pytest.raises(AccessError) as refused:
            sign_on.finish(at, back, begun.sealed_state, brought)
        assert refused.value.key == "error.oidc.state"


@pytest.mark.parametrize(
    ("changed", "left_out"),
    [
        ({"state": "x"}, ()),
        ({"state": ""}, ()),
        ({"state": "\ud800"}, ()),
        ({}, ("state",)),
        ({"iss": "http://127.0.0.1:1"}, ()),
        ({}, ("iss",)),  # this provider says that it always names itself
        ({}, ("code",)),
        ({"code": ""}, ()),
        ({"code": "\ud800"}, ()),
    ],
)
def test_what_is_brought_back_must_be_whole(
    sign_on: SignOn,
    provider: Provider,
    browser: Browser,
    changed: dict[str, str],
    left_out: tuple[str, ...],
) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(begun.url, "wang") | changed
    kept = {key: value for key, value in brought.items() if key not in left_out}
    with pytest.raises(AccessError) as refused:
        sign_on.finish(provider, BACK, begun.sealed_state, kept)
    assert refused.value.key == "error.oidc.state"


def test_a_made_up_code_is_refused(sign_on: SignOn, provider: Provider, browser: Browser) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(begun.url, "wang") | {"code": "' OR 1=1 --<script>"}
    with pytest.raises(AccessError, match="invalid_grant"):
        sign_on.finish(provider, BACK, begun.sealed_state, brought)


def test_a_token_made_for_another_sign_in_is_refused(
    sign_on: SignOn, provider: Provider, browser: Browser
) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(with_query(begun.url, nonce="n" * 43), "wang")
    with pytest.raises(AccessError, match="nonce"):
        sign_on.finish(provider, BACK, begun.sealed_state, brought)


def test_a_stolen_code_is_of_no_use_without_the_verifier(
    sign_on: SignOn, provider: Provider, browser: Browser
) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(with_query(begun.url, code_challenge="c" * 43), "wang")
    with pytest.raises(AccessError, match="invalid_grant"):
        sign_on.finish(provider, BACK, begun.sealed_state, brought)


def test_a_code_for_another_client_is_refused(
    sign_on: SignOn, provider: Provider, browser: Browser
) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(with_query(begun.url, client_id="another"), "wang")
    with pytest.raises(AccessError, match="invalid_grant"):
        sign_on.finish(provider, BACK, begun.sealed_state, brought)


def test_a_refusal_at_the_provider_is_said_without_its_own_words(
    sign_on: SignOn, provider: Provider, browser: Browser
) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(with_query(begun.url, prompt="none"), "wang")
    assert "error_description" in brought
    with pytest.raises(AccessError, match="login_required") as refused:
        sign_on.finish(provider, BACK, begun.sealed_state, brought)
    assert brought["error_description"] not in refused.value.say("en")
    spoilt = brought | {"error": "<b>call 555-0100"}
    with pytest.raises(AccessError, match="unknown") as refused:
        sign_on.finish(provider, BACK, begun.sealed_state, spoilt)
    assert "555" not in refused.value.say("zh")


def test_a_wrong_secret_is_said(
    sign_on: SignOn, provider: Provider, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = sign_on.begin(provider, BACK)
    brought = browser.sign_in(begun.url, "wang")
    monkeypatch.setenv("OIDC_SECRET", "wrong")
    with pytest.raises(AccessError, match="invalid_client") as refused:
        sign_on.finish(provider, BACK, begun.sealed_state, brought)
    assert "wrong" not in refused.value.say("en")


def test_without_userinfo_the_id_token_is_all_that_is_known(
    oidc: OidcServer, sign_on: SignOn, browser: Browser
) -> None:
    oidc.people(li={"groups": ["anlan-duty"]})
    before = oidc.asked("/me")
    found = come_in(sign_on, declared(oidc.issuer, userinfo=False), browser, "li")
    assert (found.name, "groups" in found.claims) == ("li", False)
    assert oidc.asked("/me") == before
