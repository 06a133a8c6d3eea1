"""Which files the given paths mean."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import warnings
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from chatlint.files.discovery import discover_files
from chatlint.files.folder_walk import NEVER_ENTERED
from chatlint.files.found_files import Discovery, InputFile
from chatlint.model.diagnostic import Failure


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with room beside it for what lies outside."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(path: str, text: str = "") -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def found(*paths: str) -> list[str]:
    """The paths discovered, where nothing is to fail."""
    discovery = discover_files(paths)
    assert discovery.failures == ()
    return [file.path for file in discovery.files]


class TestNamed:
    def test_a_file_is_taken_whatever_its_suffix(self) -> None:
        write("notes.txt")
        write("LICENSE")
        assert discover_files(["notes.txt", "LICENSE"]) == Discovery(
            (InputFile("LICENSE", True), InputFile("notes.txt", True)), ()
        )

    def test_nothing_given_means_nothing_found(self) -> None:
        write("a.yaml")
        assert discover_files([]) == Discovery((), ())

    def test_a_named_file_is_taken_though_ignored_or_in_a_folder_never_entered(self) -> None:
        write(".gitignore", "*.yaml\n")
        write("a.yaml")
        write("node_modules/b.yaml")
        assert found("a.yaml", "node_modules/b.yaml") == ["a.yaml", "node_modules/b.yaml"]

    def test_a_named_folder_is_walked_though_ignored_or_never_entered(self) -> None:
        Path(".git").mkdir()
        write(".gitignore", "build/\n")
        write("build/a.yaml")
        write("venv/b.yaml")
        assert found("build", "venv") == ["build/a.yaml", "venv/b.yaml"]

    def test_a_link_is_followed_to_a_file_anywhere(self, here: Path) -> None:
        write("../outside.yaml")
        Path("link.yaml").symlink_to("../outside.yaml")
        assert found("link.yaml") == ["link.yaml"]

    def test_a_link_to_a_folder_is_walked_under_the_name_given(self) -> None:
        write("../outside/sub/a.yaml")
        Path("link").symlink_to("../outside")
        assert found("link/") == ["link/sub/a.yaml"]


class TestNames:
    @pytest.mark.parametrize("given", ["sub/a.yaml", "./sub//a.yaml", "sub/../sub/./a.yaml"])
    def test_below_the_current_folder_a_path_is_relative(self, given: str) -> None:
        write("sub/a.yaml")
        assert found(given, os.path.abspath(given)) == ["sub/a.yaml"]

    @pytest.mark.parametrize("given", [".", "./", "../here", "sub/.."])
    def test_the_current_folder_leaves_no_trace(self, given: str) -> None:
        write("sub/a.yaml")
        assert found(given) == ["sub/a.yaml"]

    def test_elsewhere_it_leads_there_from_the_current_folder(self, tmp_path: Path) -> None:
        write("../other/a.yaml")
        expected = ["../other/a.yaml"]
        assert found("../other") == found(f"{tmp_path}/other/a.yaml") == expected

    def test_a_folder_whose_name_only_begins_like_the_current_one_is_elsewhere(self) -> None:
        write("../here2/a.yaml")
        assert found("../here2") == ["../here2/a.yaml"]

    def test_two_dots_after_a_link_mean_the_folder_above_its_target(self) -> None:
        write("../other/sub/b.yaml")
        write("../other/a.yaml")
        write("a.yaml")
        Path("link").symlink_to("../other/sub")
        assert found("link/../a.yaml") == ["../other/a.yaml"]
        assert found("link/..") == ["../other/a.yaml", "../other/sub/b.yaml"]

    def test_relative_paths_start_from_the_root_given(self, tmp_path: Path) -> None:
        write("../other/sub/a.yaml")
        Path("link").symlink_to("../other")
        for root in (tmp_path / "other", Path("link")):
            for given in ("sub", "sub/../sub"):
                assert discover_files([given], root).files == (InputFile("sub/a.yaml", False),)

    def test_the_root_of_the_file_system(self, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write("../other/a.yaml")
        scandir, outer = os.scandir, here.parent

        def only_ours(path: str) -> AbstractContextManager[list[os.DirEntry[str]]]:
            entries = [(entry, Path(entry.path)) for entry in scandir(path)]
            ours = [e for e, p in entries if outer.is_relative_to(p) or p.is_relative_to(outer)]
            return nullcontext(ours)

        monkeypatch.setattr(os, "scandir", only_ours)
        assert found("/") == ["../other/a.yaml"]

    @pytest.mark.parametrize(
        "name",
        [b"-rf.yaml", b"a\nb.yaml", b"\x1b[2J.yaml", b"\xff\xfe.yaml", b" .yaml", b"a\\b.yaml"],
    )
    def test_any_name_is_kept_as_it_is(self, name: bytes) -> None:
        Path(os.fsdecode(name)).touch()
        Path(".gitignore").write_bytes(b"other\n")
        assert found(".") == found(os.fsdecode(name)) == [os.fsdecode(name)]


class TestWalk:
    def test_only_suffixes_of_data_are_taken_in_capitals_or_not(self) -> None:
        for name in ("a.yaml", "b.YML", "c.Json", "d.txt", "e.yaml.bak", "fyaml", "g.jsonl"):
            write(f"sub/{name}")
        for name in ("h.json.gz", "i.tar.gz", "j.log", "k.http", "l.md", "m.sh", "n.py"):
            write(f"sub/{name}")
        assert discover_files(["."]).files == (
            InputFile("sub/a.yaml", False),
            InputFile("sub/b.YML", False),
            InputFile("sub/c.Json", False),
            InputFile("sub/g.jsonl", False),
            InputFile("sub/h.json.gz", False),
            InputFile("sub/k.http", False),
        )

    def test_a_folder_named_like_a_template_is_walked(self) -> None:
        write("x.yaml/a.yaml")
        assert found(".") == found("x.yaml") == ["x.yaml/a.yaml"]

    def test_files_are_sorted_by_code_point_of_the_whole_path(self) -> None:
        names = ["a/z.yaml", "a-b.yaml", "B.yaml", "é.yaml", "a.yaml", "😀.yaml", "\ufb01.yaml"]
        for name in names:
            write(name)
        assert found(".") == found(*reversed(names), "a") == sorted(names)

    def test_folders_that_hold_no_templates_of_ones_own_are_never_entered(self) -> None:
        for folder in NEVER_ENTERED:
            write(f"sub/{folder}/a.yaml")
        write("sub/venv2/a.yaml")
        assert {".git", "node_modules", ".venv", "__pycache__", ".terraform"} <= NEVER_ENTERED
        assert found(".") == ["sub/venv2/a.yaml"]

    def test_a_file_may_be_named_like_a_folder_never_entered(self) -> None:
        write("venv")
        assert found("venv", ".") == ["venv"]

    def test_what_is_not_a_regular_file_is_left_out(self) -> None:
        os.mkfifo("a.yaml")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("b.yaml")
        Path("c.yaml").symlink_to("/dev/zero")
        Path("d.yaml").symlink_to("a.yaml")
        Path("e.yaml").symlink_to("nowhere")
        Path("f.yaml").symlink_to("f.yaml")
        assert found(".") == []


class TestOnce:
    def test_named_and_walked_is_one_file_and_counts_as_named(self) -> None:
        write("sub/a.yaml")
        expected = (InputFile("sub/a.yaml", True),)
        assert discover_files([".", "sub/a.yaml"]).files == expected
        assert discover_files(["sub/a.yaml", "."]).files == expected

    def test_overlapping_folders(self) -> None:
        write("a/b/c.yaml")
        assert found("a", "a/b", ".", "a/../a") == ["a/b/c.yaml"]

    def test_a_named_link_and_its_walked_target_are_one_file_under_the_real_path(self) -> None:
        write("z.yaml")
        Path("a.yaml").symlink_to("z.yaml")
        expected = (InputFile("z.yaml", True),)
        assert (
            discover_files(["a.yaml", "."]).files
            == discover_files([".", "a.yaml"]).files
            == expected
        )

    def test_a_folder_and_a_link_to_it_hold_the_same_files(self) -> None:
        write("sub/a.yaml")
        Path("link").symlink_to("sub")
        assert found("link", "sub") == found("sub", "link") == ["sub/a.yaml"]

    def test_hard_links_are_files_of_their_own(self) -> None:
        write("a.yaml")
        Path("b.yaml").hardlink_to("a.yaml")
        assert found(".") == ["a.yaml", "b.yaml"]


class TestLinksInAWalk:
    def test_linked_folders_are_never_followed(self) -> None:
        write("sub/a.yaml")
        Path("link").symlink_to("sub")
        Path("link.yaml").symlink_to("sub")
        Path("sub/up").symlink_to("..")
        assert found(".") == ["sub/a.yaml"]

    def test_a_link_to_a_walked_file_adds_nothing(self) -> None:
        write("sub/z.yaml")
        Path("a.yaml").symlink_to("sub/z.yaml")
        assert found(".") == ["sub/z.yaml"]

    def test_a_link_gives_a_template_its_suffix(self) -> None:
        write("sub/template.txt")
        Path("b.yaml").symlink_to("sub/template.txt")
        Path("a.yaml").symlink_to("b.yaml")
        Path("c.yaml").symlink_to("b.yaml")
        assert discover_files(["."]).files == (InputFile("a.yaml", False),)
        assert discover_files([".", "b.yaml"]).files == (InputFile("b.yaml", True),)
        assert discover_files(["b.yaml", "."]).files == (InputFile("b.yaml", True),)

    def test_a_link_to_a_named_file_adds_nothing(self) -> None:
        write("template.txt")
        Path("a.yaml").symlink_to("template.txt")
        assert discover_files([".", "template.txt"]).files == (InputFile("template.txt", True),)

    def test_links_that_lead_outside_the_walked_folder_are_left_out(self) -> None:
        write("../outside.yaml")
        write("sub2/inside.txt")
        write("sub/own.yaml")
        Path("sub/a.yaml").symlink_to("../../outside.yaml")
        Path("sub/b.yaml").symlink_to("../sub2/inside.txt")
        assert found("sub") == ["sub/own.yaml"]
        assert found(".") == ["sub/b.yaml", "sub/own.yaml"]

    def test_inside_is_judged_by_real_paths(self) -> None:
        write("../other/template.txt")
        Path("../other/a.yaml").symlink_to("template.txt")
        Path("link").symlink_to("../other")
        assert found("link") == ["link/a.yaml"]

    def test_an_ignored_link_is_left_out(self) -> None:
        write(".gitignore", "a.yaml\n")
        write("template.txt")
        Path("a.yaml").symlink_to("template.txt")
        assert found(".") == []


class TestFailures:
    def test_the_others_go_on(self) -> None:
        write("a.yaml")
        write("sub/b.yaml")
        discovery = discover_files(["missing", "a.yaml", "./sub/missing.yaml", "sub", "missing"])
        assert [file.path for file in discovery.files] == ["a.yaml", "sub/b.yaml"]
        assert discovery.failures == (
            Failure("missing", "no such file or folder"),
            Failure("sub/missing.yaml", "no such file or folder"),
        )

    def test_what_is_neither_file_nor_folder_is_not_opened(self, here: Path) -> None:
        os.mkfifo("fifo.yaml")  # opening it would wait for ever
        Path("link.yaml").symlink_to("fifo.yaml")
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket.yaml")
        given = ["fifo.yaml", "link.yaml", "socket.yaml", "/dev/null"]
        assert discover_files(given) == Discovery(
            (),
            (
                Failure("/dev/null", "is a device, not a file"),
                Failure("fifo.yaml", "is a FIFO, not a file"),
                Failure("link.yaml", "is a FIFO, not a file"),
                Failure("socket.yaml", "is a socket, not a file"),
            ),
        )

    @pytest.mark.parametrize("target", ["nowhere", "link.yaml"])
    def test_a_link_to_nothing_or_to_itself(self, target: str) -> None:
        Path("link.yaml").symlink_to(target)
        expected = (Failure("link.yaml", "is a link that leads nowhere"),)
        assert discover_files(["link.yaml"]).failures == expected

    def test_a_file_is_no_folder(self) -> None:
        write("a.yaml")
        for given in ("a.yaml/", "a.yaml/b.yaml"):
            discovery = discover_files([given])
            assert discovery.files == ()
            assert [failure.message for failure in discovery.failures] == ["Not a directory"]

    @pytest.mark.parametrize("given", ["a\0.yaml", "\ud800.yaml"])
    def test_a_name_no_file_can_have(self, given: str) -> None:
        assert discover_files([given]).failures == (Failure(given, "no such file or folder"),)

    def test_an_empty_path_is_not_the_current_folder(self) -> None:
        write("a.yaml")
        assert discover_files([""]) == Discovery((), (Failure("", "the path is empty"),))

    def test_a_folder_that_cannot_be_listed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("a/a.yaml")
        write("locked/b.yaml")
        write("z/c.yaml")
        scandir = os.scandir

        def refuse(path: str) -> object:
            if path.rstrip("/").endswith("locked"):
                raise PermissionError(13, "Permission denied", path)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse)
        discovery = discover_files(["."])
        assert [file.path for file in discovery.files] == ["a/a.yaml", "z/c.yaml"]
        assert discovery.failures == (Failure("locked", "Permission denied"),)

    def test_folders_too_deep_for_the_system(self, here: Path) -> None:
        write("a.yaml")
        name = "d" * 200
        folder = os.open(".", os.O_RDONLY)
        for _ in range(25):  # 5,000 bytes, where a path may have 4,096
            os.mkdir(name, dir_fd=folder)
            folder, above = os.open(name, os.O_RDONLY, dir_fd=folder), folder
            os.close(above)
        os.close(folder)
        discovery = discover_files([".", "/".join([name] * 25)])
        assert [file.path for file in discovery.files] == ["a.yaml"]
        assert [failure.message for failure in discovery.failures] == ["File name too long"] * 2
        assert all(failure.path.startswith(f"{name}/") for failure in discovery.failures)


def git(*arguments: str, stdin: str = "") -> str:
    """What git says; the settings of the machine's user are kept out."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    process = subprocess.run(
        ["git", *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | settings,
        check=False,
    )
    assert process.stderr == ""
    return process.stdout


