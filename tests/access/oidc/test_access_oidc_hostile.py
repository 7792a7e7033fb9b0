"""Forged tokens and odd answers, by a provider of the tests' own that does wrong as it is told."""

import base64
import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.oidc.conftest import Clock, declared
from anlan.access.oidc import Identity, Provider, SignOn
from anlan.access.oidc import ask as asking
from anlan.access.oidc.limits import limits
from anlan.model.errors import AccessError
from support.hostile_oidc import (
    DOCUMENT,
    HostileProvider,
    Reply,
    certificate,
    forge,
    hs256_of_public,
    new_key,
    published,
    rs256,
    serving,
)
from support.oidc_server import BACK

HEADER = {"alg": "RS256", "kid": "k1"}


@pytest.fixture
def hostile() -> Iterator[HostileProvider]:
    """The provider that does wrong."""
    with serving() as provider:
        yield provider


@dataclass
class Visit:
    """One sign-in at it, up to the moment the browser comes back."""

    sign_on: SignOn
    provider: Provider
    hostile: HostileProvider

    def __post_init__(self) -> None:
        self.begun = self.sign_on.begin(self.provider, BACK)
        query = parse_qs(urlsplit(self.begun.url).query)
        self.state, self.nonce = query["state"][0], query["nonce"][0]

    def forged(
        self,
        sign: Callable[[bytes], bytes] | None = None,
        header: object = HEADER,
        **changed: Any,
    ) -> Identity:
        """Come back, and be given a token with something changed."""
        claims = self.hostile.claims(self.nonce, **changed)
        return self.given(forge(header, claims, sign or rs256(self.hostile.key)))

    def given(self, token: str) -> Identity:
        """Come back, and be given this token."""
        self.hostile.token = token
        query = {"state": self.state, "code": "any"}
        return self.sign_on.finish(self.provider, BACK, self.begun.sealed_state, query)

    def refused(self, *how: Any, **changed: Any) -> AccessError:
        """Come back with something changed, and be refused."""
        with pytest.raises(AccessError) as refused:
            self.forged(*how, **changed)
        assert refused.value.say("zh") != refused.value.say("en")
        return refused.value


@pytest.fixture
def visit(hostile: HostileProvider, sign_on: SignOn) -> Visit:
    """A sign-in begun."""
    return Visit(sign_on, declared(hostile.issuer), hostile)


def test_a_right_token_is_believed(visit: Visit) -> None:
    assert visit.forged().subject == "wang"
    assert visit.forged(at_hash=None, azp="anlan", aud=["anlan"]).subject == "wang"
    assert visit.forged(aud=["anlan", "other"], azp="anlan").subject == "wang"
    assert visit.forged(exp=int(time.time()) - 30).subject == "wang"  # clocks differ a little


