"""The same files give the same bytes, whatever a run is like otherwise."""

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT

MANY = 320  # so many that several processes are worth their start
HASH_SEEDS = ("0", "1", "2", "77", "4242")
JOBS = ("1", "2", "8")
NUMBERED = list(enumerate(itertools.product(HASH_SEEDS, JOBS)))
QUICK = {2, 5}
"""The numbers of the runs that are not slow: two formats, several jobs, with and without cache."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of all sorts, with a configuration."""
    folder = tmp_path_factory.mktemp("files")
    files = [
        file
        for source in ("examples", "tests/data/forms")
        for file in sorted((ROOT / source).rglob("*"))
        if file.is_file() and file.suffix != ".txt" and "rules" not in file.parts
    ]
    for number in range(MANY):
        like = files[number % len(files)]
        shutil.copyfile(like, folder / f"{number:03}{like.suffix}")
    (folder / "broken.json").write_text('{"InstanceId": "a", "ContactFlowId": ')
    (folder / ".chatlint.yaml").write_text("ignore: [CHAT404]\nseverity: {CHAT401: note}\n")
    return folder


def printed(folder: Path, hash_seed: str, *options: str) -> tuple[int, bytes, bytes]:
    names = sorted(file.name for file in folder.iterdir() if file.name[0] != ".")
    order = names if int(hash_seed) % 2 else names[::-1]
    run = subprocess.run(
        (sys.executable, "-m", "chatlint", "check", "--verbose", *options, *order),
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=False,
    )
    return run.returncode, run.stdout, run.stderr


@pytest.fixture(scope="module")
def first(folder: Path) -> dict[str, tuple[int, bytes, bytes]]:
    """What two formats have to say, in a plain run."""
    made = {
        each: printed(folder, "3", "--jobs", "1", "--no-cache", "--format", each)
        for each in ("full", "json")
    }
    assert b"CHAT401" in made["full"][1]
    assert made["full"][0] == 1
    return made


@pytest.mark.parametrize(
    ("number", "run"),
    [
        pytest.param(number, run, marks=() if number in QUICK else pytest.mark.slow)
        for number, run in NUMBERED
    ],
    ids=[" ".join(run) for _, run in NUMBERED],
)
def test_a_run_says_what_another_says(
    number: int, run: tuple[str, str], folder: Path, first: dict[str, tuple[int, bytes, bytes]]
) -> None:
    hash_seed, jobs = run
    name = ("full", "json")[number % 2]
    cache = ("--no-cache",) if number % 4 > 1 else ()
    options = ("--jobs", jobs, "--format", name, *cache)
    assert printed(folder, hash_seed, *options) == first[name]


WITHOUT_C = """
import sys
sys.modules["_ruamel_yaml"] = None
"""
COMPILED = """
import json
from chatlint.rules import loader
compiled = json.dumps(loader.read_shipped_files())
loader._shipped = lambda: json.loads(compiled)
"""
AT_ONCE = """
from chatlint.linter.engine.shape_cache import ShapeCache
from chatlint.parsers import yaml
from chatlint.parsers.yaml import event_parser
yaml.parse = event_parser.parse
ShapeCache.rules_for = lambda *_: None
"""


@pytest.mark.parametrize(
    "prelude", [WITHOUT_C, COMPILED, AT_ONCE], ids=["without C", "compiled", "no short cuts"]
)
def test_what_spares_time_changes_nothing(folder: Path, prelude: str) -> None:
    main = "import sys; from chatlint.__main__ import main; sys.exit(main())"
    options = ("check", "--no-cache", "--jobs", "1", "--format", "json", ".")
    usual, other = (
        subprocess.run(
            (sys.executable, "-c", code, *options), cwd=folder, capture_output=True, check=False
        )
        for code in (main, prelude + main)
    )
    assert (other.returncode, other.stderr) == (1, b"")
    assert other.stdout == usual.stdout


SHUFFLED = """
import os, random, sys
from contextlib import nullcontext
from chatlint.files import discovery
right, chance = os.scandir, random.Random(sys.argv.pop(1))

def scandir(path):
    with right(path) as entries:
        found = list(entries)
    chance.shuffle(found)
    return nullcontext(found) if sys._getframe(1).f_globals is vars(discovery) else right(path)

os.scandir = scandir
from chatlint.__main__ import main
sys.exit(main())
"""


@pytest.mark.parametrize("jobs", JOBS)
def test_the_order_of_a_folder_changes_nothing(folder: Path, tmp_path: Path, jobs: str) -> None:
    for number, file in enumerate(sorted(folder.iterdir())):
        place = tmp_path / f"sub{number % 7}"
        place.mkdir(exist_ok=True)
        shutil.copyfile(file, place / file.name)
    runs = [
        subprocess.run(
            (
                sys.executable,
                "-c",
                SHUFFLED,
                seed,
                "check",
                "--jobs",
                jobs,
                "--no-cache",
                "-v",
                ".",
            ),
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        for seed in ("1", "2", "3")
    ]
    assert {run.returncode for run in runs} == {1}
    assert len({run.stdout for run in runs}) == 1
    assert len({run.stderr for run in runs}) == 1
    assert b"CHAT401" in runs[0].stdout
