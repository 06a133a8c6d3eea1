"""What several tests lean on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import effort
import pytest
from hypothesis import Phase, is_hypothesis_test, settings

from chatlint.model.document import Limits, Node
from chatlint.model.source import Source
from chatlint.parsers import parse, yaml
from chatlint.parsers.yaml import event_parser
from chatlint.rules import loader


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose how properties are tried, before the modules with them are imported."""
    expression = config.option.markexpr
    effort.MANY = "slow" in expression and expression != "not slow"
    # A pipeline tries the same examples each time, so that it fails only for what a change did; on
    # a developer's machine they differ from run to run.
    usual = settings(max_examples=effort.examples(100))
    settings.register_profile("developer", usual)
    settings.register_profile("ci", usual, derandomize=True)
    settings.load_profile("ci" if os.environ.get("CI") else "developer")
    # Of code that was changed it matters that a test fails, not for what.
    phases = [Phase.explicit, Phase.generate]
    settings.register_profile("mutants", derandomize=True, deadline=None, phases=phases)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let properties belong to the slow run, too, where they are tried with more examples."""
    if effort.MANY:
        for item in items:
            if is_hypothesis_test(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.slow)


# On GitHub's runners chatlint speaks to GitHub. The tests, and what they start, are no workflow.
for name in [each for each in os.environ if each.startswith("GITHUB_")]:
    del os.environ[name]

# What the tests check is no business of the user who runs them, and of other tests neither.
CACHE = TemporaryDirectory(prefix="chatlint-cache-")
os.environ["CHATLINT_CACHE_DIR"] = CACHE.name

# To read all rule files takes five times as long as a test that checks a small template.
_read_files = cache(loader.read_shipped_files)
loader.read_shipped_files = _read_files


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with suites and hostile files, which are too big for this repository."""
    folder = os.environ.get("CHATLINT_SHARED", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("CHATLINT_SHARED names no folder")
    return Path(folder)


@pytest.fixture
def fuse() -> Iterator[None]:
    """Blows where something would take for ever."""

    def blow(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, blow)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def same_without_c() -> Callable[[str], None]:
    """Asserts that a YAML text reads the same with and without the C scanner, and line by line."""

    def check(text: str) -> None:
        by_lines = _everything(text)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml, "parse", event_parser.parse)
            assert _everything(text) == by_lines
            patch.setattr(event_parser, "CParser", None)
            assert _everything(text) == by_lines

    return check


def _everything(text: str) -> tuple[object, ...]:
    """Values, faults and places of all that ``text`` holds."""
    reading = parse(Source("a.yaml", text), Limits()).parsed
    values = [repr(value) for value in reading.values]
    roots = reading.node_tree()
    assert [repr(root.value) for root in roots] == values
    return values, list(reading.issues), [list(_skeleton(root)) for root in roots]


def _skeleton(node: Node) -> Iterator[object]:
    yield node.span, repr(node.value), node.flow, node.pairs is None
    for key, value, via in node.entries or ():
        yield via
        yield from _skeleton(key)
        yield from _skeleton(value)
    for item in node.items or ():
        yield from _skeleton(item)
