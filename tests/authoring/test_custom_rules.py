"""Rules of one's own, as whoever writes them meets them."""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import command
import pytest
from project import ROOT

TEMPLATE = """\
InstanceId: ${INSTANCE_ID}
ContactFlowId: ${FLOW_ID}
ParticipantDetails: {DisplayName: Jane}
"""


def chatlint(
    *arguments: str | Path, cwd: Path, site: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run chatlint in ``cwd``; with ``site`` among what is installed, in a process of its own."""
    if site is None:
        return command.chatlint(*map(str, arguments), cwd=cwd)
    done = subprocess.run(
        [sys.executable, "-m", "chatlint", *arguments],
        cwd=cwd,
        env={
            **{name: os.environ[name] for name in ("PATH", "CHATLINT_CACHE_DIR")},
            "PYTHONUTF8": "1",
            "PYTHONPATH": str(site),
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


class TestNew:
    FILE = "house-rules/TEAM001-short-name.yaml"

    def test_the_skeleton_proves_itself(self, tmp_path: Path) -> None:
        done = chatlint("new", "TEAM001-short-name", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, f"wrote {self.FILE}\n")
        done = chatlint("test", "house-rules", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, "1 rule, 3 examples: all as they say\n")

    def test_the_skeleton_is_a_rule_of_the_folder(self, tmp_path: Path) -> None:
        chatlint("new", "TEAM001-short-name", "--folder", "team/rules", cwd=tmp_path)
        (tmp_path / ".chatlint.yaml").write_text("rules: [team/rules]\n")
        (tmp_path / "chat.yaml").write_text(TEMPLATE)
        done = chatlint("check", "chat.yaml", "--format", "concise", cwd=tmp_path)
        assert done.returncode == 1
        assert "chat.yaml:3:35: warning[TEAM001] `Jane` is not Guest" in done.stdout

    def test_nothing_is_written_over(self, tmp_path: Path) -> None:
        chatlint("new", "TEAM001-short-name", cwd=tmp_path)
        (tmp_path / self.FILE).write_text("mine")
        done = chatlint("new", "TEAM001-short-name", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"error: {self.FILE}: TEAM001 is taken\n"
        assert (tmp_path / self.FILE).read_text() == "mine"

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            ("TEAM001-other-name", "TEAM001-short-name.yaml: TEAM001 is taken"),
            ("TEAM002-short-name", "TEAM001-short-name.yaml: short-name is taken"),
            ("CHAT401-mine", "CHAT401 is taken"),
            ("TEAM002-secret", "secret is taken"),
            ("TEAM002", '"TEAM002" is no id and name as TEAM001-short-name'),
            ("team002-name", "is no id and name"),
            ("TEAM002-../name", "is no id and name"),
        ],
    )
    def test_no_second_rule_of_a_name(self, tmp_path: Path, rule: str, words: str) -> None:
        chatlint("new", "TEAM001-short-name", cwd=tmp_path)
        done = chatlint("new", rule, cwd=tmp_path)
        assert (done.returncode, words in done.stderr) == (2, True)
        assert [file.name for file in tmp_path.rglob("*.yaml")] == ["TEAM001-short-name.yaml"]

    @pytest.mark.parametrize("folder", ["link", "link/new", "dangling"])
    def test_no_link_leads_out_of_this_folder(self, tmp_path: Path, folder: str) -> None:
        here, outside = tmp_path / "here", tmp_path / "outside"
        here.mkdir()
        outside.mkdir()
        (here / "link").symlink_to("../outside")
        (here / "dangling").symlink_to("../missing")
        done = chatlint("new", "TEAM001-short-name", "--folder", folder, cwd=here)
        assert (done.returncode, done.stdout) == (2, "")
        assert "leads out of this folder through a link; not written" in done.stderr
        assert sorted(tmp_path.rglob("*.yaml")) == []
        assert list(outside.iterdir()) == []

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        done = chatlint("new", "TEAM001-short-name", "--folder", "file/rules", cwd=tmp_path)
        assert (done.returncode, done.stderr.startswith("error: file/rules/TEAM001")) == (2, True)


class TestExample:
    FOLDER = ROOT / "examples" / "house-rules"

    def test_its_rules_prove_themselves(self) -> None:
        done = chatlint("test", self.FOLDER / "rules", cwd=ROOT)
        assert (done.returncode, done.stdout) == (0, "3 rules, 12 examples: all as they say\n")

    def test_one_template_passes(self) -> None:
        done = chatlint("check", "passes.yaml", cwd=self.FOLDER)
        assert (done.returncode, done.stderr) == (0, "")

    def test_one_breaks_every_rule(self) -> None:
        done = chatlint("check", "breaks-every-rule.yaml", "--color", "never", cwd=self.FOLDER)
        golden = self.FOLDER / "breaks-every-rule.txt"
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout == golden.read_text(encoding="utf-8")
        assert [f"SHOP00{number}" in done.stdout for number in (1, 2, 3)] == [True] * 3

    def test_its_manual_is_up_to_date(self, tmp_path: Path) -> None:
        copy = shutil.copytree(self.FOLDER / "rules", tmp_path / "rules")
        done = chatlint("manual", "rules", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, "wrote 3 pages and rules/README.md\n")
        for file in copy.iterdir():
            there = (self.FOLDER / "rules" / file.name).read_text(encoding="utf-8")
            assert file.read_text(encoding="utf-8") == there


class TestCatalogue:
    """What `explain`, `rules` and `manual` say of them."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        write(tmp_path, {".chatlint.yaml": "rules: [house]\n", "sub/a.txt": ""})
        chatlint("new", "TEAM001-short-name", "--folder", "house", cwd=tmp_path)
        (tmp_path / ".git").mkdir()
        return tmp_path

    def test_explain(self, folder: Path) -> None:
        for selector, place in (("TEAM001", "."), ("short-name", "sub"), ("team001", ".")):
            done = chatlint("explain", selector, cwd=folder / place)
            assert (done.returncode, done.stderr) == (0, "")
            assert done.stdout.startswith("TEAM001 short-name (warning, house)\n")
            assert " 1 | ParticipantDetails: {DisplayName: Jane}" in done.stdout
        done = chatlint("explain", "TEAM010", cwd=folder)
        assert (done.returncode, 'did you mean "TEAM001"?' in done.stderr) == (2, True)

    def test_a_wrong_configuration_does_not_keep_the_other_rules_secret(self, folder: Path) -> None:
        (folder / ".chatlint.yaml").write_text("rulez: [house]\n")
        assert chatlint("explain", "CHAT401", cwd=folder).returncode == 0
        done = chatlint("explain", "TEAM001", cwd=folder)
        assert (done.returncode, "unknown key" in done.stderr) == (2, True)

    def test_rules_lists_them_behind_the_others(self, folder: Path) -> None:
        lines = chatlint("rules", cwd=folder).stdout.splitlines()
        assert lines[-2] == "house"
        assert lines[-1].split(maxsplit=3)[:3] == ["TEAM001", "short-name", "warning"]
        rules = json.loads(chatlint("rules", "--format", "json", cwd=folder / "sub").stdout)
        assert [rule["id"] for rule in rules].count("CHAT401") == 1
        assert (rules[-1]["id"], rules[-1]["page"]) == (
            "TEAM001",
            "../house/TEAM001-short-name.md",
        )
        assert rules[-1]["bad"] == [{"text": "ParticipantDetails: {DisplayName: «Jane»}"}]

    def test_what_a_terminal_would_obey_is_shown(self, folder: Path) -> None:
        file = folder / "house" / "TEAM001-short-name.yaml"
        text = file.read_text(encoding="utf-8")
        text = re.sub("summary: .*", r'summary: "\\e[2J::error::x"', text)
        file.write_text(text, encoding="utf-8")
        shown = chatlint("explain", "TEAM001", cwd=folder).stdout
        assert "\\x1b[2J::error::x" in shown
        assert "\x1b" not in shown

    def test_the_manual_goes_with_the_rules(self, folder: Path) -> None:
        house = folder / "house"
        write(house, {"README.md": "# Ours\n\nRead them.", "notes.md": "Notes\n"})
        chatlint("new", "TEAM002-other-name", "--folder", "house/more", cwd=folder)
        assert chatlint("manual", "house", cwd=folder).returncode == 0
        readme = (house / "README.md").read_text(encoding="utf-8")
        assert readme.startswith("# Ours\n\nRead them.\n\n<!-- the rules: start -->\n\n### house\n")
        assert "| [TEAM002](more/TEAM002-other-name.md) | other-name | warning |" in readme
        links = re.findall(r"\]\((.*?)\)", readme)
        assert [(house / link).is_file() for link in links] == [True, True]
        page = (house / "TEAM001-short-name.md").read_text(encoding="utf-8")
        assert "# TEAM001 short-name\n\n*warning, house*\n" in page
        (house / "more" / "TEAM002-other-name.yaml").unlink()
        assert chatlint("manual", "house", cwd=folder).returncode == 0
        pages = sorted(file.name for file in house.rglob("*.md"))
        assert pages == ["README.md", "TEAM001-short-name.md", "notes.md"]
        assert "TEAM002" not in (house / "README.md").read_text(encoding="utf-8")

    def test_an_example_with_a_fence_does_not_end_its_own(self, folder: Path) -> None:
        file = folder / "house" / "TEAM001-short-name.yaml"
        text = file.read_text(encoding="utf-8").replace("«Jane»", "«'```'»")
        file.write_text(text, encoding="utf-8")
        chatlint("manual", "house", cwd=folder)
        page = file.with_suffix(".md").read_text(encoding="utf-8")
        assert "````text\n 1 | ParticipantDetails: {DisplayName: '```'}\n" in page

    @pytest.mark.parametrize(
        ("folder_name", "words"),
        [("nowhere", "does not exist"), ("sub", "no rule files here"), ("broken", "broken/X.yaml")],
    )
    def test_nothing_is_written_where_there_are_no_rules(
        self, folder: Path, folder_name: str, words: str
    ) -> None:
        write(folder, {"broken/X.yaml": "a: 1\n"})
        done = chatlint("manual", folder_name, cwd=folder)
        assert (done.returncode, words in done.stderr) == (2, True)
        assert list(folder.rglob("*.md")) == []


KIND = """\
from chatlint import Problem, kind

@kind(type="boolean", allowed=[True])
def capitalized(value, argument, request):
    "A text begins with a capital."
    if isinstance(value, str) and not value[:1].isupper():
        yield Problem(value=value)

KINDS = (capitalized,)
"""
RULE = """\
schema: 1
id: ACME001
name: name-in-lower-case
severity: warning
summary: A display name begins with a capital.
rationale: Agents read it aloud.
source: https://wiki.example.com/chat
at: ParticipantDetails.DisplayName
check: {capitalized: true}
message: "{value} begins with no capital"
examples:
  good: ["ParticipantDetails: {DisplayName: Jane}"]
  bad: ["ParticipantDetails: {DisplayName: «jane»}"]
"""
PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "acme-chat"
version = "1"
[project.entry-points."chatlint.kinds"]
acme = "acme_chat:KINDS"
[project.entry-points."chatlint.rules"]
acme = "acme_chat.rules"
"""
FOUND = "chat.yaml:3:35: warning[ACME001] `jane` begins with no capital"
KINDS_POINT = ("[chatlint.kinds]", "acme = acme_chat:KINDS")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def distribution(folder: Path, module: str, *points: str) -> Path:
    """Lay a distribution acme-chat into ``folder`` as installers do."""
    info = "acme_chat-1.dist-info"
    write(folder, {f"{info}/METADATA": "Name: acme-chat\n", "acme_chat.py": module})
    write(folder, {f"{info}/entry_points.txt": "\n".join(points)})
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    template = TEMPLATE.replace("Jane", "jane")
    write(folder, {".chatlint.yaml": "plugins: [acme-chat]\n", "chat.yaml": template})
    return folder


class TestPlugins:
    @pytest.mark.slow
    def test_an_installed_one_brings_kinds_and_rules(
        self, tmp_path: Path, repository: Path
    ) -> None:
        files = {"__init__.py": KIND, "rules/__init__.py": ""}
        files["rules/ACME001-name-in-lower-case.yaml"] = RULE
        project, environment = tmp_path / "project", tmp_path / "environment"
        write(project, {f"acme_chat/{name}": text for name, text in files.items()})
        write(project, {"pyproject.toml": PROJECT})
        venv.create(environment, with_pip=False, symlinks=True)
        pip = (sys.executable, "-m", "pip", "--python", environment / "bin" / "python")
        subprocess.run([*pip, "install", "-q", ROOT, project], check=True, cwd=tmp_path)
        done = subprocess.run(
            [environment / "bin" / "chatlint", "check", "--format", "concise"],
            cwd=repository,
            env={name: v for name, v in os.environ.items() if not name.startswith("PYTHON")},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout.startswith(FOUND)

    def test_house_rules_use_its_kinds(self, tmp_path: Path, repository: Path) -> None:
        site = distribution(tmp_path / "site", KIND, *KINDS_POINT)
        write(repository, {"house/ACME001-name-in-lower-case.yaml": RULE})
        write(repository, {".chatlint.yaml": "plugins: [acme-chat]\nrules: [house]\n"})
        done = chatlint("check", "chat.yaml", "--format", "concise", cwd=repository, site=site)
        assert (done.returncode, done.stdout.startswith(FOUND)) == (1, True)
        done = chatlint("test", "house", cwd=repository, site=site)
        assert (done.returncode, done.stdout) == (0, "1 rule, 2 examples: all as they say\n")

    def test_what_it_does_is_not_remembered(self, tmp_path: Path, repository: Path) -> None:
        site = distribution(tmp_path / "site", KIND, *KINDS_POINT)
        write(repository, {"house/ACME001-name-in-lower-case.yaml": RULE})
        write(repository, {".chatlint.yaml": "plugins: [acme-chat]\nrules: [house]\n"})
        assert chatlint("check", cwd=repository, site=site).returncode == 1
        distribution(site, KIND.replace("not value[:1].isupper()", "not value"), *KINDS_POINT)
        assert chatlint("check", cwd=repository, site=site).returncode == 0

    def test_a_function_gives_kinds_as_well(self, tmp_path: Path, repository: Path) -> None:
        module = f"{KIND}\ndef kinds():\n    return KINDS\n"
        site = distribution(tmp_path / "site", module, KINDS_POINT[0], "acme = acme_chat:kinds")
        assert chatlint("check", cwd=repository, site=site).returncode == 0

    def test_what_no_configuration_names_is_not_imported(
        self, tmp_path: Path, repository: Path
    ) -> None:
        site = distribution(tmp_path / "site", "1 / 0", *KINDS_POINT)
        assert chatlint("check", "--isolated", cwd=repository, site=site).returncode == 0
        assert chatlint("check", cwd=repository, site=site).returncode == 2

    def test_nothing_in_the_repository_counts_as_installed(self, repository: Path) -> None:
        distribution(repository, "open('PWNED', 'w').close()", *KINDS_POINT)
        done = chatlint("check", cwd=repository)
        assert (done.returncode, "acme-chat is not installed" in done.stderr) == (2, True)
        assert not (repository / "PWNED").exists()

    @pytest.mark.parametrize(
        ("module", "points", "words"),
        [
            ("1 / 0", KINDS_POINT, "acme_chat:KINDS failed: ZeroDivisionError"),
            ("raise SystemExit", KINDS_POINT, "acme_chat:KINDS failed: SystemExit"),
            ("", KINDS_POINT, "acme_chat:KINDS failed: AttributeError"),
            ("KINDS = [1]", KINDS_POINT, "acme_chat:KINDS is no tuple of kinds"),
            (KIND.replace("capitalized", "byte_budget"), KINDS_POINT, "kind byte_budget is taken"),
            (KIND.replace("capitalized", "allowed"), KINDS_POINT, "kind allowed is taken"),
            (f"{KIND}KINDS *= 2", KINDS_POINT, "kind capitalized is taken"),
            ("A = 1", ("[chatlint.rules]", "a = acme_chat:A"), "no package and no Path"),
            ("", ("[console_scripts]", "a = acme_chat:A"), "has no entry point chatlint.kinds"),
        ],
    )
    def test_a_faulty_one_is_named(
        self, tmp_path: Path, repository: Path, module: str, points: tuple[str, ...], words: str
    ) -> None:
        site = distribution(tmp_path / "site", module, *points)
        done = chatlint("check", cwd=repository, site=site)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("error: .chatlint.yaml:1:11: the distribution acme-chat")
        assert words in done.stderr

    def test_a_rule_whose_id_is_taken_names_the_distribution(
        self, tmp_path: Path, repository: Path
    ) -> None:
        module = "from pathlib import Path\nRULES = Path(__file__).parent / 'rules'\n"
        points = ("[chatlint.rules]", "a = acme_chat:RULES", *KINDS_POINT)
        site = distribution(tmp_path / "site", KIND + module, *points)
        rule = RULE.replace("ACME001", "CHAT401")
        write(site, {"rules/CHAT401-name-in-lower-case.yaml": rule})
        done = chatlint("check", cwd=repository, site=site)
        assert done.returncode == 2
        assert done.stderr.startswith("error: the distribution acme-chat: ")
        assert "CHAT401 is taken by" in done.stderr
