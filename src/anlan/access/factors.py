"""The second factor: time-based one-time passwords (RFC 6238), and recovery codes on paper."""

import hmac
from datetime import UTC, datetime

import pyotp
from sqlalchemy import select

from anlan.access.secrets import digest, new_code
from anlan.access.settings import settings
from anlan.model.errors import AccessError
from anlan.store.accounts import Account, RecoveryCode
from anlan.store.change import Change
from anlan.store.keys import Keyring

ISSUER = "Anlan"
STEP_SECONDS = 30


def begin(login: str) -> tuple[str, str]:
    """Return a new secret, and the address that an authenticator reads as a QR code."""
    secret = pyotp.random_base32()
    return secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def confirm(
    made: Change,
    account: Account,
    keyring: Keyring,
    secret: str,
    code: str,
    now: datetime | None = None,
) -> list[str]:
    """Set the second factor once a code of it proves that it works; return recovery codes.

    Raises:
        AccessError: the code is wrong, or the account has a second factor.
    """
    if account.totp:
        raise AccessError("error.access.factor_held")
    step = _step(secret, code, now or datetime.now(UTC), 0)
    if step is None:
        raise AccessError("error.access.factor_code")
    account.totp, account.totp_step = keyring.seal(secret), step
    account.version += 1
    codes = [new_code() for _ in range(settings().totp.recovery_codes)]
    made.session.add_all(RecoveryCode(account_id=account.id, hash=digest(each)) for each in codes)
    made.record(f"account:{account.id}", "factor.set")
    return codes


def check(made: Change, account: Account, keyring: Keyring, code: str, now: datetime) -> bool:
    """Return whether a code is right: one of this time not used yet, or a recovery code."""
    wanted = code.strip().replace(" ", "").lower()
    step = _step(keyring.open(account.totp), wanted, now, account.totp_step)
    if step is not None:
        account.totp_step = step
        return True
    query = select(RecoveryCode).where(
        RecoveryCode.account_id == account.id,
        RecoveryCode.hash == digest(wanted),
        RecoveryCode.used_at.is_(None),
    )
    found = made.session.scalar(query.with_for_update())
    if found is None:
        return False
    found.used_at = now
    made.record(f"account:{account.id}", "factor.recovered")
    return True


def _step(secret: str, code: str, now: datetime, last: int) -> int | None:
    """Return the time step a code belongs to, later than the last one used; None if none."""
    totp, window = pyotp.TOTP(secret), settings().totp.window
    at = int(now.timestamp()) // STEP_SECONDS
    for step in range(at - window, at + window + 1):
        right = hmac.compare_digest(totp.at(step * STEP_SECONDS), code)
        if right and step > last:
            return step
    return None
