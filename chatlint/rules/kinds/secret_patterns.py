"""Formats of keys and tokens that their issuers made recognizable.

Sources: the issuers' documentation; https://github.com/gitleaks/gitleaks for the lengths.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from math import log2
from typing import NamedTuple

from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.placeholder import PlaceholderSyntax


class _TokenFormat(NamedTuple):
    """The format of one kind of secret.

    Args:
        name: its name in messages.
        marker: a substring that every such secret has.
        pattern: a regex whose first group is the random part. It is compiled only for a text with
            the marker, which is rare.
        is_genuine: whether a match is a secret, not an example.
        fillable: the group that may be a placeholder; the match is then no secret.
    """

    name: str
    marker: str
    pattern: str
    is_genuine: Callable[[re.Match[str]], bool]
    fillable: int | None = None


def has_marker(text: str) -> bool:
    """Quickly test whether ``text`` can have such a secret."""
    return any(map(text.__contains__, _MARKERS))


def get_token_name(text: str, syntax: PlaceholderSyntax) -> str:
    """Get the name of the first secret in ``text``; empty if it has none."""
    return next((format_.name for format_, _ in _match_formats(text, syntax)), "")


def find_tokens(text: str, syntax: PlaceholderSyntax) -> list[tuple[int, int]]:
    """Find the start and end offsets of secrets in ``text``."""
    matches = _match_formats(text, syntax) if has_marker(text) else ()
    return [match.span() for _, match in matches]


def _match_formats(
    text: str, syntax: PlaceholderSyntax
) -> Iterator[tuple[_TokenFormat, re.Match[str]]]:
    for format_ in _FORMATS:
        if format_.marker in text:
            for match in re.finditer(format_.pattern, text):
                filled_in = format_.fillable and syntax.has_placeholder(match[format_.fillable])
                if not filled_in and format_.is_genuine(match):
                    yield format_, match


def is_invented(text: str) -> bool:
    """Whether ``text`` is made up: it says EXAMPLE, counts, or repeats a few characters."""
    return len(set(text)) < 8 or _SAMPLE.search(text) is not None


_SAMPLE = lazy_regex(
    r"(.)\1{4}|example|sample|placeholder|your|dummy|fake|secret|token|1234567|abcdefg",
    re.IGNORECASE,
)


def is_random(text: str) -> bool:
    """Whether ``text`` is a random mix of letters and digits: not words, a number or a sample."""
    in_words = sum(map(len, _WORD.findall(text)))
    if in_words * 2 > len(text) or len(_NUMBER.findall(text)) < 2 or is_invented(text):
        return False
    return -sum(n / len(text) * log2(n / len(text)) for n in Counter(text).values()) > 3.5


_WORD = lazy_regex(r"[a-z]{4,}|[A-Z]{4,}")
_NUMBER = lazy_regex(r"[0-9]+")


def _is_not_invented(match: re.Match[str]) -> bool:
    return not is_invented(match[1])


def _has_random_part(match: re.Match[str]) -> bool:
    return is_random(match[1])


def _has_checksum(match: re.Match[str]) -> bool:
    """Whether the last six characters are the CRC-32 of the others, in base 62.

    Source: https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
    """
    from zlib import crc32

    number = 0
    for character in match[2]:
        number = number * 62 + _BASE62.index(character)
    return number == crc32(match[1].encode()) and not is_invented(match[1])


_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def _has_header(match: re.Match[str]) -> bool:
    """Whether the first part of a JWT is a header, except in the sample of jwt.io."""
    import json
    from base64 import urlsafe_b64decode

    if match[2].startswith("eyJzdWIiOiIxMjM0NTY3ODkwIi"):
        return False
    try:
        header = json.loads(urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)))
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and "alg" in header


def _has_key_body(match: re.Match[str]) -> bool:
    """Whether the group belongs to the key, not to text after an empty key."""
    return "-----END" not in match[0] and _is_not_invented(match)


def _has_credentials(match: re.Match[str]) -> bool:
    """Whether the group encodes a user name and a password. Source: RFC 7617."""
    from base64 import b64decode

    try:
        text = b64decode(match[1] + "=" * (-len(match[1]) % 4)).decode()
    except ValueError:
        return False
    user, _, password = text.partition(":")
    return bool(user) and text.isprintable() and _is_password(user, password)


def _has_password(match: re.Match[str]) -> bool:
    """Whether the URL has a password, for a host that is not local or an example."""
    user, password, host = match.groups()
    return not _SAMPLE_HOST.fullmatch(host) and _is_password(user, password)


def _is_password(user: str, password: str) -> bool:
    """Whether ``password`` is a password, not a word such as "password"."""
    return password.lower() != user.lower() and not _SAMPLE_PASSWORD.fullmatch(password)


_SAMPLE_HOST = lazy_regex(
    r"(?:.*\.)?(?:example(?:\.[a-z]+)?|localhost|test|invalid)|127\.[0-9.]+|host(?:name)?|server",
    re.IGNORECASE,
)
_SAMPLE_PASSWORD = lazy_regex(
    r"""
      .{0,4} | (.)\1* | .*(?:example|sample|placeholder|dummy|fake|1234567|abcdefg).* | your.*
    | (?:my|the|some|test|db|user)?[-_ ]?
      (?:pass(?:word|wd|code|phrase)?|pwd|secret|token|key|credentials?|login|admin|root|guest|test
        |change[-_]?(?:me|it)|letmein|open\ sesame)
      [-_ ]?(?:here|[0-9]{1,4})?[!?]?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def _token(
    name: str,
    marker: str,
    pattern: str,
    is_genuine: Callable[[re.Match[str]], bool] = _is_not_invented,
    fillable: int | None = None,
) -> _TokenFormat:
    """Build a format whose matches are not part of a longer word."""
    whole = rf"(?<![A-Za-z0-9_-]){pattern}(?![A-Za-z0-9_])"
    return _TokenFormat(name, marker, whole, is_genuine, fillable)


