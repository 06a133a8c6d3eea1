"""What findings of the reading rules say, so that a person knows what to do."""

from __future__ import annotations

import pytest

from chatlint import Linter, Source


def message(text: str) -> str:
    """The one thing there is to say of a YAML file."""
    (found,) = Linter().check(Source("a.yaml", text)).diagnostics
    return found.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("# nothing\n", "the file holds no more than comments"),
        ("text", "found a single value"),
        ("[{a: b}]", "found a list without one"),
        ("{a: b}", "with none of its members; it needs at least two, and InstanceId, "),
        ("instance_id: a", "with no more of its members than `instance_id`; it needs at least two"),
        ("{Attributes: {}, ClientToken: a}", "without InstanceId and ContactFlowId and Partici"),
        ("{participantDetails: {}, attributes: {}}", "without InstanceId and ContactFlowId"),
        (
            "{InstanceId: a, ContactFlowId: b, sourceEndpoint: c}",
            "with `sourceEndpoint`, a member of another operation",
        ),
        (
            "{InstanceId: a, ContactFlowId: b, Name: c}",
            "with `Name` and no ParticipantDetails, as other operations have it",
        ),
    ],
)
def test_why_a_file_holds_no_request(text: str, words: str) -> None:
    assert words in message(text)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("!ref", "no AWS tool knows the tag `!ref`; did you mean `!Ref`?"),
        ("!getatt", "no AWS tool knows the tag `!getatt`; did you mean `!GetAtt`?"),
        ("!secret", "no AWS tool knows the tag `!secret`"),
    ],
)
def test_a_tag_of_cloudformation_in_other_letters(tag: str, words: str) -> None:
    assert (
        message(f"InstanceId: ${{I}}\nParticipantDetails: {tag} a\nContactFlowId: ${{F}}") == words
    )
