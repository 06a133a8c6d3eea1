"""The command line, as a user meets it: processes, output, exit codes."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import BROKEN, CLEAN, chatlint, chatlint_process
from ruamel.yaml import YAML

from chatlint.reports import FORMATS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clean.yaml").write_text(CLEAN)
    (tmp_path / "broken.yaml").write_text(BROKEN)
    (tmp_path / "other.yaml").write_text("services: {web: {image: nginx}}\n")
    return tmp_path


def test_a_clean_file(folder: Path) -> None:
    done = chatlint_process("check", "clean.yaml", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "No findings in 1 file (1 request).\n"


def test_a_finding_is_shown_where_it_is(folder: Path) -> None:
    done = chatlint_process("check", "broken.yaml", cwd=folder)
    assert done.returncode == 1
    first, _, excerpt, underline, *_ = done.stdout.splitlines()
    assert first.startswith("broken.yaml:5:24 error[CHAT401] `30` is outside 60 to 10,080 minutes")
    assert excerpt == " 5 | ChatDurationInMinutes: 30"
    assert underline == "   |                        ^^"


def test_the_current_folder_is_checked_by_default(folder: Path) -> None:
    done = chatlint("check", cwd=folder)
    assert done.returncode == 1
    assert "1 file without a request left out" in done.stdout


def test_concise_is_a_line_a_finding(folder: Path) -> None:
    done = chatlint("check", "--format", "concise", ".", cwd=folder)
    assert re.fullmatch(r"broken\.yaml:5:24: error\[CHAT401\] .+\n", done.stdout)


def test_json_tells_it_all(folder: Path) -> None:
    done = chatlint("check", "--format", "json", "broken.yaml", cwd=folder)
    report = json.loads(done.stdout)
    assert report["summary"] == {
        "files": 1,
        "requests": 1,
        "errors": 1,
        "warnings": 0,
        "notes": 0,
        "suppressed": 0,
        "baselined": 0,
        "since": None,
        "older": 0,
    }
    (finding,) = report["diagnostics"]
    assert finding["rule"] == "CHAT401"
    assert finding["pointer"] == "/ChatDurationInMinutes"
    start = BROKEN.index("30")
    assert finding["range"] == {
        "start": {"line": 5, "column": 24, "offset": start},
        "end": {"line": 5, "column": 26, "offset": start + 2},
    }
    assert re.fullmatch("[0-9a-f]{64}", finding["fingerprint"])


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 1),
        (("--select", "CHAT401"), 1),
        (("--select", "duration-out-of-range"), 1),
        (("--select", "chat401"), 1),
        (("--select", "chat"), 1),
        (("--select", "shape"), 0),
        (("--ignore", "CHAT401"), 0),
        (("--ignore", "chat,shape"), 0),
        (("--fail-on", "error"), 1),
        (("--fail-on", "never"), 0),
        (("--isolated", "--no-cache"), 1),
    ],
)
def test_selecting_and_failing(folder: Path, options: tuple[str, ...], code: int) -> None:
    assert chatlint("check", "broken.yaml", *options, cwd=folder).returncode == code


def test_an_unknown_rule_is_a_mistake_with_a_hint(folder: Path) -> None:
    done = chatlint("check", "--ignore", "duration-out-of-rang", "clean.yaml", cwd=folder)
    assert done.returncode == 2
    assert 'did you mean "duration-out-of-range"?' in done.stderr


def test_a_missing_path_does_not_stop_the_others(folder: Path) -> None:
    done = chatlint("check", "nowhere.yaml", "broken.yaml", cwd=folder)
    assert done.returncode == 2
    assert "CHAT401" in done.stdout
    assert "nowhere.yaml: failed: no such file or folder" in done.stdout


def test_a_named_file_without_a_request_is_a_finding(folder: Path) -> None:
    done = chatlint("check", "other.yaml", cwd=folder)
    assert done.returncode == 1
    assert "other.yaml:1:1 error[CHAT005]" in done.stdout


def test_skip_others_leaves_it_out_silently(folder: Path) -> None:
    done = chatlint("check", "--skip-others", "other.yaml", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "CHAT005" not in done.stdout


def test_a_run_without_any_request_says_so_loudly(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "other.json").write_text("{}")
    done = chatlint("check", "sub", cwd=folder)
    assert done.returncode == 2
    assert "Nothing was checked" in done.stdout


@pytest.mark.parametrize("options", [("-q",), ("--format", "json"), ("--format", "concise")])
def test_no_format_hides_that_nothing_was_checked(folder: Path, options: tuple[str, ...]) -> None:
    (folder / "sub").mkdir()
    done = chatlint("check", *options, "sub", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.startswith("error: nothing was checked")


def test_utf_16_is_told_in_a_walk_as_well(folder: Path) -> None:
    (folder / "clean.yaml").write_text(CLEAN, encoding="utf-16")
    done = chatlint("check", "--format", "concise", ".", cwd=folder)
    assert "clean.yaml:1:1: error[CHAT001]" in done.stdout


def test_a_deleted_current_folder_is_no_traceback(tmp_path: Path) -> None:
    command = f"mkdir g; cd g; rmdir ../g; '{sys.executable}' -m chatlint check"
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_syntax_error_is_told_whatever_is_selected(folder: Path) -> None:
    (folder / "bad.yaml").write_text("InstanceId: [a\n")
    done = chatlint("check", "--select", "CHAT401", "bad.yaml", cwd=folder)
    assert "CHAT002" in done.stdout
    assert chatlint("check", "--ignore", "CHAT002", "bad.yaml", cwd=folder).returncode == 2


def test_a_number_beyond_all_bounds_is_out_of_range(folder: Path) -> None:
    (folder / "big.yaml").write_text(CLEAN + f"ChatDurationInMinutes: {'9' * 400}\n")
    done = chatlint("check", "big.yaml", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "CHAT401" in done.stdout


def test_verbose_says_what_was_left_out(folder: Path) -> None:
    done = chatlint("check", "--verbose", ".", cwd=folder)
    assert "left out: other.yaml: holds no StartChatContact request" in done.stderr


def test_verbose_says_what_git_ignores_and_where_links_lead(folder: Path) -> None:
    (folder / ".gitignore").write_text("broken.yaml\n")
    (folder / "link.yaml").symlink_to("/etc/hostname")
    done = chatlint("check", "--verbose", ".", cwd=folder)
    assert "left out: broken.yaml: ignored by git\n" in done.stderr
    assert "left out: link.yaml: a link that leads elsewhere\n" in done.stderr


def test_quiet_shows_findings_only(folder: Path) -> None:
    assert chatlint("check", "-q", "clean.yaml", cwd=folder).stdout == ""
    assert "Found" not in chatlint("check", "-q", "broken.yaml", cwd=folder).stdout


def test_show_files_lists_what_would_be_read(folder: Path) -> None:
    done = chatlint("check", "--show-files", ".", cwd=folder)
    found = "broken.yaml\n  1:1 plain\nclean.yaml\n  1:1 plain\nother.yaml\n"
    assert done.stdout == found
    assert chatlint("check", "--show-files", "-", cwd=folder).stdout == "<stdin>\n"
    assert done.returncode == 0


def test_standard_input_has_a_name(folder: Path) -> None:
    text = BROKEN.encode()
    done = chatlint("check", "-", "--stdin-filename", "a/b.yaml", cwd=folder, stdin=text)
    assert done.stdout.startswith("a/b.yaml:5:24 ")
    done = chatlint("check", "-", cwd=folder, stdin=b'{"InstanceId": 1,}')
    assert done.stdout.startswith("<stdin>:1:17 error[CHAT002]")


def test_standard_input_stands_alone(folder: Path) -> None:
    assert chatlint("check", "-", "clean.yaml", cwd=folder, stdin=b"").returncode == 2


def test_color_is_for_terminals_or_on_demand(folder: Path) -> None:
    plain = chatlint("check", "broken.yaml", cwd=folder).stdout
    colored = chatlint("check", "--color", "always", "broken.yaml", cwd=folder).stdout
    assert "\x1b" not in plain
    assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain
    assert colored != plain


def test_the_target_says_what_sends_the_requests(folder: Path) -> None:
    (folder / "new.yaml").write_text(CLEAN + "ConnectionTypes: [WEBSOCKET]\n")
    old = chatlint("check", "--target", "botocore 1.40", "new.yaml", cwd=folder)
    assert (
        "new.yaml:5:1 warning[CHAT904] `ConnectionTypes` came with botocore 1.43.127" in old.stdout
    )
    assert chatlint("check", "--target", "1.44", "new.yaml", cwd=folder).returncode == 0
    wrong = chatlint("check", "--target", "latest", "new.yaml", cwd=folder)
    assert wrong.returncode == 2
    assert '"latest" is no version' in wrong.stderr


def test_limits_are_raised_by_options(folder: Path) -> None:
    (folder / "deep.yaml").write_text(CLEAN + "Attributes: {a: {b: {c: d}}}\n")
    done = chatlint("check", "--max-depth", "2", "--format", "concise", "deep.yaml", cwd=folder)
    assert "CHAT004" in done.stdout
    assert "--max-depth" in done.stdout
    done = chatlint("check", "--max-size", "10", "--format", "concise", "clean.yaml", cwd=folder)
    assert "clean.yaml:1:1: error[CHAT004]" in done.stdout


@pytest.mark.parametrize(
    "nest",
    [
        lambda depth: "x: " + "[" * depth + "1" + "]" * depth,
        lambda depth: "x: " + "{a: " * depth + "1" + "}" * depth,
        lambda depth: (
            "x:\n" + "".join(" " * n + "a:\n" for n in range(1, depth)) + " " * depth + "- 1"
        ),
        lambda depth: "Attributes: " + "{a: " * depth + "1" + "}" * depth,
        lambda depth: (
            "SegmentAttributes: " + "{a: {ValueMap: " * (depth // 2) + "1" + "}}" * (depth // 2)
        ),
    ],
    ids=["flow lists", "flow mappings", "block mappings", "attributes", "segments"],
)
def test_the_greatest_depth_there_may_be_breaks_nothing(
    folder: Path, nest: Callable[[int], str]
) -> None:
    most = 200
    (folder / "most.yaml").write_text(CLEAN + nest(most - 1) + "\n")
    (folder / "more.yaml").write_text(CLEAN + nest(most + 1) + "\n")
    data = YAML(typ="safe", pure=True).load((folder / "most.yaml").read_text())
    (folder / "most.json").write_text(json.dumps(data))
    options = ("check", "--max-depth", str(most), "--no-cache", "--isolated")
    files = [f"--format={name}={folder}/out.{name}" for name in FORMATS]
    names = ("most.yaml", "most.json", "more.yaml")
    done = chatlint(*options, *files, *names, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "")
    report = json.loads((folder / "out.json").read_text())
    assert report["failures"] == []
    found = {(each["path"], each["rule"]) for each in report["diagnostics"]}
    assert {path for path, rule in found if rule == "CHAT004"} == {"more.yaml"}
    assert {path for path, rule in found if rule != "CHAT004"} == {"most.yaml", "most.json"}
    for fixing in ("--diff", "--fix"):
        done = chatlint(*options, fixing, "--unsafe-fixes", *names, cwd=folder)
        assert (done.returncode, "failed" in done.stdout) == (1, False)
    too_much = chatlint("check", "--max-depth", str(most + 1), "clean.yaml", cwd=folder)
    assert too_much.returncode == 2
    assert "201 is not in the range 1<=x<=200" in too_much.stderr


def test_ascii_terminals_get_escapes(folder: Path) -> None:
    (folder / "é.yaml").write_text(BROKEN.replace("Jane", "Zoë"), encoding="utf-8")
    environment = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = chatlint_process("check", "é.yaml", cwd=folder, environment=environment)
    assert done.returncode == 1
    assert done.stdout.isascii()


def test_a_full_disk_is_told(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "chatlint", "check", "broken.yaml"],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("error: cannot write the report")
    assert len(done.stderr.decode().splitlines()) == 1


def test_a_broken_pipe_is_silent(folder: Path) -> None:
    for number in range(300):
        (folder / f"{number}.yaml").write_text(BROKEN)
    command = f"'{sys.executable}' -m chatlint check . | head -1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, capture_output=True, check=False, timeout=60
    )
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 1


def test_closed_standard_output_is_an_error(folder: Path) -> None:
    command = f"'{sys.executable}' -m chatlint check clean.yaml >&-"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"standard output is closed" in done.stderr


def test_nothing_is_imported_from_the_current_folder(folder: Path) -> None:
    for module in ("click", "cerberus", "json", "ruamel"):
        (folder / f"{module}.py").write_text("raise SystemExit('imported from the repository')\n")
    assert chatlint("check", "clean.yaml", cwd=folder).returncode == 0
    assert chatlint("check", "broken.yaml", cwd=folder).returncode == 1


def test_version_names_tool_distribution_and_model(folder: Path) -> None:
    done = chatlint("--version", cwd=folder)
    expected = r"chatlint \S+ \(connect-chatlint\), StartChatContact of botocore \S+\n"
    assert re.fullmatch(expected, done.stdout)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(folder: Path, shell: str) -> None:
    done = chatlint_process(cwd=folder, environment={"_CHATLINT_COMPLETE": f"{shell}_source"})
    assert done.returncode == 0
    assert "_CHATLINT_COMPLETE" in done.stdout


def test_completion_offers_the_options(folder: Path) -> None:
    words = {"COMP_WORDS": "chatlint check --fail", "COMP_CWORD": "2"}
    done = chatlint_process(
        cwd=folder, environment={"_CHATLINT_COMPLETE": "bash_complete", **words}
    )
    assert "plain,--fail-on" in done.stdout


def test_completion_offers_rules(folder: Path) -> None:
    words = {"COMP_WORDS": "chatlint explain duration", "COMP_CWORD": "2"}
    done = chatlint_process(
        cwd=folder, environment={"_CHATLINT_COMPLETE": "bash_complete", **words}
    )
    assert done.stdout == "plain,duration-out-of-range\n"


def test_rules_lists_every_rule(folder: Path) -> None:
    listed = chatlint("rules", cwd=folder).stdout
    facts = json.loads(chatlint("rules", "--format", "json", cwd=folder).stdout)
    assert {"id", "name", "group", "severity", "summary", "rationale", "source"} <= set(facts[0])
    assert all(fact["id"] in listed and fact["name"] in listed for fact in facts)


@pytest.mark.parametrize("rule", ["CHAT401", "chat401", "duration-out-of-range"])
def test_explain_tells_what_why_and_how(folder: Path, rule: str) -> None:
    shown = chatlint("explain", rule, cwd=folder).stdout
    assert shown.startswith("CHAT401 duration-out-of-range (error, chat)")
    for word in ("Bad:", "Good:", "^^", "Fix:", "Source: https://"):
        assert word in shown


def test_explain_knows_no_such_rule(folder: Path) -> None:
    done = chatlint("explain", "CHAT4O1", cwd=folder)
    assert done.returncode == 2
    assert 'did you mean "CHAT401"?' in done.stderr


@pytest.mark.slow
def test_test_runs_the_shipped_examples(folder: Path) -> None:
    done = chatlint("test", cwd=folder)
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(r"\d+ rules, \d+ examples: all as they say\n", done.stdout)


RULE = """\
schema: 1
id: TEAM001
name: short-name
severity: warning
summary: The display name is short.
rationale: Agents see it in a narrow column.
source: https://wiki.example.com/chat
at: ParticipantDetails.DisplayName
check: {maxlength: 10}
examples:
  good: ["ParticipantDetails: {DisplayName: Jane}"]
  bad: ["ParticipantDetails: {DisplayName: «Jane Alexandra»}"]
