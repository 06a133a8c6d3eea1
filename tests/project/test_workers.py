"""Several processes give what one gives."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from project import ROOT

from chatlint.cli.main import cli

BROKEN = [
    file for file in sorted((ROOT / "examples" / "broken").iterdir()) if file.suffix != ".txt"
]
MANY = 1000


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many files that more than one process pays, with findings of all sorts."""
    folder = tmp_path_factory.mktemp("many")
    for number in range(MANY):
        like = BROKEN[number % len(BROKEN)]
        (folder / f"{number:04}{like.suffix}").write_bytes(like.read_bytes())
    (folder / "0500-unreadable.yaml").symlink_to(folder / "0501-gone.yaml")
    return folder


def printed(folder: Path, jobs: int, *arguments: str) -> tuple[int, str, str]:
    options = ("check", "--jobs", str(jobs), "--no-cache", "--isolated")
    result = CliRunner().invoke(cli, [*options, *arguments, str(folder)], standalone_mode=False)
    return int(result.return_value), result.stdout, result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--verbose",),
        *(pytest.param(each, marks=pytest.mark.slow) for each in ((), ("--format", "json"))),
    ],
)
def test_output_is_the_same_however_many_work(many: Path, arguments: tuple[str, ...]) -> None:
    alone = printed(many, 1, *arguments)
    assert alone[1].count("0999") > 0
    assert printed(many, 2, *arguments) == alone
    assert printed(many, 8, *arguments) == alone


@pytest.mark.slow
def test_a_configuration_counts_in_every_process(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (many / ".chatlint.yaml").write_text("per-file: {'00*': {ignore: [CHAT401]}}\n")
    monkeypatch.chdir(many)
    command = ("check", "--no-cache", "--format", "concise")
    alone, several = (CliRunner().invoke(cli, [*command, "-j", jobs]).stdout for jobs in ("1", "4"))
    assert alone == several
    assert any("CHAT401" in line for line in alone.splitlines())
    assert not any("CHAT401" in line for line in alone.splitlines() if line.startswith("00"))


def test_what_another_process_needed_is_of_use(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (many / ".chatlint.yaml").write_text(
        "suppress:\n"
        '- {path: "*.yaml", rules: [CHAT401], reason: of use}\n'
        '- {path: "*.yaml", rules: [CHAT404], reason: of none}\n'
    )
    monkeypatch.chdir(many)
    command = ("check", "--no-cache", "--format", "concise", "--select", "CHAT401,CHAT404,CHAT901")
    several = CliRunner().invoke(cli, [*command, "-j", "4"]).stdout
    assert "CHAT401" not in several
    assert [line for line in several.splitlines() if "[CHAT901]" in line] == [
        ".chatlint.yaml:3:28: warning[CHAT901] there is no finding of CHAT404 to ignore"
    ]