WRONG = {
    "another client's": ("aud", {"aud": "another"}),
    "several clients', none of them us": ("aud", {"aud": ["another", "third"]}),
    "no client's": ("aud", {"aud": None}),
    "an empty list of clients": ("aud", {"aud": []}),
    "a client that is no text": ("aud", {"aud": {"anlan": 1}}),
    "ours, asked for by another": ("azp", {"azp": "another"}),
    "several clients' without saying whose": ("azp", {"aud": ["anlan", "another"]}),
    "another issuer's": ("iss", {"iss": "https://other.example"}),
    "no issuer's": ("iss", {"iss": None}),
    "several issuers'": ("iss", {"iss": ["https://other.example"]}),
    "nobody's": ("sub", {"sub": None}),
    "somebody without a name": ("sub", {"sub": ""}),
    "a number": ("sub", {"sub": 7}),
    "too long a name": ("sub", {"sub": "x" * 256}),
    "a name that can't be seen": ("sub", {"sub": "wang\x00"}),
    "a name in other letters": ("sub", {"sub": "wаng"}),
    "without a nonce": ("nonce", {"nonce": None}),
    "another nonce": ("nonce", {"nonce": "x"}),
    "a nonce that is true": ("nonce", {"nonce": True}),
    "without an end": ("exp", {"exp": None}),
    "an end that is text": ("exp", {"exp": "9999999999"}),
    "an end that is no number": ("exp", {"exp": float("nan")}),
    "without a beginning": ("iat", {"iat": None}),
    "made in the future": ("iat", {"iat": int(time.time()) + 3600}),
    "not yet good": ("nbf", {"nbf": int(time.time()) + 3600}),
    "of another access token": ("at_hash", {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
    "of an empty hash of another": ("at_hash", {"at_hash": "="}),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_signed_token_with_a_wrong_claim_is_refused(visit: Visit, case: str) -> None:
    claim, changed = WRONG[case]
    refused = visit.refused(**changed)
    assert refused.key == "error.oidc.token_claim"
    assert refused.values["claim"] == claim


def test_an_expired_token_is_refused(visit: Visit) -> None:
    assert visit.refused(exp=int(time.time()) - 61).key == "error.oidc.token_expired"


def test_a_token_that_nobody_signed_is_refused(visit: Visit, hostile: HostileProvider) -> None:
    for alg in ("none", "None", "NONE", ""):
        for sign in (lambda _: b"", rs256(hostile.key)):
            refused = visit.refused(sign, {"alg": alg, "kid": "k1"})
            assert refused.key == "error.oidc.token_algorithm"
    bare = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    with pytest.raises(AccessError):
        visit.given(f"{bare}.e30.")


def test_a_token_signed_with_what_everybody_knows_is_refused(
    visit: Visit, hostile: HostileProvider
) -> None:
    sign = hs256_of_public(hostile.key)
    for alg in ("HS256", "hs256"):
        refused = visit.refused(sign, {"alg": alg, "kid": "k1"})
        assert refused.key == "error.oidc.token_algorithm"
    # Also where the key set says that this is how it is used.
    hostile.answers["/jwks"] = {"keys": [published(hostile.key, alg="HS256")]}
    refused = visit.refused(sign, {"alg": "RS256", "kid": "k1"})
    assert refused.key == "error.oidc.token_signature"


def test_a_key_set_with_a_secret_in_it_gives_no_key(visit: Visit, hostile: HostileProvider) -> None:
    secret = base64.urlsafe_b64encode(b"k" * 32).decode()
    hostile.answers["/jwks"] = {"keys": [{"kty": "oct", "kid": "k1", "k": secret}]}
    assert visit.refused().key == "error.oidc.token_signature"


def test_a_token_of_another_key_is_refused(visit: Visit) -> None:
    other = new_key()
    assert visit.refused(rs256(other)).key == "error.oidc.token_signature"
    # A token may not bring its own key, nor say where to fetch it.
    elsewhere = HEADER | {"jku": f"{visit.hostile.issuer}/evil", "kid": "k2"}
    assert visit.refused(rs256(other), elsewhere).key == "error.oidc.token_signature"
    assert "/evil" not in visit.hostile.asked
    own = HEADER | {"jwk": published(other), "kid": "k2"}
    assert visit.refused(rs256(other), own).key.startswith("error.oidc.token_")
    critical = HEADER | {"crit": ["b64"], "b64": False}
    assert visit.refused(None, critical).key == "error.oidc.token_shape"
    assert visit.refused(at_hash=["AAAA"]).key == "error.oidc.token_shape"


def test_keys_are_fetched_once_more_and_no_oftener(visit: Visit, hostile: HostileProvider) -> None:
    visit.refused(rs256(new_key()))
    assert hostile.asked.count("/jwks") == 1  # fetched just now: no newer ones can be had
    assert visit.forged().subject == "wang"
    before = hostile.asked.count("/jwks")
    visit.refused(rs256(new_key()))
    assert hostile.asked.count("/jwks") == before + 1
    visit.refused(None, {"alg": "RS256", "kid": "unknown"})
    assert hostile.asked.count("/jwks") == before + 2


def test_a_short_key_is_no_key(visit: Visit, hostile: HostileProvider) -> None:
    hostile.key = new_key(1024)
    assert visit.refused().key == "error.oidc.token_signature"


@pytest.mark.parametrize(
    "keys",
    [
        None,
        "k1",
        [],
        [None, "x", 7, {}, {"kty": "RSA", "kid": "k1"}],
        [{"kty": "RSA", "kid": "k1", "n": 7, "e": "AQAB"}],
        [{"kty": "RSA", "kid": "k1", "n": "é" * 400, "e": "AQAB"}],
        [{"kty": "EC", "kid": "k1", "crv": "P-256", "x": "AA", "y": "AA"}],
        [{"kty": ["RSA"], "kid": "k1"}],
        [{"kty": "RSA", "kid": {"a": 1}, "n": "x" * 400, "e": []}],
    ],
)
def test_keys_that_are_none_are_passed_over(
    visit: Visit, hostile: HostileProvider, keys: object
) -> None:
    hostile.answers["/jwks"] = {"keys": keys}
    assert visit.refused().key == "error.oidc.token_signature"
    hostile.answers["/jwks"] = {"keys": [*(keys if isinstance(keys, list) else []), "nonsense"]}
    right = published(hostile.key, kid="k9")
    hostile.answers["/jwks"]["keys"].append(right)
    assert visit.forged(None, {"alg": "RS256", "kid": "k9"}).subject == "wang"


@pytest.mark.parametrize(
    "token", ["x", "a.b", "a.b.c", "....", "e30.e30.e30", "W10.W10.W10", "a" * 200_000, "a.b.c.d.e"]
)
def test_what_is_no_token_is_refused(visit: Visit, token: str) -> None:
    with pytest.raises(AccessError) as refused:
        visit.given(token)
    assert refused.value.key.startswith("error.oidc.token_")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "azp", "at_hash", "auth_time", "amr"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64", "zip"]), JSON),
    changed=st.dictionaries(NAMES, JSON, max_size=3),
)
def test_whatever_a_token_holds_it_is_believed_or_refused(
    visit: Visit, header: dict[str, Any], changed: dict[str, Any]
) -> None:
    for head in (HEADER, HEADER | header):
        with suppress(AccessError):
            found = visit.forged(None, head, **changed)
            assert found.issuer == visit.hostile.issuer


def test_userinfo_of_another_person_is_refused(hostile: HostileProvider, sign_on: SignOn) -> None:
    hostile.answers[DOCUMENT] = hostile.document(userinfo_endpoint=f"{hostile.issuer}/me")
    visit = Visit(sign_on, declared(hostile.issuer), hostile)
    for told in ({"sub": "admin"}, {"groups": ["x"]}, {"sub": ["wang"]}):
        hostile.answers["/me"] = told
        assert visit.refused().key == "error.oidc.subject"
    hostile.answers["/me"] = Reply((b"{}",), 401)
    assert visit.refused().key == "error.oidc.status"
    hostile.answers["/me"] = {
        "sub": "wang",
        "iss": "https://other.example",
        "name": "\u202eW\ud800",
    }
    found = visit.forged()
    assert (found.claims["iss"], found.name) == (hostile.issuer, "W")


TOKENS = {"access_token": "a", "token_type": "Bearer", "id_token": "a.b.c"}


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (Reply((b'{"error": "invalid_grant"}',), 400), "error.oidc.exchange"),
        (Reply((b'{"error": {"<b>": 1}}',), 400), "error.oidc.exchange"),
        (Reply((json.dumps(TOKENS).encode(),), 201), "error.oidc.exchange"),
        (TOKENS | {"id_token": None}, "error.oidc.no_tokens"),
        (TOKENS | {"id_token": ["a.b.c"]}, "error.oidc.no_tokens"),
        (TOKENS | {"access_token": "a\r\nx: y"}, "error.oidc.no_tokens"),
        (TOKENS | {"access_token": "é"}, "error.oidc.no_tokens"),
        (TOKENS | {"token_type": "mac"}, "error.oidc.no_tokens"),
    ],
)
def test_an_odd_answer_to_the_code_is_refused(
    visit: Visit, hostile: HostileProvider, answer: Any, key: str
) -> None:
    hostile.answers["/token"] = answer
    assert visit.refused().key == key


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"issuer": "https://other.example"}, "error.oidc.issuer"),
        ({"issuer": None}, "error.oidc.document"),
        ({"token_endpoint": None}, "error.oidc.document"),
        ({"jwks_uri": ["http://127.0.0.1/"]}, "error.oidc.document"),
        ({"jwks_uri": "http://keys.example/jwks"}, "error.oidc.insecure"),
        ({"token_endpoint": "ftp://127.0.0.1/"}, "error.oidc.insecure"),
        ({"token_endpoint": "file:///etc/passwd"}, "error.oidc.insecure"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "error.oidc.insecure"),
        ({"authorization_endpoint": "https://x/\r\nset-cookie: a=b"}, "error.oidc.insecure"),
        ({"userinfo_endpoint": "http://169.254.169.254/latest"}, "error.oidc.insecure"),
        ({"code_challenge_methods_supported": ["plain"]}, "error.oidc.no_pkce"),
    ],
)
def test_an_odd_document_is_refused(
    hostile: HostileProvider, sign_on: SignOn, changed: dict[str, Any], key: str
) -> None:
    hostile.answers[DOCUMENT] = hostile.document(**changed)
    with pytest.raises(AccessError) as refused:
        sign_on.begin(declared(hostile.issuer), BACK)
    assert refused.value.key == key


