"""Measure chatlint as whole processes, side by side in one run: ``python scripts/benchmark.py``.

Prints the median of five runs of each command in seconds, and the ratios that matter.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
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
RUNS = 5


def write_templates(folder: Path, count: int) -> Path:
    """Fill ``folder`` with ``count`` templates; a tenth is too short, a tenth lacks text/plain."""
    folder.mkdir()
    for number in range(count):
        minutes = 20 if number % 10 == 0 else 1440
        first = "text/plain" if number % 10 != 5 else "text/markdown"
        text = TEMPLATE.format(number=number, minutes=minutes, first=first)
        (folder / f"{number:06}.yaml").write_text(text)
    return folder


def seconds(*command: str) -> float:
    """The median time of a command, as a process of its own."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    python = sys.executable
    check = (python, "-m", "chatlint", "check", "--format", "concise")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clean = folder / "clean.yaml"
        clean.write_text(TEMPLATE.format(number=1, minutes=60, first="text/plain"))
        few, many = (write_templates(folder / str(n), n) for n in (1_000, 4_000))
        imports = seconds(python, "-c", "import click, ruamel.yaml, cerberus")
        bare = seconds(python, "-c", "pass")
        one = seconds(*check, str(clean))
        small, large = seconds(*check, str(few)), seconds(*check, str(many))
    print(f"python -c pass                        {bare:6.3f}")
    print(f"import click, ruamel.yaml, cerberus   {imports:6.3f}")
    print(f"one clean template                    {one:6.3f}   {one / imports:.2f} of the imports")
    print(f"1,000 templates                       {small:6.3f}")
    print(f"4,000 templates                       {large:6.3f}   {large / small:.2f} times 1,000")


if __name__ == "__main__":
    main()