_CHAR = "[A-Za-z0-9_-]"
_CHECKED = "([A-Za-z0-9]{30,240})([A-Za-z0-9]{6})"
_HEADER = "-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
_FORMATS = (
    _token("an AWS access key id", "AKIA", "AKIA([A-Z2-7]{16})"),
    _token("a temporary AWS access key id", "ASIA", "ASIA([A-Z2-7]{16})"),
    _token("a GitHub token", "ghp_", f"ghp_{_CHECKED}", _has_checksum),
    _token("a GitHub token", "gho_", f"gho_{_CHECKED}", _has_checksum),
    _token("a GitHub token", "ghu_", f"ghu_{_CHECKED}", _has_checksum),
    _token("a GitHub token", "ghs_", f"ghs_{_CHECKED}", _has_checksum),
    _token("a GitHub token", "ghr_", f"ghr_{_CHECKED}", _has_checksum),
    _token("a GitHub token", "github_pat_", "github_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})"),
    _token("a GitLab token", "glpat-", f"glpat-({_CHAR}{{20,300}})"),
    _token("a Slack token", "xox", f"xox[abpr]-(?:[0-9]-)?([0-9]{{8,14}}-{_CHAR}{{16,250}})"),
    _token("a Slack token", "xapp-", "xapp-[0-9]-([A-Z0-9]{8,14}-[0-9]{8,14}-[a-z0-9]{32,128})"),
    _token(
        "the address of a Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/]{40,80})",
    ),
    _token("a Stripe key", "k_live_", "[rs]k_live_([A-Za-z0-9]{20,250})"),
    _token("a Google API key", "AIza", f"AIza({_CHAR}{{35}})"),
    _token("an npm token", "npm_", f"npm_{_CHECKED}", _has_checksum),
    _token("a PyPI token", "pypi-AgE", f"pypi-AgE({_CHAR}{{60,1000}})"),
    _token("a SendGrid key", "SG.", rf"SG\.({_CHAR}{{22}}\.{_CHAR}{{43}})"),
    _token("a Twilio key", "SK", "SK([0-9a-f]{32})"),
    _token("an OpenAI key", "T3BlbkFJ", f"sk-({_CHAR}{{20,200}}T3BlbkFJ{_CHAR}{{20,200}})"),
    _token("a Hugging Face token", "hf_", "hf_([A-Za-z]{34})"),
    _token("a Hugging Face token", "api_org_", "api_org_([A-Za-z]{34})"),
    _token("a Square token", "sq0", f"sq0(?:atp|csp)-({_CHAR}{{22,60}})"),
    _token("a Shopify token", "shp", "shp(?:at|ca|pa|ss)_([0-9a-fA-F]{32})"),
    _token("a DigitalOcean token", "_v1_", "do[opr]_v1_([0-9a-f]{64})"),
    _token("a Vault token", "hv", f"hv[bs]\\.({_CHAR}{{90,300}})"),
    _token("an Anthropic key", "sk-ant-", f"sk-ant-[a-z0-9]{{5,12}}-({_CHAR}{{80,200}})"),
    _token(
        "a private key",
        "PRIVATE KEY",
        rf"{_HEADER}[^<>{{}}$%@]{{0,300}}?([A-Za-z0-9+/]{{20}})[A-Za-z0-9+/=]*",
        _has_key_body,
    ),
    # A header alone is a key that was cut off; prose about keys would have more words.
    _TokenFormat("a private key", "PRIVATE KEY", rf"\A\s*{_HEADER}\s*\Z", bool),
    _token(
        "a JWT",
        "eyJ",
        rf"(eyJ{_CHAR}{{8,}})\.({_CHAR}{{2,}})\.{_CHAR}{{16,}}",
        _has_header,
    ),
    _token(
        "a bearer token", "earer ", r"[Bb]earer ([A-Za-z0-9._~+/-]{20,2000})=*", _has_random_part
    ),
    _token("a password", "asic ", r"[Bb]asic ([A-Za-z0-9+/]{8,400})={0,2}", _has_credentials),
    _token(
        "a password",
        "://",
        r"[A-Za-z][A-Za-z0-9+.-]{1,20}://([^\s/?#@:\"'<>{}]{0,100}):([^\s/?#@\"'<>{}]{5,200})"
        r"@([A-Za-z0-9.-]+)",
        _has_password,
        fillable=2,
    ),
)
_MARKERS = tuple(dict.fromkeys(each.marker for each in _FORMATS))
