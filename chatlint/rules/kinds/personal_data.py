"""Kinds about people and accounts that a file many can read should not name."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from chatlint.model.diagnostic import Problem
from chatlint.model.lazy_regex import lazy_regex
from chatlint.model.path import Path
from chatlint.model.walk import join_strings, mask_placeholders, walk_leaves, walk_strings
from chatlint.rules.kinds.kind import kind
from chatlint.rules.kinds.sensitive_names import is_sensitive, name_pattern

_WORDS = {"type": "list", "required": True, "schema": {"type": "string"}}
_Place = tuple[int, int]


class _Allowed(NamedTuple):
    """What is nobody's, though it has the form.

    Args:
        domains: e-mail domains, one list of labels each.
        mailboxes: those of a role.
        addresses: whole e-mail addresses.
        phones, cards: numbers, digits only.
    """

    domains: Sequence[list[str]]
    mailboxes: Container[str]
    addresses: Container[str]
    phones: Container[str]
    cards: Container[str]

    @classmethod
    def of(cls, argument: Any) -> _Allowed:
        """What the rule and a configuration say of it."""
        allowed = {each.lower() for each in argument.get("allow", ())}
        numbers = {re.sub("[ +-]", "", each) for each in allowed}
        return cls(
            [each.split(".") for each in (*argument["domains"], *allowed)],
            frozenset(argument["mailboxes"]),
            allowed,
            numbers,
            numbers.union(argument["cards"]),
        )


def _places(text: str, argument: Any) -> Iterable[_Place]:
    """Where personal data stand in ``text``."""
    if not _may_be_personal(text):
        return ()
    return (place for place, _ in _personal(mask_placeholders(text), _Allowed.of(argument)))


def _may_be_personal(text: str) -> bool:
    """Whether there may be such data in ``text``; a quick test."""
    return "@" in text or "+" in text or _DIGITS.search(text) is not None


@kind(
    depends="scalars",
    hides=_places,
    type="dict",
    schema={
        "domains": _WORDS,
        "mailboxes": _WORDS,
        "cards": _WORDS,
        "phones": _WORDS,
        "allow": {"type": "list", "schema": {"type": "string", "empty": False}},
    },
)
def personal_data(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """No key and no value holds an e-mail address, a phone or a card number of a person.

    Addresses at ``domains`` and the numbers ``cards`` are examples; ``mailboxes`` are those of a
    role, not of a person. ``allow`` are more domains, whole addresses and numbers that are fine.
    A phone number has its plus sign, or stands alone below a key that is one of ``phones``.
    """
    if not any(map(_may_be_personal, join_strings(value))):
        return
    known, phones = _Allowed.of(argument), name_pattern(argument["phones"])
    for path, part, item in walk_leaves(value):
        text = str(item) if type(item) is int and item in _NUMBERS else item
        if not isinstance(text, str):
            continue
        _, name = next(_personal(mask_placeholders(text), known), ((), ""))
        if not name and part == "value" and _is_plain_phone(text, known) and _told(path, phones):
            name = "a phone number"
        if name:
            yield Problem(path, part, item, detail=name)


_DIGITS = re.compile("[0-9]{4}[0-9 -]{4}")
_NUMBERS = range(10**20)  # others are longer than a phone's or a card's


def _personal(text: str, known: _Allowed) -> Iterator[tuple[_Place, str]]:
    """What there is in ``text``, with its place."""
    if "@" in text:
        yield from ((place, "an e-mail address") for place in _addresses(text, known))
    if "+" in text:
        yield from (
            (match.span(), "a phone number")
            for match in _PHONE.finditer(text)
            if _is_phone(match[1], known.phones)
        )
    for match in _CARD.finditer(text):
        if _is_card(match[0], known.cards):
            yield match.span(), "a card number"


def _told(path: Path, phones: re.Pattern[str]) -> bool:
    """Whether the last key in ``path`` is one of a phone number."""
    return is_sensitive(
        next((step for step in reversed(path) if isinstance(step, str)), ""), phones
    )


def _is_plain_phone(text: str, known: _Allowed) -> bool:
    """Whether ``text`` is the number of a phone without its plus sign."""
    number = re.sub("[ -]", "", text) if _PLAIN_PHONE.fullmatch(text) else ""
    return bool(number) and not _AMERICAN.fullmatch(number) and _is_phone(number, known.phones)


def _addresses(text: str, known: _Allowed) -> Iterator[_Place]:
    for match in _AT.finditer(text):
        domain = match[1].rstrip(".-").lower()
        labels = domain.split(".")
        if len(labels) < 2 or not all(labels) or not labels[-1].isalpha():
            continue
        end = match.start()
        first = max(0, end - 320)  # characters, which the longest address has
        start = first + len(text[first:end].rstrip(_MAILBOX))
        if not _BEGINNING.match(text, start, end) or _NO_PERSON.match(text, match.end()):
            continue
        name = text[start:end].lower()
        words = re.split(r"[._+-]", name)
        of_a_role = any(role in known.mailboxes for role in (name, words[0], words[-1]))
        fine = of_a_role or f"{name}@{domain}" in known.addresses
        if not fine and not _is_below(labels, known.domains):
            yield start, match.start(1) + len(domain)


_AT = lazy_regex(r"(?<=[A-Za-z0-9])@([A-Za-z0-9.-]+)")
_MAILBOX = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-"
# Not the rest of a name after a placeholder, nor the user of a URL or a path.
_BEGINNING = lazy_regex(r"(?:(?<=mailto:)|(?<![^\s\"'(<\[{,;=]))[A-Za-z0-9]")
# The address of a repository goes on like this, an unfinished one with a placeholder.
_NO_PERSON = lazy_regex(r":\S|\0")


def _is_below(labels: list[str], domains: Iterable[list[str]]) -> bool:
    return any(labels[-len(each) :] == each for each in domains)


_PHONE = lazy_regex(r"(?<![\w+/=\0])\+([1-9](?:[ -]?[0-9]){7,14})(?![ -]?[0-9\0])")
_PLAIN_PHONE = lazy_regex(r"[1-9](?:[ -]?[0-9]){7,14}")  # as long as ITU-T E.164 has it
# All digits together, or in the groups that stand on the card, and no more of such groups.
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
    return number not in examples and not _FICTION.match(number) and not _COUNTED.search(number)


_COUNTED = lazy_regex(r"([0-9])\1{5}|12345678|87654321")
# Numbers that are never given to anyone. Sources: https://nationalnanpa.com (555-0100 to -0199; the
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
# The same without the country.
_AMERICAN = lazy_regex("555[0-9]{7}|[0-9]{3}555(?:01[0-9]{2}|1212)")


def _is_card(written: str, examples: Container[str]) -> bool:
    number = re.sub("[ -]", "", written)
    if number in examples or not _ISSUED.fullmatch(number):
        return False
    if len(set(number)) < 4 or _STUTTER.search(number):
        return False
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


# Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, as they are issued now.
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
# Numbers to test with stutter, or leave most of the bank's number zero.
_STUTTER = lazy_regex(r"([0-9])\1{4}|\A40000")


@kind(depends="scalars", type="dict", schema={"except": _WORDS})
def account_id(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """No ARN names an AWS account, those in ``except`` and others plainly made up aside."""
    if "arn:" not in join_strings(value).values:
        return
    for path, part, text in walk_strings(value):
        if part == "key":
            continue
        for account in _ACCOUNT.findall(mask_placeholders(text)):
            # AWS' examples are of two or three digits: 111122223333, 555555555555, 123123123123.
            if account not in argument["except"] and len(set(account)) > 3:
                yield Problem(path, value=text, detail=account)
                break


_ACCOUNT = lazy_regex(r"\barn:[a-z\0-]+:[a-z0-9-]*:[a-z0-9\0-]*:([0-9]{12}):")


KINDS = (personal_data, account_id)
