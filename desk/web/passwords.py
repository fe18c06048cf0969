"""Passwords: argon2id, and the same work for a name that does not exist."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: RFC 9106's second recommendation (64 MiB, 3 passes), argon2-cffi's own default
_HASHER = PasswordHasher()
SHORTEST, LONGEST = 10, 200


def hash_password(password: str) -> str:
    """What is stored of a password.

    Raises:
        ValueError: when it is too short or too long to be one.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"a password has {SHORTEST} to {LONGEST} characters")
    return _HASHER.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is right. Takes as long when there is nothing stored."""
    try:
        _HASHER.verify(stored or _nobody(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobody() -> str:
    return _HASHER.hash("a password that nobody has")
