"""What is remembered of earlier runs never changes what a run says."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from project import ROOT

from chatlint.cli.main import cli
from chatlint.linter.linter import Linter
from chatlint.project import cache
from chatlint.project.cache import Cache

SHORT = "InstanceId: ${I}\nContactFlowId: ${F}\nChatDurationInMinutes: 20\n"
FORMATS = ("full", "concise", "json", "sarif", "junit", "markdown")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that keeps results."""
    monkeypatch.setenv("CHATLINT_CACHE_DIR", str(tmp_path / "store"))
    return tmp_path / "store"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Templates with findings of all sorts, from which everything is run."""
    shutil.copytree(ROOT / "examples" / "broken", tmp_path / "here" / "broken")
    shutil.copytree(ROOT / "examples" / "templates", tmp_path / "here" / "fine")
    here = tmp_path / "here"
    (here / "secret.yaml").write_text(f"{SHORT}Attributes: {{password: hunter2hunter2}}\n")
    (here / "accepted.yaml").write_text(f"{SHORT.strip()} # chatlint: ignore[CHAT401] agreed\n")
    (here / "other.json").write_text('{"name": "x"}')
    monkeypatch.chdir(here)
    return here


def said(*arguments: str) -> tuple[object, str, str]:
    result = CliRunner().invoke(cli, ["check", *arguments], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.return_value, result.stdout, result.stderr


@pytest.fixture
def never_again(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """After it is called, nothing can be checked any more, only remembered."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("this file was checked again")

    return lambda: monkeypatch.setattr(Linter, "check", refuse)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.usefixtures("folder", "store")
def test_what_is_remembered_is_what_was_said(name: str, never_again: Callable[[], None]) -> None:
    options = ("--format", name, "--verbose")
    fresh = said(*options, "--no-cache")
    assert said(*options) == fresh
    never_again()
    assert said(*options) == fresh


@pytest.mark.usefixtures("folder", "store")
def test_a_baseline_is_held_against_what_is_remembered(never_again: Callable[[], None]) -> None:
    said(".")
    said(".", "--write-baseline", "--baseline", "b.json")
    fresh = said(".", "--baseline", "b.json", "--no-cache")
    never_again()
    assert said(".", "--baseline", "b.json") == fresh
    assert "in the baseline" in fresh[1]


def test_a_file_that_changed_is_checked(folder: Path, store: Path) -> None:
    one = folder / "one.yaml"
    one.write_text(SHORT)
    assert "CHAT401" in said("one.yaml")[1]
    one.write_text(SHORT.replace("20", "90"))
    assert "CHAT401" not in said("one.yaml")[1]
    one.write_text(SHORT)
    assert "CHAT401" in said("one.yaml")[1]


@pytest.mark.parametrize(
    "options",
    [
        ("--select", "CHAT101"),
        ("--ignore", "CHAT401"),
        ("--target", "botocore 1.20.0"),
        ("--max-size", "10"),
        ("--skip-others",),
        ("--isolated",),
    ],
)
def test_what_is_asked_for_counts(folder: Path, store: Path, options: tuple[str, ...]) -> None:
    said(".")
    assert said(".", *options) == said(".", *options, "--no-cache")


def test_a_configuration_counts(folder: Path, store: Path) -> None:
    config = folder / ".chatlint.yaml"
    (folder / "one.yaml").write_text(SHORT)
    for text in (
        "ignore: [CHAT101]",
        "severity: {CHAT401: note}",
        "per-file: {'one*': {ignore: [CHAT401]}}",
        "placeholders: {remove: ['${X}']}",
        "suppress: [{path: one.yaml, rules: [CHAT401], reason: agreed}]",
        "suppress: [{path: one.yaml, rules: [CHAT401], reason: agreed, until: 2020-01-01}]",
    ):
        config.write_text(text)
        assert said("one.yaml") == said("one.yaml", "--no-cache"), text
        assert said("one.yaml") == said("one.yaml", "--no-cache"), text


def test_a_rule_of_ones_own_counts(folder: Path, store: Path) -> None:
    (folder / ".chatlint.yaml").write_text("rules: [house]\n")
    shutil.copytree(ROOT / "examples" / "house-rules" / "rules", folder / "house")
    (folder / "one.yaml").write_text(SHORT)
    before = said("one.yaml")
    for rule in (folder / "house").glob("*.yaml"):
        rule.write_text(rule.read_text().replace("severity: error", "severity: note"))
    assert said("one.yaml") == said("one.yaml", "--no-cache") != before


@pytest.mark.usefixtures("folder")
def test_a_day_is_not_remembered(store: Path, never_again: Callable[[], None]) -> None:
    Path("one.yaml").write_text(f"{SHORT.strip()} # chatlint: ignore[CHAT401] until 2099-01-01\n")
    said("one.yaml")
    assert not list(store.rglob("*.jsonl"))


