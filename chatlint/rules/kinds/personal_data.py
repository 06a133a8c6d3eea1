"""Kinds about personal data and AWS account IDs, which do not belong in shared files."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chatlint.model.diagnostic import Problem
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.placeholder import BUILT_IN, PlaceholderSyntax
from chatlint.model.walk import join_strings, mask_placeholders, walk_leaves, walk_strings
from chatlint.rules.kinds.kind import kind
from chatlint.rules.kinds.sensitive_names import compile_names, is_sensitive

_WORDS = {"type": "list", "required": True, "schema": {"type": "string"}}
_Offsets = tuple[int, int]


class _Allowed(NamedTuple):
    """Data in the format of personal data that is not reported.

    Args:
        domains: e-mail domains, each as a list of its labels.
        mailboxes: mailbox names of roles, such as ``support``.
        addresses: e-mail addresses.
        phones, cards: numbers, digits only.
    """

    domains: Sequence[list[str]]
    mailboxes: Container[str]
    addresses: Container[str]
    phones: Container[str]
    cards: Container[str]

    @classmethod
    def of(cls, argument: Any) -> _Allowed:
        """Build it from the argument in the rule file and the configuration."""
        allowed = {each.lower() for each in argument.get("allow", ())}
        numbers = {re.sub("[ +-]", "", each) for each in allowed}
        return cls(
            [each.split(".") for each in (*argument["domains"], *allowed)],
            frozenset(argument["mailboxes"]),
            allowed,
            numbers,
            numbers.union(argument["cards"]),
        )


def _find_spans(
    text: str, argument: Any, syntax: PlaceholderSyntax = BUILT_IN
) -> Iterable[_Offsets]:
    if not _may_be_personal(text):
        return ()
    masked = mask_placeholders(text, syntax)
    return (span for span, _ in _find_personal(masked, _Allowed.of(argument)))


def _may_be_personal(text: str) -> bool:
    """Quickly test whether ``text`` can have personal data."""
    return "@" in text or "+" in text or _DIGITS.search(text) is not None


@kind(
    uses_syntax=True,
    depends="scalars",
    secret_spans=_find_spans,
    type="dict",
    schema={
        "domains": _WORDS,
        "mailboxes": _WORDS,
        "cards": _WORDS,
        "phones": _WORDS,
        "allow": {"type": "list", "schema": {"type": "string", "empty": False}},
    },
)
def personal_data(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """No key and no value has an e-mail address, phone number or card number of a person.

    Not reported are addresses at ``domains``, mailboxes of roles (``mailboxes``), the sample
    numbers ``cards``, and the domains, addresses and numbers in ``allow``. A phone number starts
    with a plus sign, or is the whole value of a key that is one of ``phones``.
    """
    if not any(map(_may_be_personal, join_strings(value))):
        return
    allowed, phones = _Allowed.of(argument), compile_names(argument["phones"])
    for path, part, item in walk_leaves(value):
        text = str(item) if type(item) is int and item in _NUMBERS else item
        if not isinstance(text, str):
            continue
        _, name = next(_find_personal(mask_placeholders(text, syntax), allowed), ((), ""))
        if not name and part == "value" and _is_plain_phone(text, allowed):
            name = "a phone number" if _is_under(path, phones) else ""
        if name:
            yield Problem(path, part, item, detail=name)


_DIGITS = re.compile("[0-9]{4}[0-9 -]{4}")
_NUMBERS = range(10**20)  # larger ones are longer than phone and card numbers


def _find_personal(text: str, allowed: _Allowed) -> Iterator[tuple[_Offsets, str]]:
    """Yield the offsets and the kind of personal data in ``text``."""
    if "@" in text:
        yield from ((span, "an e-mail address") for span in _find_addresses(text, allowed))
    if "+" in text:
        yield from (
            (match.span(), "a phone number")
            for match in _PHONE.finditer(text)
            if _is_phone(match[1], allowed.phones)
        )
    for match in _CARD.finditer(text):
        if _is_card(match[0], allowed.cards):
            yield match.span(), "a card number"


def _is_under(path: Path, names: re.Pattern[str]) -> bool:
    """Whether the last key in ``path`` is one of ``names``."""
    return is_sensitive(next((step for step in reversed(path) if isinstance(step, str)), ""), names)


def _is_plain_phone(text: str, allowed: _Allowed) -> bool:
    """Whether ``text`` is a phone number without a plus sign."""
    number = re.sub("[ -]", "", text) if _PLAIN_PHONE.fullmatch(text) else ""
    return bool(number) and not _AMERICAN.fullmatch(number) and _is_phone(number, allowed.phones)


def _find_addresses(text: str, allowed: _Allowed) -> Iterator[_Offsets]:
    for match in _AT.finditer(text):
        domain = match[1].rstrip(".-").lower()
        labels = domain.split(".")
        if len(labels) < 2 or not all(labels) or not labels[-1].isalpha():
            continue
        end = match.start()
        first = max(0, end - 320)  # the longest address has 320 characters
        start = first + len(text[first:end].rstrip(_MAILBOX))
        if not _MAILBOX_START.match(text, start, end) or _NOT_AN_ADDRESS.match(text, match.end()):
            continue
        name = text[start:end].lower()
        words = re.split(r"[._+-]", name)
        is_role = any(role in allowed.mailboxes for role in (name, words[0], words[-1]))
        is_allowed = is_role or f"{name}@{domain}" in allowed.addresses
        if not is_allowed and not _is_in_domain(labels, allowed.domains):
            yield start, match.start(1) + len(domain)


_AT = lazy_regex(r"(?<=[A-Za-z0-9])@([A-Za-z0-9.-]+)")
_MAILBOX = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-"
# Excludes the end of a name after a placeholder, and user names in URLs and paths.
_MAILBOX_START = lazy_regex(r"(?:(?<=mailto:)|(?<![^\s\"'(<\[{,;=]))[A-Za-z0-9]")
# Follows in the URL of a repository; a placeholder (NUL) follows an incomplete address.
_NOT_AN_ADDRESS = lazy_regex(r":\S|\0")


def _is_in_domain(labels: list[str], domains: Iterable[list[str]]) -> bool:
    return any(labels[-len(each) :] == each for each in domains)


_PHONE = lazy_regex(r"(?<![\w+/=\0])\+([1-9](?:[ -]?[0-9]){7,14})(?![ -]?[0-9\0])")
_PLAIN_PHONE = lazy_regex(r"[1-9](?:[ -]?[0-9]){7,14}")  # up to 15 digits. Source: ITU-T E.164
# Digits without spaces, or in the groups printed on cards, not followed by another group.
_CARD = lazy_regex(
    r"""
      (?<![\w.+/\0-])
      (?: [0-9]{13,19}
        | (?<![0-9]\ ) [0-9]{4} (?: ([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4} (?:\1[0-9]{3})?
                               | ([ -])[0-9]{6}\2[0-9]{4,5} ) (?!\ [0-9]{4}) )
      (?![\w/\0-]|\.[0-9])
    """,
    re.VERBOSE,
)


def _is_phone(written: str, examples: Container[str]) -> bool:
    number = re.sub("[ -]", "", written)
    return number not in examples and not _FICTION.match(number) and not _COUNTING.search(number)


_COUNTING = lazy_regex(r"([0-9])\1{5}|12345678|87654321")
# Numbers that are never assigned. Sources: https://nationalnanpa.com (555-0100 to -0199; the
# area code 555 is not in use), https://www.ofcom.org.uk (telephone numbers for use in drama),
# https://www.acma.gov.au (numbers for use in films), Bundesnetzagentur, Mitteilung 148/2021.
_FICTION = lazy_regex(
    r"""
      1555 | 1[0-9]{3}555(?:01[0-9]{2}|1212)\Z
    | 44(?:7700900 | 1632960 | 1(?:1[3-8]|[2-6]1)4960 | 1914980 | 2079460 | 2896496
          | 2920180 | 8081570 | 9098790 | 3069990)
    | 61(?:[2378](?:5550|7010) | 491570)
    | 49(?:3023125 | 6990009 | 4066969 | 2214710 | 8999998)[0-9]{3}\Z
    """,
    re.VERBOSE,
)
# The American ones without the country code.
_AMERICAN = lazy_regex("555[0-9]{7}|[0-9]{3}555(?:01[0-9]{2}|1212)")


def _is_card(written: str, examples: Container[str]) -> bool:
    number = re.sub("[ -]", "", written)
    if number in examples or not _ISSUED.fullmatch(number):
        return False
    if len(set(number)) < 4 or _TEST_NUMBER.search(number):
        return False
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


# Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay: ranges in use.
_ISSUED = lazy_regex(
    r"""
      4[0-9]{15}(?:[0-9]{3})?
    | (?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}
    | 3[47][0-9]{13}
    | (?:6011|64[4-9][0-9]|65[0-9]{2})[0-9]{12}
    | (?:30[0-5]|3[689][0-9])[0-9]{11}
    | 35(?:2[89]|[3-8][0-9])[0-9]{12}
    | 62[0-9]{14,17}
    """,
    re.VERBOSE,
)
# Test numbers repeat a digit, or have a bank number of mostly zeros.
_TEST_NUMBER = lazy_regex(r"([0-9])\1{4}|\A40000")


@kind(uses_syntax=True, depends="scalars", type="dict", schema={"except": _WORDS})
def account_id(
    value: object, argument: Any, request: Mapping[str, Any], syntax: PlaceholderSyntax = BUILT_IN
) -> Iterator[Problem]:
    """No ARN has the ID of an AWS account, except those in ``except`` and invented ones."""
    if "arn:" not in join_strings(value).values:
        return
    for path, part, text in walk_strings(value):
        if part == "key":
            continue
        for account in _ACCOUNT.findall(mask_placeholders(text, syntax)):
            # AWS' examples have at most three different digits: 111122223333, 123123123123.
            if account not in argument["except"] and len(set(account)) > 3:
                yield Problem(path, value=text, detail=account)
                break


_ACCOUNT = lazy_regex(r"\barn:[a-z\0-]+:[a-z0-9-]*:[a-z0-9\0-]*:([0-9]{12}):")


KINDS = (personal_data, account_id)
