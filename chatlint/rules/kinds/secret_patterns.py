"""What keys and tokens look like that their issuers gave a form of their own.

Sources: the issuers' documentation, and https://github.com/gitleaks/gitleaks for the lengths.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from math import log2
from typing import NamedTuple

from chatlint.model import placeholder
from chatlint.model.lazy_regex import lazy_regex


class _Form(NamedTuple):
    """What one sort of secret looks like.

    Args:
        name: the words for it.
        mark: a text without which there is none.
        pattern: its form, with the part that is random as a group. It is compiled when the mark is
            met, which is hardly ever.
        proof: whether a text of this form is one, and no example.
    """

    name: str
    mark: str
    pattern: str
    proof: Callable[[re.Match[str]], bool]


def has_marker(text: str) -> bool:
    """Whether ``text`` may hold such a secret; a quick test."""
    return any(map(text.__contains__, _MARKS))


def find_token_kind(text: str) -> str:
    """What the first such secret in ``text`` is called, empty when there is none."""
    return next((form.name for form, _ in _found(text)), "")


def find_tokens(text: str) -> list[tuple[int, int]]:
    """Where such secrets stand in ``text``, start and end of each."""
    return [match.span() for _, match in _found(text)] if has_marker(text) else []


def _found(text: str) -> Iterator[tuple[_Form, re.Match[str]]]:
    for form in _FORMS:
        if form.mark in text:
            for match in re.finditer(form.pattern, text):
                if form.proof(match):
                    yield form, match


def is_invented(text: str) -> bool:
    """Whether ``text`` was made up: AWS' sample keys say EXAMPLE, others count or stutter."""
    return len(set(text)) < 8 or _SAMPLE.search(text) is not None


_SAMPLE = lazy_regex(
    r"(.)\1{4}|example|sample|placeholder|your|dummy|fake|secret|token|1234567|abcdefg",
    re.IGNORECASE,
)


def find_jumbled(text: str) -> bool:
    """Whether ``text`` is letters and digits in disorder: no words, no number, no sample."""
    in_words = sum(map(len, _RUN.findall(text)))
    if in_words * 2 > len(text) or len(_NUMBER.findall(text)) < 2 or is_invented(text):
        return False
    return -sum(n / len(text) * log2(n / len(text)) for n in Counter(text).values()) > 3.5


_RUN = lazy_regex(r"[a-z]{4,}|[A-Z]{4,}")
_NUMBER = lazy_regex(r"[0-9]+")


def _is_random(match: re.Match[str]) -> bool:
    return not is_invented(match[1])


def _is_jumbled(match: re.Match[str]) -> bool:
    return find_jumbled(match[1])


def _has_checksum(match: re.Match[str]) -> bool:
    """Whether the last six characters are the CRC-32 of those before, in base 62.

    Source: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
    """
    from zlib import crc32

    number = 0
    for character in match[2]:
        number = number * 62 + _BASE62.index(character)
    return number == crc32(match[1].encode()) and not is_invented(match[1])


