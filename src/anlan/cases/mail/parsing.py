"""A mail as it came over the wire, read: what it says, its pictures, what it answers to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256

from anlan.cases.mail.markup import reduced
from anlan.cases.mail.settings import settings
from anlan.cases.public.plain import plain
from anlan.model.errors import CaseError

_IDENT = re.compile(r"<[!-;=?-~]{1,250}>")
"""A Message-ID that can stand in an answer's header as it is."""
_CHARSET = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-\d{3,4}|cp\d{3,4}|gb\w{1,8}|big5(-hkscs)?"
    r"|euc-\w{2}|shift_jis|iso-2022-\w{2}|koi8-\w|hz-gb-2312|utf-16(le|be)?",
    re.IGNORECASE,
)
_SUPERSET = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030"}
"""What is called by the older name often has characters that only the newer one has."""
_LONGEST_HEADER = 20_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, read.

    Attributes:
        key: what it is known by: its Message-ID, or the digest of its headers where it has none.
        ident: the Message-ID that an answer names; empty where it has none that can be named.
        sender: the address it says it is from; empty where it says none, or several.
        automatic: a program wrote it.
        subject: without "Re:".
        text: what its sender wrote, without what they answered to.
        links: where its links lead.
        pictures: files that may be pictures.
        others: how many further attachments it has.
        answers: the Message-IDs it answers to.
    """

    key: str
    ident: str
    sender: str
    automatic: bool
    subject: str
    text: str
    links: tuple[str, ...]
    pictures: tuple[bytes, ...]
    others: int
    answers: tuple[str, ...]


def parsed(raw: bytes) -> Letter:
    """Return a mail as it came, read.

    Raises:
        CaseError: it is no mail that can be read.
    """
    try:
        return _letter(message_from_bytes(raw))
    except (MessageError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise CaseError("error.mail.unreadable") from error


def _letter(mail: "Message[str, str]") -> Letter:
    heads = _heads(mail)
    ident = _IDENT.search(heads.get("message-id", ""))
    told: dict[str, list[str]] = {"plain": [], "html": []}
    pictures: list[bytes] = []
    others = 0
    for part in _leaves(mail):
        kind, shown = part.get_content_type(), part.get_content_disposition() != "attachment"
        if shown and kind in ("text/plain", "text/html"):
            told[part.get_content_subtype()].append(_decoded(_bytes(part), _charset(part)))
        elif part.get_content_maintype() == "image":
            pictures.append(_bytes(part))
        else:
            others += 1
    text, links = _written(told)
    return Letter(
        key=ident[0] if ident else sha256(repr(list(mail.raw_items())).encode()).hexdigest(),
        ident=ident[0] if ident else "",
        sender=_sender(mail),
        automatic=any(
            name.lower() in heads and bool(pattern.match(heads[name.lower()]))
            for name, pattern in settings().automatic.items()
        ),
        subject=plain(
            " ".join(settings().answer.sub("", _words(heads.get("subject", ""))).split())
        ),
        text=plain(text),
        links=tuple(links[: settings().links]),
        pictures=tuple(pictures),
        others=others,
        answers=tuple(
            dict.fromkeys(
                _IDENT.findall(f"{heads.get('references', '')} {heads.get('in-reply-to', '')}")
            )
        ),
    )


def _heads(mail: "Message[str, str]") -> dict[str, str]:
    """Return the headers by their names in small letters, as they came; of several the first."""
    found: dict[str, str] = {}
    for name, value in mail.raw_items():
        found.setdefault(name.lower(), str(value)[:_LONGEST_HEADER])
    return found


def _sender(mail: "Message[str, str]") -> str:
    """Return the one address that a mail is from; empty where there are none or several."""
    froms = [str(value) for name, value in mail.raw_items() if name.lower() == "from"]
    found = getaddresses([_words(each)[:_LONGEST_HEADER] for each in froms])
    return found[0][1].strip() if len(found) == 1 else ""


def _leaves(mail: "Message[str, str]") -> Iterator["Message[str, str]"]:
    """Yield the parts that have no parts, in order; a mail that is attached is one of them."""
    waiting, seen = [mail], 0
    while waiting and seen < settings().parts:
        part, seen = waiting.pop(), seen + 1
        whole = part.get_payload()
        if isinstance(whole, list) and part.get_content_maintype() == "multipart":
            waiting += [each for each in reversed(whole) if isinstance(each, Message)]
        else:
            yield part


def _bytes(part: "Message[str, str]") -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _charset(part: "Message[str, str]") -> str:
    return str(part.get_content_charset() or "")


def _decoded(data: bytes, charset: str) -> str:
    """Return bytes as text: by the charset they claim, else by what they can be."""
    named = _SUPERSET.get(charset.lower(), charset)
    for each in (named if _CHARSET.fullmatch(named) else "utf-8", "utf-8", "gb18030"):
        try:
            return data.decode(each)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _words(header: str) -> str:
    """Return a header's words, whichever way they were encoded."""
    straight = _decoded(header.encode("utf-8", "surrogateescape"), "")
    try:
        parts = decode_header(straight)
    except (HeaderParseError, ValueError):
        return straight
    return "".join(
        each if isinstance(each, str) else _decoded(each, charset or "") for each, charset in parts
    )


def _written(told: dict[str, list[str]]) -> tuple[str, list[str]]:
    """Return the text that the sender wrote, and the links of a page beside it."""
    text, html = ("\n".join(told[kind])[: settings().characters] for kind in ("plain", "html"))
    page, links = reduced(html)
    return cut(plain(text if text.strip() else page)), links


def cut(text: str) -> str:
    r"""Return a text without what it answers to and its foot; all of it if nothing is left.

    >>> cut("By the gate.\n\nOn Monday, City wrote:\n> Where is it?")
    'By the gate.'
    """
    found = settings().history.search(text)
    kept = text[: found.start()] if found else text
    kept = "\n".join(line for line in kept.split("\n") if not line.startswith(">"))
    foot = settings().foot.search(kept)
    kept = kept[: foot.start()] if foot else kept
    return kept.strip() or text.strip()