def test_an_issuer_with_a_slash_more_is_another_issuer(
    hostile: HostileProvider, sign_on: SignOn
) -> None:
    with pytest.raises(AccessError, match="to the letter"):
        sign_on.begin(declared(f"{hostile.issuer}/"), BACK)


def test_a_provider_that_signs_in_no_safe_way_is_refused(
    hostile: HostileProvider, sign_on: SignOn
) -> None:
    algorithms = {"id_token_signing_alg_values_supported": ["HS256", "none"]}
    hostile.answers[DOCUMENT] = hostile.document(**algorithms)
    visit = Visit(sign_on, declared(hostile.issuer), hostile)
    refused = visit.refused(hs256_of_public(hostile.key), {"alg": "HS256", "kid": "k1"})
    assert refused.key == "error.oidc.token_algorithm"


def test_a_client_that_can_not_prove_itself_is_told(
    hostile: HostileProvider, sign_on: SignOn
) -> None:
    methods = {"token_endpoint_auth_methods_supported": ["private_key_jwt"]}
    hostile.answers[DOCUMENT] = hostile.document(**methods)
    visit = Visit(sign_on, declared(hostile.issuer), hostile)
    assert visit.refused().key == "error.oidc.document"


HTML = b"<!doctype html><title>502 Bad Gateway</title><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (Reply((HTML,), head={"content-type": "text/html"}), "error.oidc.no_json"),
        (Reply((HTML,), 502), "error.oidc.no_json"),
        (Reply((b"{}",), 503), "error.oidc.status"),
        (Reply((b"[]",)), "error.oidc.no_json"),
        (Reply((b"",)), "error.oidc.no_json"),
        (Reply((b"[" * 100_000,)), "error.oidc.no_json"),
        (Reply((b"\xff\xfe",)), "error.oidc.no_json"),
        (Reply((b"{}",), 302, {"location": "http://127.0.0.1:1/"}), "error.oidc.redirect"),
        (Reply((b"{}",), 307, {"location": "/jwks"}), "error.oidc.redirect"),
        (Reply((b" " * 600_000,)), "error.oidc.big"),
        (
            Reply((gzip.compress(b" " * 50_000_000),), head={"content-encoding": "gzip"}),
            "error.oidc.no_json",  # read as it came, never unpacked
        ),
        (Reply((b"x",), head={"content-length": "x"}), "error.oidc.away"),
    ],
)
def test_an_answer_that_is_no_document_is_said(
    hostile: HostileProvider, sign_on: SignOn, answer: Reply, key: str
) -> None:
    hostile.answers[DOCUMENT] = answer
    with pytest.raises(AccessError) as refused:
        sign_on.begin(declared(hostile.issuer), BACK)
    assert refused.value.key == key
    assert "<script" not in refused.value.say("en")
    assert hostile.asked == [DOCUMENT]
    # What was wrong isn't kept: the next try asks again.
    hostile.answers.clear()
    assert sign_on.begin(declared(hostile.issuer), BACK).url.startswith(hostile.issuer)


