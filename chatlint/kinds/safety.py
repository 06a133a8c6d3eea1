"""Kinds about people and accounts that a file many can read should not name."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from chatlint.diagnostic import Problem
from chatlint.kinds import kind
from chatlint.kinds.texts import joined, solid, texts

_WORDS = {"type": "list", "required": True, "schema": {"type": "string"}}


@kind(
    type="dict",
    schema={
        "domains": _WORDS,
        "mailboxes": _WORDS,
        "cards": _WORDS,
        "allow": {"type": "list", "schema": {"type": "string", "empty": False}},
    },
)
def personal_data(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """No value holds an e-mail address, a phone or a card number of a person.

    Addresses at ``domains`` and the numbers ``cards`` are examples; ``mailboxes`` are those of a
    role, not of a person. ``allow`` are more domains, whole addresses and numbers that are fine.
    """
    found = joined(value).values
    if "@" not in found and "+" not in found and not _DIGITS.search(found):
        return
    for path, text in texts(value):
        if name := _personal(solid(text), argument):
            yield Problem(path, value=text, detail=name)


_DIGITS = re.compile("[0-9]{4}[0-9 -]{9}")


def _personal(text: str, argument: Any) -> str:
    allowed = {each.lower() for each in argument.get("allow", ())}
    numbers = {re.sub("[ +-]", "", each) for each in allowed}
    domains = [*argument["domains"], *allowed]
    if "@" in text and _holds_address(text, domains, argument["mailboxes"], allowed):
        return "an e-mail address"
    if "+" in text and any(_is_phone(written, numbers) for written in _PHONE.findall(text)):
        return "a phone number"
    cards = numbers.union(argument["cards"])
    if any(_is_card(written, cards) for written in _CARD.findall(text)):
        return "a card number"
    return ""


def _holds_address(
    text: str, domains: Iterable[str], mailboxes: Iterable[str], allowed: Container[str]
) -> bool:
    for match in _AT.finditer(text):
        labels = match[1].rstrip(".-").lower().split(".")
        if len(labels) < 2 or not all(labels) or not labels[-1].isalpha():
            continue
        # The longest address has 320 characters.
        mailbox = _MAILBOX.search(text, max(0, match.start() - 320), match.start())
        if mailbox is None or _NO_PERSON.match(text, match.end()):
            continue
        name = mailbox[1].lower()
        names = {name, re.split(r"[._+-]", name)[0]}
        known = f"{name}@{'.'.join(labels)}" in allowed or not names.isdisjoint(mailboxes)
        if not known and not _is_below(labels, domains):
            return True
    return False


_AT = re.compile(r"(?<=[A-Za-z0-9])@([A-Za-z0-9.-]+)")
# Not the rest of a name after a placeholder, nor the user of a URL or a path.
_MAILBOX = re.compile(r"(?:(?<=mailto:)|(?<![^\s\"'(<\[{,;=]))([A-Za-z0-9][A-Za-z0-9._%+-]*)\Z")
# The address of a repository goes on like this, an unfinished one with a placeholder.
_NO_PERSON = re.compile(r":\S|\0")


def _is_below(labels: list[str], domains: Iterable[str]) -> bool:
    return any(labels[-len(each) :] == each for each in (name.split(".") for name in domains))


_PHONE = re.compile(r"(?<![\w+/=\0])\+([1-9](?:[ -]?[0-9]){7,14})(?![ -]?[0-9\0])")
_CARD = re.compile(r"(?<![\w.+/\0-])([0-9](?:[ -]?[0-9]){12,18})(?![\w/\0-]|\.[0-9])")


def _is_phone(written: str, examples: Container[str]) -> bool:
    number = re.sub("[ -]", "", written)
    return number not in examples and not _FICTION.match(number) and not _COUNTED.search(number)


_COUNTED = re.compile(r"([0-9])\1{5}|12345678|87654321")
# Numbers that are never given to anyone. Sources: https://nationalnanpa.com (555-0100 to -0199; the
# area code 555 is not in use), https://www.ofcom.org.uk (telephone numbers for use in drama),
# https://www.acma.gov.au (numbers for use in films), Bundesnetzagentur, Mitteilung 148/2021.
_FICTION = re.compile(
    r"""
      1555 | 1[0-9]{3}555(?:01[0-9]{2}|1212)\Z
    | 44(?:7700900 | 1632960 | 1(?:1[3-8]|[2-6]1)4960 | 1914980 | 2079460 | 2896496
          | 2920180 | 8081570 | 9098790 | 3069990)
    | 61(?:[2378](?:5550|7010) | 491570)
    | 49(?:3023125 | 6990009 | 4066969 | 2214710 | 8999998)[0-9]{3}\Z
    """,
    re.VERBOSE,
)


def _is_card(written: str, examples: Container[str]) -> bool:
    number = re.sub("[ -]", "", written)
    groups = tuple(map(len, re.split("[ -]", written)))
    if len(groups) > 1 and groups not in _GROUPS:
        return False
    if number in examples or not _ISSUED.fullmatch(number):
        return False
    if len(set(number)) < 4 or _STUTTER.search(number):
        return False
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


_GROUPS = frozenset(((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4)))
# Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay, as they are issued now.
_ISSUED = re.compile(
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
_STUTTER = re.compile(r"([0-9])\1{4}|\A40000")


@kind(type="dict", schema={"except": _WORDS})
def account_id(value: object, argument: Any, request: Mapping[str, Any]) -> Iterator[Problem]:
    """No ARN names an AWS account, those in ``except`` and others plainly made up aside."""
    if "arn:" not in joined(value).values:
        return
    for path, text in texts(value):
        for account in _ACCOUNT.findall(solid(text)):
            # AWS' examples are of two or three digits: 111122223333, 555555555555, 123123123123.
            if account not in argument["except"] and len(set(account)) > 3:
                yield Problem(path, value=text, detail=account)
                break


_ACCOUNT = re.compile(r"\barn:[a-z\0-]+:[a-z0-9-]*:[a-z0-9\0-]*:([0-9]{12}):")


KINDS = (personal_data, account_id)