TREE = [
    f"{folder}{name}"
    for folder in ("", "build/", "sub/", "sub/build/", "sub/deep/", "sub/deep/build/", "#x/", "h /")
    for name in ("a.yaml", "b.yml", "keep.yaml", "#c.yaml", "!d.yaml", "e f.json")
]


class TestGitignore:
    @pytest.mark.parametrize(
        "patterns",
        [
            {".gitignore": "/a.yaml\n"},
            {".gitignore": "sub/a.yaml\n"},
            {".gitignore": "build/\n"},
            {".gitignore": "a.yaml/\n"},
            {".gitignore": "/build\n"},
            {".gitignore": "**/build\n"},
            {".gitignore": "sub/**/a.yaml\n"},
            {".gitignore": "sub/**\n!sub/keep.yaml\n"},
            {".gitignore": "sub/**/\n"},
            {".gitignore": "*\n!*/\n!keep.yaml\n"},
            {".gitignore": "*.yaml\n!keep.yaml\n"},
            {".gitignore": "!keep.yaml\n*.yaml\n"},
            {".gitignore": "sub\n!sub/keep.yaml\n"},
            {".gitignore": "*.yml\n!build/\n"},
            {".gitignore": "*.yml\n!build\n"},
            {".gitignore": "# a.yaml\n#c.yaml\n\n   \n"},
            {".gitignore": "\\#c.yaml\n\\!d.yaml\n"},
            {".gitignore": "#x\n\\#x/\n"},
            {".gitignore": "?.yaml\n[!a].yml\n[a-c].json\n"},
            {".gitignore": "a.yaml  \ne f.json\nbuild/  \nh\\ \n"},
            {".gitignore": "a.yaml\r\nbuild/\r\n"},
            {".gitignore": "\ufeffa.yaml\n"},
            {".gitignore": "/\n!\n\\\n[z-a]\n//\nb.yml\n"},
            {".gitignore": "*.yaml\n", "sub/.gitignore": "!a.yaml\n"},
            {".gitignore": "!a.yaml\n", "sub/.gitignore": "/a.yaml\ndeep/\n"},
            {".gitignore": "build/\n*.yml\n", "sub/.gitignore": "!build/\n"},
            {".gitignore": "sub/\n", "sub/.gitignore": "!*\n"},
            {".git/info/exclude": "*.yaml\n/sub/deep\n", ".gitignore": "!keep.yaml\n"},
        ],
        ids=repr,
    )
    def test_the_files_git_ignores_are_left_out(self, patterns: dict[str, str]) -> None:
        git("init", "--quiet")
        for path in TREE:
            write(path)
        for path, text in patterns.items():
            Path(path).write_bytes(text.encode())
        names = "".join(f"{path}\0" for path in TREE)
        ignored = git("check-ignore", "--stdin", "-z", "--no-index", stdin=names).split("\0")
        assert found(".") == sorted(set(TREE) - set(ignored))

    def test_an_ignored_folder_is_not_entered(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write(".gitignore", "big/\n")
        write("big/sub/a.yaml")
        write("a.yaml")
        scandir, listed = os.scandir, list[str]()

        def watch(path: str) -> object:
            listed.append(path)
            return scandir(path)

        monkeypatch.setattr(os, "scandir", watch)
        assert found(".") == ["a.yaml"]
        assert len(listed) == 1

    def test_folders_above_count_up_to_the_repository(self) -> None:
        write("../.gitignore", "c.yaml\n")
        write(".git/info/exclude", "/sub/deep/d.yaml\n")
        write(".gitignore", "/sub/deep/a.yaml\n")
        write("sub/.gitignore", "b.yaml\n")
        for name in "abcde":
            write(f"sub/deep/{name}.yaml")
        assert found("sub/deep") == ["sub/deep/c.yaml", "sub/deep/e.yaml"]

    def test_a_worktree_is_a_repository_too(self) -> None:
        write(".git", "gitdir: elsewhere\n")
        write(".gitignore", "/sub/a.yaml\n")
        write("sub/a.yaml")
        assert found("sub") == []

    def test_without_a_repository_only_the_walked_folder_counts(self) -> None:
        write(".gitignore", "a.yaml\n")
        write("sub/.gitignore", "b.yaml\n")
        write("sub/a.yaml")
        write("sub/b.yaml")
        assert found("sub") == ["sub/a.yaml"]
        assert found(".") == []

    def test_it_holds_in_a_folder_reached_through_a_link(self) -> None:
        write("../other/.gitignore", "/sub/a.yaml\n")
        write("../other/sub/a.yaml")
        write("../other/sub/b.yaml")
        Path("link").symlink_to("../other")
        assert found("link") == ["link/sub/b.yaml"]

    def test_bytes_that_are_not_text_match_themselves(self) -> None:
        Path(".gitignore").write_bytes(b"\xff.yaml\na.yaml\n")
        for name in (b"\xff.yaml", b"\xfe.yaml", b"a.yaml"):
            Path(os.fsdecode(name)).touch()
        assert found(".") == [os.fsdecode(b"\xfe.yaml")]

    def test_a_pattern_that_cannot_be_read_is_passed_over_in_silence(self) -> None:
        write(".gitignore", "[[:alpha:]].json\na.yaml\n")
        write("a.yaml")
        write("b.yaml")
        with warnings.catch_warnings(record=True) as said:
            assert found(".") == ["b.yaml"]
        assert said == []

    def test_what_is_not_a_regular_file_holds_no_patterns(self) -> None:
        Path("a/.gitignore").mkdir(parents=True)
        Path("b").mkdir()
        os.mkfifo("b/.gitignore")
        write("patterns", "*\n")
        Path("c").mkdir()
        Path("c/.gitignore").symlink_to("../patterns")
        for folder in "abc":
            write(f"{folder}/x.yaml")
        assert found(".") == ["a/x.yaml", "b/x.yaml", "c/x.yaml"]

    def test_one_that_cannot_be_read_is_a_failure(self, monkeypatch: pytest.MonkeyPatch) -> None:
        write("sub/.gitignore", "a.yaml\n")
        write("sub/a.yaml")

        def refuse(path: str, mode: str) -> bytes:
            raise PermissionError(13, "Permission denied", path)

        monkeypatch.setattr("chatlint.files.folder_walk.open", refuse, raising=False)
        assert discover_files(["."]) == Discovery(
            (InputFile("sub/a.yaml", False),), (Failure("sub/.gitignore", "Permission denied"),)
        )

    @pytest.mark.parametrize(("patterns", "needed"), [("# nothing\n\n", False), ("*.log\n", True)])
    def test_the_matcher_is_loaded_only_for_patterns(self, patterns: str, needed: bool) -> None:
        write(".gitignore", patterns)
        write("a.yaml")
        program = (
            "import sys; from chatlint.files.discovery import discover_files; "
            "assert discover_files(['.']).files; print('pathspec' in sys.modules)"
        )
        package = Path(__file__).parents[2]
        run = subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONPATH": str(package)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout == f"{needed}\n"