def shards(store: Path) -> list[Path]:
    found = sorted(store.rglob("*.jsonl"))
    assert found
    return found


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-7]),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(os.urandom(1000)),
        lambda file: file.write_bytes(file.read_bytes().replace(b"1", b"2")),
        lambda file: file.write_bytes(b"[" * 100_000),
        lambda file: file.chmod(0),
        lambda file: (file.unlink(), file.mkdir()),
        lambda file: (file.unlink(), file.symlink_to("/nowhere")),
    ],
)
def test_damage_costs_no_more_than_time(
    folder: Path, store: Path, damage: Callable[[Path], object]
) -> None:
    fresh = said(".")
    for file in shards(store):
        damage(file)
    assert said(".") == fresh
    assert said(".") == fresh


@pytest.mark.parametrize(
    "entry",
    ["[]", "3", '"x"', "[1]", "[1,2,3]", '["a",{}]', '[1,true,"",1,2,3]', "", "x", "[" * 10_000],
)
def test_what_is_no_entry_is_none(folder: Path, store: Path, entry: str) -> None:
    fresh = said(".")
    for file in shards(store):
        keys = [line[:32] for line in file.read_text().splitlines()[1:]]
        text = "\n".join(f"{key} {entry}" for key in keys).encode()
        file.write_bytes(f"{cache.hash_parts(text)}\n".encode() + text)
    assert said(".") == fresh


def test_without_a_place_nothing_is_remembered(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = said(".", "--no-cache")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CHATLINT_CACHE_DIR", str(tmp_path / "file" / "below"))
    assert said(".") == fresh


@pytest.mark.slow
def test_several_runs_at_once(folder: Path, store: Path) -> None:
    command = (sys.executable, "-m", "chatlint", "check", "--format", "json", ".")
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    fresh = subprocess.run([*command, "--no-cache"], capture_output=True, check=False).stdout
    assert [run.communicate()[0] for run in runs] == [fresh] * 4
    assert subprocess.run(command, capture_output=True, check=False).stdout == fresh
    assert not list(store.rglob("*.tmp"))


def test_it_is_bounded(store: Path) -> None:
    long = [1, True, "x" * 1000, [], [], []]
    for round_ in range(7):
        made = Cache(f"another way {round_}")
        for number in range(600):
            made.put(f"00{number:030}", long)
        made.save()
    folders = [each for each in store.iterdir() if each.is_dir()]
    assert len(folders) == 4
    assert all(file.stat().st_size < 150_000 for file in shards(store))
    assert Cache("another way 6").get(f"00{599:030}") == long


def test_the_oldest_entries_go_first(store: Path) -> None:
    made = Cache("a way")
    for number in range(600):
        made.put(f"00{number:030}", [1, True, "x" * 1000, [], [], []])
    made.save()
    again = Cache("a way")
    assert again.get(f"00{0:030}") is None
    assert again.get(f"00{599:030}") is not None


def test_the_folder_can_be_shown_and_emptied(folder: Path, store: Path) -> None:
    said(".")
    shown = CliRunner().invoke(cli, ["cache", "path"], standalone_mode=False)
    assert shown.stdout == f"{store}\n"
    assert CliRunner().invoke(cli, ["cache", "clear"], standalone_mode=False).exception is None
    assert not list(store.iterdir())
    assert CliRunner().invoke(cli, ["cache", "clear"], standalone_mode=False).exception is None


def test_what_else_is_in_its_place_stays(store: Path) -> None:
    others = [store / name for name in ("a", "b", "c", "d", "e", ".git", "f" * 31, "F" * 32)]
    for other in others:
        (other / "photos").mkdir(parents=True)
    for number in range(6):
        made = Cache(f"a way {number}")
        made.put("0" * 32, [1, True])
        made.save()
    assert len(list(store.iterdir())) == len(others) + 4
    CliRunner().invoke(cli, ["cache", "clear"], standalone_mode=False)
    assert sorted(store.iterdir()) == sorted(others)
    assert all((other / "photos").is_dir() for other in others)


def test_git_and_walks_pass_it_by(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATLINT_CACHE_DIR", "results")
    fresh = said(".", "--no-cache")
    assert said(".") == fresh
    assert (folder / "results").is_dir()
    assert said(".")[1] == fresh[1]


def test_where_it_is() -> None:
    assert cache.cache_folder({"CHATLINT_CACHE_DIR": "/x"}) == "/x"
    if sys.platform == "linux":
        assert cache.cache_folder({"XDG_CACHE_HOME": "/y"}) == "/y/chatlint"
        assert cache.cache_folder({"XDG_CACHE_HOME": "y"}) == os.path.expanduser(
            "~/.cache/chatlint"
        )
