"""The files that everybody has to check: the same for chatlint, its peers and the floor."""

from __future__ import annotations

import json
from pathlib import Path

TEMPLATE = """\
# Web chat {number}
InstanceId: ${{INSTANCE_ID}}
ContactFlowId: ${{FLOW_ID}}
ParticipantDetails:
  DisplayName: ${{CUSTOMER_NAME}}
Attributes:
  source: web
  queue: sales
  language: en
  priority: "3"
  campaign: autumn-{number}
  page: /products/{number}
  returning: "true"
InitialMessage:
  ContentType: text/plain
  Content: Hello, I have a question about product {number}.
ChatDurationInMinutes: {minutes}
SupportedMessagingContentTypes:
  - {first}
  - text/markdown
  - application/json
SegmentAttributes:
  tier:
    ValueString: gold
"""


def template(number: int, *, minutes: int = 1440, first: str = "text/plain") -> str:
    """One template of 24 lines."""
    return TEMPLATE.format(number=number, minutes=minutes, first=first)


def request(number: int) -> dict[str, object]:
    """What `template` says, as plain data."""
    return {
        "InstanceId": "${INSTANCE_ID}",
        "ContactFlowId": "${FLOW_ID}",
        "ParticipantDetails": {"DisplayName": "${CUSTOMER_NAME}"},
        "Attributes": {
            "source": "web",
            "queue": "sales",
            "language": "en",
            "priority": "3",
            "campaign": f"autumn-{number}",
            "page": f"/products/{number}",
            "returning": "true",
        },
        "InitialMessage": {
            "ContentType": "text/plain",
            "Content": f"Hello, I have a question about product {number}.",
        },
        "ChatDurationInMinutes": 1440,
        "SupportedMessagingContentTypes": ["text/plain", "text/markdown", "application/json"],
        "SegmentAttributes": {"tier": {"ValueString": "gold"}},
    }


def templates(folder: Path, count: int) -> Path:
    """Fill ``folder`` with templates; a tenth is too short, another tenth lacks text/plain."""
    folder.mkdir()
    for number in range(count):
        minutes = 20 if number % 10 == 0 else 1440
        first = (
            "text/plain"
            if number % 10 != 5
            else "application/vnd.amazonaws.connect.message.interactive"
        )
        (folder / f"{number:06}.yaml").write_text(template(number, minutes=minutes, first=first))
    return folder


def files_of_ninety(folder: Path, suffix: str) -> Path:
    """Ninety requests in as many files."""
    folder.mkdir()
    for number in range(90):
        text = template(number) if suffix == "yaml" else json.dumps(request(number), indent=2)
        (folder / f"{number:02}.{suffix}").write_text(text)
    return folder


def one_of_ninety(file: Path) -> Path:
    """Ninety requests in one file: a stream in YAML, a list in JSON."""
    if file.suffix == ".yaml":
        file.write_text("---\n".join(template(number) for number in range(90)))
    else:
        file.write_text(json.dumps([request(number) for number in range(90)], indent=2))
    return file


def long_list(file: Path, item: str) -> Path:
    """A request with 3,000 attributes, each of them ``item`` with its number in it."""
    attributes = "".join(f"  {item.format(number=number)}\n" for number in range(3000))
    head = "InstanceId: ${INSTANCE_ID}\nContactFlowId: ${FLOW_ID}\nParticipantDetails:\n"
    file.write_text(f"{head}  DisplayName: ${{CUSTOMER_NAME}}\nAttributes:\n{attributes}")
    return file
