"""Who signed an alert is known, and nothing that was wrapped, stripped or changed gets through."""

from datetime import timedelta

import pytest
from cap_keys import AT, made, pem
from cap_messages import BASE, edited
from cap_mutations import damaged
from lxml import etree

from anlan import cap
from anlan.cap import signing
from anlan.cap.signing import SignatureError

ROOT = made("Root", authority=True)
OFFICE = made("Weather office", ROOT)
CITY = made("City", ROOT, kind="rsa")
OTHER_ROOT = made("Other root", authority=True)
STRANGER = made("Weather office", OTHER_ROOT)
SIGNED = signing.sign(BASE.encode(), pem(OFFICE[0]), [OFFICE[1]])
DS = "{http://www.w3.org/2000/09/xmldsig#}"


def refused(message, trusted=(ROOT[1],), at=AT, **how):
    with pytest.raises(cap.CapError) as error:
        signing.verify(message, trusted, at, **how)
    assert error.value.say("zh") != error.value.say("en")
    return error.value.key


def changed(change, message=SIGNED):
    """Return a signed message after a change of its tree."""
    root = etree.fromstring(message)
    change(root, root.find(f"{DS}Signature"))
    return etree.tostring(root)


@pytest.mark.parametrize("who", [OFFICE, CITY])
def test_a_signature_says_who_and_what(who):
    message = signing.sign(BASE.encode(), pem(who[0], b"secret"), [who[1]], b"secret")
    found = signing.verify(message, [ROOT[1]], AT)
    assert found.alert == cap.parse(BASE.encode())
    assert found.exact
    assert [each.subject for each in found.signers] == [who[1].subject.rfc4514_string()]
    assert found.signers[0].vouched_by == "CN=Root"
    assert signing.signed(message)
    assert cap.check(message).valid


def test_the_sender_s_own_certificate_may_be_the_root():
    assert signing.verify(SIGNED, [OFFICE[1]], AT).signers[0].vouched_by == "CN=Weather office"


def test_a_chain_over_an_authority_between():
    between = made("Between", ROOT, authority=True)
    leaf = made("Office", between)
    message = signing.sign(BASE.encode(), pem(leaf[0]), [leaf[1], between[1]])
    assert signing.verify(message, [ROOT[1]], AT).signers[0].vouched_by == "CN=Root"
    alone = signing.sign(BASE.encode(), pem(leaf[0]), [leaf[1]])
    assert refused(alone) == "sign.untrusted"


def test_a_second_signature_covers_the_first():
    twice = signing.sign(SIGNED, pem(CITY[0]), [CITY[1]])
    found = signing.verify(twice, [ROOT[1]], AT)
    assert [each.subject for each in found.signers] == ["CN=Weather office", "CN=City"]
    assert not found.refused
    known = signing.verify(twice, [CITY[1]], AT)
    assert [each.subject for each in known.signers] == ["CN=City"]
    assert [each.key for each in known.refused] == ["sign.untrusted"]


def test_blanks_put_in_afterwards_are_told_but_do_no_harm():
    bare = cap.write(cap.parse(BASE.encode()), pretty=False)
    root = etree.fromstring(signing.sign(bare, pem(OFFICE[0]), [OFFICE[1]]))
    etree.indent(root)
    found = signing.verify(etree.tostring(root), [ROOT[1]], AT)
    assert not found.exact
    assert found.alert == cap.parse(BASE.encode())


def test_a_signature_goes_through_a_feed_unharmed():
    item = cap.Item(SIGNED, "https://example.org/1.xml")
    feed = cap.write_feed(
        [item], id="urn:x:1", title="t", author="a", updated=AT, address="https://example.org/"
    )
    (entry,) = cap.read_feed(feed).entries
    assert signing.verify(entry.document, [ROOT[1]], AT).exact


@pytest.mark.parametrize(
    "edit",
    [("Severe", "Minor"), ("114.4", "114.5"), ("+08:00</sent>", "-08:00</sent>"), ("暴雨", "暴雪")],
)
def test_a_changed_message_is_refused(edit):
    assert refused(edited(SIGNED.decode(), edit)) == "sign.wrong"


def test_a_stripped_signature_is_no_signature():
    assert refused(BASE.encode()) == "sign.none"
    assert refused(changed(lambda root, signature: root.remove(signature))) == "sign.none"
    assert not signing.signed(BASE.encode())
    assert not signing.signed(b"no message")


def wrap_around(root, signature):
    """Put the signed alert inside the signature, and another in its place."""
    signed = etree.fromstring(BASE.encode())
    holder = etree.SubElement(signature, f"{DS}Object")
    holder.append(signed)
    root.find(".//{*}severity").text = "Minor"


def wrap_by_id(root, signature):
    """Let the signature refer to a part by its id."""
    signature.find(f".//{DS}Reference").set("URI", "#one")