"""


def test_test_runs_anybody_s_examples(folder: Path) -> None:
    file = folder / "team" / "TEAM001-short-name.yaml"
    file.parent.mkdir()
    file.write_text(RULE, encoding="utf-8")
    assert chatlint("test", "team", cwd=folder).stdout == "1 rule, 2 examples: all as they say\n"
    file.write_text(RULE.replace("«Jane Alexandra»", "Jane «Alexandra»"), encoding="utf-8")
    done = chatlint("test", "team", cwd=folder)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "team/TEAM001-short-name.yaml:12:9: TEAM001: expected `Alexandra`"
    )
    file.write_text(RULE.replace("«Jane Alexandra»", "Jane"), encoding="utf-8")
    assert chatlint("test", "team", cwd=folder).returncode == 1
    file.write_text(RULE.replace("Name: Jane}", "Name: Jane Alexandra}"), encoding="utf-8")
    assert "a good example, but the rule objects" in chatlint("test", "team", cwd=folder).stdout
    file.write_text(RULE.replace("check:", "chek:"), encoding="utf-8")
    done = chatlint("test", "team", cwd=folder)
    assert done.returncode == 2
    assert 'did you mean "check"?' in done.stderr


def test_a_missing_argument_is_told_in_lines(folder: Path) -> None:
    done = chatlint("schema", cwd=folder)
    assert done.returncode == 2
    assert done.stderr.endswith("Choose from:\n    config,\n    report\n")