def test_a_slow_provider_holds_nobody_up_for_long(
    hostile: HostileProvider, sign_on: SignOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "limits", lambda: replace(limits(), seconds=0.5))
    drops = Reply(tuple(b" " for _ in range(100)), wait=0.1)
    silent = Reply((b"{}",), wait=20)
    for answer in (drops, silent):
        hostile.answers[DOCUMENT] = answer
        began = time.monotonic()
        with pytest.raises(AccessError, match=r"within 0\.5 seconds"):
            sign_on.begin(declared(hostile.issuer), BACK)
        assert time.monotonic() - began < 5


def test_a_provider_that_is_away_is_said(sign_on: SignOn) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        issuer = f"http://127.0.0.1:{door.getsockname()[1]}"
    with pytest.raises(AccessError, match="can't be reached") as refused:
        sign_on.begin(declared(issuer), BACK)
    assert refused.value.key == "error.oidc.away"
    with pytest.raises(AccessError) as refused:
        sign_on.begin(declared("https://nowhere.invalid"), BACK)
    assert refused.value.key == "error.oidc.away"


def test_a_provider_that_hangs_up_is_said(sign_on: SignOn) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(30)

        def hang_up() -> None:
            caller, _ = door.accept()
            caller.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        issuer = f"http://127.0.0.1:{door.getsockname()[1]}"
        with pytest.raises(AccessError) as refused:
            sign_on.begin(declared(issuer), BACK)
        thread.join()
    assert refused.value.key == "error.oidc.away"