_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _has_header(match: re.Match[str]) -> bool:
    """Whether the first part of a JWT is its header. The sample of jwt.io is no secret."""
    import json
    from base64 import urlsafe_b64decode

    if match[2].startswith("eyJzdWIiOiIxMjM0NTY3ODkwIi"):
        return False
    try:
        header = json.loads(urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and "alg" in header


def _has_body(match: re.Match[str]) -> bool:
    """Whether the group is the key, after headers at most, and not text after an empty one."""
    return "-----END" not in match[0] and _is_random(match)


def _has_credentials(match: re.Match[str]) -> bool:
    """Whether the group is a name and a password as RFC 7617 has them sent."""
    from base64 import b64decode

    try:
        text = b64decode(match[1] + "=" * (-len(match[1]) % 4)).decode()
    except ValueError:
        return False
    user, _, password = text.partition(":")
    return bool(user) and text.isprintable() and _is_password(user, password)


def _has_password(match: re.Match[str]) -> bool:
    """Whether the URL has a password, to a machine that somebody else may reach."""
    user, password, host = match.groups()
    known = _NO_HOST.fullmatch(host) or placeholder.has_placeholder(password)
    return not known and _is_password(user, password)


def _is_password(user: str, password: str) -> bool:
    """Whether ``password`` is one, and not a word that stands for one."""
    return password.lower() != user.lower() and not _NO_PASSWORD.fullmatch(password)


_NO_HOST = lazy_regex(
    r"(?:.*\.)?(?:example(?:\.[a-z]+)?|localhost|test|invalid)|127\.[0-9.]+|host(?:name)?|server",
    re.IGNORECASE,
)
_NO_PASSWORD = lazy_regex(
    r"""
      .{0,4} | (.)\1* | .*(?:example|sample|placeholder|dummy|fake|1234567|abcdefg).* | your.*
    | (?:my|the|some|test|db|user)?[-_ ]?
      (?:pass(?:word|wd|code|phrase)?|pwd|secret|token|key|credentials?|login|admin|root|guest|test
        |change[-_]?(?:me|it)|letmein|open\ sesame)
      [-_ ]?(?:here|[0-9]{1,4})?[!?]?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _form(
    name: str,
    mark: str,
    pattern: str,
    proof: Callable[[re.Match[str]], bool] = _is_random,
) -> _Form:
    return _Form(name, mark, rf"(?<![A-Za-z0-9_-]){pattern}(?![A-Za-z0-9_])", proof)


_WORD = "[A-Za-z0-9_-]"
_CHECKED = "([A-Za-z0-9]{30,240})([A-Za-z0-9]{6})"
_HEADER = "-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_FORMS = (
    _form("an AWS access key id", "AKIA", "AKIA([A-Z2-7]{16})"),
    _form("a temporary AWS access key id", "ASIA", "ASIA([A-Z2-7]{16})"),
    _form("a GitHub token", "ghp_", f"ghp_{_CHECKED}", _has_checksum),
    _form("a GitHub token", "gho_", f"gho_{_CHECKED}", _has_checksum),
    _form("a GitHub token", "ghu_", f"ghu_{_CHECKED}", _has_checksum),
    _form("a GitHub token", "ghs_", f"ghs_{_CHECKED}", _has_checksum),
    _form("a GitHub token", "ghr_", f"ghr_{_CHECKED}", _has_checksum),
    _form("a GitHub token", "github_pat_", "github_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})"),
    _form("a GitLab token", "glpat-", f"glpat-({_WORD}{{20,300}})"),
    _form("a Slack token", "xox", f"xox[abpr]-(?:[0-9]-)?([0-9]{{8,14}}-{_WORD}{{16,250}})"),
    _form("a Slack token", "xapp-", "xapp-[0-9]-([A-Z0-9]{8,14}-[0-9]{8,14}-[a-z0-9]{32,128})"),
    _form(
        "the address of a Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/]{40,80})",
    ),
    _form("a Stripe key", "k_live_", "[rs]k_live_([A-Za-z0-9]{20,250})"),
    _form("a Google API key", "AIza", f"AIza({_WORD}{{35}})"),
    _form("an npm token", "npm_", f"npm_{_CHECKED}", _has_checksum),
    _form("a PyPI token", "pypi-AgE", f"pypi-AgE({_WORD}{{60,1000}})"),
    _form("a SendGrid key", "SG.", rf"SG\.({_WORD}{{22}}\.{_WORD}{{43}})"),
    _form("a Twilio key", "SK", "SK([0-9a-f]{32})"),
    _form("an OpenAI key", "T3BlbkFJ", f"sk-({_WORD}{{20,200}}T3BlbkFJ{_WORD}{{20,200}})"),
    _form("a Hugging Face token", "hf_", "hf_([A-Za-z]{34})"),
    _form("a Hugging Face token", "api_org_", "api_org_([A-Za-z]{34})"),
    _form("a Square token", "sq0", f"sq0(?:atp|csp)-({_WORD}{{22,60}})"),
    _form("a Shopify token", "shp", "shp(?:at|ca|pa|ss)_([0-9a-fA-F]{32})"),
    _form("a DigitalOcean token", "_v1_", "do[opr]_v1_([0-9a-f]{64})"),
    _form("a Vault token", "hv", f"hv[bs]\\.({_WORD}{{90,300}})"),
    _form("an Anthropic key", "sk-ant-", f"sk-ant-[a-z0-9]{{5,12}}-({_WORD}{{80,200}})"),
    _form(
        "a private key",
        "PRIVATE KEY",
        rf"{_HEADER}[^<>{{}}$%@]{{0,300}}?([A-Za-z0-9+/]{{20}})[A-Za-z0-9+/=]*",
        _has_body,
    ),
    # All of a text, it was cut off: a person would say something of it.
    _Form("a private key", "PRIVATE KEY", rf"\A\s*{_HEADER}\s*\Z", bool),
    _form("a JWT", "eyJ", rf"(eyJ{_WORD}{{8,}})\.({_WORD}{{2,}})\.{_WORD}{{16,}}", _has_header),
    _form("a bearer token", "earer ", r"[Bb]earer ([A-Za-z0-9._~+/-]{20,2000})=*", _is_jumbled),
    _form("a password", "asic ", r"[Bb]asic ([A-Za-z0-9+/]{8,400})={0,2}", _has_credentials),
    _form(
        "a password",
        "://",
        r"[A-Za-z][A-Za-z0-9+.-]{1,20}://([^\s/?#@:\"'<>{}]{0,100}):([^\s/?#@\"'<>{}]{5,200})"
        r"@([A-Za-z0-9.-]+)",
        _has_password,
    ),
)
_MARKS = tuple(dict.fromkeys(form.mark for form in _FORMS))
