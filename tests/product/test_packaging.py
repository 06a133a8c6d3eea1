"""What is built and installed: every way to install chatlint gives the same program."""

import json
import os
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from project import ROOT, checked_out, git

pytestmark = pytest.mark.slow

RULE_FILES = [file for file in (ROOT / "rules").rglob("*.yaml") if file.name != "api.yaml"]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program that must not fail and give what it prints."""
    # Neither a PYTHONPATH nor the folder of the sources may lend what was not installed.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GIT_"))}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command} failed:\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the project that nothing but these tests builds from."""
    return checked_out(tmp_path_factory.mktemp("chatlint"))


@pytest.fixture(scope="session")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sdist, the wheel built from it, and the wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("built")
    build = (sys.executable, "-m", "build")
    run(*build, "--outdir", folder / "through-sdist", cwd=checkout)
    run(*build, "--wheel", "--outdir", folder / "direct", cwd=checkout)
    (sdist,) = folder.glob("through-sdist/*.tar.gz")
    (through_sdist,) = folder.glob("through-sdist/*.whl")
    (direct,) = folder.glob("direct/*.whl")
    return {"sdist": sdist, "wheel": direct, "wheel of the sdist": through_sdist}


class Environment(NamedTuple):
    """A virtual environment that holds chatlint."""

    folder: Path

    def run(self, program: str, *arguments: str | Path) -> str:
        return run(self.folder / "bin" / program, *arguments, cwd=self.folder)

    def findings(self) -> Any:
        """What chatlint finds in the broken examples."""
        broken = ROOT / "examples" / "broken"
        options = ("--format", "json", "--fail-on", "never")
        return json.loads(self.run("chatlint", "check", *options, broken))["diagnostics"]


def install(folder: Path, *what: str | Path) -> Environment:
    """Install ``what`` into a new virtual environment; the pip is that of the tests."""
    venv.create(folder, with_pip=False, symlinks=True)
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python")
    run(*pip, "install", "-q", *what, cwd=folder)
    return Environment(folder)


WAYS = ["wheel", "wheel of the sdist", "editable", "wheel without the C scanner"]


@pytest.fixture(scope="session", params=WAYS)
def installed(
    request: pytest.FixtureRequest,
    built: dict[str, Path],
    checkout: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Environment:
    """Chatlint, installed in one of the ways people install it."""
    folder = tmp_path_factory.mktemp("environment")
    way = str(request.param)
    if way == "editable":
        return install(folder, "--editable", checkout)
    environment = install(folder, built[way.removesuffix(" without the C scanner")])
    if way not in built:
        pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python")
        run(*pip, "uninstall", "-q", "-y", "ruamel.yaml.clib", cwd=folder)
        assert "clib" not in run(*pip, "list", cwd=folder)
    return environment


def test_every_rule_is_there(installed: Environment) -> None:
    rules = json.loads(installed.run("chatlint", "rules", "--format", "json"))
    assert sorted(f"{rule['id']}-{rule['name']}" for rule in rules) == sorted(
        file.stem for file in RULE_FILES
    )


def test_both_commands_tell_their_version(installed: Environment) -> None:
    version = installed.run("chatlint", "--version")
    assert "(connect-chatlint)" in version
    assert installed.run("connect-chatlint", "--version") == version
    assert installed.run("python", "-m", "chatlint", "--version") == version


def test_its_types_are_public(installed: Environment) -> None:
    code = "import chatlint, pathlib; print(pathlib.Path(chatlint.__file__).parent)"
    package = Path(installed.run("python", "-c", code).strip())
    assert (package / "py.typed").is_file()


def test_it_finds_what_the_development_environment_finds(installed: Environment) -> None:
    here = run(
        *(sys.executable, "-m", "chatlint", "check", "--format", "json", "--fail-on", "never"),
        ROOT / "examples" / "broken",
        cwd=installed.folder,
    )
    assert installed.findings() == json.loads(here)["diagnostics"]
    assert installed.findings()


def test_its_pages_have_all_their_parts(installed: Environment) -> None:
    broken = ROOT / "examples" / "broken"
    page = installed.run("chatlint", "check", "--format", "html", "--fail-on", "never", broken)
    assert "<style>\n:root {" in page
    assert page.endswith("</script>\n</body>\n</html>\n")


@pytest.mark.parametrize("installed", ["editable"], indirect=True)
def test_an_editable_installation_follows_the_checkout(
    installed: Environment, checkout: Path
) -> None:
    rule = checkout / "rules" / "chat" / "CHAT401-duration-out-of-range.yaml"
    before = rule.read_text(encoding="utf-8")
    rule.write_text(before.replace("summary: ", "summary: Edited. "), encoding="utf-8")
    try:
        assert "Edited. ChatDurationInMinutes" in installed.run("chatlint", "rules")
    finally:
        rule.write_text(before, encoding="utf-8")


def test_the_sdist_holds_all_but_what_only_git_needs(
    built: dict[str, Path], checkout: Path
) -> None:
    with tarfile.open(built["sdist"]) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    tracked = set(git("ls-files", cwd=checkout).split())
    assert held - tracked == {"PKG-INFO"}
    assert {name for name in tracked - held if not name.startswith(".git")} == set()
