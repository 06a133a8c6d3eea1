"""The examples: templates that pass, and broken ones beside what chatlint says of them."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest
from command import chatlint
from project import ROOT

EXAMPLES = ROOT / "examples"
BROKEN = sorted(
    file for file in (EXAMPLES / "broken").iterdir() if file.suffix in (".yaml", ".json")
)


def check(*arguments: str, cwd: Path) -> CompletedProcess[str]:
    done = chatlint("check", *arguments, cwd=cwd)
    assert done.stderr == ""
    return done


def test_the_templates_are_clean() -> None:
    done = check("examples/templates", cwd=ROOT)
    assert done.returncode == 0, done.stdout
    assert len(list((EXAMPLES / "templates").iterdir())) >= 6


@pytest.mark.parametrize("template", BROKEN, ids=lambda file: file.name)
def test_a_broken_template_gives_its_golden_output(template: Path) -> None:
    golden = template.with_suffix(".txt")
    command = f"chatlint check {template.name} --color never"
    done = check(template.name, "--color", "never", cwd=template.parent)
    assert done.returncode == 1
    assert done.stdout == golden.read_text(encoding="utf-8"), (
        f"chatlint says something else than {golden.name}. To see the difference:\n"
        f"  cd examples/broken && {command} | diff {golden.name} -\n"
        f"Where the new output is better, keep it: {command} > {golden.name}"
    )


def test_the_broken_templates_fail_together() -> None:
    done = check("examples/broken", cwd=ROOT)
    assert done.returncode == 1
    assert [file.name for file in BROKEN if f"broken/{file.name}:" not in done.stdout] == []


def test_every_golden_output_has_its_template() -> None:
    golden = {file.stem for file in (EXAMPLES / "broken").glob("*.txt")}
    assert golden == {file.stem for file in BROKEN}
