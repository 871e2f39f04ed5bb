"""What secrets look like in texts.

A pattern here has to be one that people and vendors hardly ever write for anything else: a rule that cries wolf is
switched off. Names of variables that stand for secrets (`{token}`) are none. Repetitions are bounded where a hostile text
could make a search start anew at each of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ivrplan.flow.texts import Text, references

_KNOWN: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "a private key": re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----"),
        "an access key": re.compile(
            r"\b(?:(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[\w-]{35}|gh[opsur]_\w{36,}|github_pat_\w{22,}|glpat-[\w-]{20,}"
            r"|xox[abeoprs]-[\w-]{10,}|[sr]k_live_\w{16,}|SG\.[\w-]{16,}\.[\w-]{16,})"
        ),
        "a signed token": re.compile(r"\beyJ[\w-]{8,400}\.eyJ[\w-]{8}"),
        "a password": re.compile(r"://[^\s/:@{}$%<>]*:[^\s/@{}$%<>]+@"),
        "credentials": re.compile(r"\b(?:[Bb]earer|[Bb]asic) +(?=\S{0,200}\d)[\w.~+/=-]{12,}"),
        "a US social security number": re.compile(
            r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\d-])"
        ),
    }
)
"""What it is -> how it looks."""

_CALLED: Final = r"(?:password|passwd|pwd|secret|api[_-]?key|access[_-]?key|token|authorization)"
_ASSIGNED: Final = re.compile(
    rf"{_CALLED}[\"']?\s*[=:]\s*[\"']?(?=[^\s\"'&]{{0,200}}\d)[^\s\"'&{{}}<>$%]{{8,}}", re.IGNORECASE
)
_KEY: Final = re.compile(rf"(?:.*[_-])?{_CALLED}", re.IGNORECASE)
_VALUE: Final = re.compile(r"(?=.*\d)(?:\w+ +)?\S{8,}")

_CARD: Final = re.compile(r"(?<![\d+])(?<!\d\.)\d(?:[ -]?\d){12,18}(?!\.?\d)")
_ISSUED: Final = re.compile(
    r"4(\d{12}|\d{15}|\d{18})|(5[1-5]|2[2-7]|35|65)\d{14}|6011\d{12}|3[47]\d{13}|3[068]\d{12}"
)

_SIGNS: Final = (
    *(
        "private key",
        "akia",
        "asia",
        "aiza",
        "gho_",
        "ghp_",
        "ghs_",
        "ghu_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "xox",
    ),
    *(
        "k_live_",
        "sg.",
        "eyj",
        "bearer",
        "basic",
        "password",
        "passwd",
        "pwd",
        "secret",
        "token",
        "authorization",
    ),
    *("apikey", "api_key", "api-key", "accesskey", "access_key", "access-key"),
)
"""Without any of these, no pattern of letters fits, but that of an address with a user."""
_USER: Final = re.compile(r"://[^\s/]*@")
_DIGITS: Final = re.compile(r"\d[\d -]{8}")
"""Without these, no pattern of digits fits."""


def may_hold_secret(texts: str) -> bool:
    """Whether a closer look is worth its time: says yes too often, and never no where there is a secret."""
    lowered = texts.lower()
    if any(sign in lowered for sign in _SIGNS):
        return True
    return _USER.search(texts) is not None or _DIGITS.search(texts) is not None


def secret_in(text: Text) -> str:
    """What sort of secret a text holds; empty when it holds none."""
    for what, pattern in _KNOWN.items():
        if pattern.search(text.text):
            return what
    if any(_is_card(found[0]) for found in _CARD.finditer(text.text)):
        return "the number of a payment card"
    if text.attribute == "say":
        return ""  # people are told about passwords, and what follows is no secret
    named = _KEY.fullmatch(text.key) and _VALUE.fullmatch(text.text) and not references(text.text)
    return "a password or a key" if named or _ASSIGNED.search(text.text) else ""


def _is_card(text: str) -> bool:
    """Whether an issuer of cards could have given this number: a known beginning, and the check digit (Luhn)."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if not _ISSUED.fullmatch("".join(map(str, digits))):
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
