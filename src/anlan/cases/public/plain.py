"""What strangers write, as plain text: what can't be seen, or misleads the eye, is taken out."""

import re

# Control characters but for line ends and tabs (XML 1.0 has no place for them either), overrides of
# the direction of writing (CVE-2021-42574), halves of surrogates, and what is no character at all.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def plain(told: str) -> str:
    r"""Return a text without what can't be seen, its lines ended in one way.

    >>> plain("a\r\nb\x00")
    'a\nb'
    """
    return _UNSEEN.sub("", told.replace("\r\n", "\n").replace("\r", "\n"))
