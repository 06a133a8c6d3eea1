"""What keys and tokens look like that their issuers gave a form of their own.

Sources: the issuers' documentation, and https://github.com/gitleaks/gitleaks for the lengths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


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


def marked(text: str) -> bool:
    """Whether ``text`` may hold such a secret; a quick test."""
    return any(map(text.__contains__, _MARKS))


def form_in(text: str) -> str:
    """What the first such secret in ``text`` is called, empty when there is none."""
    return next((form.name for form, _ in _found(text)), "")


def tokens_in(text: str) -> list[tuple[int, int]]:
    """Where such secrets stand in ``text``, start and end of each."""
    return [match.span() for _, match in _found(text)] if marked(text) else []


def _found(text: str) -> Iterator[tuple[_Form, re.Match[str]]]:
    for form in _FORMS:
        if form.mark in text:
            for match in re.finditer(form.pattern, text):
                if form.proof(match):
                    yield form, match


def invented(text: str) -> bool:
    """Whether ``text`` was made up: AWS' sample keys say EXAMPLE, others count or stutter."""
    return len(set(text)) < 8 or _SAMPLE.search(text) is not None


_SAMPLE = re.compile(
    r"(.)\1{4}|example|sample|placeholder|your|dummy|fake|secret|token|1234567|abcdefg",
    re.IGNORECASE,
)


def _is_random(match: re.Match[str]) -> bool:
    return not invented(match[1])


def _has_checksum(match: re.Match[str]) -> bool:
    """Whether the last six characters are the CRC-32 of those before, in base 62.

    Source: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
    """
    from zlib import crc32

    number = 0
    for character in match[2]:
        number = number * 62 + _BASE62.index(character)
    return number == crc32(match[1].encode()) and not invented(match[1])


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


def _form(
    name: str,
    mark: str,
    pattern: str,
    proof: Callable[[re.Match[str]], bool] = _is_random,
) -> _Form:
    return _Form(name, mark, rf"(?<![A-Za-z0-9_-]){pattern}(?![A-Za-z0-9_])", proof)


_WORD = "[A-Za-z0-9_-]"
_CHECKED = "([A-Za-z0-9]{30,240})([A-Za-z0-9]{6})"
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
    _form("an Anthropic key", "sk-ant-", f"sk-ant-[a-z0-9]{{5,12}}-({_WORD}{{80,200}})"),
    _form(
        "a private key",
        "PRIVATE KEY",
        r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
        r"[^<>{}$%@]{0,300}?([A-Za-z0-9+/]{20})[A-Za-z0-9+/=]*",
        _has_body,
    ),
    _form("a JWT", "eyJ", rf"(eyJ{_WORD}{{8,}})\.({_WORD}{{2,}})\.{_WORD}{{16,}}", _has_header),
)
_MARKS = tuple(dict.fromkeys(form.mark for form in _FORMS))