def wrap_in_info(root, signature):
    """Hide the signature elsewhere."""
    root.find("{*}info").append(signature)


def add_xpath(root, signature):
    transform = etree.SubElement(signature.find(f".//{DS}Transforms"), f"{DS}Transform")
    transform.set("Algorithm", "http://www.w3.org/TR/1999/REC-xpath-19991116")


def add_reference(root, signature):
    info = signature.find(f"{DS}SignedInfo")
    info.append(etree.fromstring(etree.tostring(info.find(f"{DS}Reference"))))


def add_object(root, signature):
    etree.SubElement(signature, f"{DS}Object").text = "x"


def no_certificate(root, signature):
    signature.remove(signature.find(f"{DS}KeyInfo"))


def padded(root, signature):
    value = signature.find(f".//{DS}DigestValue")
    value.text = value.text[:-2] + chr(ord(value.text[-2]) + 1) + "="


def other_certificate(root, signature):
    theirs = etree.fromstring(signing.sign(BASE.encode(), pem(CITY[0]), [CITY[1]]))
    mine, other = (each.find(f".//{DS}X509Certificate") for each in (root, theirs))
    mine.text = other.text


def hmac(root, signature):
    method = signature.find(f".//{DS}SignatureMethod")
    method.set("Algorithm", "http://www.w3.org/2000/09/xmldsig#hmac-sha1")


def five(root, signature):
    for _ in range(4):
        root.append(etree.fromstring(etree.tostring(signature)))


@pytest.mark.parametrize(
    ("attack", "key"),
    [
        (wrap_around, "invalid"),
        (wrap_by_id, "sign.reference"),
        (wrap_in_info, "invalid"),
        (add_xpath, "sign.transforms"),
        (add_reference, "sign.reference"),
        (add_object, "sign.extra"),
        (no_certificate, "sign.anonymous"),
        (padded, "sign.base64"),
        (other_certificate, "sign.wrong"),
        (hmac, "sign.wrong"),
        (five, "sign.place"),
    ],
)
def test_an_attack_is_refused_with_its_reason(attack, key):
    assert refused(changed(attack)) == key


def test_a_stranger_s_signature_is_not_trusted():
    message = signing.sign(BASE.encode(), pem(STRANGER[0]), [STRANGER[1]])
    assert refused(message) == "sign.untrusted"
    assert refused(message, ()) == "sign.roots"


@pytest.mark.parametrize("days", [-2, 366])
def test_a_certificate_counts_only_in_its_time(days):
    assert refused(SIGNED, at=AT + timedelta(days=days)) == "sign.date"


def test_a_certificate_that_is_not_for_signing_is_refused():
    cook = made("Cook", ROOT, signs=False)
    message = signing.sign(BASE.encode(), pem(cook[0]), [cook[1]])
    assert refused(message) == "sign.untrusted"


def test_an_office_is_no_authority():
    clerk = made("Clerk", OFFICE)
    message = signing.sign(BASE.encode(), pem(clerk[0]), [clerk[1], OFFICE[1]])
    assert refused(message) == "sign.untrusted"


@pytest.mark.parametrize(
    ("key", "chain", "why"),
    [
        (pem(CITY[0]), [OFFICE[1]], "sign.pair"),
        (b"no key", [OFFICE[1]], "sign.key"),
        (pem(OFFICE[0]), [], "sign.pair"),
        (pem(OFFICE[0], b"secret"), [OFFICE[1]], "sign.key"),
    ],
    ids=["another's", "none", "no chain", "locked"],
)
def test_a_key_that_can_not_sign_says_why(key, chain, why):
    with pytest.raises(SignatureError) as error:
        signing.sign(BASE.encode(), key, chain)
    assert error.value.key == why


def test_a_weak_key_and_an_invalid_message_are_not_signed():
    weak = made("Weak", ROOT, kind="rsa", bits=1024)
    with pytest.raises(SignatureError, match="2048"):
        signing.sign(BASE.encode(), pem(weak[0]), [weak[1]])
    with pytest.raises(cap.InvalidError):
        signing.sign(edited(BASE, ("Severe", "Bad")), pem(OFFICE[0]), [OFFICE[1]])


def test_a_file_without_certificates_says_so():
    with pytest.raises(SignatureError):
        signing.certificates(b"nothing")


def test_whatever_is_damaged_what_is_trusted_was_signed():
    signed = cap.parse(BASE.encode())
    twice = signing.sign(SIGNED, pem(CITY[0]), [CITY[1]])
    trusted = 0
    for message in damaged([SIGNED, twice], 600, seed=8):
        try:
            found = signing.verify(message, [ROOT[1]], AT)
        except cap.CapError:
            continue
        trusted += 1
        assert found.alert == signed
    assert trusted < 60
