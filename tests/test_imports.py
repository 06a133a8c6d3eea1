"""To check one clean file takes few modules; each costs every run of a hook some time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CLEAN = "InstanceId: ${I}\nContactFlowId: ${F}\nParticipantDetails: {DisplayName: Jane}\n"
PROGRAM = """
import sys
before = set(sys.modules)
sys.argv = ["chatlint", "check", "clean.yaml"]
from chatlint.__main__ import main
assert main() == 0
print(*sorted(set(sys.modules) - before), sep="\\n", file=sys.stderr)
"""


def named(text: str) -> frozenset[str]:
    return frozenset(text.split())


TO_REMEMBER = named(
    """
    __main__ cache checker cli commands commands.check config_search delivery diagnostic
    discovery document errors late output patterns project readers report reports
    lines reports.full settings setups signals summary text version wishes writing
    """
)
TO_JUDGE = named(
    """
    alike api comments dialect engine finders finders.plain inspection judge kinds kinds.characters
    kinds.chat kinds.choice kinds.content kinds.fillers kinds.identifiers kinds.keys
    kinds.names kinds.safety kinds.secrets kinds.segments kinds.shape kinds.sizes kinds.texts
    kinds.token_forms kinds.versions linter placeholder pool prepared quick
    readers.yaml readers.yaml_lines regexes regular remedy respelling rule scalar selecting silence
    """
)
# In a checkout, rules are read from files that are not so plain; in a wheel they are compiled.
TO_READ_RULES = frozenset(
    f"readers.yaml_{each}"
    for each in ("causes", "composer", "mapping", "places", "scanners", "syntax")
)
# What costs more than it looks, and that nothing but findings, folders or many files need.
HEAVY = named(
    """
    asyncio cerberus concurrent difflib email gzip http multiprocessing pathspec pickle random
    shutil socket sqlite3 ssl subprocess tempfile tomllib unittest xml yaml
    """
)


def imported(folder: Path) -> tuple[set[str], set[str]]:
    """The modules of chatlint, and the other packages, that a run in ``folder`` imports."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env={**os.environ, "CHATLINT_CACHE_DIR": str(folder / "results")},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = done.stderr.split()
    own = {each.removeprefix("chatlint.") for each in modules if each.startswith("chatlint.")}
    return own, {each.partition(".")[0] for each in modules if not each.startswith("chatlint")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clean.yaml").write_text(CLEAN)
    return tmp_path


def test_a_clean_file(folder: Path) -> None:
    own, others = imported(folder)
    assert own == TO_REMEMBER | TO_JUDGE | TO_READ_RULES
    assert not others & HEAVY
    assert {"click", "ruamel"} <= others


def test_a_file_that_did_not_change(folder: Path) -> None:
    imported(folder)
    own, others = imported(folder)
    assert own == TO_REMEMBER
    assert not others & (HEAVY | {"ruamel", "_ruamel_yaml"})