def test_a_certificate_must_be_vouched_for_by_the_machine(
    sign_on: SignOn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = certificate(new_key(), tmp_path)
    with serving(tls) as provider:
        with pytest.raises(AccessError) as refused:
            sign_on.begin(declared(provider.issuer), BACK)
        assert refused.value.key == "error.oidc.away"
        assert provider.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tls))
        asking._authorities.cache_clear()
        try:
            assert sign_on.begin(declared(provider.issuer), BACK).url.startswith(
                "https://127.0.0.1"
            )
            # What stands behind https may name nothing that doesn't, not even on this machine.
            provider.answers[DOCUMENT] = provider.document(jwks_uri="http://127.0.0.1:1/jwks")
            with pytest.raises(AccessError) as refused:
                SignOn(sign_on.keyring).begin(declared(provider.issuer), BACK)
            assert refused.value.key == "error.oidc.insecure"
        finally:
            asking._authorities.cache_clear()


def test_old_keys_are_not_used_for_ever(
    visit: Visit, hostile: HostileProvider, sign_on: SignOn, clock: Clock
) -> None:
    visit.forged()
    withdrawn = hostile.key
    hostile.key = new_key()
    clock.ahead += timedelta(minutes=limits().keys_minutes, seconds=1)
    later = Visit(sign_on, visit.provider, hostile)
    now = int(clock().timestamp())
    refused = later.refused(rs256(withdrawn), iat=now, exp=now + 300)
    assert refused.key == "error.oidc.token_signature"
