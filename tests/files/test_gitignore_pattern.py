"""Patterns mean what they mean to git, and take no longer for being meant to take long."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern
from project import git

from chatlint.files.discovery import discover_files
from chatlint.files.gitignore_pattern import GitPattern
from chatlint.files.patterns import Pattern, Patterns

PARTS = st.lists(st.sampled_from([*"aab*?", "[ab]", "\\*", "."]), min_size=1).map("".join)
PATTERNS = st.tuples(
    st.sampled_from(["", "!", "/"]),
    st.lists(PARTS | st.just("**") | st.sampled_from(["*", "a", "*a*b", "a**"]), min_size=1).map(
        "/".join
    ),
    st.sampled_from(["", "/**", "/*"]),
).map("".join)
PATHS = st.lists(st.text("aab.*", min_size=1, max_size=5), min_size=1, max_size=6).map("/".join)


@given(pattern=PATTERNS, path=PATHS)
@example("a/**/b*a/**/a", "a/ba/b/bba/b/a")
@example("*[|$)]*a", "|a")
def test_a_pattern_means_what_pathspec_takes_it_for(pattern: str, path: str) -> None:
    ours, theirs = GitPattern(pattern), GitIgnoreSpecPattern(pattern)
    assert ours.include == theirs.include
    if ours.regex is None or theirs.regex is None:
        assert ours.regex is theirs.regex
        return
    one, other = ours.regex.search(path), theirs.regex.search(path)
    assert (one and (one.end(), one.lastgroup)) == (other and (other.end(), other.lastgroup))


# Each has more than one wildcard to share a name, or a path, among.
SHARING = (
    *("*a*b", "*a*a*a", "a*b*", "**a**b", "*a?*b", "a*[ab]*b", "*/*a*b/*", "?*?*?"),
    *("**/a/**/b", "a/**/b/**/a", "a/**/a/b/**/b", "**/a*b/**/*a*/**", "*/**/*/**/b", "a/**/**/b"),
    *("*[!b]*", "a[!b]a", "a[+-0]b", "*[[^a]*", "[]a]*a", "a/[!a]*/**/b"),
)


@pytest.mark.parametrize("pattern", SHARING)
def test_a_pattern_means_what_git_takes_it_for(pattern: str, tmp_path: Path) -> None:
    names = ("a", "b", "ab", "ba", "aab", "aba", "abab")
    paths = [f"{one}/{two}/{three}" for one in names for two in names for three in names]
    git("init", "-q", cwd=tmp_path)
    (tmp_path / ".gitignore").write_text(f"{pattern}\n")
    done = subprocess.run(
        ["git", "check-ignore", "--stdin", "-z", "--no-index"],
        cwd=tmp_path,
        input="\0".join(paths).encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CEILING_DIRECTORIES": "/"},
    )
    ignored = Patterns.parse("/t", [pattern])
    assert {path for path in paths if ignored.matches(f"/t/{path}")} == set(
        filter(None, done.stdout.decode().split("\0"))
    )


def test_a_line_break_in_a_name_is_a_character_like_any_other() -> None:
    assert Patterns.parse("/t", ["*.yaml"]).matches("/t/a\nb/c.yaml")
    assert not Patterns.parse("/t", ["a.yaml"]).matches("/t/a.yaml\n")


@pytest.mark.parametrize(
    ("line", "spelled"),
    [("a  ", "a"), ("a\\ ", "a "), ("a\\   ", "a "), ("a b \r", "a b"), (" a", " a")],
)
def test_spaces_at_the_end_need_a_backslash(line: str, spelled: str) -> None:
    assert Patterns.parse("/t", [line]).matches(f"/t/{spelled}")


NAME = "a" * 255
DEEP = "/".join("a" * 2000)


@pytest.mark.usefixtures("fuse")
@pytest.mark.parametrize(
    "pattern",
    [
        "*a*a*a*a*a*a*b",
        "*a" * 2000 + "b",
        "*?" * 2000 + "b",
        "*[a]" * 1000 + "b",
        "*" * 4000 + "b",
        "**/a/" * 800 + "b",
        "a/**/" * 800 + "b",
        "**/*a*/" * 500 + "b",
        "**/*a*a*a*a*b/" * 100 + "b",
        "*a*a*a/" * 500 + "b",
        "*/" * 2000 + "b",
        "[" * 4000,
        "a" + " " * 4000 + "b",
        "\\" * 4001,
        "!" * 4000,
    ],
    ids=lambda pattern: pattern[:12],
)
def test_no_pattern_takes_long(pattern: str) -> None:
    found = Pattern.parse(pattern)
    for path in (NAME, DEEP, f"{DEEP}/{NAME}", f"{NAME}/{NAME}/{NAME}b", "/".join([NAME] * 15)):
        assert found is None or not found.search(path) or "b" not in pattern or path[-1] == "b"


def test_a_pattern_longer_than_any_path_is_none() -> None:
    assert Pattern.parse("*a" * 2049) is None
    assert Pattern.parse(" " * 1_000_000 + "b") is None


@pytest.mark.parametrize("text", ["a\n" * 20_001, "a" * 1024 * 1024 + "\n"])
def test_more_patterns_than_anybody_writes_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / ".gitignore").write_text(text)
    (tmp_path / "b.yaml").write_text("a: 1\n")
    found = discover_files([str(tmp_path)])
    assert [Path(each.path).name for each in found.files] == ["b.yaml"]
    (failure,) = found.failures
    assert failure.path.endswith(".gitignore")
    assert failure.message == ("has more than 1,048,576 bytes or 20,000 patterns, and is not read")
