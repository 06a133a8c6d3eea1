"""To check one clean file takes few modules; each costs every run of a hook some time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REQUEST = "InstanceId: ${I}\nContactFlowId: ${F}\nParticipantDetails: {DisplayName: Jane}\n"
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


UNCHANGED = named(
    """
    __main__ cli cli.check cli.main cli.options cli.report_writer cli.signals cli.stdout
    files files.atomic_write files.discovery files.folder_walk files.found_files files.paths
    files.patterns files.reading
    model model.diagnostic model.document model.errors model.lazy_regex model.path
    model.printable model.result model.source model.wording
    project project.cache project.config project.config.pyproject project.config.search
    project.file_checker project.options project.project project.resolver
    reports reports.full reports.report reports.style reports.terminal version
    """
)
CLEAN_FILE = named(
    """
    aws aws.canonical_names aws.model aws.operation aws.request_path aws.walk
    finders finders.plain finders.scanned
    linter linter.document_linter linter.engine linter.engine.compiled_rule linter.engine.engine
    linter.engine.precedence linter.engine.shape_cache linter.file_linter linter.file_identity
    linter.linter linter.options linter.suppression
    linter.suppression.comments model.issue model.placeholder model.walk
    parsers parsers.yaml parsers.yaml.dialects parsers.yaml.line_parser parsers.yaml.scalars
    project.workers
    rules rules.evaluator rules.kinds rules.kinds.api_model rules.kinds.attributes rules.kinds.chat
    rules.kinds.choice rules.kinds.filler_text rules.kinds.identifiers
    rules.kinds.invisible_characters rules.kinds.kind rules.kinds.messages
    rules.kinds.personal_data rules.kinds.sdk_versions rules.kinds.secret_patterns
    rules.kinds.secrets rules.kinds.segment_attributes rules.kinds.sensitive_names
    rules.loader rules.rule rules.safe_regex
    """
)
# In a checkout, rules are read from files that are not so plain; in a wheel they are compiled.
RULES_FROM_FILES = frozenset(
    f"parsers.yaml.{each}"
    for each in ("composer", "errors", "event_parser", "mappings", "marks", "tags")
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
    (tmp_path / "clean.yaml").write_text(REQUEST)
    return tmp_path


def test_a_clean_file(folder: Path) -> None:
    own, others = imported(folder)
    assert own == UNCHANGED | CLEAN_FILE | RULES_FROM_FILES
    assert not others & HEAVY
    assert {"click", "ruamel"} <= others


def test_a_file_that_did_not_change(folder: Path) -> None:
    imported(folder)
    own, others = imported(folder)
    assert own == UNCHANGED
    assert not others & (HEAVY | {"ruamel", "_ruamel_yaml"})
