"""Read what the pack only names: a token, a password, a key; from the environment or a file."""

import os
from pathlib import Path

from anlan.model.errors import SourceError
from anlan.model.portal import Secret

LONGEST = 16_384
"""So many bytes a file with a secret has at most; a private key has some 3,000."""


def read(secret: Secret, place: str) -> str:
    """Return a secret with its prefix.

    Args:
        secret: where it is.
        place: the portal it is for, for messages.

    Raises:
        SourceError: the variable isn't set, or the file is absent, unreadable, empty or too long.
            The message names the variable or the file, never what is in it.
    """
    if secret.env is not None:
        found = os.environ.get(secret.env, "")
        if not found:
            raise SourceError("error.source.secret_env", file=place, variable=secret.env)
        return secret.prefix + found
    path = Path(secret.file or "")
    try:
        text = path.read_bytes()[: LONGEST + 1].decode("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError("error.source.secret_file", file=place, path=path) from error
    if not text or len(text) > LONGEST:
        raise SourceError("error.source.secret_file", file=place, path=path)
    return secret.prefix + text
